"""The table of moves against the public contract and against its picture."""

from pathlib import Path

import pytest

from models.enums import ServiceKind, TicketState
from models.moves import ACTIVE, AT_STATION, ENDED, MOVES, UNDOABLE, Move, move_between, moves_from
from models.moves_diagram import diagram

S = TicketState
PAGE = Path(__file__).parents[2] / "docs" / "ticket-moves.md"


def test_the_states_are_those_of_the_contract() -> None:
    named = ["booked", "waiting", "called", "serving", "ready", "on_hold", "done", "no_show", "cancelled"]

    assert [state.value for state in S] == named


def test_the_picture_in_the_docs_is_drawn_from_the_table() -> None:
    assert PAGE.read_text() == diagram()


def test_the_picture_would_show_a_missing_arrow() -> None:
    drawn = diagram()

    for (was, to), move in MOVES.items():
        without = drawn.replace(f"    {was} --> {to}: {move}", "")
        assert without != drawn


@pytest.mark.parametrize("kind", list(ServiceKind))
def test_every_state_can_be_reached_and_every_active_one_left(kind: ServiceKind) -> None:
    reached = {S.BOOKED, S.WAITING}
    for _ in S:
        reached |= {to for was in reached for to in moves_from(was, service=kind)}

    unreachable = {S.READY} if kind is ServiceKind.PRESENCE else set()
    assert reached == set(S) - unreachable
    assert all(moves_from(was, service=kind) for was in ACTIVE - unreachable)


def test_done_and_cancelled_are_final() -> None:
    assert not moves_from(S.DONE, service=ServiceKind.DROP_OFF)
    assert not moves_from(S.CANCELLED, service=ServiceKind.DROP_OFF)
    assert S.NO_SHOW in ENDED, "a missed call ends a claim, but the person may come back"
    assert moves_from(S.NO_SHOW, service=ServiceKind.PRESENCE) == {S.WAITING: Move.RETURN}


def test_only_a_drop_off_booth_knows_ready() -> None:
    assert move_between(S.SERVING, S.READY, service=ServiceKind.DROP_OFF) is Move.READY
    assert move_between(S.SERVING, S.READY, service=ServiceKind.PRESENCE) is None


def test_nobody_is_served_without_being_called() -> None:
    into_serving = {was for was, to in MOVES if to is S.SERVING}

    assert into_serving == {S.CALLED}


def test_a_recall_is_the_only_move_that_changes_no_state_and_the_only_one_without_undo() -> None:
    same = {move for (was, to), move in MOVES.items() if was is to}

    assert same == {Move.RECALL} == set(MOVES.values()) - UNDOABLE


def test_a_station_is_taken_only_while_called_or_served() -> None:
    assert {S.CALLED, S.SERVING} == AT_STATION
