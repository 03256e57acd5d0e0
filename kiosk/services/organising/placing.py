"""Where a booth may stand as far as a single booth can say: sizes, turns, and inside the plaza."""

from collections.abc import Mapping
from typing import Any

from kiosk.services.organising.edits import given
from models.refusals import Invalid
from models.values import within

SMALLEST_CM, LARGEST_CM = 50, 10_000
ROTATIONS = (0, 90, 180, 270)
PLACE_FIELDS = ("x_cm", "y_cm", "width_cm", "depth_cm", "rotation_deg")


def checked_place(typed: Mapping[str, Any], *, plaza_width_cm: int, plaza_depth_cm: int) -> dict[str, int]:
    """The five numbers of a booth's place. Raises Invalid(field)."""
    values: dict[str, int] = {name: given(typed.get(name), field=name) for name in PLACE_FIELDS}
    for field in ("width_cm", "depth_cm"):
        within(values[field], field=field, least=SMALLEST_CM, most=LARGEST_CM)
    if values["rotation_deg"] not in ROTATIONS:
        raise Invalid(field="rotation_deg", problem="not_a_choice", limit=", ".join(map(str, ROTATIONS)))
    sideways = values["rotation_deg"] in (90, 270)
    along_x, along_y = ("depth_cm", "width_cm") if sideways else ("width_cm", "depth_cm")
    if values["x_cm"] < 0 or values["x_cm"] + values[along_x] > plaza_width_cm:
        raise Invalid(field="x_cm", problem="outside_plaza", limit=plaza_width_cm)
    if values["y_cm"] < 0 or values["y_cm"] + values[along_y] > plaza_depth_cm:
        raise Invalid(field="y_cm", problem="outside_plaza", limit=plaza_depth_cm)
    return values
