"""Pictures under a plaza: what is not a picture is refused, what is kept was made here and holds nothing but pixels."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from kiosk.services.organising import backdrops
from kiosk.services.organising.backdrops import backdrop_picture, put_backdrop, remove_backdrop
from kiosk.services.organising.plazas import delete_plaza
from kiosk.services.organising.studio import BACKDROP, Edit, save_layout, studio
from kiosk.store import Database
from models import refusals as no
from models.actor import Actor
from tests.factories import BoothPlan
from tests.services.organisers import ON_ONE_DATABASE, actions, organiser_of, other_community, planned, plaza_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(width: int = 400, height: int = 250, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#88aa66").save(out, kind, **options)
    return out.getvalue()


def laid(db: Database, now: datetime, file: bytes) -> tuple[Actor, int, Any]:
    _made, by = planned(db, BoothPlan("A"))
    plaza_id = plaza_of(db)
    return by, plaza_id, put_backdrop(db, by=by, now=now, plaza_id=plaza_id, file=file)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_fills_the_width_of_the_plaza_first(db: Database, now: datetime, kind: str) -> None:
    by, plaza_id, view = laid(db, now, picture(kind=kind))

    assert (view.width_px, view.height_px, view.cm_per_px) == (400, 250, 10.0)
    kept = backdrop_picture(db, by=by, now=now, plaza_id=plaza_id)
    assert kept is not None
    with Image.open(BytesIO(kept.content)) as image:
        assert (kept.media_type, image.format, image.size) == ("image/webp", "WEBP", (400, 250))


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (SVG, "not_a_picture"),
        (b"<!doctype html><h1>plan.png</h1>", "not_a_picture"),
        (b"", "not_a_picture"),
        (picture()[:200], "not_a_picture"),
        (picture(kind="GIF"), "not_a_picture"),
        (picture(kind="TIFF"), "not_a_picture"),
        (picture(10_000, 10_000), "too_many_pixels"),
        (b"\x89PNG" + bytes(5_000_001), "too_large"),
    ],
    ids=["svg", "html", "empty", "torn", "gif", "tiff", "100 megapixels", "more than 5 MB"],
)
def test_what_is_no_fitting_picture_is_refused(db: Database, now: datetime, file: bytes, problem: str) -> None:
    _made, by = planned(db, BoothPlan("A"))

    with pytest.raises(no.Invalid) as refused:
        put_backdrop(db, by=by, now=now, plaza_id=plaza_of(db), file=file)

    assert (refused.value.field, refused.value.problem) == ("picture", problem)
    assert backdrop_picture(db, by=by, now=now, plaza_id=plaza_of(db)) is None


@ON_ONE_DATABASE
def test_where_and_when_a_photo_was_taken_is_not_kept(db: Database, now: datetime) -> None:
    exif = Image.Exif()
    exif[0x0132] = "2026:11:01 08:00:00"
    exif[0x0112] = 6
    by, plaza_id, view = laid(db, now, picture(kind="JPEG", exif=exif))

    kept = backdrop_picture(db, by=by, now=now, plaza_id=plaza_id)

    assert (view.width_px, view.height_px) == (250, 400)
    assert kept is not None
    assert b"2026:11:01" not in kept.content
    assert b"EXIF" not in kept.content


@ON_ONE_DATABASE
def test_a_large_photo_is_made_small_and_keeps_its_size_on_the_ground(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backdrops, "LONGEST_SIDE_PX", 200)

    by, plaza_id, view = laid(db, now, picture(800, 400))
    again = put_backdrop(db, by=by, now=now, plaza_id=plaza_id, file=picture(100, 50))

    assert (view.width_px, view.cm_per_px * view.width_px) == (200, 4000)
    assert (again.width_px, again.cm_per_px * again.width_px, again.revision) == (100, 4000, 2)


def test_the_picture_is_moved_and_scaled_in_the_studio(db: Database, now: datetime) -> None:
    made, by = planned(db, BoothPlan("A"))
    put_backdrop(db, by=by, now=now, plaza_id=plaza_of(db), file=picture())
    was, to = {"x_cm": 0, "y_cm": 0, "cm_per_px": 10.0}, {"x_cm": -120, "y_cm": 40, "cm_per_px": 7.25}

    saved = save_layout(db, by=by, now=now, market_id=made.id, edits=[Edit(BACKDROP, was, to)])
    told = len(actions(db))
    again = save_layout(db, by=by, now=now, market_id=made.id, edits=[Edit(BACKDROP, was, to)])
    assert (again, len(actions(db))) == (saved, told)
    late = save_layout(db, by=by, now=now, market_id=made.id, edits=[Edit(BACKDROP, was, {**to, "x_cm": 5})])
    bad = save_layout(db, by=by, now=now, market_id=made.id, edits=[Edit(BACKDROP, to, {**to, "cm_per_px": 0})])

    assert saved.view.backdrop is not None
    assert (saved.view.backdrop.x_cm, saved.view.backdrop.y_cm, saved.view.backdrop.cm_per_px) == (-120, 40, 7.25)
    assert [(each.why, each.stored) for each in late.conflicts] == [("changed", to)]
    assert [each.why for each in bad.conflicts] == ["invalid"]


@ON_ONE_DATABASE
def test_only_organisers_of_the_community_put_see_and_remove_it(db: Database, now: datetime) -> None:
    _by, plaza_id, _view = laid(db, now, picture())
    stranger = organiser_of(db, other_community(db))

    for act in (
        lambda: put_backdrop(db, by=stranger, now=now, plaza_id=plaza_id, file=picture()),
        lambda: backdrop_picture(db, by=stranger, now=now, plaza_id=plaza_id),
        lambda: remove_backdrop(db, by=stranger, now=now, plaza_id=plaza_id),
    ):
        with pytest.raises(no.NotAllowed):
            act()


@ON_ONE_DATABASE
def test_a_picture_goes_when_it_is_removed_and_with_its_plaza(db: Database, now: datetime) -> None:
    by = organiser_of(db, planned(db, BoothPlan("A"))[0].community_id)
    from kiosk.services.organising.forms import PlazaForm
    from kiosk.services.organising.plazas import create_plaza

    empty = create_plaza(db, by=by, now=now, form=PlazaForm("后院"))
    put_backdrop(db, by=by, now=now, plaza_id=empty.id, file=picture())
    put_backdrop(db, by=by, now=now, plaza_id=plaza_of(db), file=picture())

    remove_backdrop(db, by=by, now=now, plaza_id=plaza_of(db))
    remove_backdrop(db, by=by, now=now, plaza_id=plaza_of(db))
    delete_plaza(db, by=by, now=now, plaza_id=empty.id)

    assert backdrop_picture(db, by=by, now=now, plaza_id=plaza_of(db)) is None
    assert studio(db, by=by, now=now, market_id=1).backdrop is None
