"""The audit: what members of staff did. Moves of tickets are in `ticket_event`; this is for everything else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.actor import Actor
from models.people import Audit


def record(
    session: Session,
    *,
    by: Actor,
    now: datetime,
    action: str,
    kind: str = "",
    subject_id: int | None = None,
    market_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one line, in the transaction of what it tells about.

    `kind` is the table of `subject_id`. `detail` is small, plain JSON; never personal data of a resident, never a PIN.
    """
    session.add(
        Audit(
            at=now,
            staff_id=by.staff_id,
            action=action,
            kind=kind,
            subject_id=subject_id,
            market_id=market_id,
            detail=dict(detail or {}),
        )
    )
