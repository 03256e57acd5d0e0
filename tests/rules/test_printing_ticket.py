"""The printed ticket: the number is huge, the square scans, nothing is cut, the margins stay white."""

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from kiosk.printing.plan import PlanMark
from kiosk.printing.ticket import (
    NARROWEST_PX,
    WIDTH_58_MM_PX,
    WIDTH_80_MM_PX,
    TicketPaper,
    draw_ticket,
    png_bytes,
    strips,
)
from kiosk.services.plan import Plan, booth_at
from models.enums import Zone

CODE = "MFRGGZDFMZTWQ2LKNNWG23TPOA"
WIDTHS = (WIDTH_80_MM_PX, WIDTH_58_MM_PX)

PAPER = TicketPaper(
    market="向阳社区公益市集",
    place="党群服务中心门口",
    number="B012",
    headline="B 摊位 · 心电图",
    code=CODE,
    day="11 月 19 日(周四)",
    time="上午 9:30",
    lines=("前面 3 位，约 10–18 分钟",),
    bring_label="请您带上",
    bring="社保卡，最近一次的检查报告",
    scan_label="到了请扫一扫",
    plan_label="B 摊位在这里",
    plan=PlanMark(
        Plan(4000, 2500, (), (booth_at("B", Zone.HEALTH, x_cm=300, y_cm=1800, width_cm=300, depth_cm=300),)),
        "B 摊位在北侧",
        marked="B",
    ),
    footer="免费服务",
)
MIXED = st.text(alphabet="公益市集，。（）B012 knife-sharpening 😀\n", max_size=400)


def scanned(image: Image.Image) -> list[str]:
    return [
        found.text
        for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    ]


def margin_px(width_px: int) -> int:
    return width_px // 24


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    found = image.point(lambda dot: 255 if dot < 250 else 0).getbbox()
    assert found is not None
    return found


def ink_in_margin(image: Image.Image) -> bool:
    left, top, right, bottom = ink_box(image)
    margin = margin_px(image.width)
    return left < margin or top < margin or right > image.width - margin or bottom > image.height - margin


def strip(paper: TicketPaper, name: str, width_px: int = WIDTH_80_MM_PX) -> Image.Image:
    return next(part.image for part in strips(paper, width_px) if part.name == name)


@pytest.mark.parametrize("width_px", WIDTHS)
def test_a_scanner_reads_the_code_even_from_pure_black_and_white(width_px: int) -> None:
    ticket = draw_ticket(PAPER, width_px)
    assert scanned(ticket) == [CODE]
    assert scanned(ticket.point(lambda dot: 255 if dot > 127 else 0)) == [CODE]


