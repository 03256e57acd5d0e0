"""Sheets: their true size, to scale, nothing cut or written over, in both languages, and nobody's name on the wall."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, PdfParser

from kiosk.engine.plaza.scene import Box as Ground
from kiosk.printing.lettering import length_px
from kiosk.printing.shapes import INK, Box, Shape, overlap
from kiosk.printing.sheets import page
from kiosk.printing.sheets.files import KINDS, Order, What, file_name, file_of, pages_of
from kiosk.printing.sheets.page import PX_PER_MM, SIZES_MM, Paper, Sheet, fitted, image_of, preview_of, wide_mm
from kiosk.printing.sheets.plan_sheet import SCALES
from kiosk.printing.sheets.setup_list import safe_cell, setup_csv, setup_rows
from kiosk.services.organising.sheets import SheetData
from kiosk.services.views import Words
from models.enums import FixtureKind, Pledge
from tests.rules.market_on_paper import (
    BOOTHS,
    CARD,
    NOW,
    STRANGE,
    USUAL,
    VOLUNTEER,
    booth,
    fixture,
    market,
)

ZH, EN, BOTH = ("zh-CN",), ("en",), ("zh-CN", "en")
ADDRESS = "http://192.168.1.20:8501/"


def order(what: What = "plan", paper: Paper = "A4", langs: tuple[str, ...] = ZH, **more: object) -> Order:
    return Order(what, paper, langs, **({"kind": "pdf", "address": ADDRESS} | more))  # type: ignore[arg-type]


def sheets(data: SheetData, what: What = "plan", paper: Paper = "A4", langs: tuple[str, ...] = ZH) -> list[Sheet]:
    return pages_of(data, order(what, paper, langs), now=NOW)


def texts(sheet: Sheet) -> list[Shape]:
    """What is written; a rim around letters is the same text once more, in the colour of what is below."""
    found = [part for part in sheet.parts if part.kind == "text"]
    return [
        part for part in found if part.edge is None or (part.edge == part.fill and part.edge_px < part.size_px / 20)
    ]


def written(sheet: Sheet) -> str:
    return "\n".join(part.text for part in texts(sheet))


def ink(part: Shape) -> Box:
    """Where a text's letters are, in pixels."""
    wide = length_px(part.text, part.size_px)
    left, right = part.box[0], part.box[2]
    start = {"left": left, "middle": (left + right - wide) / 2, "right": right - wide}[part.align]
    middle = (part.box[1] + part.box[3]) / 2
    return start, middle - part.size_px * 0.42, start + wide, middle + part.size_px * 0.42


def over_the_edge(sheet: Sheet) -> list[str]:
    wide, tall = sheet.width_mm * PX_PER_MM, sheet.height_mm * PX_PER_MM
    boxes = [(part.text, ink(part)) for part in texts(sheet)]
    return [text for text, box in boxes if box[0] < 0 or box[1] < 0 or box[2] > wide + 1 or box[3] > tall + 1]


def written_over(sheet: Sheet) -> list[tuple[str, str]]:
    found = [(part.text, ink(part)) for part in texts(sheet)]
    return [
        (one[:20], other[:20])
        for place, (one, box) in enumerate(found)
        for other, there in found[place + 1 :]
        if overlap(box, there) > 4
    ]


# ---------------------------------------------------------------- true to size


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_the_pdf_has_the_size_of_the_paper(paper: Paper) -> None:
    made = file_of(USUAL, order(paper=paper), now=NOW)

    short, long = SIZES_MM[paper]
    boxes = re.findall(rb"MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", made)
    assert len(boxes) == 1
    width_mm, height_mm = (float(points) / 72 * 25.4 for points in boxes[0])
    assert width_mm == pytest.approx(long, abs=0.1)
    assert height_mm == pytest.approx(short, abs=0.1)


