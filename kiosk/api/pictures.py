"""The picture under a plaza, for whoever draws on it: organisers of its community, by the cookie of the screens."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from kiosk.api.house import house_of, known_id
from kiosk.api.sign_in import COOKIE
from kiosk.services import staff
from kiosk.services.organising.backdrops import backdrop_picture
from models.refusals import NotSignedIn, UnknownRecord

router = APIRouter(prefix="/staff", include_in_schema=False)

KEPT: Final = "private, max-age=86400, immutable"
"""Its address names its revision."""


@router.get("/plazas/{plaza_id}/picture")
def picture(request: Request, plaza_id: int) -> Response:
    house, token = house_of(request), request.cookies.get(COOKIE)
    by = staff.who(house.db, token=token, now=house.now()) if token else None
    if by is None:
        raise NotSignedIn
    found = backdrop_picture(house.db, by=by, now=house.now(), plaza_id=known_id(plaza_id))
    if found is None:
        raise UnknownRecord(kind="plaza")
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": KEPT})
