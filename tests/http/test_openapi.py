"""The description of the surface is valid, complete, and true: what is answered fits what it says."""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from kiosk.api.application import openapi_document
from kiosk.i18n import LANGUAGES
from tests.http.conftest import ORGANISER_PIN, Surface

PROMISED = {
    ("get", "/healthz"): {"200", "503"},
    ("get", "/api/v1/markets"): {"200", "422"},
    ("get", "/api/v1/markets/{market_id}"): {"200", "404"},
    ("post", "/api/v1/markets/{market_id}/tickets"): {"200", "201", "404", "409", "422", "428", "429"},
    ("get", "/api/v1/tickets/{code}"): {"200", "404"},
    ("delete", "/api/v1/tickets/{code}"): {"200", "404", "409"},
    ("get", "/api/v1/markets/{market_id}/board"): {"200", "304", "404"},
    ("post", "/api/v1/staff/sessions"): {"201", "401", "422", "429"},
    ("post", "/api/v1/booths/{booth_id}/call-next"): {"200", "204", "401", "403", "404", "409"},
    ("post", "/api/v1/tickets/{code}/moves"): {"200", "401", "403", "404", "409", "422"},
}
CODES = {
    ("post", "/api/v1/markets/{market_id}/tickets"): {
        "unknown_market", "unknown_booth", "unknown_slot", "slot_full", "booth_full", "already_booked",
        "market_closed", "invalid", "idempotency_key_required", "idempotency_key_reused", "too_many",
    },
    ("get", "/api/v1/tickets/{code}"): {"unknown_ticket"},
    ("delete", "/api/v1/tickets/{code}"): {"unknown_ticket", "illegal_move"},
    ("post", "/api/v1/staff/sessions"): {"wrong_pin", "locked_out"},
    ("post", "/api/v1/booths/{booth_id}/call-next"): {"station_busy"},
    ("post", "/api/v1/tickets/{code}/moves"): {"illegal_move"},
}  # fmt: skip


@pytest.fixture
def document(sqlite_surface: Surface) -> dict[str, Any]:
    found: dict[str, Any] = sqlite_surface.http.get("/api/openapi.json").json()
    return found


# ---------------------------------------------------------------- valid and complete


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_control_a_broken_document_is_found(document: dict[str, Any]) -> None:
    del document["info"]["title"]
    with pytest.raises(OpenAPIValidationError):
        validate(document)


@pytest.mark.parametrize(("verb", "path"), PROMISED)
def test_every_call_of_the_contract_is_described_with_every_status(
    document: dict[str, Any], verb: str, path: str
) -> None:
    assert set(document["paths"][path][verb]["responses"]) >= PROMISED[verb, path]


@pytest.mark.parametrize(("verb", "path"), CODES)
def test_every_code_of_the_contract_is_described_with_an_example(
    document: dict[str, Any], verb: str, path: str
) -> None:
    assert CODES[verb, path] <= {code for code, _ in examples(document["paths"][path][verb])}


