"""PLAN.json, LAYOUT.json and QAPLIB's files: what is wrong in one is said with its path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kiosk.engine.layout.plan import Flow, Obstacle, Place, Plan, Point, Separation, Stand

if TYPE_CHECKING:
    from kiosk.engine.layout.search import Proposal

FARTHEST_CM = 1_000_000
MOST_BOOTHS = 400
MOST_PITCHES = 400

Cm = Annotated[int, Field(strict=True, ge=-FARTHEST_CM, le=FARTHEST_CM)]
Length = Annotated[int, Field(strict=True, ge=0, le=FARTHEST_CM)]
Size = Annotated[int, Field(strict=True, gt=0, le=FARTHEST_CM)]
Weight = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Id = Annotated[str, Field(min_length=1, max_length=200)]


class BadFileError(ValueError):
    """What is wrong in a file, and where."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Plaza(_Shape):
    width_cm: Size
    depth_cm: Size
    grid_cm: Size


class _Point(_Shape):
    x_cm: Cm
    y_cm: Cm


class _Obstacle(_Point):
    kind: str
    width_cm: Length
    depth_cm: Length


class _Rules(_Shape):
    booth_gap_cm: Length
    lead_max_cm: Length
    lead_weight: Weight


class _Pin(_Point):
    rotation_deg: Literal[0, 90] = 0


class _Booth(_Shape):
    id: Id
    width_cm: Size
    depth_cm: Size
    rotatable: bool = False
    needs_power: bool = False
    arrivals: Weight = 0
    pinned: _Pin | None = None


class _Pair(_Shape):
    a: Id
    b: Id


class _Flow(_Pair):
    visitors: Weight


class _Separation(_Pair):
    min_cm: Length


class _PlanFile(_Shape):
    plaza: _Plaza
    rules: _Rules
    booths: Annotated[list[_Booth], Field(min_length=1, max_length=MOST_BOOTHS)]
    entrances: list[_Point] = []
    obstacles: list[_Obstacle] = []
    outlets: list[_Point] = []
    flows: list[_Flow] = []
    separations: list[_Separation] = []

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        known: set[str] = set()
        for place, booth in enumerate(self.booths):
            if booth.id in known:
                raise BadFileError(f"booths.{place}.id: {booth.id!r} is there twice")
            known.add(booth.id)
            sides = (booth.width_cm, booth.depth_cm)
            ways = (sides, sides[::-1]) if booth.rotatable else (sides,)
            if all(width > self.plaza.width_cm or depth > self.plaza.depth_cm for width, depth in ways):
                side = "width_cm" if booth.width_cm > self.plaza.width_cm else "depth_cm"
                raise BadFileError(f"booths.{place}.{side}: booth {booth.id!r} is larger than the plaza")
        for name, pairs in (("flows", self.flows), ("separations", self.separations)):
            for place, pair in enumerate(pairs):
                for end in ("a", "b"):
                    if getattr(pair, end) not in known:
                        raise BadFileError(f"{name}.{place}.{end}: there is no booth {getattr(pair, end)!r}")
                if pair.a == pair.b:
                    raise BadFileError(f"{name}.{place}.b: the same booth as a")
        return self


def read_plan(file: Path) -> Plan:
    """Raises BadFileError with the path of the first field that is wrong."""
    try:
        found = _PlanFile.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise BadFileError(first_complaint(error)) from error
    rules, plaza = found.rules, found.plaza
    return Plan(
        width_cm=plaza.width_cm,
        depth_cm=plaza.depth_cm,
        grid_cm=plaza.grid_cm,
        booth_gap_cm=rules.booth_gap_cm,
        lead_max_cm=rules.lead_max_cm,
        lead_weight=rules.lead_weight,
        stands=tuple(_stand(booth) for booth in found.booths),
        entrances=tuple(Point(**each.model_dump()) for each in found.entrances),
        obstacles=tuple(Obstacle(**each.model_dump()) for each in found.obstacles),
        outlets=tuple(Point(**each.model_dump()) for each in found.outlets),
        flows=tuple(Flow(**each.model_dump()) for each in found.flows),
        separations=tuple(Separation(**each.model_dump()) for each in found.separations),
    )


def _stand(booth: _Booth) -> Stand:
    pinned = Place(**booth.pinned.model_dump()) if booth.pinned else None
    return Stand(**(booth.model_dump(exclude={"pinned"}) | {"pinned": pinned}))


def first_complaint(error: ValidationError) -> str:
    """The first complaint as "booths.3.width_cm: …"; one of our own brings its path along."""
    first: Any = error.errors()[0]
    own = first.get("ctx", {}).get("error")
    if isinstance(own, BadFileError):
        return str(own)
    path = ".".join(map(str, first["loc"]))
    return f"{path}: {first['msg']}" if path else str(first["msg"])


def layout_json(plan: Plan, proposal: Proposal) -> str:
    rows = [
        {"id": stand.id, "x_cm": place.x_cm, "y_cm": place.y_cm, "rotation_deg": place.rotation_deg}
        for stand, place in zip(plan.stands, proposal.places, strict=True)
    ]
    return json.dumps(
        {"booths": rows, "cost_m": round(proposal.cost_m, 3), "seconds": round(proposal.seconds, 3)},
        ensure_ascii=False,
        indent=1,
    )


def read_qap(file: Path) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """QAPLIB's format: n, then two n × n matrices. Raises BadFileError."""
    words = file.read_text(encoding="utf-8", errors="replace").split()
    try:
        numbers = [int(word) for word in words]
    except ValueError as error:
        raise BadFileError(f"not a whole number: {str(error).rpartition(': ')[2]}") from error
    if not numbers or not 1 <= numbers[0] <= MOST_PITCHES:
        raise BadFileError(f"the first number must be how many pitches there are, 1 to {MOST_PITCHES}")
    n = numbers[0]
    if len(numbers) != 1 + 2 * n * n:
        raise BadFileError(f"{n} pitches need two matrices of {n * n} numbers; there are {len(numbers) - 1} numbers")
    if max(map(abs, numbers)) > 10**6:
        raise BadFileError("a number is larger than 1,000,000")
    whole = np.array(numbers[1:], dtype=np.int64)
    return whole[: n * n].reshape(n, n), whole[n * n :].reshape(n, n)
