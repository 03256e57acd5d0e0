"""Every press may arrive twice, or sixteen times at once."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlmodel import func, select

from models.tickets import Ticket
from tests.http.conftest import Surface


def tickets(surface: Surface) -> int:
    with surface.db.reading() as session:
        return session.exec(select(func.count()).select_from(Ticket)).one()


def at_once(surface: Surface, keys: list[str], **body: Any) -> list[httpx.Response]:
    """All requests under way before the first answer, on one loop, as the server has it."""

    async def all_of_them() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=surface.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            path = f"/api/v1/markets/{surface.market.id}/tickets"
            asked = [client.post(path, json=body, headers={"Idempotency-Key": key}) for key in keys]
            return list(await asyncio.gather(*asked))

    return asyncio.run(all_of_them())


@pytest.mark.race
def test_sixteen_identical_requests_at_once_are_one_ticket(surface: Surface) -> None:
    answers = at_once(surface, ["one-intention"] * 16, booth_id=surface.market.booths["A"], phone="13800001234")
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert tickets(surface) == 1


@pytest.mark.race
def test_control_sixteen_different_intentions_are_sixteen_tickets(surface: Surface) -> None:
    answers = at_once(surface, [f"intention-{n}" for n in range(16)], booth_id=surface.market.booths["A"])
    assert [answer.status_code for answer in answers] == [201] * 16
    assert len({answer.json()["number"] for answer in answers}) == tickets(surface) == 16


@pytest.mark.race
def test_two_places_are_given_to_two_of_sixteen(surface: Surface) -> None:
    slot, booth = surface.market.slots["A", "09:45"], surface.market.booths["A"]
    answers = at_once(surface, [f"intention-{n}" for n in range(16)], booth_id=booth, slot_id=slot)
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 14
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"slot_full"}


def test_a_request_that_was_refused_may_be_made_again_under_its_key(surface: Surface) -> None:
    for _ in range(2):
        surface.ask(booth="A", slot="09:45")
    assert surface.ask(key="one-intention", booth="A", slot="09:45").status_code == 409
    code = surface.ask(key="another-one", booth="A", slot="09:30").json()["code"]
    surface.http.delete(f"/api/v1/tickets/{code}")
    assert surface.ask(key="one-intention", booth="A", slot="09:30").status_code == 201


def test_a_lost_answer_is_given_again_after_the_ticket_has_moved_on(surface: Surface) -> None:
    code = surface.ask(key="one-intention", booth="A").json()["code"]
    surface.http.delete(f"/api/v1/tickets/{code}")
    again = surface.ask(key="one-intention", booth="A")
    assert (again.status_code, again.json()["code"], again.json()["state"]) == (200, code, "cancelled")
