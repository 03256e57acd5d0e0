"""No name and no phone number is ever told to anyone who is not signed in as staff."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.conftest import ORGANISER_PIN, Surface

PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
# Names that cannot stand in an answer by chance.
NAMES = st.text(alphabet="赵钱孙李周吴郑王冯陈", min_size=4, max_size=12)


def public_answers(surface: Surface, created: Any) -> list[str]:
    """Everything that anybody can be told after a ticket was made, headers too."""
    market, code = surface.market.id, created.json().get("code", "A" * 26)
    get = surface.http.get
    answers = [
        created,
        get("/healthz"),
        get("/api/v1/markets?from=2026-01-01"),
        get(f"/api/v1/markets/{market}"),
        get(f"/api/v1/markets/{market}/board"),
        get(f"/api/v1/tickets/{code}"),
        get(f"/print/ticket/{code}"),
        get(f"/print/visit/{code}"),
        surface.http.delete(f"/api/v1/tickets/{code}"),
        surface.http.post(f"/api/v1/tickets/{code}/moves", json={"to": "called"}),
    ]
    return [answer.text + repr(answer.headers) for answer in answers]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(name=NAMES, phone=PHONES, slot=st.booleans())
def test_what_people_say_of_themselves_is_in_no_public_answer(
    sqlite_surface: Surface, name: str, phone: str, slot: bool
) -> None:
    more: dict[str, Any] = {"slot": "09:45"} if slot else {}
    created = sqlite_surface.ask(booth="A", name=name, phone=phone, **more)
    said = public_answers(sqlite_surface, created)
    assert not [answer for answer in said if name in answer or phone in answer]


def test_control_a_name_in_an_answer_would_be_found(sqlite_surface: Surface) -> None:
    created = sqlite_surface.ask(booth="A", name="赵钱孙李", phone="13800001234")
    assert [answer for answer in public_answers(sqlite_surface, created) if "血压测量" in answer]


def test_staff_calls_over_http_tell_no_name_either(surface: Surface) -> None:
    created = surface.ask(booth="A", name="赵钱孙李", phone="13800001234").json()
    who = surface.sign_in(ORGANISER_PIN)
    said = surface.call_next("A", who).text + surface.move(created["code"], "serving", who).text
    assert "赵钱孙李" not in said
    assert "1380000" not in said


def test_a_refusal_does_not_tell_whose_ticket_stands_in_the_way(surface: Surface) -> None:
    surface.ask(booth="A", name="赵钱孙李", phone="13800001234")
    again = surface.ask(booth="A", name="周吴郑王", phone="13800001234")
    assert again.json()["code"] == "already_booked"
    assert not [said for said in ("赵钱孙李", "周吴郑王", "13800001234") if said in again.text]
