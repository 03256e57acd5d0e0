"""The calling order on the screens: an organiser chooses it, residents read it, the tablet goes by it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio

from kiosk.i18n.orders import order_name, order_sentence
from kiosk.services.organising.markets import market_plan
from models.enums import FairOrder, MarketState, Priority, TicketState
from models.places import Community
from tests.factories import BoothPlan, at, book, make_market, put_in_state, signed_in, volunteer_of, walk_in
from tests.screens.conftest import Screens, words
from tests.screens.organiser_office import office, shown
from tests.screens.test_resident_states import english_in, text_of
from tests.services.organisers import change, make_hashing_cheap

LANGUAGES = pytest.mark.parametrize("lang", ["zh-CN", "en"])
ORDERS = pytest.mark.parametrize("order", list(FairOrder))
A = BoothPlan("A", "量血压", "Blood pressure")
SENTENCES = {
    FairOrder.FIRST_COME: "先到先叫；预约的按约好的时间算。",
    FairOrder.BOOKED_FIRST: "预约的先叫；每叫两位优先居民（60 岁以上等），叫一位其他居民；等满 60 分钟的最先叫。",
    FairOrder.ONE_IN_THREE: "预约的先叫；每叫一位优先居民（60 岁以上等），叫两位其他居民；等满 60 分钟的最先叫。",
    FairOrder.LONGEST_WAIT_CAP: "等满 30 分钟的最先叫；然后叫预约的；每叫两位优先居民（60 岁以上等），叫一位其他居民。",
}


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_hashing_cheap(monkeypatch)


# ---------------------------------------------------------------- words


@ORDERS
def test_every_order_has_a_name_and_one_sentence_in_both_languages(order: FairOrder) -> None:
    minutes = 30 if order is FairOrder.LONGEST_WAIT_CAP else 60
    said = [order_sentence(order, longest_wait_minutes=minutes, lang=lang) for lang in ("zh-CN", "en")]

    assert said[0] == SENTENCES[order]
    assert [sentence.count("。") + sentence.count(".") for sentence in said] == [1, 1]
    assert not re.search("[A-Za-z{}]", said[0] + order_name(order, "zh-CN"))
    assert said[1].isascii()
    assert order_name(order, "en").isascii()


# ---------------------------------------------------------------- the organiser


def choice(screen: AppTest) -> Radio[FairOrder]:
    """The one list of orders on the screen."""
    (found,) = screen.radio
    return found


@LANGUAGES
def test_each_order_is_offered_with_the_sentence_that_residents_will_read(screens: Screens, lang: str) -> None:
    desk = office(screens, A, state=MarketState.DRAFT)
    change(screens.db, Community, desk.made.community_id, longest_wait_minutes=25)

    offered = choice(desk.open("organiser-market", lang=lang))

    assert offered.label == ("叫号顺序" if lang == "zh-CN" else "Calling order")
    assert offered.value is FairOrder.BOOKED_FIRST
    assert offered.options == [order_name(order, lang) for order in FairOrder]
    minutes = [0, 25, 25, 25]
    assert [caption.replace("\\", "") for caption in offered.proto.captions] == [
        order_sentence(order, longest_wait_minutes=each, lang=lang)
        for order, each in zip(FairOrder, minutes, strict=True)
    ]


@pytest.mark.parametrize("state", [MarketState.DRAFT, MarketState.PUBLISHED, MarketState.OPEN])
def test_a_chosen_order_is_kept_after_saving_and_stands_in_the_log(screens: Screens, state: MarketState) -> None:
    desk = office(screens, A, state=state)
    screen = desk.open("organiser-market")
    choice(screen).set_value(FairOrder.ONE_IN_THREE).run()
    assert desk.market().fair_order is FairOrder.BOOKED_FIRST

    desk.press(screen, "bar_main_market")

    assert desk.market().fair_order is FairOrder.ONE_IN_THREE
    assert choice(screen).value is FairOrder.ONE_IN_THREE
    assert "改了市集的规则，叫号顺序现在是“每三位一位优先”" in shown(desk.open("organiser-log"))


def test_what_was_chosen_and_not_saved_is_kept_over_other_pages_and_can_be_taken_back(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.open("organiser-market")
    choice(screen).set_value(FairOrder.FIRST_COME).run()
    desk.follow(screen, "organiser-log").run()
    desk.follow(screen, "organiser-market").run()
    assert choice(screen).value is FairOrder.FIRST_COME

    desk.press(screen, "bar_back_market")

    assert choice(screen).value is FairOrder.BOOKED_FIRST
    assert desk.market().fair_order is FairOrder.BOOKED_FIRST


def test_a_change_of_the_language_keeps_what_was_chosen_and_its_dot(screens: Screens) -> None:
    """A list of words that keeps its key would stand there without a dot: the browser knows choices by their words."""
    desk = office(screens, A)
    screen = desk.open("organiser-market")
    choice(screen).set_value(FairOrder.FIRST_COME).run()
    before = choice(screen).proto.id

    desk.press(screen, "organiser_lang")

    assert choice(screen).proto.id != before
    assert choice(screen).options[choice(screen).proto.default] == "First come, first called"
    desk.press(screen, "bar_main_market")
    assert desk.market().fair_order is FairOrder.FIRST_COME


@pytest.mark.parametrize(
    ("way", "stays"), [("keep_mine", FairOrder.ONE_IN_THREE), ("take_theirs", FairOrder.FIRST_COME)]
)
def test_two_who_choose_differently_see_both_names(screens: Screens, way: str, stays: FairOrder) -> None:
    desk = office(screens, A)
    theirs, mine = desk.open("organiser-market"), desk.open("organiser-market")
    choice(mine).set_value(FairOrder.ONE_IN_THREE).run()
    choice(theirs).set_value(FairOrder.FIRST_COME).run()
    desk.press(theirs, "bar_main_market")

    desk.press(mine, "bar_main_market")

    assert "<td>预约先叫</td><td>先到先叫</td><td>每三位一位优先</td>" in shown(mine)
    desk.press(mine, way)
    assert desk.market().fair_order is stays


def test_a_new_market_can_begin_with_another_order(screens: Screens) -> None:
    desk = office(screens, A)
    screen = desk.press(desk.open("organiser-markets"), "bar_also_markets")
    choice(screen).set_value(FairOrder.LONGEST_WAIT_CAP).run()

    made = desk.press(screen, "bar_main_new_market").query_params["market"][0]

    assert desk.market(int(made)).fair_order is FairOrder.LONGEST_WAIT_CAP


@LANGUAGES
def test_a_market_that_is_closed_shows_the_order_it_had(screens: Screens, lang: str) -> None:
    desk = office(screens, A, state=MarketState.CLOSED, fair_order=FairOrder.FIRST_COME)

    screen = desk.open("organiser-market", lang=lang, market=desk.made.id)

    assert order_name(FairOrder.FIRST_COME, lang) in shown(screen)
    assert not screen.radio


def test_after_the_hours_another_order_is_refused_calmly(screens: Screens) -> None:
    desk = office(screens, A)
    screens.now = at("12:30")
    screen = desk.open("organiser-market", market=desk.made.id)
    choice(screen).set_value(FairOrder.FIRST_COME).run()

    desk.press(screen, "bar_main_market")

    assert "已结束" in shown(screen)
    plan = market_plan(screens.db, by=desk.who, now=screens.now, market_id=desk.made.id)
    assert plan.form.fair_order is FairOrder.BOOKED_FIRST


# ---------------------------------------------------------------- residents


def sentence_on(screen: AppTest) -> list[str]:
    written = text_of(screen).replace("\u00a0", " ")
    return re.findall(r"(?:叫号顺序：|Calling order: )(.*?)\s*(?:\n|$)", written)


def expected(order: FairOrder, lang: str) -> list[str]:
    minutes = 30 if order is FairOrder.LONGEST_WAIT_CAP else 60
    return [order_sentence(order, longest_wait_minutes=minutes, lang=lang)]


@LANGUAGES
@ORDERS
def test_who_takes_a_number_reads_the_order_once_where_the_question_is_asked_and_with_the_number(
    screens: Screens, order: FairOrder, lang: str
) -> None:
    made = make_market(screens.db, A, fair_order=order)
    screen = screens.open("number", lang=lang)
    assert sentence_on(screen) == []

    screen.button(key=f"press_line_{made.booths['A']}").click().run()
    assert sentence_on(screen) == expected(order, lang)
    screen.button(key="press_priority_none").click().run()

    assert "A001" in text_of(screen)
    assert sentence_on(screen) == expected(order, lang)
    assert lang == "en" or english_in(screen) == set()


@LANGUAGES
@ORDERS
def test_the_holder_of_a_ticket_reads_the_order_once(screens: Screens, order: FairOrder, lang: str) -> None:
    made = make_market(screens.db, A, BoothPlan("B", "磨刀", "Knives"), fair_order=order)
    ticket = walk_in(screens.db, made, "A", now=screens.now)

    assert sentence_on(screens.open("ticket", lang=lang, scanned_code=ticket.code)) == expected(order, lang)


@pytest.mark.parametrize("state", [TicketState.SERVING, TicketState.DONE, TicketState.CANCELLED, TicketState.READY])
def test_whoever_is_called_no_more_is_not_told_in_which_order(screens: Screens, state: TicketState) -> None:
    made = make_market(screens.db, A)
    ticket = walk_in(screens.db, made, "A", now=screens.now)
    put_in_state(screens.db, ticket.code, state)

    assert sentence_on(screens.open("ticket", scanned_code=ticket.code)) == []


def test_a_booking_of_another_day_says_it_and_a_market_that_is_over_does_not(screens: Screens) -> None:
    made = make_market(screens.db, A)
    ticket = book(screens.db, made, "A", "09:45", now=at("09:00"))

    before = screens.open("ticket", scanned_code=ticket.code)
    screens.now = at("14:00")
    after = screens.open("ticket", scanned_code=ticket.code)

    assert (len(sentence_on(before)), sentence_on(after)) == (1, [])


def test_a_change_on_the_day_is_read_at_the_next_look(screens: Screens) -> None:
    desk = office(screens, A)
    ticket = walk_in(screens.db, desk.made, "A", now=screens.now)
    screen = desk.open("organiser-market")
    choice(screen).set_value(FairOrder.FIRST_COME).run()
    desk.press(screen, "bar_main_market")

    assert sentence_on(screens.open("ticket", scanned_code=ticket.code)) == expected(FairOrder.FIRST_COME, "zh-CN")


# ---------------------------------------------------------------- the tablet


@pytest.mark.parametrize(
    ("lang", "said"), [("zh-CN", "按先后顺序 · 等了 9 分钟"), ("en", "in order of coming · waits 9 minutes")]
)
def test_the_tablet_gives_the_order_of_coming_as_the_reason_and_no_priority(
    screens: Screens, lang: str, said: str
) -> None:
    made = make_market(screens.db, A, fair_order=FairOrder.FIRST_COME)
    walk_in(screens.db, made, "A", now=screens.now - timedelta(minutes=9), priority=Priority.ELDER)
    book(screens.db, made, "A", "09:45", now=at("08:00"))
    who = volunteer_of(screens.db, made, "A")

    written = words(screens.open("volunteer", token=signed_in(screens.db, who, now=screens.now), lang=lang))

    assert said in written
    assert "等得最久" not in written
    assert "60 岁以上" not in written
