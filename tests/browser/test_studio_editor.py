"""The layout studio in a browser: by mouse, finger and keyboard, alone and with a colleague, and without a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlmodel import select

from kiosk.services.organising.backdrops import put_backdrop
from kiosk.store import Database
from models.enums import MarketState, Zone
from models.market import Market
from models.places import Backdrop
from tests.browser.conftest import Looker, Server, run_over
from tests.browser.studio_walk import (
    NOW,
    Studio,
    booth_on,
    centre,
    drag,
    eventually,
    fingers,
    hold,
    painted,
    px_per_metre,
    spot,
    tool,
)
from tests.factories import BoothPlan, at, make_market
from tests.house.source import ROOT

BOOTHS = (
    BoothPlan("A", "量血压", "Blood pressure"),
    BoothPlan("B", "磨菜刀", "Knives", zone=Zone.HANDY),
    BoothPlan("C", "豆浆", "Soy milk", zone=Zone.FUN),
)
A_PLACE = {"x_cm": 400, "y_cm": 500}
METRE = 100


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("studio")
    database = folder / "house.sqlite3"
    database.write_bytes(sqlite_template.read_bytes())
    settings = {"DATABASE_URL": f"sqlite:///{database}", "KIOSK_NOW": NOW}
    server = Server(ROOT / "streamlit_app.py", folder / "house.log", settings)
    yield server.start()
    server.stop()


@pytest.fixture
def studio(house: Server, looker: Looker) -> Iterator[Studio]:
    """A market of three booths, called off afterwards, so that the next one can stand on the same day."""
    with closing(Database(house.environment["DATABASE_URL"])) as db:
        made = make_market(db, *BOOTHS)
        yield Studio(house, db, made, looker)
        with db.writing() as session:
            session.get_one(Market, made.id).state = MarketState.CANCELLED


def place_of(studio: Studio, letter: str) -> tuple[int, int]:
    stored = studio.stored(letter)
    return stored["x_cm"], stored["y_cm"]


# ---------------------------------------------------------------- by mouse


def test_a_booth_that_is_dragged_is_stored_on_the_grid_at_once(studio: Studio) -> None:
    page = studio.open()
    start = centre(page, "A")
    metre = px_per_metre(page)

    drag(page, start, (start[0] + 2.04 * metre, start[1] - 10.03 * metre))

    eventually(page, lambda: place_of(studio, "A"), (400 + 200, 500 + 1000))


def test_a_dragged_booth_rests_in_line_with_its_neighbour_and_a_line_says_so(studio: Studio) -> None:
    studio.move("B", x_cm=1107, y_cm=503)
    page = studio.open()
    start = centre(page, "A")
    scale = px_per_metre(page) / METRE

    hold(page, start, (start[0] + 40, start[1]), (start[0], start[1] - 4 * scale))

    expect(page.locator(".studio-guide")).to_have_count(1)
    page.mouse.up()
    eventually(page, lambda: place_of(studio, "A"), (400, 503))
    expect(page.locator(".studio-guide")).to_have_count(0)


def test_with_alt_a_booth_stands_to_the_centimetre(studio: Studio) -> None:
    page = studio.open()
    start = centre(page, "A")
    px = px_per_metre(page)

    page.keyboard.down("Alt")
    drag(page, start, (start[0] + 3.33 * px, start[1] - 7.77 * px))
    page.keyboard.up("Alt")

    eventually(page, lambda: place_of(studio, "A") != (400, 500), True)
    x_cm, y_cm = place_of(studio, "A")
    assert abs(x_cm - 733) <= 3
    assert abs(y_cm - 1277) <= 3
    assert (x_cm % 50, y_cm % 50) != (0, 0)


def test_nothing_is_dragged_out_of_the_plaza(studio: Studio) -> None:
    page = studio.open()

    drag(page, centre(page, "A"), spot(page, x_cm=-900, y_cm=-900))

    eventually(page, lambda: place_of(studio, "A"), (0, 0))


def test_what_a_rule_forbids_lights_up_while_the_hand_still_drags(studio: Studio) -> None:
    page = studio.open()
    assert booth_on(page, "A").get_attribute("data-state") != "error"

    hold(page, centre(page, "A"), centre(page, "B"))

    expect(booth_on(page, "A")).to_have_attribute("data-state", "error")
    expect(booth_on(page, "B")).to_have_attribute("data-state", "error")
    line = page.locator(".studio-error", has_text="A 摊位").filter(has_text="B 摊位")
    expect(line.first).to_be_visible()
    assert place_of(studio, "A") == (400, 500)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(line).to_have_count(0)
    assert place_of(studio, "A") == (400, 500)


def test_a_corner_drawn_out_makes_a_booth_larger(studio: Studio) -> None:
    page = studio.open()
    page.mouse.click(*centre(page, "A"))
    corner = page.locator("[data-corner=ne] rect").bounding_box()
    assert corner is not None
    start = corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2
    metre = px_per_metre(page)

    drag(page, start, (start[0] + 3 * metre, start[1] - 1 * metre))

    eventually(page, lambda: (studio.stored("A")["width_cm"], studio.stored("A")["depth_cm"]), (600, 400))
    assert place_of(studio, "A") == (400, 500)


def test_several_are_chosen_with_shift_and_move_together(studio: Studio) -> None:
    page = studio.open()
    page.mouse.click(*centre(page, "A"))
    page.keyboard.down("Shift")
    page.mouse.click(*centre(page, "B"))
    page.keyboard.up("Shift")
    expect(page.locator(".studio-selected")).to_have_count(2)
    start, metre = centre(page, "B"), px_per_metre(page)

    drag(page, start, (start[0], start[1] - 5 * metre))

    eventually(page, lambda: (place_of(studio, "A"), place_of(studio, "B")), ((400, 1000), (1100, 1000)))
    assert place_of(studio, "C") == (1800, 500)


def test_a_pinned_booth_stays_under_the_hand_and_says_why(studio: Studio) -> None:
    page = studio.open()
    page.mouse.click(*centre(page, "A"))
    tool(page, "固定").click()
    eventually(page, lambda: studio.stored("A")["is_pinned"], True)

    drag(page, centre(page, "A"), spot(page, x_cm=2000, y_cm=2000))

    expect(page.locator(".studio-news")).to_contain_text("已固定")
    assert place_of(studio, "A") == (400, 500)


def test_the_sheet_is_moved_on_empty_ground_and_zoomed_by_the_wheel_and_fits_again(studio: Studio) -> None:
    page = studio.open()
    fitted = px_per_metre(page)
    ground = spot(page, x_cm=1000, y_cm=2000)
    before = spot(page, x_cm=0, y_cm=0)

    drag(page, ground, (ground[0] + 80, ground[1] + 40))
    painted(page)
    moved = spot(page, x_cm=0, y_cm=0)
    page.mouse.wheel(0, -400)
    painted(page)

    assert (round(moved[0] - before[0]), round(moved[1] - before[1])) == (80, 40)
    assert px_per_metre(page) > 1.5 * fitted
    tool(page, "显示整个场地").click()
    painted(page)
    assert px_per_metre(page) == pytest.approx(fitted)
    assert place_of(studio, "A") == (400, 500)


def test_two_taps_measure_along_both_directions_and_straight(studio: Studio) -> None:
    page = studio.open()
    tool(page, "量距离").click()

    page.mouse.click(*spot(page, x_cm=1000, y_cm=1000))
    page.mouse.click(*spot(page, x_cm=1300, y_cm=1400))

    note = page.locator(".studio-tool-note")
    expect(note).to_contain_text("东西")
    metres = [float(each) for each in (note.text_content() or "").replace("，", " ").split() if each[0].isdigit()]
    assert metres == pytest.approx([3, 4, 5], abs=0.1)
    assert place_of(studio, "A") == (400, 500)


# ---------------------------------------------------------------- by finger


def test_a_finger_drags_a_booth_and_two_pinch_the_sheet(studio: Studio) -> None:
    page = studio.open(size="tablet", has_touch=True)
    start, metre = centre(page, "A"), px_per_metre(page)

    fingers(page, *[[(start[0], start[1] - metres * metre)] for metres in (0, 1, 3, 6, 8)])

    eventually(page, lambda: place_of(studio, "A"), (400, 1300))
    left, right = spot(page, x_cm=1500, y_cm=1800), spot(page, x_cm=2500, y_cm=1800)
    fingers(page, [left, right], [(left[0] - 60, left[1]), (right[0] + 60, right[1])])
    painted(page)
    assert px_per_metre(page) > 1.3 * metre
    assert place_of(studio, "A") == (400, 1300)


def test_without_dragging_a_booth_is_chosen_and_put_where_one_taps(studio: Studio) -> None:
    page = studio.open(size="tablet", has_touch=True)

    page.touchscreen.tap(*centre(page, "C"))
    tool(page, "点按摆放").tap()
    expect(page.locator(".studio-tool-note")).to_have_text("请点要摆放的位置。")
    page.touchscreen.tap(*spot(page, x_cm=2150, y_cm=1850))

    eventually(page, lambda: place_of(studio, "C"), (2000, 1700))
    expect(tool(page, "点按摆放")).to_have_attribute("aria-pressed", "false")


def test_several_are_chosen_by_tapping_and_put_in_line(studio: Studio) -> None:
    studio.move("B", y_cm=700)
    page = studio.open(size="tablet", has_touch=True)
    tool(page, "多选").tap()
    for letter in "ABC":
        page.touchscreen.tap(*centre(page, letter))
    expect(page.locator(".studio-selected")).to_have_count(3)

    tool(page, "南边对齐").tap()

    eventually(page, lambda: [place_of(studio, letter)[1] for letter in "ABC"], [500, 500, 500])


# ---------------------------------------------------------------- by keyboard


def test_the_keyboard_alone_moves_turns_copies_deletes_and_undoes(studio: Studio) -> None:
    page = studio.open()
    booth_on(page, "A").focus()

    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    eventually(page, lambda: place_of(studio, "A"), (550, 501))
    page.keyboard.press("r")
    eventually(page, lambda: studio.stored("A")["rotation_deg"], 90)
    page.keyboard.press("Control+z")
    eventually(page, lambda: studio.stored("A")["rotation_deg"], 0)
    page.keyboard.press("Control+z")
    eventually(page, lambda: place_of(studio, "A"), (400, 500))
    page.keyboard.press("Control+y")
    eventually(page, lambda: place_of(studio, "A"), (550, 501))


def test_the_plan_is_heard(studio: Studio) -> None:
    page = studio.open(lang="en")
    booth = booth_on(page, "B")

    assert (booth.get_attribute("aria-label") or "").startswith(
        "Booth B, Knives, 11.0 m from west, 5.0 m from south, front looks south, "
    )
    booth.focus()
    page.keyboard.press("Enter")
    expect(booth).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".studio [role=status]")).to_contain_text("Booth B, Knives, 11.0 m from west, 5.5 m from south")


def test_numbers_can_be_typed(studio: Studio) -> None:
    page = studio.open()
    page.mouse.click(*centre(page, "A"))

    page.get_by_label("距西边（米）").fill("12.25")
    page.get_by_label("进深（米）").fill("2.5")
    page.keyboard.press("Enter")
    page.locator(".studio-fields select").select_option("北")

    eventually(page, lambda: studio.stored("A")["rotation_deg"], 180)
    eventually(page, lambda: (studio.stored("A")["x_cm"], studio.stored("A")["depth_cm"]), (1225, 250))


# ---------------------------------------------------------------- copies, deletions, fixtures


def test_a_copy_gets_the_next_letter_and_undo_takes_it_away(studio: Studio) -> None:
    page = studio.open()
    page.mouse.click(*centre(page, "C"))

    tool(page, "复制").click()

    expect(page.locator(".studio-booth")).to_have_count(4)
    eventually(page, studio.letters, "ABCD")
    assert place_of(studio, "D") == (1800 + 300 + 100, 500)
    expect(booth_on(page, "D")).to_have_attribute("data-id", "b" + str(studio.view().scene.booths[-1].id[1:]))
    tool(page, "撤销").click()
    eventually(page, studio.letters, "ABC")


def test_arrow_keys_move_the_copy_and_not_what_it_was_copied_from_even_when_the_server_has_named_it(
    studio: Studio,
) -> None:
    page = studio.open()
    booth_on(page, "C").focus()

    page.keyboard.press("Control+d")
    expect(booth_on(page, "D")).to_be_focused()
    page.keyboard.press("ArrowUp")
    eventually(page, studio.letters, "ABCD")
    expect(page.locator(".studio-saved")).to_have_text("都已保存。")
    page.keyboard.press("ArrowUp")

    x_cm, y_cm = 1800 + 300 + 100, 500
    eventually(page, lambda: place_of(studio, "D"), (x_cm, y_cm + 100))
    assert place_of(studio, "C") == (1800, y_cm)


def test_a_deleted_booth_can_be_brought_back_and_is_gone_when_one_goes_elsewhere(studio: Studio) -> None:
    page = studio.open()
    page.mouse.click(*centre(page, "B"))

    page.keyboard.press("Delete")
    expect(page.locator(".studio-booth")).to_have_count(2)
    page.locator(".studio-news button").click()
    expect(page.locator(".studio-booth")).to_have_count(3)
    assert studio.letters() == "ABC"

    page.mouse.click(*centre(page, "B"))
    page.keyboard.press("Delete")
    page.locator(".market-name").click()
    eventually(page, studio.letters, "AC")


def test_fixtures_stay_until_one_edits_them_and_then_are_moved_added_and_brought_back(studio: Studio) -> None:
    page = studio.open()
    tree = studio.fixtures("tree")[0]
    middle = spot(page, x_cm=tree.x_cm + 100, y_cm=tree.y_cm + 100)
    metre = px_per_metre(page)

    drag(page, middle, (middle[0] + 20, middle[1]))
    tool(page, "显示整个场地").click()
    painted(page)
    assert studio.fixtures("tree")[0] == tree

    tool(page, "改设施").click()
    drag(page, middle, (middle[0], middle[1] - 3 * metre))
    eventually(page, lambda: studio.fixtures("tree")[0].y_cm, tree.y_cm + 300)
    page.keyboard.press("Delete")
    eventually(page, lambda: len(studio.fixtures("tree")), 0)
    tool(page, "撤销").click()
    eventually(page, lambda: [each.y_cm for each in studio.fixtures("tree")], [tree.y_cm + 300])
    tool(page, "撤销").click()
    eventually(page, lambda: [each.y_cm for each in studio.fixtures("tree")], [tree.y_cm])

    page.keyboard.press("Escape")
    page.get_by_label("新设施").select_option("outlet")
    page.locator(".studio-adding button").click()
    eventually(page, lambda: len(studio.fixtures("outlet")), 1)
    page.get_by_label("电流（安）").fill("16")
    page.get_by_label("电流（安）").press("Enter")
    eventually(page, lambda: studio.fixtures("outlet")[0].amps, 16)
    tool(page, "删除").click()
    eventually(page, lambda: len(studio.fixtures("outlet")), 0)


def test_what_is_typed_about_a_new_thing_stays_when_the_server_names_it(studio: Studio) -> None:
    page = studio.open()
    tool(page, "改设施").click()
    page.get_by_label("新设施").select_option("outlet")
    page.locator(".studio-adding button").click()
    amps = page.get_by_label("电流（安）")
    amps.fill("16")  # the server has hardly heard of the outlet
    eventually(page, lambda: len(studio.fixtures("outlet")), 1)
    expect(page.locator(".studio-saved")).to_have_text("都已保存。")
    expect(amps).to_have_value("16")
    amps.press("Enter")
    eventually(page, lambda: studio.fixtures("outlet")[0].amps, 16)


def photograph(wide_px: int, high_px: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (wide_px, high_px), "#8fae7a").save(out, "PNG")
    return out.getvalue()


def test_a_picture_below_the_plan_is_moved_and_scaled_by_two_points(studio: Studio) -> None:
    who = studio.organiser()
    laid = put_backdrop(studio.db, by=who, now=at("07:30"), plaza_id=1, file=photograph(400, 250))
    assert (laid.x_cm, laid.y_cm, laid.cm_per_px) == (0, 0, 10)
    page = studio.open()
    expect(page.locator(".studio-picture")).to_have_attribute("width", "4000")
    metre = px_per_metre(page)
    tool(page, "底图").click()

    tool(page, "移动底图").click()
    start = spot(page, x_cm=2000, y_cm=2000)
    drag(page, start, (start[0] + 2 * metre, start[1] - 1 * metre))
    picture = partial(picture_of, studio)
    eventually(page, lambda: [abs(picture()[0] - 200) < 5, abs(picture()[1] - 100) < 5], [True, True])
    tool(page, "移动底图").click()
    west, south, _scale = picture()

    tool(page, "按实际大小缩放底图").click()
    page.mouse.click(*spot(page, x_cm=west, y_cm=south))
    page.mouse.click(*spot(page, x_cm=west + 1000, y_cm=south))
    page.get_by_label("实际米数").fill("20")
    page.get_by_label("实际米数").press("Enter")

    eventually(page, lambda: round(picture()[2]), 20)
    assert picture()[:2] == pytest.approx((west, south), abs=10)
    with studio.db.writing() as session:
        session.delete(session.exec(select(Backdrop)).one())


def picture_of(studio: Studio) -> tuple[int, int, float]:
    found = studio.view().backdrop
    assert found is not None
    return found.x_cm, found.y_cm, found.cm_per_px


# ---------------------------------------------------------------- two at one plan


def test_a_colleagues_move_appears_by_itself_and_says_whose_it_was(studio: Studio) -> None:
    mine, theirs = studio.open(), studio.open(name="李干事")
    start, metre = centre(theirs, "B"), px_per_metre(theirs)

    drag(theirs, start, (start[0], start[1] - 6 * metre))

    eventually(theirs, lambda: place_of(studio, "B"), (1100, 1100))
    expect(mine.locator(".studio-news")).to_contain_text("李干事改了B 摊位")
    drawn = booth_on(theirs, "B").get_attribute("transform") or ""
    expect(booth_on(mine, "B")).to_have_attribute("transform", drawn)


def test_a_drag_goes_on_while_others_save_and_both_moves_stand(studio: Studio) -> None:
    page = studio.open()
    start, metre = centre(page, "A"), px_per_metre(page)
    hold(page, start, (start[0], start[1] - 3 * metre))
    was = centre(page, "C")
    studio.move("C", y_cm=1500)
    for _ in range(2):  # the first run may have begun before
        with run_over(page):
            pass
    assert centre(page, "C") == was

    page.mouse.move(start[0], start[1] - 9 * metre, steps=5)
    assert abs(centre(page, "A")[1] - (start[1] - 9 * metre)) < metre
    page.mouse.up()

    eventually(page, lambda: (place_of(studio, "A"), place_of(studio, "C")), ((400, 1400), (1800, 1500)))
    eventually(page, lambda: abs(centre(page, "C")[1] - (start[1] - 10 * metre)) < 3, True)


def test_a_conflict_is_asked_about_at_the_booth(studio: Studio) -> None:
    page = studio.open()
    start, metre = centre(page, "A"), px_per_metre(page)
    hold(page, start, (start[0], start[1] - 3 * metre))
    studio.move("A", x_cm=1000, y_cm=2000)
    page.mouse.up()

    card = page.locator(".studio-conflict")
    expect(card).to_contain_text("A 摊位")
    assert place_of(studio, "A") == (1000, 2000)
    card.get_by_role("button", name="用我的").click()

    eventually(page, lambda: place_of(studio, "A"), (400, 800))
    expect(card).to_have_count(0)


def test_theirs_can_be_taken(studio: Studio) -> None:
    page = studio.open()
    start, metre = centre(page, "A"), px_per_metre(page)
    hold(page, start, (start[0], start[1] - 3 * metre))
    studio.move("A", x_cm=1000, y_cm=2000)
    page.mouse.up()

    page.locator(".studio-conflict").get_by_role("button", name="用同事的").click()

    expect(page.locator(".studio-conflict")).to_have_count(0)
    eventually(page, lambda: abs(centre(page, "A")[0] - start[0] - 6 * metre) < 2, True)
    assert place_of(studio, "A") == (1000, 2000)


def test_a_booth_that_a_colleague_deletes_leaves_the_hand_and_a_sentence_says_so(studio: Studio) -> None:
    mine, theirs = studio.open(), studio.open(name="李干事")
    start, metre = centre(mine, "B"), px_per_metre(mine)
    hold(mine, start, (start[0], start[1] - 3 * metre))

    theirs.mouse.click(*centre(theirs, "B"))
    theirs.keyboard.press("Delete")
    theirs.locator(".market-name").click()

    expect(mine.locator(".studio-booth")).to_have_count(2)
    expect(mine.locator(".studio-news")).to_contain_text("从图上拿走了")
    mine.mouse.move(start[0] + 50, start[1] - 50)
    mine.mouse.up()
    eventually(mine, studio.letters, "AC")
    expect(mine.locator(".studio-saved")).to_have_text("都已保存。")


# ---------------------------------------------------------------- a broken line


def test_a_move_that_never_arrived_is_sent_again_after_a_reload(studio: Studio) -> None:
    page = studio.open()
    page.evaluate("window.WebSocket.prototype.send = () => {}")
    start, metre = centre(page, "A"), px_per_metre(page)

    drag(page, start, (start[0] + 4 * metre, start[1]))
    expect(page.locator(".studio-saved")).to_have_text("还没有保存，会自动保存。")
    assert place_of(studio, "A") == (400, 500)
    studio.again(page)

    eventually(page, lambda: place_of(studio, "A"), (800, 500))
    expect(page.locator(".studio-saved")).to_have_text("都已保存。")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('yiji-layout'))") == []


def test_control_without_its_memory_the_move_is_lost(studio: Studio) -> None:
    page = studio.open()
    page.evaluate("window.WebSocket.prototype.send = () => {}")
    start, metre = centre(page, "A"), px_per_metre(page)
    drawn = booth_on(page, "A").get_attribute("transform") or ""

    drag(page, start, (start[0] + 4 * metre, start[1]))
    expect(booth_on(page, "A")).not_to_have_attribute("transform", drawn)
    page.evaluate("sessionStorage.clear()")
    studio.again(page)

    expect(booth_on(page, "A")).to_have_attribute("transform", drawn)
    assert place_of(studio, "A") == (400, 500)


# ---------------------------------------------------------------- who may, and for whom


def test_the_plan_of_a_market_that_is_over_can_only_be_looked_at(studio: Studio) -> None:
    with studio.db.writing() as session:
        session.get_one(Market, studio.made.id).state = MarketState.CLOSED
    page = studio.open()
    expect(page.locator(".studio-hint")).to_have_text("这张图现在只能看。")

    drag(page, centre(page, "A"), spot(page, x_cm=2000, y_cm=2000))
    painted(page)

    expect(tool(page, "撤销")).to_have_count(0)
    assert place_of(studio, "A") == (400, 500)


@pytest.mark.parametrize(("size", "lang"), [("wide", "zh-CN"), ("tablet", "en"), ("phone", "zh-CN")])
def test_axe_finds_nothing(studio: Studio, violations: Callable[..., list[str]], size: str, lang: str) -> None:
    page = studio.open(size=size, lang=lang)  # type: ignore[arg-type]
    tool(page, "Help" if lang == "en" else "帮助").click()
    booth_on(page, "A").press("Enter")
    painted(page)

    assert violations(page, within=".studio") == []


def test_control_axe_finds_a_button_of_the_editor_without_a_name(
    studio: Studio, violations: Callable[..., list[str]]
) -> None:
    page = studio.open()
    page.locator(".studio-tools button").first.evaluate("(button) => button.removeAttribute('aria-label')")
    page.locator(".studio-tools button").first.evaluate("(button) => button.removeAttribute('title')")

    assert [each for each in violations(page, within=".studio") if each.startswith("button-name")] != []


def test_the_editor_is_not_loaded_on_other_screens(studio: Studio) -> None:
    page = studio.looker.page("wide", own_context=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(studio.server.url, wait_until="networkidle")

    assert any("/js/house.js" in url for url in asked)
    assert [url for url in asked if "/js/studio/" in url] == []
