"""Every page of the organiser's wing for everybody: who may see it, in which language, and that it says something."""

from __future__ import annotations

import pytest

from kiosk.i18n import translation
from kiosk.ui.registry import PAGES, PageRow
from models.enums import MarketState, Role
from models.people import Staff
from models.places import Community, Plaza
from tests.factories import BoothPlan, at, make_market, pin_of, signed_in, volunteer_of
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap, organiser_of

ORGANISERS = [row for row in PAGES if row.wing == "organiser"]
LANGUAGES = ("zh-CN", "en")

pages = pytest.mark.parametrize("row", ORGANISERS, ids=[row.name for row in ORGANISERS])
languages = pytest.mark.parametrize("lang", LANGUAGES)

SHUT = {
    "nobody": "This page is for the market's staff. Please sign in first.",
    "volunteer": "This page is for organisers. You are signed in as a volunteer.",
}
SAID_ON = {
    "organiser": "The booths now",
    "organiser-markets": "All markets",
    "organiser-market": "Name of the market",
    "organiser-booths": "Take back my changes",
    "organiser-layout": "Layout",
    "organiser-hours": "Shifts",
    "organiser-slots": "What the plan gives",
    "organiser-rehearsal": "Rehearse the day",
    "organiser-report": "Nobody has been called yet. The report grows with the day.",
    "organiser-catalogue": "Services and partners",
    "organiser-plaza": "What stands there",
    "organiser-staff": "Add somebody",
    "organiser-log": "What the staff did, the newest first. It cannot be changed.",
    "organiser-community": "Name of the community",
}


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def in_words(sentence: str, lang: str) -> str:
    return translation(lang).gettext(sentence)


def test_every_page_of_the_wing_is_looked_at() -> None:
    assert set(SAID_ON) == {row.name for row in ORGANISERS}


@pages
@languages
def test_a_page_says_what_it_is_for_to_its_organiser(screens: Screens, row: PageRow, lang: str) -> None:
    desk = office(screens, BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "测血糖", "Blood sugar"))

    screen = desk.open(row.name, lang=lang)

    assert in_words(SAID_ON[row.name], lang) in shown(screen)


@pages
@languages
def test_a_page_is_shut_for_whoever_is_not_signed_in(screens: Screens, row: PageRow, lang: str) -> None:
    office(screens, BoothPlan("A", "量血压"), name="益路向阳")

    screen = screens.open(row.name, lang=lang)

    assert in_words(SHUT["nobody"], lang) in shown(screen)
    assert_nothing_is_told(shown(screen), row, lang)


@pages
@languages
def test_a_page_is_shut_for_a_volunteer(screens: Screens, row: PageRow, lang: str) -> None:
    desk = office(screens, BoothPlan("A", "量血压"), name="益路向阳")
    token = signed_in(screens.db, volunteer_of(screens.db, desk.made, "A", name="小王"), now=screens.now)

    screen = screens.open(row.name, token=token, lang=lang)

    assert in_words(SHUT["volunteer"], lang) in shown(screen)
    assert_nothing_is_told(shown(screen), row, lang)


def assert_nothing_is_told(said: str, row: PageRow, lang: str) -> None:
    assert in_words(SAID_ON[row.name], lang) not in said
    assert "益路向阳" not in said
    assert "量血压" not in said


def another_community(screens: Screens) -> str:
    """A signed-in organiser of a community with a plaza and nothing else; the token."""
    with screens.db.writing() as session:
        there = Community(name="银河社区", name_en="Yinhe community")
        session.add(there)
        session.flush()
        assert there.id is not None
        session.add(Plaza(community_id=there.id, name="银河广场", width_cm=2000, depth_cm=1500))
        community_id = there.id
    who = organiser_of(screens.db, community_id, name="周主任", pin_hash=None)
    return signed_in(screens.db, who, now=screens.now)


@pages
@languages
def test_the_organiser_of_another_community_sees_nothing_of_this_one(screens: Screens, row: PageRow, lang: str) -> None:
    desk = office(screens, BoothPlan("A", "量血压"), name="益路向阳", name_en="")
    stranger = Office(screens, desk.made, desk.who, another_community(screens))
    ids = {"market": desk.made.id, "booth": desk.made.booths["A"], "plaza": 1, "staff": desk.who.staff_id}

    said = shown(stranger.open(row.name, lang=lang, **ids))

    for secret in ("益路向阳", "量血压", "向阳社区", desk.who.name):
        assert secret not in said