def examples(operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for response in operation["responses"].values():
        problem = response.get("content", {}).get("application/problem+json", {})
        for code, example in problem.get("examples", {}).items():
            yield code, example["value"]


def test_every_error_is_described_as_a_problem(document: dict[str, Any]) -> None:
    kinds = {
        (path, status, kind)
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for status, response in operation["responses"].items()
        for kind in response.get("content", {})
        if status >= "400" and path != "/healthz"
    }
    assert len(kinds) > 30
    assert {kind for _path, _status, kind in kinds} == {"application/problem+json"}


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    problem = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    shown = [value for ops in document["paths"].values() for op in ops.values() for _code, value in examples(op)]
    assert len(shown) > 40
    assert [error.message for value in shown for error in Draft202012Validator(problem).iter_errors(value)] == []
    for name, schema in document["components"]["schemas"].items():
        check = Draft202012Validator({**schema, "components": document["components"]})
        for example in schema.get("examples", []):
            assert not list(check.iter_errors(example)), name


def test_the_keys_header_is_described_as_required(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/api/v1/markets/{market_id}/tickets"]["post"]["parameters"]
    (key,) = [parameter for parameter in parameters if parameter["name"].lower() == "idempotency-key"]
    assert key["required"] is True


# ---------------------------------------------------------------- true


def fits(document: dict[str, Any], name: str, value: Any) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def test_what_is_answered_has_exactly_the_described_fields(surface: Surface) -> None:
    document = openapi_document(surface.app)
    ticket = surface.ask(booth="A", slot="09:45").json()
    who = surface.sign_in(ORGANISER_PIN)
    surface.ask(booth="B")
    get = surface.http.get
    answers = {
        "TicketOut": [ticket, surface.call_next("B", who).json()],
        "MarketLine": get("/api/v1/markets").json(),
        "MarketOut": [get(f"/api/v1/markets/{surface.market.id}").json()],
        "BoardOut": [get(f"/api/v1/markets/{surface.market.id}/board").json()],
        "StaffSessionOut": [surface.http.post("/api/v1/staff/sessions", json={"pin": ORGANISER_PIN}).json()],
        "Health": [get("/healthz").json()],
        "Problem": [get("/api/v1/markets/999").json(), surface.ask(booth="A", slot="09:00").json()],
    }
    for name, values in answers.items():
        assert values
        for value in values:
            assert fits(document, name, value) == []
            if name != "Problem":
                assert set(value) == set(document["components"]["schemas"][name]["properties"]), name


def test_control_a_wrong_answer_does_not_fit(document: dict[str, Any]) -> None:
    assert fits(document, "Health", {"status": "fine", "database": "ok", "version": "1"}) != []
    assert fits(document, "BoardOut", {"revision": 1}) != []


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]


@pytest.mark.parametrize("signed_in", [False, True], ids=["anyone", "organiser"])
def test_schemathesis_finds_nothing_that_the_document_does_not_say(
    sqlite_surface: Surface, document: dict[str, Any], signed_in: bool
) -> None:
    headers = sqlite_surface.sign_in(ORGANISER_PIN) if signed_in else {}
    tried = sum(try_operation(sqlite_surface.app, document, operation, headers) for operation in operations(document))
    assert tried > 100


def operations(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(verb, path) for path, found in document["paths"].items() for verb in found]


def try_operation(app: FastAPI, document: dict[str, Any], operation: tuple[str, str], headers: dict[str, str]) -> int:
    """How many requests were made up and held against the document."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    verb, path = operation
    made_up: Any = schema[path][verb.upper()]
    tried = 0
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=made_up.as_strategy(generation_mode=mode))
        def one(case: Any) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(checks=CHECKS, headers=headers)

        with contextlib.suppress(Unsatisfiable):  # a call without parameters has nothing that could be wrong
            one()
    return tried


def test_control_schemathesis_would_find_an_answer_that_is_not_described(
    sqlite_surface: Surface, document: dict[str, Any]
) -> None:
    del document["paths"]["/api/v1/markets/{market_id}"]["get"]["responses"]["404"]
    with pytest.raises(BaseException, match="404"):
        try_operation(sqlite_surface.app, document, ("get", "/api/v1/markets/{market_id}"), {})


# ---------------------------------------------------------------- for people


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_for_people_names_every_call_and_needs_no_internet(sqlite_surface: Surface, lang: str) -> None:
    page = sqlite_surface.http.get("/api/docs", headers={"Accept-Language": lang})
    assert page.headers["content-type"].startswith("text/html")
    assert f'<html lang="{lang}">' in page.text
    for _verb, path in PROMISED:
        assert f"<code>{path}</code>" in page.text
    assert not re.search(r'(src|href)="(https?:)?//', page.text)
    assert "<script" not in page.text


def test_every_link_of_the_page_leads_to_a_place_on_it(sqlite_surface: Surface) -> None:
    page = sqlite_surface.http.get("/api/docs").text
    targets, places = set(re.findall(r'href="#([^"]+)"', page)), set(re.findall(r'id="([^"]+)"', page))
    assert len(targets) > 8
    assert targets <= places


def test_the_document_is_small_enough_for_a_slow_line(document: dict[str, Any]) -> None:
    assert len(json.dumps(document)) < 100_000
