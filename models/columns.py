"""How values are stored: enums by value with a CHECK, small JSON, and the naming of constraints."""

from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import JSON, Enum
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def enum_field(enum: type[StrEnum], *, check: str = "", **options: Any) -> Any:
    """A field stored as the enum's value. Plain SQLModel would store the member's name without a CHECK.

    `check` names the CHECK where one table has two columns of the same enum.
    """
    stored = Enum(
        enum,
        name=check or enum.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [m.value for m in members],
    )
    return Field(sa_type=stored, **options)


def json_field(**options: Any) -> Any:
    return Field(sa_type=JSON, **options)


class _Row(Protocol):
    id: int | None


def id_of(row: _Row) -> int:
    """The id of a row that is in the database."""
    assert row.id is not None
    return row.id