@pytest.mark.parametrize(("paper", "size_px"), [("A4", (3508, 2480)), ("A3", (4961, 3508))])
def test_the_picture_has_three_hundred_dots_an_inch(paper: Paper, size_px: tuple[int, int]) -> None:
    image = Image.open(BytesIO(file_of(USUAL, order(paper=paper, kind="png"), now=NOW)))

    assert image.size == size_px
    assert image.info["dpi"] == (pytest.approx(300, abs=0.1), pytest.approx(300, abs=0.1))


def test_a_deep_plaza_lies_on_upright_paper() -> None:
    deep = sheets(replace(USUAL, plan=replace(USUAL.plan, width_cm=1500, depth_cm=2500)))[0]
    assert (deep.width_mm, deep.height_mm) == (210, 297)


def scale_of(sheet: Sheet) -> int:
    said = next(part.text for part in texts(sheet) if "1:" in part.text and len(part.text) < 20)
    return int(said.rsplit(":", 1)[1])


def letter_box(sheet: Sheet, width_cm: int, depth_cm: int) -> list[Box]:
    """Boxes of this size on the plaza, in mm, as the stated scale makes them."""
    per_cm = 10 / scale_of(sheet)
    found = [tuple(edge / PX_PER_MM for edge in part.box) for part in sheet.parts if part.kind == "box" and part.edge]
    return [
        box  # type: ignore[misc]
        for box in found
        if abs(box[2] - box[0] - width_cm * per_cm) < 0.01 and abs(box[3] - box[1] - depth_cm * per_cm) < 0.01
    ]


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_the_plaza_is_as_large_as_the_stated_scale_says(paper: Paper) -> None:
    sheet = sheets(USUAL, paper=paper)[0]

    assert scale_of(sheet) == {"A4": 200, "A3": 150}[paper]
    assert len(letter_box(sheet, 4000, 2500)) == 1
    assert len(letter_box(sheet, 600, 300)) == 1  # booth C


def test_control_a_plaza_of_another_size_is_not_found() -> None:
    assert letter_box(sheets(USUAL)[0], 4000, 2490) == []


@settings(max_examples=15)
@example(width_m=1000, depth_m=1000)
@example(width_m=5, depth_m=100)
@given(width_m=st.integers(1, 1000), depth_m=st.integers(1, 1000))
def test_every_plaza_fits_at_a_scale_of_the_list(width_m: int, depth_m: int) -> None:
    data = market(booth("A", 0, 0), fixtures=(), width_cm=width_m * 100, depth_cm=depth_m * 100)

    sheet = sheets(data)[0]

    assert scale_of(sheet) in SCALES
    (ground,) = letter_box(sheet, width_m * 100, depth_m * 100)[:1]
    assert ground[0] > 5
    assert ground[1] > 5
    assert ground[2] < sheet.width_mm - 5
    assert ground[3] < sheet.height_mm - 5


def test_north_is_up_and_a_turned_booth_is_drawn_turned() -> None:
    turned = booth("A", 1000, 1000, width_cm=700, rotation_deg=90)
    sheet = sheets(market(turned, fixtures=()))[0]
    assert len(letter_box(sheet, 300, 700)) == 1
    assert letter_box(sheet, 700, 300) == []


def test_the_line_in_front_of_a_booth_is_where_the_rules_see_it() -> None:
    from kiosk.engine.plaza.queueing import queue_box

    data = market(booth("A", 1000, 2000, queue_people=4), fixtures=())
    queue = queue_box(data.plan.booths[0].at, data.limits)
    assert queue == Ground(1105, 1700, 1195, 2000)
    sheet = sheets(data)[0]
    white = [part.box for part in sheet.parts if part.kind == "box" and part.fill == "#FFFFFF" and part.edge is None]
    per_cm = 10 / scale_of(sheet) * PX_PER_MM
    assert any(
        box[2] - box[0] == pytest.approx(90 * per_cm) and box[3] - box[1] == pytest.approx(300 * per_cm)
        for box in white
    )


# ---------------------------------------------------------------- nothing cut, nothing written over


