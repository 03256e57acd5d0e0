"""The little plan: to scale, north up, the marked booth found with or without colours."""

from dataclasses import replace

import pytest
from PIL import Image

from kiosk.printing.plan import PlanMark, draw_plan
from kiosk.printing.plan_shapes import Look, shapes
from kiosk.printing.shapes import VERMILION, Shape
from kiosk.services.plan import Plan, PlanBooth, PlanFixture, booth_at, fixture_at
from kiosk.services.views import Words
from models.enums import FixtureKind, Zone

WIDTH_PX = 528


def booth(letter: str, x_cm: int, y_cm: int, rotation_deg: int = 0) -> PlanBooth:
    return booth_at(letter, Zone.HEALTH, x_cm=x_cm, y_cm=y_cm, width_cm=600, depth_cm=300, rotation_deg=rotation_deg)


def fixture(kind: FixtureKind, *box: int, name: str = "") -> PlanFixture:
    x_cm, y_cm, width_cm, depth_cm = (*box, 0, 0)[:4]
    return fixture_at(kind, x_cm=x_cm, y_cm=y_cm, width_cm=width_cm, depth_cm=depth_cm, name=Words(name))


PLAN = Plan(
    width_cm=4000,
    depth_cm=2500,
    fixtures=(
        fixture(FixtureKind.FIRE_LANE, 0, 1050, 4000, 400, name="消防通道"),
        fixture(FixtureKind.ENTRANCE, 1900, 0, 200, 0, name="南门"),
        fixture(FixtureKind.TREE, 300, 700, 150, 150),
    ),
    booths=(booth("A", 300, 1800), booth("B", 1200, 1800), booth("C", 300, 200), booth("D", 3000, 200)),
)
OF_THE_PLAN = {"width_cm", "depth_cm", "fixtures", "booths"}


def plaza(**changes: object) -> PlanMark:
    ground = {name: value for name, value in changes.items() if name in OF_THE_PLAN}
    rest = {name: value for name, value in changes.items() if name not in OF_THE_PLAN}
    mark = PlanMark(replace(PLAN, **ground), title="B 摊位在广场北侧", marked="B")  # type: ignore[arg-type]
    return replace(mark, **rest)  # type: ignore[arg-type]


def letter_of(plan: PlanMark, letter: str, look: Look = "colour") -> Shape:
    return next(shape for shape in shapes(plan, WIDTH_PX, look)[1] if shape.text == letter)


def share_of(image: Image.Image, shape: Shape, colour: tuple[int, int, int]) -> float:
    """How much of a shape's box has nearly this colour."""
    box = tuple(round(value) for value in shape.box)
    part = image.convert("RGB").crop((box[0], box[1], box[2], box[3]))
    counted = part.getcolors(maxcolors=part.width * part.height) or []
    near = [count for count, dot in counted if isinstance(dot, tuple) and _near(dot, colour)]
    return sum(near) / (part.width * part.height)


def _near(dot: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(dot, colour, strict=True))


def overlap_px(one: Shape, other: Shape) -> float:
    wide = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    tall = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return max(0.0, wide) * max(0.0, tall)


def test_north_is_up_and_east_is_right() -> None:
    north_west, south_west, south_east = (letter_of(plaza(), letter).box for letter in "ACD")
    assert north_west[3] < south_west[1]
    assert south_west[2] < south_east[0]


def test_lengths_are_to_scale_in_both_directions() -> None:
    found = letter_of(plaza(), "A").box
    assert (found[2] - found[0]) / (found[3] - found[1]) == pytest.approx(600 / 300)


def test_a_turned_booth_stands_upright() -> None:
    found = letter_of(plaza(booths=(booth("A", 300, 1800, 90),)), "A").box
    assert (found[2] - found[0]) / (found[3] - found[1]) == pytest.approx(300 / 600)


def test_the_marked_booth_is_red_and_no_other() -> None:
    image = draw_plan(plaza(), WIDTH_PX)
    red = (0x9E, 0x1B, 0x14)
    assert VERMILION == "#9E1B14"
    assert share_of(image, letter_of(plaza(), "B"), red) > 0.5
    assert share_of(image, letter_of(plaza(), "A"), red) == 0


def test_several_booths_of_one_day_are_marked_together() -> None:
    plan, red = plaza(marked="AD"), (0x9E, 0x1B, 0x14)
    image = draw_plan(plan, WIDTH_PX)
    shares = {letter: share_of(image, letter_of(plan, letter), red) for letter in "ABCD"}
    assert [letter for letter, share in shares.items() if share > 0.5] == ["A", "D"]


def test_without_colours_the_marked_booth_is_black_and_the_others_are_white() -> None:
    image = draw_plan(plaza(), WIDTH_PX, look="paper").point(lambda dot: 255 if dot > 127 else 0)
    assert image.mode == "L"
    assert share_of(image, letter_of(plaza(), "B", "paper"), (0, 0, 0)) > 0.5
    assert share_of(image, letter_of(plaza(), "A", "paper"), (255, 255, 255)) > 0.5