@pytest.mark.parametrize("width_px", WIDTHS)
def test_a_crooked_faded_ticket_still_scans(width_px: int) -> None:
    faded = draw_ticket(PAPER, width_px).point(lambda dot: 90 + dot * 130 // 255)
    assert scanned(faded.rotate(11, expand=True, fillcolor=220)) == [CODE]


def test_control_a_ticket_without_its_square_does_not_scan() -> None:
    ticket = draw_ticket(PAPER)
    ImageDraw.Draw(ticket).rectangle((0, ticket.height // 2, ticket.width, ticket.height), fill=255)
    assert scanned(ticket) == []


@pytest.mark.parametrize("width_px", WIDTHS)
def test_the_square_leads_to_the_address_when_there_is_one(width_px: int) -> None:
    address = f"https://market.example/t/{CODE}"
    assert scanned(draw_ticket(replace(PAPER, address=address), width_px)) == [address]


@pytest.mark.parametrize(("width_px", "at_least_px"), [(WIDTH_80_MM_PX, 160), (WIDTH_58_MM_PX, 107)])
@pytest.mark.parametrize("number", ["B012", "W888", "I111"])
def test_the_number_is_huge(number: str, width_px: int, at_least_px: int) -> None:
    _left, top, _right, bottom = ink_box(strip(replace(PAPER, number=number), "number", width_px))
    assert bottom - top >= at_least_px


def test_a_longer_number_shrinks_to_the_paper_instead_of_being_cut() -> None:
    left, _top, right, _bottom = ink_box(strip(replace(PAPER, number="WW000000"), "number"))
    assert left > 0
    assert right < strip(PAPER, "number").width


@pytest.mark.parametrize("width_px", [NARROWEST_PX, WIDTH_58_MM_PX, WIDTH_80_MM_PX, 832])
def test_a_ticket_is_exactly_as_wide_as_the_paper(width_px: int) -> None:
    ticket = draw_ticket(PAPER, width_px)
    assert (ticket.width, ticket.mode) == (width_px, "L")


@pytest.mark.parametrize("width_px", [NARROWEST_PX - 1, 0, -5])
def test_paper_that_is_too_narrow_is_refused(width_px: int) -> None:
    with pytest.raises(ValueError, match="240"):
        draw_ticket(PAPER, width_px)


@settings(max_examples=25)
@given(MIXED, MIXED, MIXED, st.sampled_from(WIDTHS))
def test_whatever_is_written_the_margins_stay_white(market: str, line: str, bring: str, width_px: int) -> None:
    paper = replace(
        PAPER, market=market, headline=line, bring=bring, scan_label=line, footer=bring, lines=(market, line)
    )
    assert not ink_in_margin(draw_ticket(paper, width_px))


def test_control_ink_in_the_margin_is_found() -> None:
    ticket = draw_ticket(PAPER)
    assert not ink_in_margin(ticket)
    ticket.putpixel((ticket.width - 3, ticket.height // 2), 0)
    assert ink_in_margin(ticket)


def test_the_parts_stand_one_below_the_other_and_none_is_cut() -> None:
    parts = strips(PAPER, WIDTH_80_MM_PX)
    ticket = draw_ticket(PAPER)
    assert ticket.height == 2 * margin_px(ticket.width) + sum(part.gap_px + part.image.height for part in parts)
    ink_of_parts = sum(part.image.point(lambda dot: 1 if dot < 128 else 0).histogram()[1] for part in parts)
    assert ticket.point(lambda dot: 1 if dot < 128 else 0).histogram()[1] == ink_of_parts


def test_the_number_stands_above_the_time_and_the_time_above_the_plan() -> None:
    names = [part.name for part in strips(PAPER, WIDTH_80_MM_PX)]
    assert names == [
        "market", "place", "rule", "headline", "number", "day", "time", "line", "bring", "tear", "code", "plan label",
        "plan", "footer",
    ]  # fmt: skip


def test_what_is_not_said_takes_no_room() -> None:
    short = TicketPaper(market="市集", number="B012", headline="B 摊位", code=CODE)
    assert [part.name for part in strips(short, 576)] == ["market", "rule", "headline", "number", "tear", "code"]


def test_a_longer_text_makes_the_ticket_longer_and_changes_nothing_else() -> None:
    longer = replace(PAPER, bring="请带上身份证。" * 30)
    assert draw_ticket(longer).height > draw_ticket(PAPER).height
    for before, after in zip(strips(PAPER, 576), strips(longer, 576), strict=True):
        assert (before.image.tobytes() == after.image.tobytes()) == (before.name != "bring")


@pytest.mark.parametrize("junk", ["😀", "👩‍⚕️", "\x00", "\u202e", "\ud800"])
def test_an_emoji_or_a_control_character_leaves_no_trace(junk: str) -> None:
    assert (
        draw_ticket(replace(PAPER, market=f"向阳{junk}")).tobytes()
        == draw_ticket(replace(PAPER, market="向阳")).tobytes()
    )


def test_control_a_letter_leaves_a_trace() -> None:
    assert (
        draw_ticket(replace(PAPER, market="向阳村")).tobytes() != draw_ticket(replace(PAPER, market="向阳")).tobytes()
    )


def test_a_name_of_ten_thousand_letters_is_wrapped_and_not_cut() -> None:
    ticket = draw_ticket(replace(PAPER, market="长" * 10_000))
    assert ticket.height > 10_000 / 14 * 38
    assert not ink_in_margin(ticket)


def test_the_png_is_the_same_picture_at_eight_dots_per_millimetre() -> None:
    ticket = draw_ticket(PAPER)
    with Image.open(BytesIO(png_bytes(ticket))) as opened:
        assert opened.format == "PNG"
        assert opened.tobytes() == ticket.tobytes()
        assert opened.info["dpi"][0] / 25.4 == pytest.approx(8, abs=0.01)


def test_the_same_ticket_is_drawn_the_same_way_every_time() -> None:
    assert png_bytes(draw_ticket(PAPER)) == png_bytes(draw_ticket(replace(PAPER)))