@pytest.mark.parametrize("langs", [ZH, EN, BOTH], ids="-".join)
@pytest.mark.parametrize("what", ["plan", "signs", "list"])
@pytest.mark.parametrize("name", STRANGE)
def test_nothing_runs_over_the_edge_or_over_other_words(name: str, what: What, langs: tuple[str, ...]) -> None:
    for sheet in sheets(STRANGE[name], what, "A4", langs)[:4]:
        assert over_the_edge(sheet) == []
        assert written_over(sheet) == []


def test_control_a_text_that_is_too_long_and_one_over_another_are_found() -> None:
    sheet = Sheet(100, 100)
    sheet.text("很长的一行字" * 20, (0, 10, 90, 20), size_mm=5)
    sheet.text("上面", (0, 12, 90, 22), size_mm=5)
    assert len(over_the_edge(sheet)) == 1
    assert len(written_over(sheet)) == 1


@pytest.mark.parametrize("name", ["usual", "no booths", "long names", "a narrow lane", "the largest plaza"])
def test_every_strange_market_can_be_drawn(name: str) -> None:
    for what in KINDS:
        for sheet in sheets(STRANGE[name], what, "A4", BOTH)[:1]:
            assert sum(image_of(sheet).convert("L").histogram()[:100]) > 100


@given(text=st.text(max_size=300), width_mm=st.floats(5, 100), most=st.integers(1, 3))
def test_a_fitted_text_is_never_wider_or_longer_than_it_may_be(text: str, width_mm: float, most: int) -> None:
    lines = fitted(text, width_mm=width_mm, size_mm=3, most=most)
    assert len(lines) <= most
    assert [line for line in lines if wide_mm(line, 3) > width_mm + 0.2] == []


# ---------------------------------------------------------------- what is said


def test_the_plan_says_who_serves_where_and_when() -> None:
    said = written(sheets(USUAL)[0])
    for words in (
        "益路向阳公益市集",
        "11 月 19 日(周四)",
        "党群服务中心门口",
        "量血压",
        "第二康复医院",
        "16 A",
        "比例 1:200",
    ):
        assert words in said
    assert "比例 1:200" in said
    assert "7F3A" in said
    assert {"A", "B", "C", "F", "H"} <= set(said.split("\n"))


def test_in_chinese_there_is_no_english_and_the_other_way_round() -> None:
    plain = replace(USUAL, card=replace(CARD, name=Words("市集", "Market")))
    for what in KINDS:
        chinese = "".join(written(sheet) for sheet in sheets(plain, what, "A4", ZH))
        english = "".join(written(sheet) for sheet in sheets(plain, what, "A4", EN)).replace(VOLUNTEER, "")
        assert re.findall(r"[a-zA-Z]{4,}", chinese) == []
        assert re.findall(r"[\u4e00-\u9fff]", english) == []


def test_in_both_languages_both_are_there() -> None:
    said = written(sheets(USUAL, langs=BOTH)[0])
    assert "量血压" in said
    assert "Blood pressure" in said


def test_names_of_volunteers_stand_on_the_list_and_nowhere_else() -> None:
    hung_up: tuple[What, ...] = ("plan", "signs")
    public = [written(sheet) for what in hung_up for sheet in sheets(USUAL, what, langs=BOTH)]
    assert [said for said in public if VOLUNTEER in said] == []
    assert VOLUNTEER in written(sheets(USUAL, "list")[0])


def test_the_svg_is_the_same_sheet_with_its_text_as_text() -> None:
    sheet = sheets(USUAL)[0]

    root = ET.fromstring(file_of(USUAL, order(kind="svg"), now=NOW))

    assert (root.get("width"), root.get("height")) == ("297mm", "210mm")
    tag = "{http://www.w3.org/2000/svg}"
    assert {part.text for part in sheet.parts if part.kind == "text"} == {node.text for node in root.iter(f"{tag}text")}
    shapes = [node for node in root if node.tag != f"{tag}title"]
    assert len(shapes) == len(sheet.parts) + 1


