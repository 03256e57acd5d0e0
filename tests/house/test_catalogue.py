"""The catalogue: every sentence of the screens in both languages, nothing guessed, every placeholder kept."""

import re
import string
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from tests.house.source import PRODUCT, ROOT

CATALOGUE = ROOT / "assets/locale/zh_CN.po"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# Written in Latin letters in Chinese too. Everything else has a Chinese word.
# What people know by no other name, and keys by what is printed on them.
LATIN_IN_CHINESE: set[str] = {"PIN", "Alt", "Ctrl", "Delete", "Shift", "Tab"}


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_CN", abort_invalid=True)


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


@cache
def extracted() -> dict[str, str]:
    """Message id → where it stands, found the way `make i18n` finds it."""
    wanted = re.search(r'--keywords="([^"]+)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert wanted is not None
    keywords = parse_keywords(wanted[1].split())
    found: dict[str, str] = {}
    for name in PRODUCT:
        if (ROOT / name).is_dir():
            rows = extract_from_dir(ROOT / name, method_map=[("**.py", "python")], keywords=keywords)
            found |= {_first(ids): f"{name}/{file}:{line}" for file, line, ids, _comments, _context in rows}
        elif (ROOT / name).exists():
            rows_of_file = extract_from_file("python", ROOT / name, keywords=keywords)
            found |= {_first(ids): f"{name}:{line}" for line, ids, _comments, _context in rows_of_file}
    return found


def _first(ids: str | tuple[str, ...]) -> str:
    """A plural sentence is known by its singular."""
    return ids if isinstance(ids, str) else ids[0]


def texts(entry: object) -> list[str]:
    return [str(text) for text in entry] if isinstance(entry, list | tuple) else [str(entry)]


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError for braces that do not close."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def untranslated(all_messages: Iterable[Message]) -> Iterator[str]:
    for message in all_messages:
        if message.fuzzy:
            yield f"fuzzy: {message.id}"
        elif not all(text.strip() for text in texts(message.string or "")):
            yield f"no Chinese: {message.id}"


def disagreeing(all_messages: Iterable[Message]) -> Iterator[str]:
    """Messages whose Chinese does not use the placeholders of the English, all of them named."""
    for message in all_messages:
        wanted = placeholders(texts(message.id)[-1])
        unnamed = any(not name.isidentifier() for name in wanted)
        if unnamed or any(placeholders(text) != wanted for text in texts(message.string)):
            yield f"{message.id!r} and {message.string!r}"


def english_words(chinese: str) -> set[str]:
    """Runs of two or more Latin letters outside placeholders. A lone letter is a booth's."""
    return set(re.findall(r"[A-Za-z]{2,}", PLACEHOLDER.sub("", chinese))) - LATIN_IN_CHINESE


def loud(text: str) -> bool:
    return "!" in text or "！" in text


def example(english: str | tuple[str, str], chinese: str | tuple[str, ...], *flags: str) -> list[Message]:
    return [Message(english, chinese, flags=flags)]


def test_the_screens_say_something() -> None:
    assert len(extracted()) > 20


def test_every_sentence_of_the_screens_is_in_the_catalogue() -> None:
    known = {texts(message.id)[0] for message in messages()}
    assert {sentence: where for sentence, where in extracted().items() if sentence not in known} == {}


def test_the_catalogue_keeps_no_sentence_that_no_screen_says() -> None:
    assert {texts(message.id)[0] for message in messages()} - set(extracted()) == set()
    assert list(catalogue().obsolete) == []


def test_every_sentence_has_its_chinese_and_none_is_guessed() -> None:
    assert list(untranslated(messages())) == []


def test_control_a_missing_or_guessed_translation_is_found() -> None:
    assert list(untranslated(example("Book", ""))) == ["no Chinese: Book"]
    assert list(untranslated(example(("{n} person", "{n} people"), ("",)))) != []
    assert list(untranslated(example("Book", "预约", "fuzzy"))) == ["fuzzy: Book"]
    assert list(untranslated(example("Book", "预约"))) == []


def test_both_languages_fill_in_the_same_names() -> None:
    assert list(disagreeing(messages())) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Booth {letter}", "{lettre} 摊位"),
        ("Booth {letter}", "摊位"),
        ("Booth", "{letter} 摊位"),
        ("{} people", "{} 人"),
        (("{count} person", "{count} people"), ("{number} 人",)),
    ],
)
def test_control_a_lost_placeholder_is_found(english: str | tuple[str, str], chinese: str | tuple[str, ...]) -> None:
    assert list(disagreeing(example(english, chinese))) != []


def test_control_a_singular_may_leave_the_number_out() -> None:
    assert list(disagreeing(example(("One person", "{count} people"), ("{count} 人",)))) == []
    assert list(disagreeing(example("At {time}, {place}", "{place},{time}"))) == []


def test_the_chinese_speaks_chinese() -> None:
    mixed = {text: english_words(text) for message in messages() for text in texts(message.string)}
    assert {text: words for text, words in mixed.items() if words} == {}


def test_control_an_english_word_is_found_and_a_booths_letter_is_not() -> None:
    assert english_words("请到 booth {letter}") == {"booth"}
    assert english_words("B 零一二号,{number}") == set()


def test_nobody_is_shouted_at() -> None:
    said = [text for message in messages() for text in texts(message.id) + texts(message.string)]
    assert [text for text in said if loud(text)] == []
    assert loud("取号成功！")


def test_residents_are_addressed_with_respect() -> None:
    assert [text for message in messages() for text in texts(message.string) if "你" in text] == []


def test_the_catalogue_is_one_plain_file_per_language() -> None:
    assert sorted(path.name for path in CATALOGUE.parent.rglob("*") if path.is_file()) == ["zh_CN.po"]
