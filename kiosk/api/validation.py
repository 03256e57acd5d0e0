"""What FastAPI finds wrong with a request, as a refusal of the house. What was sent is never said back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from models import refusals as r

_IN_THE_PATH: Final[dict[str, type[r.Refusal]]] = {
    "market_id": r.UnknownMarket,
    "booth_id": r.UnknownBooth,
    "code": r.UnknownTicket,
    "plaza_id": r.UnknownRecord,
}
_PROBLEMS: Final = {
    "missing": "missing",
    "string_too_long": "too_long",
    "string_type": "not_text",
    "int_type": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
    "int_parsing": "not_a_whole_number",
    "value_error": "not_a_date",  # the only value that a function of ours checks
    "enum": "not_one_of",
    "literal_error": "not_one_of",
    "json_invalid": "not_json",
}


def refusal_of(errors: Sequence[Mapping[str, Any]]) -> r.Refusal:
    """The first thing that is wrong: a bad part of the address is an unknown thing, all else an invalid value."""
    first = errors[0]
    where = [str(part) for part in first["loc"]]
    if where[0] == "path":
        return _IN_THE_PATH[where[-1]]()
    if where[0] == "body" and (len(where) == 1 or first["type"] == "json_invalid"):
        return r.Invalid(field="body", problem="not_json")
    problem = _PROBLEMS.get(first["type"], "")
    return r.Invalid(field=where[1] if len(where) > 1 else where[0], problem=problem, limit=_limit(first))


def _limit(error: Mapping[str, Any]) -> int | str | None:
    """The longest text, or the words that can be chosen from."""
    context = error.get("ctx") or {}
    if "max_length" in context:
        return int(context["max_length"])
    if "expected" in context:
        return str(context["expected"]).replace("'", "").replace(" or ", ", ")
    return None