def test_names_cannot_break_out_of_the_svg() -> None:
    evil = Words('</text><script>alert("1")</script>&')
    data = market(booth("A", 100, 100, name=evil), card=replace(CARD, name=evil))
    made = file_of(data, order(kind="svg"), now=NOW)
    assert b"<script" not in made
    ET.fromstring(made)


# ---------------------------------------------------------------- signs


def scanned(sheet: Sheet) -> list[str]:
    kind = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [found.text for found in zxingcpp.read_barcodes(image_of(sheet), formats=kind)]


def test_there_is_a_sign_for_each_booth_and_its_square_leads_to_the_kiosk() -> None:
    signs = sheets(USUAL, "signs")
    assert len(signs) == len(BOOTHS)
    assert scanned(signs[0]) == [ADDRESS]


def test_without_an_address_there_is_no_square() -> None:
    sheet = pages_of(USUAL, order("signs", address=""), now=NOW)[0]
    assert scanned(sheet) == []
    assert "扫一扫" not in written(sheet)


def test_the_letter_of_a_sign_is_huge() -> None:
    letter = next(part for part in texts(sheets(USUAL, "signs")[0]) if part.text == "A")
    assert letter.size_px / PX_PER_MM > 100


@pytest.mark.parametrize(("pledge", "note", "words"), [(Pledge.FREE, "", "免费"), (Pledge.LOW_PRICE, "3 元", "3 元")])
def test_a_sign_says_what_it_costs(pledge: Pledge, note: str, words: str) -> None:
    data = market(booth("A", 100, 100, pledge=pledge, price_note=note))
    assert words in written(sheets(data, "signs")[0])


def test_all_signs_are_pages_of_one_pdf() -> None:
    made = file_of(USUAL, order("signs"), now=NOW)
    with PdfParser.PdfParser(buf=bytearray(made)) as parser:
        assert len(parser.pages) == len(BOOTHS)


# ---------------------------------------------------------------- the set-up list


def table(data: SheetData, langs: tuple[str, ...] = EN) -> list[dict[str, str]]:
    made = setup_csv(data, langs=langs)
    assert made.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in made
    return list(csv.DictReader(StringIO(made.decode("utf-8-sig"), newline="")))


def test_the_list_says_where_a_booth_stands_and_what_it_needs() -> None:
    rows = {row["Booth"]: row for row in table(USUAL)}

    assert (rows["C"]["West, m"], rows["C"]["South, m"], rows["C"]["Width, m"], rows["C"]["Front"]) == (
        "11.0", "19.5", "6.0", "south",
    )  # fmt: skip
    # Its middle lies at (14, 21), the outlet at (14, 24.5).
    assert (rows["C"]["Outlet"], rows["C"]["Amperes"], rows["C"]["Lead, m"]) == ("Outlet, west wall", "16", "3.5")
    # Its middle lies at (6.5, 10), the tap at (4.5, 8).
    assert (rows["H"]["Tap"], rows["H"]["Hose, m"], rows["H"]["Front"]) == ("Garden tap", "4.0", "east")
    assert (rows["A"]["Outlet"], rows["A"]["Lead, m"], rows["A"]["Stations"]) == ("", "", "2")
    assert rows["A"]["Volunteers"] == VOLUNTEER


@pytest.mark.parametrize(
    ("width_cm", "depth_cm", "tents"), [(300, 300, 1), (600, 300, 2), (601, 300, 3), (200, 200, 1), (600, 600, 4)]
)
def test_a_tent_covers_three_metres_by_three(width_cm: int, depth_cm: int, tents: int) -> None:
    (row,) = setup_rows(market(booth("A", 0, 0, width_cm=width_cm, depth_cm=depth_cm)))
    assert row.tents == tents


