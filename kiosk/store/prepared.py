"""Statements of the hot path: written once with SQLAlchemy, compiled once, then handed to the driver as they are.

Giving out a ticket and calling the next person take some ten statements each. Building, caching and wrapping them anew
costs thirty times what SQLite needs to run them; a `Prepared` statement costs little more than the driver's own call.
Values still go through SQLAlchemy's types both ways, and errors come out as SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Enum, bindparam
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

_CONNECTION = "prepared_connection"
_Converter = Callable[[Any], Any]
_IMMUTABLE = (UTCDateTime, Enum)
"""Types whose values nobody can change, so that two readers may share one."""


class Prepared:
    """A Core statement whose parameters are all named by `bindparam`; rows come back as named tuples.

    No expanding IN: lists of values have no fixed text.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, session: Session, **values: Any) -> list[Any]:
        compiled, cursor = self._execute(session, values)
        return compiled.read(cursor)

    def first(self, session: Session, **values: Any) -> Any:
        """The first row or None."""
        found = self.rows(session, **values)
        return found[0] if found else None

    def count(self, session: Session, **values: Any) -> int:
        """Run an INSERT, UPDATE or DELETE; how many rows it touched."""
        return int(self._execute(session, values)[1].rowcount)

    def _execute(self, session: Session, values: dict[str, Any]) -> tuple["_Compiled", Any]:
        driver, dialect = _connection(session)
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        parameters = compiled.parameters(values)
        try:
            cursor = driver.cursor()
            cursor.execute(compiled.sql, parameters)
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(
                compiled.sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
            ) from error
        return compiled, cursor


class InsertUnlessThere:
    """An INSERT that does nothing if a row with its unique value exists.

    It waits for another transaction that is inserting the same one.
    """

    def __init__(self, table: Any, *columns: str) -> None:
        values: dict[str, Any] = {name: bindparam(name) for name in columns}
        makers: dict[str, Any] = {"sqlite": sqlite_insert, "postgresql": postgresql_insert}
        self._by_dialect = {
            dialect: Prepared(make(table).values(values).on_conflict_do_nothing()) for dialect, make in makers.items()
        }

    def run(self, session: Session, **values: Any) -> bool:
        """Whether the row was new."""
        return self._by_dialect[dialect_of(session)].count(session, **values) == 1


class _Compiled:
    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._dialect = dialect
        self._positions: Sequence[str] | None = compiled.positiontup
        self._constants: dict[str, Any] = {}
        self._variables: list[tuple[str, _Converter | None]] = []
        for parameter, name in compiled.bind_names.items():
            bind = _binder(parameter.type, dialect)
            if parameter.required:
                self._variables.append((name, bind))
            else:
                self._constants[name] = bind(parameter.value) if bind else parameter.value
        self._columns = _columns(statement)
        self._row: Any = namedtuple("Row", [c.key for c in self._columns])  # type: ignore[misc]
        self._converters: list[tuple[int, _Converter]] | None = None

    def parameters(self, values: dict[str, Any]) -> Any:
        """As the driver wants them: a sequence for question marks, else a mapping."""
        bound = self._constants.copy()
        for name, bind in self._variables:
            bound[name] = bind(values[name]) if bind else values[name]
        return bound if self._positions is None else [bound[name] for name in self._positions]

    def read(self, cursor: Any) -> list[Any]:
        if self._converters is None:
            self._converters = list(self._find_converters(cursor.description))
        return [self._row._make(self._converted(one)) for one in cursor.fetchall()]

    def _find_converters(self, described: Sequence[Any]) -> Iterator[tuple[int, _Converter]]:
        """Some of PostgreSQL's depend on what the server says a column is, so they wait for the first answer."""
        for place, column in enumerate(self._columns):
            convert = column.type.dialect_impl(self._dialect).result_processor(self._dialect, described[place][1])
            if convert is not None:
                yield place, _remembering(convert) if isinstance(column.type, _IMMUTABLE) else convert

    def _converted(self, one: Any) -> list[Any]:
        values = list(one)
        for place, convert in self._converters or ():
            values[place] = convert(values[place])
        return values


def runs_on(connection: Connection) -> dict[str, Any]:
    """What a session's `info` says when its prepared statements shall run in the transaction of a connection."""
    return {_CONNECTION: (connection.connection.driver_connection, connection.dialect)}


def dialect_of(session: Session) -> str:
    """The word sqlite, or postgresql."""
    name: str = _connection(session)[1].name
    return name


def _binder(kind: Any, dialect: Dialect) -> _Converter | None:
    return _instants(dialect) if isinstance(kind, UTCDateTime) else kind.dialect_impl(dialect).bind_processor(dialect)


def _remembering(convert: _Converter) -> _Converter:
    """The same instants and states come back in every request, and reading them costs more than finding them again."""
    return lru_cache(maxsize=2048)(convert)


@cache
def _instants(dialect: Dialect) -> _Converter | None:
    """One transaction writes the same instant many times, and writing it out for SQLite is slow."""
    convert = UTCDateTime().dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=64)(convert) if convert is not None else None


def _columns(statement: Any) -> Sequence[Any]:
    """What comes back: the selected columns, or those of RETURNING."""
    return tuple(statement.selected_columns if statement.is_select else statement.exported_columns)


def _connection(session: Session) -> tuple[Any, Any]:
    """The driver's connection of the session's transaction, and its dialect."""
    known: tuple[Any, Any] | None = session.info.get(_CONNECTION)
    if known is None:
        session.info.update(runs_on(session.connection()))
        known = session.info[_CONNECTION]
    return known
