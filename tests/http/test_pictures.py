"""The picture under a plaza: for signed-in organisers of its community, and nobody else."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from kiosk.services.organising.backdrops import put_backdrop
from tests.http.conftest import ORGANISER_PIN, VOLUNTEER_PIN, Surface
from tests.services.organisers import organiser_of, plaza_of


def with_picture(surface: Surface) -> str:
    """Its address."""
    by = organiser_of(surface.db, surface.market.community_id)
    out = BytesIO()
    Image.new("RGB", (40, 25), "#88aa66").save(out, "PNG")
    plaza_id = plaza_of(surface.db)
    put_backdrop(surface.db, by=by, now=surface.clock(), plaza_id=plaza_id, file=out.getvalue())
    return f"/staff/plazas/{plaza_id}/picture?revision=1"


def signed_in(surface: Surface, pin: str) -> None:
    surface.http.post("/staff/sign-in", data={"pin": pin}, follow_redirects=False)


def test_an_organiser_is_given_the_picture_and_may_keep_it(surface: Surface) -> None:
    address = with_picture(surface)
    signed_in(surface, ORGANISER_PIN)

    answer = surface.http.get(address)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"].startswith("private")
    assert Image.open(BytesIO(answer.content)).size == (40, 25)


def test_nobody_else_is_given_it(surface: Surface) -> None:
    address = with_picture(surface)
    assert surface.http.get(address).status_code == 401
    signed_in(surface, VOLUNTEER_PIN)
    assert surface.http.get(address).status_code == 403


def test_a_plaza_without_a_picture_or_unknown_is_not_found(surface: Surface) -> None:
    with_picture(surface)
    signed_in(surface, ORGANISER_PIN)

    assert surface.http.get("/staff/plazas/999/picture").status_code == 404
    assert surface.http.get("/staff/plazas/what/picture").status_code == 404
    assert surface.http.get(f"/staff/plazas/{10**30}/picture").status_code == 404