def test_a_booth_that_needs_power_where_there_is_none_is_told() -> None:
    data = market(booth("A", 0, 0, needs_power=True), fixtures=())
    assert table(data)[0]["Outlet"] == "none on the plan"
    assert "图上没有" in written(sheets(data, "list")[0])


def test_the_list_follows_the_way_from_the_entrance() -> None:
    gate = fixture(FixtureKind.ENTRANCE, 3900, 0, 100, 0)
    data = market(booth("A", 100, 100), booth("B", 2000, 100), booth("C", 3500, 100), fixtures=(gate,))
    assert [row["Booth"] for row in table(data)] == ["C", "B", "A"]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-2", "@x", "  =1", "\t=1", "＝1"])
def test_no_cell_begins_like_a_formula(evil: str) -> None:
    data = market(booth("A", 0, 0, name=Words(evil), partner=Words(evil), volunteers=(evil,)))
    (row,) = table(data, ZH)
    assert [cell for cell in row.values() if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))] == []


def test_control_an_ordinary_text_and_a_number_stay_as_they_are() -> None:
    assert safe_cell("量血压 - 免费") == "量血压 - 免费"
    assert table(market(booth("A", -50, 0)))[0]["West, m"] == "-0.5"


def test_a_long_list_goes_on_on_the_next_page_and_no_booth_is_lost() -> None:
    pages = sheets(STRANGE["English names only"], "list", langs=BOTH)
    assert len(pages) > 1
    letters = [part.text for page in pages for part in texts(page) if re.fullmatch("[A-Z]", part.text)]
    assert sorted(letters) == sorted(each.letter for each in STRANGE["English names only"].booths)


def test_wherever_the_last_row_ends_the_sums_are_not_written_over() -> None:
    booths = STRANGE["English names only"].booths
    for count in range(1, len(booths) + 1):
        last = sheets(market(*booths[:count]), "list", langs=BOTH)[-1]
        assert written_over(last) == []
        assert f"{count} booths" in written(last)


# ---------------------------------------------------------------- files


def test_what_does_not_come_as_this_file_is_refused() -> None:
    with pytest.raises(ValueError, match="signs does not come as svg"):
        file_of(USUAL, order("signs", kind="svg"), now=NOW)


def test_signs_of_a_market_without_booths_are_an_empty_page() -> None:
    made = file_of(market(), order("signs"), now=NOW)
    with PdfParser.PdfParser(buf=bytearray(made)) as parser:
        assert len(parser.pages) == 1


def test_a_file_is_named_in_plain_letters() -> None:
    assert file_name(CARD.day, order(paper="A3", langs=BOTH)) == "yiji-plan-2026-11-19-A3-zh-en.pdf"
    assert file_name(CARD.day, order("list", kind="csv")) == "yiji-list-2026-11-19-zh.csv"


def test_a_preview_is_small_and_shows_the_sheet() -> None:
    image = Image.open(BytesIO(preview_of(sheets(USUAL)[0], width_px=600)))
    assert image.size == (600, 424)
    assert sum(image.convert("L").histogram()[:100]) > 100


@pytest.mark.parametrize(
    "draw", [page.png_of, lambda it: page.pdf_of([it], title=""), lambda it: preview_of(it, width_px=60)]
)
def test_large_pictures_are_drawn_one_at_a_time(
    draw: Callable[[Sheet], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def watched(sheet: Sheet) -> Image.Image:
        seen.append(page._ONE_AT_A_TIME.locked())
        return image_of(sheet)

    monkeypatch.setattr(page, "image_of", watched)
    draw(Sheet(10, 10))
    assert seen == [True]
    assert not page._ONE_AT_A_TIME.locked()


def test_the_mark_of_bold_letters_is_their_own_colour() -> None:
    sheet = Sheet(50, 50)
    sheet.text("A", (0, 0, 50, 50), size_mm=10, bold=True, rim="#FFFFFF")
    assert [(part.fill, part.edge) for part in sheet.parts] == [("#FFFFFF", "#FFFFFF"), (INK, INK)]
