"""What an organiser changed in a table: the difference between what was shown and what stands there now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.refusals import Changed, Invalid, Refusal, UnknownRecord


class Row(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]
    shown_only: ClassVar[frozenset[str]]

    @property
    def id(self) -> int | None: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Edits(Generic[R]):
    """`added` and `changed` hold the row's index in the table with the row, `deleted` the rows as they were shown."""

    added: tuple[tuple[int, R], ...]
    changed: tuple[tuple[int, R], ...]
    deleted: tuple[R, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)

    def counts(self) -> dict[str, int]:
        """For the audit: how many rows, without their contents."""
        return {"added": len(self.added), "changed": len(self.changed), "deleted": len(self.deleted)}

    @property
    def wanted(self) -> tuple[tuple[int, R], ...]:
        return self.changed + self.added


def edits_of(
    shown: Sequence[R], rows: Sequence[R], stored: Mapping[int, R], *, kind: str, name_of: Callable[[R], str]
) -> Edits[R]:
    """What there is to do. An empty new row is nothing; an edit that is already stored is done.

    Raises Changed when a colleague changed a row that was edited or deleted here, UnknownRecord when they deleted it.
    """
    was = {row.id: row for row in shown}
    _check_ids(rows, was, kind)
    kept = {row.id for row in rows}
    added = tuple((index, row) for index, row in enumerate(rows) if row.id is None and not _is_empty(row))
    touched = [(index, row) for index, row in enumerate(rows) if row.id is not None and not same(row, was[row.id])]
    changed = []
    for index, row in touched:
        now_stored = stored.get(row.id or 0)
        if now_stored is None:
            raise UnknownRecord(kind=kind)
        if not same(row, now_stored):
            refuse_if_changed(was[row.id], now_stored, kind=kind, name=name_of(now_stored))
            changed.append((index, row))
    deleted = tuple(row for row in shown if row.id not in kept and row.id in stored)
    for row in deleted:
        refuse_if_changed(row, stored[row.id or 0], kind=kind, name=name_of(stored[row.id or 0]))
    return Edits(added, tuple(changed), deleted)


def refuse_if_changed(shown: R, stored: R, *, kind: str, name: str) -> None:
    """Raises Changed with every cell that is not as it was shown."""
    theirs = different(shown, stored)
    if theirs:
        raise Changed(kind=kind, name=name, theirs=theirs)


def different(shown: R, stored: R) -> dict[str, Any]:
    """Field → stored value, where the two differ."""
    values = {name: getattr(stored, name) for name in edited_fields(shown)}
    return {name: value for name, value in values.items() if value != getattr(shown, name)}


def same(one: R, other: R) -> bool:
    return not different(one, other)


def edited_fields(row: Row) -> tuple[str, ...]:
    return tuple(field.name for field in fields(row) if field.name not in row.shown_only)


def write_rows(
    session: Session,
    edits: Edits[R],
    there: Mapping[int, Any],
    *,
    values_of: Callable[[R], dict[str, Any]],
    make: Callable[..., Any],
    unique_field: str = "",
) -> None:
    """Delete, change and add rows. `there` maps id → stored row, `make` builds a new one from its values.

    Raises Invalid with the row's index; a value that another row has already is `taken` at `unique_field`.
    """
    for gone in edits.deleted:
        session.delete(there[gone.id or 0])
    session.flush()
    for index, row in edits.wanted:
        with in_row(index), unique(session, Invalid(field=unique_field, problem="taken")):
            values = values_of(row)
            thing = make() if row.id is None else there[row.id]
            assign(thing, values)
            session.add(thing)


@contextmanager
def in_row(index: int) -> Iterator[None]:
    """Says in which row of the table a value is bad."""
    try:
        yield
    except Invalid as error:
        error.row = index
        raise


@contextmanager
def unique(session: Session, refusal: Refusal) -> Iterator[None]:
    """Writes what the block did, and refuses when another row has the same unique value. The transaction is spent."""
    try:
        yield
        session.flush()
    except IntegrityError as error:
        raise refusal from error


def assign(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def given(value: Any, *, field: str) -> Any:
    """The value of a cell that must be filled. Raises Invalid(missing)."""
    if value is None or value == "":
        raise Invalid(field=field, problem="missing")
    return value


def _check_ids(rows: Sequence[R], was: Mapping[int | None, R], kind: str) -> None:
    seen: set[int] = set()
    for index, row in enumerate(rows):
        if row.id is None:
            continue
        if row.id not in was:
            raise UnknownRecord(kind=kind)
        if row.id in seen:
            raise Invalid(field="id", problem="taken", row=index)
        seen.add(row.id)


def _is_empty(row: Row) -> bool:
    empty = type(row)()
    return all(getattr(row, name) in (getattr(empty, name), None, "") for name in edited_fields(row))
