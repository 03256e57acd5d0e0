"""A booth's stations, and who is at them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from kiosk.store.prepared import Prepared
from models.enums import TicketState
from models.market import Station
from models.tickets import Ticket

_BUSY = Prepared(
    select(Ticket.station_id, Ticket.number).where(
        Ticket.booth_id == bindparam("booth_id"),
        (Ticket.state == TicketState.CALLED) | (Ticket.state == TicketState.SERVING),
    )
)
_COLUMNS: list[Any] = [Station.id, Station.booth_id, Station.ordinal, Station.opens_at, Station.closes_at]
_STATIONS = Prepared(select(*_COLUMNS).where(Station.booth_id == bindparam("booth_id")).order_by(col(Station.ordinal)))


def busy_stations(session: Session, booth_id: int) -> int:
    """How many stations of the booth have somebody called or being served."""
    return len(_BUSY.rows(session, booth_id=booth_id))


def numbers_at(session: Session, booth_id: int) -> dict[int | None, str]:
    """station id → the number that is called or served there."""
    return {row.station_id: row.number for row in _BUSY.rows(session, booth_id=booth_id)}


def stations_of(session: Session, booth_id: int) -> Sequence[Station]:
    """The booth's stations by ordinal: rows with the columns of the table."""
    return _STATIONS.rows(session, booth_id=booth_id)
