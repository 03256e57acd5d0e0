"""Text on paper: nothing is lost, nothing is wider than its room, nothing crashes."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.printing.lettering import MISSING, font, largest_size_px, length_px, printable, wrap

TEXTS = st.one_of(
    st.text(alphabet="益路向阳,。（）公益市集 B0123 sharpening-of knives\n", max_size=300),
    st.text(max_size=80),
)
SIZES = st.integers(8, 60)
WIDTHS = st.integers(30, 600)


def too_wide(lines: Iterable[str], *, size_px: int, width_px: int) -> list[str]:
    """Lines that stick out, as the font itself measures them; one letter alone may be wider than the paper."""
    return [line for line in lines if len(line) > 1 and font(size_px).getlength(line) > width_px + 0.5]


def letters(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, SIZES, WIDTHS)
def test_no_line_is_wider_than_the_paper(text: str, size_px: int, width_px: int) -> None:
    lines = wrap(text, size_px=size_px, width_px=width_px)
    assert too_wide(lines, size_px=size_px, width_px=width_px) == []


def test_control_counting_letters_instead_of_measuring_sticks_out() -> None:
    text = "WWWWWWWWWWiiiiiiiiii"
    by_count = [text[start : start + 10] for start in range(0, len(text), 10)]
    assert too_wide(by_count, size_px=30, width_px=160) == ["WWWWWWWWWW"]


@given(TEXTS, SIZES, WIDTHS)
def test_no_letter_is_lost_or_doubled_when_lines_break(text: str, size_px: int, width_px: int) -> None:
    assert letters("".join(wrap(text, size_px=size_px, width_px=width_px))) == letters(printable(text))


def test_control_a_lost_letter_is_noticed() -> None:
    lines = wrap("公益市集一年办十二次", size_px=30, width_px=100)
    assert len(lines) > 2
    assert letters("".join(lines[:-1])) != letters(printable("公益市集一年办十二次"))


def test_a_line_never_begins_with_a_full_stop() -> None:
    # Three characters fit; the fourth would be the stop, so the third moves down with it.
    assert wrap("磨剪刀。", size_px=20, width_px=61) == ("磨剪", "刀。")


def test_an_english_word_is_broken_only_when_it_is_wider_than_the_line() -> None:
    assert wrap("blood pressure", size_px=20, width_px=100) == ("blood", "pressure")
    assert len(wrap("pressure" * 10, size_px=20, width_px=100)) > 5


def test_a_line_break_in_the_text_stays_one() -> None:
    assert wrap("上午\n9:30", size_px=20, width_px=400) == ("上午", "9:30")


def test_ten_thousand_letters_become_many_lines_and_keep_every_letter() -> None:
    lines = wrap("长" * 10_000, size_px=30, width_px=528)
    assert sum(len(line) for line in lines) == 10_000
    assert too_wide(lines, size_px=30, width_px=528) == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "😀", "\u200d\ufe0f", "\x00\x07"])
def test_a_text_with_nothing_to_show_has_no_lines(text: str) -> None:
    assert wrap(text, size_px=30, width_px=500) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王😀芳", "王芳"),
        ("👩‍⚕️义诊", "义诊"),
        ("左\x00右\u202e", "左右"),
        ("\ud800孤", "孤"),
        ("一\u3000二", "一\u3000二"),
        ("李अ", f"李{MISSING}"),
        ("吴𠮷", f"吴{MISSING}"),
        ("龘〇㐀", "龘〇㐀"),
    ],
)
def test_what_the_font_lacks_never_reaches_the_paper_as_a_crash(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(alphabet="B0123456789W", min_size=1, max_size=12), st.integers(10, 500), st.integers(10, 300))
def test_the_largest_size_fits_and_a_clearly_larger_one_does_not(text: str, width_px: int, most_px: int) -> None:
    size = largest_size_px(text, width_px=width_px, most_px=most_px)
    assert size == 1 or length_px(text, size) <= width_px
    # Advances are whole dots, so a size or two on may round to the same length.
    assert size == most_px or length_px(text, round(size * 1.1) + 4) > width_px