def test_control_without_a_mark_no_booth_stands_out() -> None:
    plan = plaza(marked=None)
    image = draw_plan(plan, WIDTH_PX, look="paper")
    assert share_of(image, letter_of(plan, "B", "paper"), (0, 0, 0)) < 0.5


def test_the_pointer_turns_away_from_a_booth_that_is_in_its_way() -> None:
    free, crowded = plaza(), plaza(booths=(*PLAN.booths, booth("E", 1200, 2130)))

    def pointer(plan: PlanMark) -> Shape:
        return [shape for shape in shapes(plan, WIDTH_PX, "colour")[1] if shape.kind == "poly"][-1]

    assert pointer(free).box[3] <= letter_of(free, "B").box[1]
    assert pointer(crowded).box[1] >= letter_of(crowded, "B").box[3]


@pytest.mark.parametrize("here_cm", [(600, 2150), (2000, 1250), (0, 0), (4000, 2500), (1500, 1600)])
def test_the_sign_where_the_reader_stands_hides_no_booth_and_no_word(here_cm: tuple[int, int]) -> None:
    plan = plaza(here_cm=here_cm, here_label="您在这里")
    sign = letter_of(plan, "您在这里")
    others = [letter_of(plan, text) for text in ("A", "B", "C", "D", "消防通道", "南门")]
    assert [shape.text for shape in others if overlap_px(sign, shape) > 0] == []
    assert sign.box[0] >= 0
    assert sign.box[2] <= WIDTH_PX


def test_control_a_sign_always_below_would_hide_a_booth() -> None:
    plan = plaza(here_cm=(600, 2150))
    dot = next(shape for shape in shapes(plan, WIDTH_PX, "colour")[1][::-1] if shape.kind == "round")
    below = replace(dot, box=(dot.box[0], dot.box[3], dot.box[2], dot.box[3] + 40))
    assert overlap_px(below, letter_of(plan, "A")) > 0


def test_a_word_without_room_is_left_out() -> None:
    lane = fixture(FixtureKind.FIRE_LANE, 0, 1050, 400, 400, name="消防通道请勿停车")
    texts = [shape.text for shape in shapes(plaza(fixtures=(lane,)), WIDTH_PX, "colour")[1]]
    assert "消防通道请勿停车" not in texts
    assert "消防通道" in [shape.text for shape in shapes(plaza(), WIDTH_PX, "colour")[1]]


def test_an_entrance_at_the_side_is_named_on_the_plaza_where_nothing_stands() -> None:
    gate = fixture(FixtureKind.ENTRANCE, 3950, 1500, 50, 200, name="东侧入口")
    name = letter_of(plaza(fixtures=(gate,)), "东侧入口")
    assert name.box[2] <= WIDTH_PX
    assert [booth.at.letter for booth in PLAN.booths if overlap_px(name, letter_of(plaza(), booth.at.letter))] == []


def test_control_where_a_booth_stands_before_it_the_entrance_has_only_its_arrow() -> None:
    gate = fixture(FixtureKind.ENTRANCE, 3950, 1500, 50, 200, name="东侧入口")
    plan = plaza(fixtures=(gate,), booths=(*PLAN.booths, booth("E", 3300, 1500)))
    assert "东侧入口" not in [shape.text for shape in shapes(plan, WIDTH_PX, "colour")[1]]


def test_sockets_and_taps_do_not_clutter_a_residents_plan() -> None:
    hidden = tuple(fixture(kind, 100, 100) for kind in (FixtureKind.OUTLET, FixtureKind.TAP, FixtureKind.HYDRANT))
    assert shapes(plaza(fixtures=hidden), WIDTH_PX, "colour") == shapes(plaza(fixtures=()), WIDTH_PX, "colour")


@pytest.mark.parametrize("kind", [kind for kind in FixtureKind if kind.value not in ("outlet", "tap", "hydrant")])
@pytest.mark.parametrize("look", ["colour", "paper"])
def test_every_landmark_leaves_ink(kind: FixtureKind, look: Look) -> None:
    landmark = fixture(kind, 1500, 0, 400, 200)
    empty = draw_plan(plaza(fixtures=()), WIDTH_PX, look=look)
    assert draw_plan(plaza(fixtures=(landmark,)), WIDTH_PX, look=look).tobytes() != empty.tobytes()


@pytest.mark.parametrize("width_px", [240, 336, 528, 799])
@pytest.mark.parametrize("look", ["colour", "paper"])
def test_the_picture_is_as_wide_as_asked(width_px: int, look: Look) -> None:
    assert draw_plan(plaza(), width_px, look=look).width == width_px


def test_a_long_narrow_plaza_does_not_make_an_endless_picture() -> None:
    plan = plaza(width_cm=300, depth_cm=90_000, fixtures=(), booths=())
    assert draw_plan(plan, WIDTH_PX).height < 1.5 * WIDTH_PX
