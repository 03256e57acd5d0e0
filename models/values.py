"""Checks of single values at the border: what people type or send becomes what the tables may hold."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from models.refusals import Invalid

NAME_MAX = 40
TEXT_MAX = 200
NOTE_MAX = 500
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}\d{7,8}|\d{7,8}")
PIN = re.compile(r"\d{6,12}")
CODE = re.compile(r"[A-Z2-7]{26}")
NUMBER = re.compile(r"[A-Z]\d{3}")
IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,64}")


def clean_text(text: str, *, field: str, longest: int = TEXT_MAX) -> str:
    """One line without control characters, NFC, trimmed. Raises Invalid(too_long)."""
    tidy = unicodedata.normalize("NFC", text)
    tidy = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn") else " " for c in tidy)
    tidy = " ".join(tidy.split())
    if len(tidy) > longest:
        raise Invalid(field=field, problem="too_long", limit=longest)
    return tidy


def required_text(text: str | None, *, field: str, longest: int = TEXT_MAX) -> str:
    tidy = clean_text(text or "", field=field, longest=longest)
    if not tidy:
        raise Invalid(field=field, problem="missing")
    return tidy


def clean_name(name: str | None) -> str | None:
    """A person's name as called aloud, or None."""
    return clean_text(name, field="name", longest=NAME_MAX) or None if name is not None else None


def clean_phone(phone: str | None) -> str | None:
    """Digits of a Chinese mobile (11) or landline (7 to 12) number, or None for an empty one."""
    if phone is None or not phone.strip():
        return None
    digits = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", phone[:64]))
    digits = re.sub(r"^(\+|00)86", "", digits)
    if len(phone) > 64 or not digits.isascii() or not PHONE.fullmatch(digits):
        raise Invalid(field="phone", problem="not_a_phone")
    return digits


def clean_code(code: str) -> str:
    """A ticket code as typed, scanned or taken out of a ticket's address. Raises Invalid(not_a_code)."""
    last = unicodedata.normalize("NFKC", code[:400]).strip().rstrip("/").rsplit("/", 1)[-1].upper()
    if not CODE.fullmatch(last):
        raise Invalid(field="code", problem="not_a_code")
    return last


def clean_number(number: str) -> str:
    """`b12`, `B 012` or `B012` → `B012`. Raises Invalid(not_a_number)."""
    tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", number[:20])).upper()
    match = re.fullmatch(r"([A-Z])(\d{1,3})", tidy)
    if not match:
        raise Invalid(field="number", problem="not_a_number")
    return f"{match[1]}{int(match[2]):03d}"


def clean_pin(pin: str) -> str:
    tidy = unicodedata.normalize("NFKC", pin[:64]).strip()
    if not PIN.fullmatch(tidy) or not tidy.isascii():
        raise Invalid(field="pin", problem="not_a_pin")
    return tidy


def clean_zone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid(field="time_zone", problem="not_a_time_zone")
    return ZoneInfo(name).key


def within(value: float, *, field: str, least: float, most: float) -> None:
    """Raises Invalid(out_of_range) with both limits as words."""
    if not least <= value <= most:
        raise Invalid(field=field, problem="out_of_range", limit=f"{least:g}–{most:g}")


def ordered(first: datetime, second: datetime, *, field: str) -> None:
    """Raises Invalid(ends_before_it_starts) unless `first` comes before `second`."""
    if not first < second:
        raise Invalid(field=field, problem="ends_before_it_starts")
