"""A booth's stations, and who is at them."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from kiosk.store.prepared import Prepared
from models.enums import TicketState
from models.market import Station
from models.tickets import Ticket


class StationNow(Protocol):
    """A station with its own hours, if it has any, and the number that is called or served there."""

    id: int
    ordinal: int
    opens_at: datetime | None
    closes_at: datetime | None
    number: str | None


# By way of its booth: one index holds a booth's tickets together by state, whatever the years have left elsewhere.
_is_there: Any = (Ticket.booth_id == Station.booth_id) & (
    (Ticket.state == TicketState.CALLED) | (Ticket.state == TicketState.SERVING)
)
_COLUMNS: list[Any] = [Station.id, Station.ordinal, Station.opens_at, Station.closes_at, Ticket.number]
_STATIONS = Prepared(
    select(*_COLUMNS)
    .outerjoin(Ticket, (col(Ticket.station_id) == Station.id) & _is_there)
    .where(Station.booth_id == bindparam("booth_id"))
    .order_by(col(Station.ordinal))
)


def stations_of(session: Session, booth_id: int) -> list[StationNow]:
    """The booth's stations by ordinal."""
    return _STATIONS.rows(session, booth_id=booth_id)
