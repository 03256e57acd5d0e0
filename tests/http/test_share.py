"""Each address may ask for so many new tickets in a minute; asking again for the same one is not asking anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from kiosk.api.share import Share
from kiosk.services import Database
from kiosk.settings import Settings
from models.refusals import TooMany
from tests.http.conftest import Surface, open_surface


class Seconds:
    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def take_all(share: Share, client: str, count: int) -> None:
    for number in range(count):
        share.take(client, f"{client}-{number}")


def test_a_full_share_is_refused_until_its_oldest_ticket_is_a_minute_old(seconds: Seconds) -> None:
    share = Share(3, seconds=seconds)
    take_all(share, "one", 3)
    seconds.passed += 20
    with pytest.raises(TooMany) as refused:
        share.take("one", "more")
    assert refused.value.seconds == 40
    seconds.passed += 40
    share.take("one", "more")


def test_the_minute_moves_so_two_bursts_around_its_turn_are_not_twice_the_share(seconds: Seconds) -> None:
    share = Share(3, seconds=seconds)
    seconds.passed += 55
    take_all(share, "one", 3)
    seconds.passed += 10
    with pytest.raises(TooMany):
        share.take("one", "more")


def test_one_address_does_not_use_up_anothers_share(seconds: Seconds) -> None:
    share = Share(1, seconds=seconds)
    share.take("one", "a")
    share.take("two", "b")


def test_the_same_key_again_passes_even_a_full_share(seconds: Seconds) -> None:
    share = Share(1, seconds=seconds)
    share.take("one", "a")
    share.take("one", "a")


def test_a_key_that_came_to_nothing_counts_again(seconds: Seconds) -> None:
    share = Share(2, seconds=seconds)
    share.take("one", "a")
    share.forget("a")
    share.take("one", "a")
    share.forget("a")
    with pytest.raises(TooMany):
        share.take("one", "a")


def test_no_limit_is_no_limit(seconds: Seconds) -> None:
    take_all(Share(0, seconds=seconds), "one", 5000)


def test_a_million_addresses_do_not_fill_the_memory(seconds: Seconds) -> None:
    share = Share(5, seconds=seconds)
    for number in range(20_000):
        seconds.passed += 0.1
        share.take(f"10.0.{number}", f"key-{number}")
    assert len(share._taken) < 2_000
    assert len(share._keys) <= 10_000


# ---------------------------------------------------------------- over HTTP


@pytest.fixture
def rationed(db: Database, rules: Settings, now: datetime) -> Iterator[Surface]:
    """Three new tickets a minute."""
    yield from open_surface(db, replace(rules, tickets_per_minute=3), now)


def test_the_fourth_new_ticket_is_429_and_says_when_to_come_back(rationed: Surface) -> None:
    answers = [rationed.ask(booth="A") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[3].json()["code"] == "too_many"
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60


def test_a_request_that_is_sent_again_is_not_a_new_ticket(rationed: Surface) -> None:
    answers = [rationed.ask(key="one-intention", booth="A") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200, 200]
    assert [rationed.ask(booth="A").status_code for _ in range(3)] == [201, 201, 429]
    assert rationed.ask(key="one-intention", booth="A").status_code == 200


def test_reading_is_not_rationed(rationed: Surface) -> None:
    answers = {rationed.http.get(f"/api/v1/markets/{rationed.market.id}/board").status_code for _ in range(20)}
    assert answers == {200}
