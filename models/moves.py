"""The table of moves: which state a ticket may go to from which, and what that is called.

A pair (from, to) names exactly one move, so a caller who knows where a ticket is and where it should go
needs no more words. `undo` is not in the table: it is the table read backwards, see `UNDOABLE`.
"""

from enum import StrEnum

from models.enums import ServiceKind, TicketState

S = TicketState


class Move(StrEnum):
    """What happened to a ticket. CREATE and UNDO appear in events only."""

    CREATE = "create"
    CHECK_IN = "check_in"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    READY = "ready"
    COLLECT = "collect"
    HOLD = "hold"
    RESUME = "resume"
    BACK = "back"
    NO_SHOW = "no_show"
    RETURN = "return"
    CANCEL = "cancel"
    UNDO = "undo"


MOVES: dict[tuple[TicketState, TicketState], Move] = {
    (S.BOOKED, S.WAITING): Move.CHECK_IN,
    (S.BOOKED, S.NO_SHOW): Move.NO_SHOW,
    (S.BOOKED, S.CANCELLED): Move.CANCEL,
    (S.WAITING, S.CALLED): Move.CALL,
    (S.WAITING, S.ON_HOLD): Move.HOLD,
    (S.WAITING, S.CANCELLED): Move.CANCEL,
    (S.CALLED, S.CALLED): Move.RECALL,
    (S.CALLED, S.SERVING): Move.START,
    (S.CALLED, S.WAITING): Move.BACK,
    (S.CALLED, S.ON_HOLD): Move.HOLD,
    (S.CALLED, S.NO_SHOW): Move.NO_SHOW,
    (S.CALLED, S.CANCELLED): Move.CANCEL,
    (S.SERVING, S.DONE): Move.FINISH,
    (S.SERVING, S.READY): Move.READY,
    (S.READY, S.DONE): Move.COLLECT,
    (S.ON_HOLD, S.WAITING): Move.RESUME,
    (S.ON_HOLD, S.CANCELLED): Move.CANCEL,
    (S.NO_SHOW, S.WAITING): Move.RETURN,
}

ONLY_DROP_OFF = frozenset({Move.READY, Move.COLLECT})
"""Moves that exist only where an item stays at the booth. FINISH stays legal there: some owners wait beside it."""

UNDOABLE = frozenset(MOVES.values()) - {Move.RECALL}
"""Moves that the tablet can take back. A recall changed no state: there is nothing to take back."""

RESIDENT_MOVES = frozenset({Move.CHECK_IN, Move.RETURN, Move.CANCEL})
"""What the holder of a code may do to a ticket without staff."""

AT_STATION = frozenset({S.CALLED, S.SERVING})
"""States that occupy a station: at most one such ticket per station."""

ACTIVE = frozenset({S.BOOKED, S.WAITING, S.CALLED, S.SERVING, S.READY, S.ON_HOLD})
"""States in which a person still has a claim: one such ticket per visit and booth."""

ENDED = frozenset(S) - ACTIVE

KEEPS_PLACE = frozenset(S) - {S.CANCELLED}
"""States in which a booking keeps its place in the slot. A no-show's time is gone: nobody else can book it."""

KEEPS_UNIT = frozenset(S) - {S.CANCELLED, S.NO_SHOW}
"""States in which a ticket stands against the booth's consumables."""


def needs_person(state: TicketState, *, service: ServiceKind) -> bool:
    """Whether the person is at this booth, or on the way, and can be nowhere else. Who left an item there is free."""
    return state is S.CALLED or (state is S.SERVING and service is ServiceKind.PRESENCE)


def move_between(was: TicketState, to: TicketState, *, service: ServiceKind) -> Move | None:
    """The move that leads from `was` to `to` at a booth of this kind, or None if there is none."""
    move = MOVES.get((was, to))
    if move in ONLY_DROP_OFF and service is not ServiceKind.DROP_OFF:
        return None
    return move


def moves_from(was: TicketState, *, service: ServiceKind) -> dict[TicketState, Move]:
    """Every state reachable in one move, with the move's name."""
    found = {to: move_between(was, to, service=service) for start, to in MOVES if start is was}
    return {to: move for to, move in found.items() if move is not None}