@pages
def test_control_the_own_organiser_sees_this_community(screens: Screens, row: PageRow) -> None:
    desk = office(screens, BoothPlan("A", "量血压"), name="益路向阳", name_en="")

    said = shown(desk.open(row.name, market=desk.made.id))

    assert desk.who.name in said


@pytest.mark.parametrize("address", ["0", "-1", "1e9", "99999999999999999999", "二", "' OR 1=1 --", "4294967296"])
def test_an_address_that_names_no_market_shows_the_one_that_matters(screens: Screens, address: str) -> None:
    desk = office(screens, name="益路向阳")

    screen = desk.open("organiser", market=address)

    assert "益路向阳" in shown(screen)


def test_a_market_that_is_not_there_is_said_to_be_unknown(screens: Screens) -> None:
    desk = office(screens, name="益路向阳")

    screen = desk.open("organiser-booths", market=4711)

    assert in_words("We cannot find this market. Please choose one from the list.", "zh-CN") in shown(screen)
    assert [button.key for button in screen.button if button.key == "to_all_markets"]


@languages
def test_signing_out_asks_once_and_ends_the_session(screens: Screens, lang: str) -> None:
    desk = office(screens)
    screen = desk.press(desk.open(lang=lang), "sign_out")

    desk.press(screen, "really_sign_out")

    assert in_words(SHUT["nobody"], lang) in shown(screens.open("organiser", token=desk.token, lang=lang))


def test_staying_keeps_the_session(screens: Screens) -> None:
    desk = office(screens)
    screen = desk.press(desk.open(), "sign_out")

    desk.press(screen, "stay")

    assert "sign_out" in [button.key for button in screen.button]
    assert "sign_out" in [button.key for button in desk.open().button]


def test_the_language_is_one_press_away_and_stands_in_the_address(screens: Screens) -> None:
    desk = office(screens)
    screen = desk.open()

    desk.press(screen, "organiser_lang")

    assert in_words("The booths now", "en") in shown(screen)
    assert screen.query_params["lang"] == "en"


# ---------------------------------------------------------------- the very first organiser


def first_organiser(screens: Screens) -> str:
    who = organiser_of(screens.db, None, name="陈主任", pin_hash=None)
    pin_of(screens.db, who)
    return signed_in(screens.db, who, now=screens.now)


@pages
def test_whoever_has_no_community_yet_names_it_first_on_every_page(screens: Screens, row: PageRow) -> None:
    screen = screens.open(row.name, token=first_organiser(screens))

    assert not screen.exception
    assert in_words("Welcome", "zh-CN") in shown(screen)
    assert in_words("Found the community", "zh-CN") in shown(screen)


def test_the_first_organiser_founds_the_community_and_is_led_to_the_first_market(screens: Screens) -> None:
    screen = screens.open("organiser", token=first_organiser(screens))
    screen.text_input(key="form_community_0_name").input("智园社区").run()

    screen.button(key="bar_main_found").click().run()

    assert not screen.exception
    assert in_words("Towards the first market", "zh-CN") in shown(screen)
    with screens.db.reading() as session:
        staff = session.get_one(Staff, 1)
        assert session.get_one(Community, staff.community_id).name == "智园社区"


def test_a_community_without_a_name_is_refused_at_its_field(screens: Screens) -> None:
    screen = screens.open("organiser", token=first_organiser(screens))

    screen.button(key="bar_main_found").click().run()

    errors = [each.proto.body for each in screen.get("html") if "field-error" in each.proto.body]
    assert len(errors) == 1
    with screens.db.reading() as session:
        assert session.get_one(Staff, 1).community_id is None


def test_the_first_steps_tick_what_is_done(screens: Screens) -> None:
    token = another_community(screens)

    screen = screens.open("organiser", token=token)

    steps = next(each.proto.body for each in screen.get("html") if "first-steps" in each.proto.body)
    assert steps.count("first-done") == 1
    assert steps.count("first-next") == 1
    assert in_words("Enter services and partners", "zh-CN") in shown(screen)


def test_a_past_market_can_be_looked_at_like_any_other(screens: Screens) -> None:
    desk = office(screens, state=MarketState.CLOSED, name="上个月的市集")
    make_market(
        screens.db, BoothPlan("Z", "下个月的项目"), day=at("00:00").date().replace(month=12), name="下个月的市集"
    )

    said = shown(desk.open("organiser", market=desk.made.id))

    assert "上个月的市集" in said
    assert "下个月的市集" not in said


def test_roles_are_only_these() -> None:
    # A new kind of staff needs a decision here, before a page lets it in by mistake.
    assert set(Role) == {Role.RESIDENT, Role.VOLUNTEER, Role.ORGANISER, Role.SYSTEM}
