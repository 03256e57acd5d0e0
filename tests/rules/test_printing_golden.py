"""What hangs on walls looks as it was last looked at. `make golden` draws the pictures anew, for eyes to judge.

The pictures are small: letters may be drawn a little differently by another Pillow, a booth may not stand elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from kiosk.printing.plan import PlanMark, draw_plan
from kiosk.printing.sheets.files import Order, pages_of
from kiosk.printing.sheets.page import image_of
from kiosk.services.organising.sheets import SheetData
from tests.rules.market_on_paper import BOOTHS, NOW, USUAL, market

FOLDER = Path(__file__).with_name("golden")
WIDTH_PX = 700
MOST_MEAN = 1.5
"""Of 255, over all dots and colours."""
MOST_SHARE = 0.0005
"""Of the dots, those that differ by more than a quarter."""


def sheet(data: SheetData, order: Order) -> Image.Image:
    return image_of(pages_of(data, order, now=NOW)[0])


def plan_zh(data: SheetData) -> Image.Image:
    return sheet(data, Order("plan", "A4", ("zh-CN",), "png"))


def plan_both(data: SheetData) -> Image.Image:
    return sheet(data, Order("plan", "A3", ("zh-CN", "en"), "png"))


def sign(data: SheetData) -> Image.Image:
    return sheet(data, Order("signs", "A4", ("zh-CN", "en"), "pdf", "http://192.168.1.20:8501/"))


def setup_list(data: SheetData) -> Image.Image:
    return sheet(data, Order("list", "A4", ("zh-CN",), "pdf"))


def little_plan(data: SheetData) -> Image.Image:
    return draw_plan(PlanMark(data.plan, "B 在北侧", marked="B"), WIDTH_PX)


def little_plan_on_paper(data: SheetData) -> Image.Image:
    return draw_plan(PlanMark(data.plan, "Booth B", "en", marked="B"), WIDTH_PX, look="paper")


PICTURES: tuple[Callable[[SheetData], Image.Image], ...] = (
    plan_zh,
    plan_both,
    sign,
    setup_list,
    little_plan,
    little_plan_on_paper,
)


def small(image: Image.Image) -> Image.Image:
    height_px = round(image.height * WIDTH_PX / image.width)
    return image.convert("RGB").resize((WIDTH_PX, height_px), Image.Resampling.BOX)


def is_alike(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return False
    differences = ImageChops.difference(one, other).convert("L").histogram()
    dots = one.width * one.height
    mean = sum(level * count for level, count in enumerate(differences)) / dots
    return mean <= MOST_MEAN and sum(differences[64:]) / dots <= MOST_SHARE


@pytest.mark.parametrize("draw", PICTURES, ids=lambda draw: draw.__name__)
def test_it_looks_as_it_did(draw: Callable[[SheetData], Image.Image]) -> None:
    path = FOLDER / f"{draw.__name__}.png"
    drawn = small(draw(USUAL))
    if os.environ.get("GOLDEN") == "draw":
        FOLDER.mkdir(exist_ok=True)
        drawn.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)

    with Image.open(path) as kept:
        assert is_alike(drawn, kept.convert("RGB"))


def a_metre_east(data: SheetData) -> SheetData:
    first = data.booths[0]
    at = replace(first.drawn.at, x_cm=first.drawn.at.x_cm + 100)
    return market(replace(first, drawn=replace(first.drawn, at=at)), *data.booths[1:])


@pytest.mark.parametrize("draw", [plan_zh, plan_both, little_plan], ids=lambda draw: draw.__name__)
def test_control_a_booth_that_stands_a_metre_farther_east_is_seen(draw: Callable[[SheetData], Image.Image]) -> None:
    with Image.open(FOLDER / f"{draw.__name__}.png") as kept:
        assert not is_alike(small(draw(a_metre_east(USUAL))), kept.convert("RGB"))


def test_control_another_name_on_a_sign_is_seen() -> None:
    other = market(*BOOTHS[1:])
    with Image.open(FOLDER / "sign.png") as kept:
        assert not is_alike(small(sign(other)), kept.convert("RGB"))


def test_control_letters_drawn_a_little_softer_are_alike() -> None:
    drawn = plan_zh(USUAL)
    assert is_alike(small(drawn.filter(ImageFilter.GaussianBlur(1.2))), small(drawn))
