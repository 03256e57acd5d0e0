"""Booking without a browser: choices, times that do not collide, a last look, and what may come in between."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from kiosk.services import bookings, tickets
from kiosk.services.views import TicketView
from kiosk.store import Database
from kiosk.store.planning import delete_booths
from kiosk.ui.resident.memory import PHONE_PAD
from models.enums import MarketState, Pledge, Priority, ServiceKind, Zone
from models.market import Booth, Market, Slot
from models.refusals import DatabaseGone
from models.tickets import Ticket, Visit
from tests.factories import BoothPlan, MadeMarket, at, book, make_market
from tests.screens.conftest import Screens
from tests.screens.test_resident_states import english_in, text_of

PHONE = "13800001234"
MORNING = {"09:30": 2, "09:45": 2, "10:00": 2, "10:15": 2}
LATER = {"09:45": 2, "10:00": 2, "10:15": 2}
"""Without a half past nine, so that it is known who is proposed what."""


@pytest.fixture
def made(screens: Screens) -> MadeMarket:
    """Three booths, at half past eight: two where the person stays, one where the knives do."""
    screens.now = at("08:30")
    return make_market(
        screens.db,
        BoothPlan("A", "量血压", "Blood pressure", slots=MORNING),
        BoothPlan("B", "心电图", "ECG", slots=LATER),
        BoothPlan("C", "磨刀", "Knife sharpening", Zone.HANDY, ServiceKind.DROP_OFF, slots=MORNING),
    )


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click()
    return screen.run()


def choose(screen: AppTest, made: MadeMarket, letters: str) -> AppTest:
    for letter in letters:
        screen.checkbox(key=f"tile_{made.booths[letter]}").check()
        screen.run()
    return screen


def at_times(screens: Screens, made: MadeMarket, letters: str) -> AppTest:
    return press(choose(screens.open("book"), made, letters), "bar_main_services")


def at_check(screens: Screens, made: MadeMarket, letters: str, *, phone: str = "") -> AppTest:
    """At the last look, for oneself, over sixty, with this phone number or none."""
    screen = press(press(at_times(screens, made, letters), "bar_main_times"), "press_for_me")
    press(screen, "press_priority_elder")
    screen.session_state[f"{PHONE_PAD}_digits"] = phone
    screen.run()
    return press(screen, "bar_main_phone" if phone else "bar_also_phone")


def booked(db: Database) -> list[Ticket]:
    with db.reading() as session:
        return list(session.exec(select(Ticket).order_by(Ticket.number)))


def tickets_shown(screen: AppTest, screens: Screens) -> list[TicketView]:
    codes = screen.session_state["booking"].codes
    return [tickets.ticket_by_code(screens.db, code, now=screens.now) for code in codes]


def times_shown(screen: AppTest) -> list[str]:
    """The clock on each line of the proposed times, from top to bottom."""
    return [
        button.label.split("**")[1].replace("\\", "")
        for button in screen.button
        if str(button.key).startswith("press_time_")
    ]


# ---------------------------------------------------------------- the ordinary way


def test_two_services_are_booked_at_times_that_do_not_collide(screens: Screens, made: MadeMarket) -> None:
    screen = press(at_check(screens, made, "AB", phone=PHONE), "bar_main_check")

    assert {ticket.number for ticket in booked(screens.db)} == {"A001", "B001"}
    starts = {ticket.slot_starts_at for ticket in tickets_shown(screen, screens)}
    assert starts == {at("09:30"), at("09:45")}
    assert "A001" in text_of(screen)
    assert "B001" in text_of(screen)


def test_the_booking_keeps_priority_phone_and_language(screens: Screens, made: MadeMarket) -> None:
    press(at_check(screens, made, "A", phone=PHONE), "bar_main_check")

    with screens.db.reading() as session:
        visit = session.exec(select(Visit)).one()
    assert (visit.phone, str(visit.language), visit.name) == (PHONE, "zh-CN", None)
    assert booked(screens.db)[0].priority is Priority.ELDER


def test_a_phone_number_can_be_skipped(screens: Screens, made: MadeMarket) -> None:
    press(at_check(screens, made, "A"), "bar_main_check")

    with screens.db.reading() as session:
        assert session.exec(select(Visit.phone)).one() is None


def test_the_whole_way_in_english_books_in_english(screens: Screens, made: MadeMarket) -> None:
    screen = screens.open("book", lang="en")
    press(choose(screen, made, "A"), "bar_main_services")
    for key in ("bar_main_times", "press_for_other", "press_priority_none", "bar_also_phone"):
        press(screen, key)
    assert "For a parent or neighbour" in text_of(screen)

    press(screen, "bar_main_check")

    assert "Blood pressure" in text_of(screen)
    with screens.db.reading() as session:
        assert str(session.exec(select(Visit.language)).one()) == "en"


def test_every_step_in_chinese_holds_no_english(screens: Screens, made: MadeMarket) -> None:
    screen = screens.open("book")
    steps: list[Callable[[], AppTest]] = [
        lambda: choose(screen, made, "AB"),
        lambda: press(screen, "bar_main_services"),
        lambda: press(screen, f"press_time_{made.booths['A']}"),
        lambda: press(screen, "bar_back_change"),
        lambda: press(screen, "bar_main_times"),
        lambda: press(screen, "press_for_other"),
        lambda: press(screen, "press_priority_child"),
        lambda: press(screen, "bar_also_phone"),
        lambda: press(screen, "bar_main_check"),
    ]
    for step in steps:
        assert english_in(step()) == set()


def test_a_second_press_under_the_same_intention_gives_the_same_tickets(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "AB")
    before = screen.session_state["booking"]
    press(screen, "bar_main_check")
    first = screen.session_state["booking"].codes

    screen.session_state["booking"] = before  # the first run was cut off after its commit: the answer never came
    screen.run()
    press(screen, "bar_main_check")

    assert screen.session_state["booking"].codes == first
    assert len(booked(screens.db)) == 2


def test_control_another_intention_gives_other_tickets(screens: Screens, made: MadeMarket) -> None:
    for _again in range(2):
        press(at_check(screens, made, "AB"), "bar_main_check")

    assert len(booked(screens.db)) == 4


def test_the_second_half_of_a_double_tap_presses_nothing_on_the_next_screen(screens: Screens, made: MadeMarket) -> None:
    screen = at_times(screens, made, "A")

    keys = {button.key for button in screen.button if str(button.key).startswith("bar_")}

    assert keys == {"bar_back_times", "bar_main_times"}


# ---------------------------------------------------------------- cards


def test_a_card_says_places_duration_price_partner_and_what_to_prepare(screens: Screens) -> None:
    plan = BoothPlan(
        "A", "修车", slots={"10:00": 3, "10:15": 2}, mean_minutes=12, bring=("带上钥匙", ""),
        partner=("技师学院", ""), pledge=Pledge.LOW_PRICE, price_note="只收零件费",
    )  # fmt: skip
    make_market(screens.db, plan)

    said = text_of(screens.open("book"))

    for words in ("修车", "还有 5 个名额", "约 12 分钟", "低偿：只收零件费", "技师学院", "带上钥匙"):
        assert words in said


def test_consumables_cap_the_places_on_the_card(screens: Screens) -> None:
    make_market(screens.db, BoothPlan("A", slots={"10:00": 9}, units=2))

    assert "还有 2 个名额" in text_of(screens.open("book"))


def test_a_full_service_cannot_be_chosen_and_says_so(screens: Screens) -> None:
    made = make_market(screens.db, BoothPlan("A", slots={"10:00": 1}), BoothPlan("B"))
    book(screens.db, made, "A", "10:00", now=screens.now)

    screen = screens.open("book")

    assert screen.checkbox(key=f"tile_{made.booths['A']}").disabled
    assert not screen.checkbox(key=f"tile_{made.booths['B']}").disabled
    assert "已经约满" in text_of(screen)


def test_nothing_chosen_leads_nowhere(screens: Screens, made: MadeMarket) -> None:
    assert screens.open("book").button(key="bar_main_services").disabled


def test_at_most_six_services_stand_on_a_screen_and_every_one_can_be_found(screens: Screens) -> None:
    zones = dict.fromkeys("ABCDEFG", Zone.HEALTH) | dict.fromkeys("HI", Zone.HANDY)
    made = make_market(screens.db, *(BoothPlan(letter, zone=zone) for letter, zone in zones.items()))
    screen = screens.open("book")

    found: list[str] = []
    for page in range(3):
        screen.session_state["tabs_zones"] = page
        screen.run()
        assert 0 < len(screen.checkbox) <= 6
        found += [str(box.key) for box in screen.checkbox]

    assert sorted(found) == sorted(f"tile_{booth_id}" for booth_id in made.booths.values())


def test_a_choice_stays_chosen_while_one_looks_at_other_zones(screens: Screens) -> None:
    plans = [BoothPlan(letter, zone=Zone.HEALTH if letter < "E" else Zone.FUN) for letter in "ABCDEFGH"]
    made = make_market(screens.db, *plans)
    screen = choose(screens.open("book"), made, "A")

    screen.session_state["tabs_zones"] = 1
    screen.run()
    assert "已选" in str(screen.get("button_group")[0].proto)
    screen.session_state["tabs_zones"] = 0
    screen.run()

    assert screen.checkbox(key=f"tile_{made.booths['A']}").value


def test_a_market_where_only_numbers_are_given_takes_no_bookings(screens: Screens) -> None:
    make_market(screens.db, BoothPlan("A", slots={}, takes_bookings=False))

    assert "这场市集不用预约" in text_of(screens.open("book"))


# ---------------------------------------------------------------- times


def test_the_times_are_proposed_in_the_order_of_the_day(screens: Screens, made: MadeMarket) -> None:
    assert times_shown(at_times(screens, made, "AB")) == ["上午 9:30", "上午 9:45"]


def test_what_is_dropped_off_may_be_handed_in_while_one_is_elsewhere(screens: Screens, made: MadeMarket) -> None:
    assert times_shown(at_times(screens, made, "AC")) == ["上午 9:30", "上午 9:30"]


def test_a_time_is_changed_by_tapping_a_quarter_hour(screens: Screens, made: MadeMarket) -> None:
    screen = press(at_times(screens, made, "AB"), f"press_time_{made.booths['A']}")

    press(screen, f"quarter_{made.slots['A', '10:15']}")

    assert times_shown(screen) == ["上午 9:45", "上午 10:15"]


def test_a_quarter_hour_in_which_one_is_elsewhere_cannot_be_tapped(screens: Screens, made: MadeMarket) -> None:
    screen = press(at_times(screens, made, "AB"), f"press_time_{made.booths['A']}")

    assert screen.button(key=f"quarter_{made.slots['A', '09:45']}").disabled
    assert not screen.button(key=f"quarter_{made.slots['A', '10:00']}").disabled


def test_a_time_chosen_by_hand_stays_when_another_service_is_added(screens: Screens, made: MadeMarket) -> None:
    screen = press(at_times(screens, made, "A"), f"press_time_{made.booths['A']}")
    press(screen, f"quarter_{made.slots['A', '09:45']}")  # where the ECG would be put
    press(screen, "bar_back_times")

    press(choose(screen, made, "B"), "bar_main_services")

    assert times_shown(screen) == ["上午 9:45", "上午 10:00"]
    assert screen.session_state["booking"].times[made.booths["A"]] == made.slots["A", "09:45"]


def test_six_quarter_hours_stand_on_a_screen_and_the_chosen_one_is_among_them(screens: Screens) -> None:
    slots = {f"{hour:02d}:{minute:02d}": 2 for hour in (9, 10, 11) for minute in (0, 15, 30, 45)}
    made = make_market(screens.db, BoothPlan("A", slots=slots))
    screens.now = at("08:00")
    screen = press(at_times(screens, made, "A"), f"press_time_{made.booths['A']}")
    screen.session_state["tabs_quarters"] = 1
    press(screen.run(), f"quarter_{made.slots['A', '11:00']}")

    press(screen, f"press_time_{made.booths['A']}")

    shown = [str(button.key) for button in screen.button if str(button.key).startswith("quarter_")]
    assert shown == [f"quarter_{made.slots['A', clock]}" for clock in list(slots)[6:]]


def test_where_no_time_fits_one_may_leave_the_service_out(screens: Screens) -> None:
    made = make_market(screens.db, BoothPlan("A", slots={"10:00": 2}), BoothPlan("B", slots={"10:00": 2}))
    screen = at_times(screens, made, "AB")
    assert screen.button(key="bar_main_times").disabled
    left = next(letter for letter in "AB" if "没有合适" in screen.button(key=f"press_time_{made.booths[letter]}").label)

    press(press(screen, f"press_time_{made.booths[left]}"), "bar_also_change")

    assert times_shown(screen) == ["上午 10:00"]
    assert not screen.button(key="bar_main_times").disabled


# ---------------------------------------------------------------- the person


def test_what_is_no_phone_number_is_refused_and_kept_for_correction(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "A", phone="123")

    assert "这不是电话号码" in text_of(screen)
    assert screen.session_state[f"{PHONE_PAD}_digits"] == "123"
    assert screen.button(key="bar_also_phone").label == "不留，跳过"


def test_back_leads_through_every_step_to_the_start(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "A")
    for step in ("check", "phone", "priority", "who", "times"):
        press(screen, f"bar_back_{step}")
    assert screen.checkbox(key=f"tile_{made.booths['A']}").value

    press(screen, "bar_back_services")

    assert "booking" not in screen.session_state
    assert not screen.button(key="press_book").disabled


def test_the_last_look_shows_all_that_was_chosen(screens: Screens, made: MadeMarket) -> None:
    said = text_of(at_check(screens, made, "AB", phone=PHONE))

    for words in ("量血压", "心电图", "上午 9:30", "上午 9:45", "给我自己", "60 岁以上", "138 0000 1234"):
        assert words in said


# ---------------------------------------------------------------- what may come in between


def test_a_slot_that_filled_meanwhile_offers_the_nearest_free_ones_and_loses_nothing(
    screens: Screens, made: MadeMarket
) -> None:
    screen = at_check(screens, made, "AB", phone=PHONE)
    for _person in range(2):
        book(screens.db, made, "A", "09:30", now=screens.now)

    press(screen, "bar_main_check")

    assert "上午 9:30 刚刚约满" in text_of(screen)
    offered = [str(button.key) for button in screen.button if str(button.key).startswith("quarter_")]
    assert offered == [f"quarter_{made.slots['A', clock]}" for clock in ("10:00", "10:15")]  # 9:45 is the ECG's
    press(screen, f"quarter_{made.slots['A', '10:00']}")
    assert "138 0000 1234" in text_of(screen)
    press(screen, "bar_main_check")
    assert {ticket.slot_starts_at for ticket in tickets_shown(screen, screens)} == {at("09:45"), at("10:00")}


def test_a_refused_booking_gives_no_ticket_at_all(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "AB")
    for _person in range(2):
        book(screens.db, made, "B", "09:45", now=screens.now)

    press(screen, "bar_main_check")

    assert [ticket.number for ticket in booked(screens.db)] == ["B001", "B002"]


def test_a_service_whose_times_are_all_gone_can_be_left_out(screens: Screens) -> None:
    made = make_market(screens.db, BoothPlan("A", slots={"10:00": 1}), BoothPlan("B", slots=MORNING))
    screen = at_check(screens, made, "AB")
    book(screens.db, made, "A", "10:00", now=screens.now)

    press(press(screen, "bar_main_check"), "bar_also_filled")
    press(screen, "bar_main_check")

    assert [ticket.number for ticket in tickets_shown(screen, screens)] == ["B001"]


def test_the_same_phone_twice_at_a_booth_offers_ways_on(screens: Screens, made: MadeMarket) -> None:
    book(screens.db, made, "A", "10:15", now=screens.now, phone=PHONE)
    screen = press(at_check(screens, made, "AB", phone=PHONE), "bar_main_check")
    assert "已经有" in text_of(screen)
    ways = {str(button.key) for button in screen.button if str(button.key).startswith("press_")}
    assert ways == {"press_other_phone", "press_no_phone", "press_my_ticket", "press_leave_out"}

    press(press(screen, "press_leave_out"), "bar_main_check")

    assert [ticket.number for ticket in tickets_shown(screen, screens)] == ["B001"]


def test_the_same_phone_twice_can_be_booked_without_it(screens: Screens, made: MadeMarket) -> None:
    book(screens.db, made, "A", "10:15", now=screens.now, phone=PHONE)
    screen = press(at_check(screens, made, "A", phone=PHONE), "bar_main_check")

    press(press(screen, "press_no_phone"), "bar_main_check")

    assert [ticket.number for ticket in tickets_shown(screen, screens)] == ["A002"]


def test_a_booth_that_ran_out_meanwhile_is_said_and_can_be_left_out(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "AB")
    change(screens.db, Booth, made.booths["A"], units=0)

    press(screen, "bar_main_check")

    assert "量血压" in text_of(screen)
    assert {str(b.key) for b in screen.button if str(b.key).startswith("press_")} == {"press_leave_out"}


def change(db: Database, table: type[Booth | Market | Slot], row_id: int, **columns: object) -> None:
    """What the organiser saves meanwhile."""
    with db.writing() as session:
        row = session.get_one(table, row_id)
        for name, value in columns.items():
            setattr(row, name, value)
        session.add(row)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"is_paused": True}, "您选好的都还留着"),
        ({"state": MarketState.CLOSED}, "已经结束"),
        ({"state": MarketState.CANCELLED, "cancel_reason": "大雨"}, "大雨"),
    ],
)
def test_a_market_that_stops_while_one_chooses_is_said_calmly(
    screens: Screens, made: MadeMarket, columns: dict[str, object], words: str
) -> None:
    screen = at_check(screens, made, "AB")
    change(screens.db, Market, made.id, **columns)

    press(screen, "bar_main_check")

    assert words in text_of(screen)
    assert booked(screens.db) == []


def test_after_a_pause_the_choice_is_still_there(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "AB")
    change(screens.db, Market, made.id, is_paused=True)
    press(screen, "bar_main_check")

    change(screens.db, Market, made.id, is_paused=False)
    screen.run()
    press(screen, "bar_main_check")

    assert len(tickets_shown(screen, screens)) == 2


def test_a_time_that_has_passed_while_one_chose_is_proposed_anew(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "A")
    screens.now = at("09:50")  # the quarter of 9:30 is over

    press(screen, "bar_main_check")

    assert times_shown(screen) == ["上午 9:45"]
    assert booked(screens.db) == []


def test_a_booth_that_was_taken_away_leaves_the_others_chosen(screens: Screens, made: MadeMarket) -> None:
    screen = at_check(screens, made, "AC")
    with screens.db.writing() as session:
        delete_booths(session, [made.booths["A"]])

    screen.run()

    assert not screen.exception
    assert screen.session_state["booking"].chosen == (made.booths["C"],)


def test_without_the_database_the_screen_waits_and_the_same_intention_goes_through(
    screens: Screens, made: MadeMarket
) -> None:
    screen = at_check(screens, made, "A")
    with patch.object(bookings, "get_tickets", side_effect=DatabaseGone):
        press(screen, "bar_main_check")
    assert screen.exception  # the house's last resort says it calmly, see the browser's tests
    key = screen.session_state["booking"].key

    press(screen.run(), "bar_main_check")

    assert screen.session_state["booking"].key == key
    assert len(tickets_shown(screen, screens)) == 1


# ---------------------------------------------------------------- the tickets


def test_several_tickets_are_shown_together_with_time_code_and_plan(screens: Screens, made: MadeMarket) -> None:
    screen = press(at_check(screens, made, "ABC"), "bar_main_check")

    markup = "".join(element.proto.body for element in screen.get("html"))
    assert markup.count('class="code-square"') == 3
    assert markup.count('class="little-plan"') == 1
    assert markup.count('class="number-digits"') == 3
    assert "市集平面图，标出了 A、C、B 摊位" in markup


def test_done_leaves_for_the_start_as_somebody_new(screens: Screens, made: MadeMarket) -> None:
    screen = press(at_check(screens, made, "A"), "bar_main_check")

    press(screen, "bar_main_given")

    assert screen.session_state["leaving"]
    assert "A001" not in text_of(screen)
