"""Staff on the organiser's screen: somebody new, a PIN shown once, who is at which booth; and the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from kiosk.services import queues
from kiosk.services.organising import people
from kiosk.services.organising.views import StaffLine
from kiosk.services.staff import sign_in, who
from models.actor import Actor
from models.enums import Role
from models.refusals import NotAllowed, WrongPin
from tests.factories import BoothPlan, organiser_of, signed_in, volunteer_of, walk_in
from tests.screens.conftest import Screens
from tests.screens.organiser_office import Office, office, shown
from tests.services.organisers import make_hashing_cheap

A, B = BoothPlan("A", "量血压", "Blood pressure"), BoothPlan("B", "测血糖", "Blood sugar")
ADD, ADDED = "bar_main_staff", "bar_main_add_person"


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


def keys(screen: AppTest) -> set[str]:
    return {button.key for button in screen.button if button.key}


def fresh_pin(screen: AppTest) -> str:
    """The PIN in huge type; empty when none stands there."""
    found = [each.proto.body for each in screen.get("html") if "fresh-pin" in each.proto.body]
    return "".join(each for each in "".join(found) if each.isdigit())


def staff_of(desk: Office) -> dict[str, StaffLine]:
    found = people.staff_list(desk.db, by=desk.who, now=desk.screens.now, market_id=desk.made.id)
    return {line.name: line for line in found}


def added(desk: Office, name: str = "小赵") -> AppTest:
    """The screen on which the new PIN stands."""
    screen = desk.press(desk.open("organiser-staff"), ADD)
    screen.text_input(key="new_name_0").input(name).run()
    return desk.press(screen, ADDED)


def enter(desk: Office, pin: str) -> Actor:
    token = sign_in(desk.db, pin, client="tablet", now=desk.screens.now).token
    found = who(desk.db, token=token, now=desk.screens.now)
    assert found is not None
    return found


# ---------------------------------------------------------------- somebody new


def test_somebody_new_gets_a_pin_that_is_shown_once_and_opens_the_door(screens: Screens) -> None:
    desk = office(screens, A)

    screen = added(desk)

    pin = fresh_pin(screen)
    assert "小赵" in shown(screen)
    assert enter(desk, pin).name == "小赵"
    assert staff_of(desk)["小赵"].role is Role.VOLUNTEER
    desk.press(screen, "written_down")
    assert fresh_pin(screen) == ""
    assert "小赵" in shown(screen)


def test_a_pin_is_gone_with_the_page_and_with_a_reload(screens: Screens) -> None:
    desk = office(screens, A)
    screen = added(desk)

    desk.press(screen, "to_house_organiser-log")
    desk.press(screen, "to_house_organiser-staff")

    assert fresh_pin(screen) == ""
    assert fresh_pin(desk.open("organiser-staff")) == ""


def test_control_a_pin_stays_while_the_page_runs_again(screens: Screens) -> None:
    desk = office(screens, A)
    screen = added(desk)
    pin = fresh_pin(screen)

    screen.run()

    assert fresh_pin(screen) == pin
    assert len(pin) >= 6


@pytest.mark.parametrize("name", ["", "   ", "长" * 10_000, "小李"])
def test_a_name_that_cannot_be_adds_nobody_and_stays_typed(screens: Screens, name: str) -> None:
    desk = office(screens, A)  # 小李 is there already

    screen = added(desk, name)

    assert fresh_pin(screen) == ""
    assert len(staff_of(desk)) == 2
    assert "notice-warm" in shown(screen)
    assert screen.text_input(key="new_name_0").value == name


def test_an_emoji_is_a_name(screens: Screens) -> None:
    desk = office(screens, A)

    desk.press(added(desk, "小赵🌻*"), "written_down")

    assert "小赵🌻*" in staff_of(desk)


# ---------------------------------------------------------------- one person


def test_a_new_pin_replaces_the_old_one_after_a_question(screens: Screens) -> None:
    desk = office(screens, A)
    old = fresh_pin(added(desk))
    person = staff_of(desk)["小赵"]
    screen = desk.press(desk.open("organiser-staff", staff=person.id), "reset_pin")
    assert fresh_pin(screen) == ""
    assert enter(desk, old).staff_id == person.id

    desk.press(screen, "really_reset_pin")

    pin = fresh_pin(screen)
    assert enter(desk, pin).staff_id == person.id
    with pytest.raises(WrongPin):
        enter(desk, old)


def test_leaving_the_question_changes_nothing(screens: Screens) -> None:
    desk = office(screens, A)
    person = staff_of(desk)["小李"]
    screen = desk.press(desk.open("organiser-staff", staff=person.id), "deactivate")

    desk.press(screen, "leave_it")

    assert staff_of(desk)["小李"].is_active


def test_who_helps_no_more_is_out_at_once_and_comes_back_with_a_new_pin(screens: Screens) -> None:
    desk = office(screens, A)
    old = fresh_pin(added(desk))
    person = staff_of(desk)["小赵"]
    screen = desk.press(desk.open("organiser-staff", staff=person.id), "deactivate")
    desk.press(screen, "really_deactivate")
    with pytest.raises(WrongPin):
        enter(desk, old)
    assert keys(screen) >= {"reactivate"}

    desk.press(desk.press(screen, "reactivate"), "really_reactivate")

    assert enter(desk, fresh_pin(screen)).name == "小赵"


def test_the_last_organiser_stays_one(screens: Screens) -> None:
    desk = office(screens, A)

    for act in ("make_volunteer", "deactivate"):
        screen = desk.press(desk.open("organiser-staff", staff=desk.who.staff_id), act)
        desk.press(screen, f"really_{act}")
        assert "notice-warm" in shown(screen)

    me = staff_of(desk)[desk.who.name]
    assert (me.is_active, me.role) == (True, Role.ORGANISER)


def test_a_name_is_changed_and_another_persons_is_refused(screens: Screens) -> None:
    desk = office(screens, A)
    person = staff_of(desk)["小李"]
    screen = desk.open("organiser-staff", staff=person.id)
    screen.text_input(key=f"rename_{person.id}_小李").input("李师傅").run()
    desk.press(screen, "rename")
    assert "李师傅" in staff_of(desk)

    screen.text_input(key=f"rename_{person.id}_李师傅").input(desk.who.name).run()
    desk.press(screen, "rename")

    assert "李师傅" in staff_of(desk)
    assert "notice-warm" in shown(screen)


def test_a_stranger_in_the_address_opens_no_card(screens: Screens) -> None:
    desk = office(screens, A)

    screen = desk.open("organiser-staff", staff=4711)

    assert "reset_pin" not in keys(screen)


# ---------------------------------------------------------------- who is at which booth


def letters(desk: Office, screen: AppTest, name: str, chosen: list[str]) -> AppTest:
    """Press letters until these are chosen."""
    person = staff_of(desk)[name]
    pills = next(each for each in screen.button_group if str(each.key).startswith(f"at_booths_{person.id}_"))
    pills.set_value(chosen).run()
    assert not screen.exception
    return screen


def test_pressing_a_letter_puts_somebody_at_a_booth_and_only_there(screens: Screens) -> None:
    desk = office(screens, A, B, staffed=False)
    pin = fresh_pin(added(desk))

    letters(desk, desk.open("organiser-staff"), "小赵", ["B"])

    assert staff_of(desk)["小赵"].booths == ("B",)
    person = enter(desk, pin)
    assert queues.queue_of(desk.db, desk.made.booths["B"], by=person, now=screens.now).line == ()
    with pytest.raises(NotAllowed):
        queues.queue_of(desk.db, desk.made.booths["A"], by=person, now=screens.now)


def test_two_organisers_who_assign_one_person_both_count(screens: Screens) -> None:
    desk = office(screens, A, B, staffed=False)
    volunteer_of(screens.db, desk.made, name="小王")
    person = organiser_of(screens.db, desk.made, name="孙主任")
    other = Office(screens, desk.made, person, signed_in(screens.db, person, now=screens.now))
    mine, theirs = desk.open("organiser-staff"), other.open("organiser-staff")

    screens.token = other.token
    letters(desk, theirs, "小王", ["B"])
    screens.token = desk.token
    letters(desk, mine, "小王", ["A"])

    assert staff_of(desk)["小王"].booths == ("A", "B")


def test_without_a_market_there_are_names_and_no_letters(screens: Screens) -> None:
    desk = office(screens, A)
    screens.now += timedelta(days=1)

    screen = desk.open("organiser-staff", market=4711)

    assert "小李" in shown(screen)
    assert len(screen.button_group) == 0


# ---------------------------------------------------------------- the log


def log_of(screen: AppTest) -> list[str]:
    table = next((each.proto.body for each in screen.get("html") if "log-table" in each.proto.body), "")
    return table.split("<tr>")[2:]


def test_the_log_says_who_did_what_newest_first_and_never_a_pin(screens: Screens) -> None:
    desk = office(screens, A)
    screen = added(desk, "<b>小赵</b>")
    pin = fresh_pin(screen)

    lines = log_of(desk.press(screen, "to_house_organiser-log"))

    assert desk.who.name in lines[0]
    assert "&lt;b&gt;" in lines[0] or "小赵" not in lines[0]
    assert "<b>小赵" not in "".join(lines)
    assert pin not in "".join(lines)


def test_the_log_of_one_person_and_of_one_market(screens: Screens) -> None:
    desk = office(screens, A)
    added(desk)
    ticket = walk_in(screens.db, desk.made, "A", now=screens.now)
    queues.call_next(screens.db, desk.made.booths["A"], by=desk.who, now=screens.now)
    screen = desk.open("organiser-log")
    everything = log_of(screen)

    screen.selectbox(key="log_market_zh-CN").select(desk.made.id).run()
    of_market = log_of(screen)
    assert 0 < len(of_market) < len(everything)
    assert all(ticket.number in line for line in of_market)
    volunteer = staff_of(desk)["小李"].id
    screen.selectbox(key="log_staff_zh-CN").select(volunteer).run()

    assert log_of(screen) == []
    assert str(volunteer) in screen.query_params["staff"]


def test_older_lines_are_a_press_away_and_back(screens: Screens) -> None:
    desk = office(screens, *(BoothPlan(letter, f"项目{letter}", stations=16) for letter in "ABC"))
    for letter in "ABC" * 16:
        walk_in(screens.db, desk.made, letter, now=screens.now)
        queues.call_next(screens.db, desk.made.booths[letter], by=desk.who, now=screens.now)
    screens.now += timedelta(minutes=5)
    screen = desk.open("organiser-log")
    newest = log_of(screen)

    older = log_of(desk.press(screen, "bar_also_log"))
    assert older
    assert not set(older) & set(newest)
    desk.press(screen, "bar_back_log")

    assert log_of(screen) == newest
