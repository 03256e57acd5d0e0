"""An organiser at work: permission, one transaction, the community and its zone, in one `with`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from kiosk.services.organising.permission import require_organiser
from kiosk.store import Database
from kiosk.store.auditing import record
from kiosk.store.counters import bump_market
from kiosk.store.planning import booth_of, community_row
from models.actor import Actor
from models.columns import id_of
from models.enums import MarketState
from models.market import Booth, Market
from models.places import Community
from models.refusals import NotAllowed, UnknownBooth, UnknownMarket, WrongMarketState

PLANNED = frozenset({MarketState.DRAFT, MarketState.PUBLISHED, MarketState.OPEN})
"""States in which a market can still be edited."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every action of an organiser needs. Lives as long as its transaction."""

    session: Session
    community: Community
    by: Actor
    now: datetime

    @property
    def community_id(self) -> int:
        return id_of(self.community)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.community.time_zone)

    def own(self, community_id: int | None) -> None:
        """Raises NotAllowed for a thing of another community."""
        if community_id != self.community_id:
            raise NotAllowed

    def market(self, market_id: int) -> Market:
        """Raises UnknownMarket, NotAllowed."""
        market = self.session.get(Market, market_id)
        if market is None:
            raise UnknownMarket
        self.own(market.community_id)
        return market

    def planned_market(self, market_id: int) -> Market:
        """A market that can still be edited. Raises UnknownMarket, NotAllowed, WrongMarketState."""
        market = self.market(market_id)
        if market.state not in PLANNED:
            raise WrongMarketState(state=market.state)
        return market

    def booth(self, booth_id: int, *, lock: bool = False) -> tuple[Booth, Market]:
        """`lock` makes tickets of this booth wait. Raises UnknownBooth, NotAllowed."""
        booth = booth_of(self.session, booth_id, lock=lock)
        if booth is None:
            raise UnknownBooth
        return booth, self.market(booth.market_id)

    def planned_booth(self, booth_id: int) -> tuple[Booth, Market]:
        """A booth that can still be edited, locked. Raises UnknownBooth, NotAllowed, WrongMarketState."""
        booth, market = self.booth(booth_id, lock=True)
        return booth, self.planned_market(id_of(market))

    def record(
        self,
        action: str,
        *,
        kind: str,
        subject_id: int | None = None,
        market_id: int | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        record(
            self.session,
            by=self.by,
            now=self.now,
            action=action,
            kind=kind,
            subject_id=subject_id,
            market_id=market_id,
            detail=detail,
        )

    def booth_changed(self, booth: Booth, market: Market, *, action: str, detail: Mapping[str, Any]) -> None:
        """Write the audit and say that people can see a change at this booth."""
        booth.revision += 1
        told = {"letter": booth.letter, **detail}
        self.record(action, kind="booth", subject_id=booth.id, market_id=market.id, detail=told)
        self.market_changed(market)

    def market_changed(self, market: Market) -> None:
        """Say that people can see a change. The last write of an action: tickets lock the market last, too."""
        self.session.flush()
        bump_market(self.session, id_of(market))
        self.session.refresh(market)


@contextmanager
def looking(db: Database, by: Actor, now: datetime) -> Iterator[Desk]:
    """Read as an organiser. Raises NotSignedIn, NotAllowed."""
    community_id = require_organiser(by)
    with db.reading() as session:
        yield _desk(session, community_id, by, now, writes=False)


@contextmanager
def working(db: Database, by: Actor, now: datetime) -> Iterator[Desk]:
    """Write as an organiser. Organisers of one community take turns, so what was checked still holds when it is
    written. Raises NotSignedIn, NotAllowed."""
    community_id = require_organiser(by)
    with db.writing() as session:
        yield _desk(session, community_id, by, now, writes=True)


def _desk(session: Session, community_id: int, by: Actor, now: datetime, *, writes: bool) -> Desk:
    community = community_row(session, community_id, lock=writes)
    if community is None:
        raise NotAllowed
    return Desk(session, community, by, now)
