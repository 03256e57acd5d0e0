"""Pictures to draw a plaza on: checked, turned upright, encoded again, laid to scale.

What is kept was decoded and encoded here, so nothing of the file that came in reaches anybody's browser.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlmodel import Session, select

from kiosk.services.organising.desk import looking, working
from kiosk.services.organising.plazas import plaza_of
from kiosk.store import Database
from kiosk.store.planning import bump_markets_to_come
from models.actor import Actor
from models.market import Market
from models.places import Backdrop, Plaza
from models.refusals import Invalid

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 5_000_000
MOST_PIXELS = 60_000_000
"""What is decoded at all: a phone's camera makes 50 million."""
LONGEST_SIDE_PX = 2400
"""What is kept. On a plaza of 40 m that is 1.7 cm for each pixel."""
CM_PER_PX = (0.05, 200.0)
FURTHEST_CM = 200_000


@dataclass(frozen=True, slots=True)
class BackdropView:
    """`x_cm`, `y_cm`: where the picture's south-west corner lies. The picture itself is asked for by its revision."""

    plaza_id: int
    revision: int
    width_px: int
    height_px: int
    x_cm: int
    y_cm: int
    cm_per_px: float


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    media_type: str


def put_backdrop(db: Database, *, by: Actor, now: datetime, plaza_id: int, file: bytes) -> BackdropView:
    """Lay a picture under a plaza in place of the one before. A new one first fills the plaza's width.

    Raises UnknownRecord, NotSignedIn, NotAllowed, Invalid(picture): too_large, not_a_picture, too_many_pixels.
    """
    with looking(db, by, now) as desk:
        plaza_of(desk, plaza_id)
    image = _upright(file)
    content = _encoded(image)
    with working(db, by, now) as desk:
        plaza = plaza_of(desk, plaza_id)
        row = _row(desk.session, plaza_id)
        if row is None:
            scale = _filling(plaza, image)
            row = Backdrop(plaza_id=plaza_id, picture=b"", media_type="", width_px=1, height_px=1, cm_per_px=scale)
            row.revision = 0
        row.cm_per_px *= row.width_px / image.width if row.revision else 1
        row.picture, row.media_type = content, "image/webp"
        row.width_px, row.height_px, row.revision = image.width, image.height, row.revision + 1
        desk.session.add(row)
        desk.record("put_backdrop", kind="plaza", subject_id=plaza_id)
        desk.session.flush()
        bump_markets_to_come(desk.session, now, Market.plaza_id == plaza_id)
        return _view(row)


def remove_backdrop(db: Database, *, by: Actor, now: datetime, plaza_id: int) -> None:
    """Raises UnknownRecord, NotSignedIn, NotAllowed. Without a picture there is nothing to do."""
    with working(db, by, now) as desk:
        plaza_of(desk, plaza_id)
        row = _row(desk.session, plaza_id)
        if row is not None:
            desk.session.delete(row)
            desk.record("remove_backdrop", kind="plaza", subject_id=plaza_id)
            desk.session.flush()
            bump_markets_to_come(desk.session, now, Market.plaza_id == plaza_id)


def backdrop_picture(db: Database, *, by: Actor, now: datetime, plaza_id: int) -> Picture | None:
    """Raises UnknownRecord, NotSignedIn, NotAllowed."""
    with looking(db, by, now) as desk:
        plaza_of(desk, plaza_id)
        row = _row(desk.session, plaza_id)
        return None if row is None else Picture(row.picture, row.media_type)


def backdrop_view(session: Session, plaza_id: int) -> BackdropView | None:
    row = _row(session, plaza_id)
    return None if row is None else _view(row)


def move_backdrop(
    session: Session, plaza_id: int, *, was: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any] | None] | None:
    """Lay the picture elsewhere or at another scale. What is in the way: ("gone", None) or ("changed", stored).

    Raises Invalid.
    """
    row = _row(session, plaza_id)
    if row is None:
        return "gone", None
    wanted = _checked(now)
    stored = {"x_cm": row.x_cm, "y_cm": row.y_cm, "cm_per_px": row.cm_per_px}
    if _same(stored, wanted):
        return None
    if not _same(stored, was):
        return "changed", stored
    row.x_cm, row.y_cm, row.cm_per_px = int(wanted["x_cm"]), int(wanted["y_cm"]), float(wanted["cm_per_px"])
    session.add(row)
    return None


def _checked(typed: Mapping[str, Any]) -> dict[str, float]:
    values: dict[str, float] = {}
    for field, least, most in (
        ("x_cm", -FURTHEST_CM, FURTHEST_CM),
        ("y_cm", -FURTHEST_CM, FURTHEST_CM),
        ("cm_per_px", *CM_PER_PX),
    ):
        value = typed.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise Invalid(field=field, problem="out_of_range", limit=f"{least:g}–{most:g}")
        values[field] = value if field == "cm_per_px" else round(value)
    return values


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    try:
        return all(math.isclose(float(one[name]), float(other[name]), rel_tol=1e-9) for name in one)
    except (KeyError, TypeError, ValueError):
        return False


def _upright(file: bytes) -> Image.Image:
    """The picture as people see it, at most as large as it is kept. Its size is known before a pixel is decoded."""
    if len(file) > MOST_BYTES:
        raise Invalid(field="picture", problem="too_large", limit=MOST_BYTES // 1_000_000)
    try:
        with Image.open(BytesIO(file), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid(field="picture", problem="too_many_pixels", limit=MOST_PIXELS // 1_000_000)
            image.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            image.load()
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Invalid(field="picture", problem="not_a_picture") from error
    upright.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    return upright


def _encoded(image: Image.Image) -> bytes:
    """Pixels only: place, camera and date of a photo stay outside."""
    out = BytesIO()
    Image.frombytes("RGB", image.size, image.tobytes()).save(out, "WEBP", quality=80)
    return out.getvalue()


def _filling(plaza: Plaza, image: Image.Image) -> float:
    return min(max(plaza.width_cm / image.width, CM_PER_PX[0]), CM_PER_PX[1])


def _row(session: Session, plaza_id: int) -> Backdrop | None:
    return session.exec(select(Backdrop).where(Backdrop.plaza_id == plaza_id)).first()


def _view(row: Backdrop) -> BackdropView:
    return BackdropView(row.plaza_id, row.revision, row.width_px, row.height_px, row.x_cm, row.y_cm, row.cm_per_px)
