"""What the environment says, read once.

| variable | meaning | default |
| --- | --- | --- |
| DATABASE_URL | SQLAlchemy URL, SQLite or PostgreSQL | a SQLite file under `var/` |
| KIOSK_PORT, KIOSK_HOST | where to listen | 8501, 127.0.0.1 |
| KIOSK_ORGANISER_PIN | PIN of the first organiser, 6 to 12 digits | none: a set-up code on the console |
| KIOSK_EXAMPLE | 1: fill an empty database with the example market | off |
| KIOSK_TICKETS_PER_MINUTE | new tickets per client address and minute over HTTP, 0: no limit | 120 |
| KIOSK_ALLOWED_HOSTS | host names the kiosk answers to, comma separated; * for all | * |
| KIOSK_NOW | for tests and rehearsals: the instant the clock starts from | the real clock |
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class BadSettingError(ValueError):
    """An environment variable cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str
    host: str
    port: int
    organiser_pin: str | None
    example: bool
    tickets_per_minute: int
    allowed_hosts: tuple[str, ...]


def _whole_number(name: str, default: int, *, least: int, most: int) -> int:
    text = os.environ.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BadSettingError(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _database_url() -> str:
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{ROOT / 'var' / 'yiji.sqlite3'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSettingError("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    return url


def _organiser_pin() -> str | None:
    pin = os.environ.get("KIOSK_ORGANISER_PIN", "").strip()
    if pin and not (pin.isascii() and pin.isdigit() and 6 <= len(pin) <= 12):
        raise BadSettingError("KIOSK_ORGANISER_PIN must be 6 to 12 digits.")
    return pin or None


@cache
def settings() -> Settings:
    """The settings of this process. Raises BadSettingError."""
    return Settings(
        database_url=_database_url(),
        host=os.environ.get("KIOSK_HOST", "").strip() or "127.0.0.1",
        port=_whole_number("KIOSK_PORT", 8501, least=1, most=65535),
        organiser_pin=_organiser_pin(),
        example=os.environ.get("KIOSK_EXAMPLE", "").strip() in ("1", "true", "yes"),
        tickets_per_minute=_whole_number("KIOSK_TICKETS_PER_MINUTE", 120, least=0, most=1_000_000),
        allowed_hosts=tuple(h.strip() for h in os.environ.get("KIOSK_ALLOWED_HOSTS", "*").split(",") if h.strip()),
    )
