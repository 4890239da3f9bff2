"""Small writes sent past the ORM: statements that are made once, on the session's connection, so within its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, Executable, Insert, bindparam, event, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from forum.core import reads
from forum.extensions import db


def run(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]], session: Session | None = None
) -> CursorResult[Any]:
    """Run it with one row of values, or with many in the order given. What the session holds unwritten is not seen."""
    return reads.connection(session or db.session()).execute(statement, values)


def put(record: Any) -> None:
    """Write a new record whose foreign keys are set; from then on the session knows it as one that it has read.

    Past the unit of work, which takes three times as long to find out that nothing else is to be written first.
    """
    mapper = inspect(type(record))
    given = inspect(record).dict
    values = {name: given[name] for name in mapper.columns.keys() if name in given}  # noqa: SIM118
    if mapper.version_id_col is not None:
        values[mapper.version_id_col.key] = 1
    done = run(_insert(mapper.local_table), values)
    params: Any = done.last_inserted_params()
    made = {**dict.fromkeys(mapper.columns.keys()), **params}
    made |= dict(zip((column.key for column in mapper.primary_key), done.inserted_primary_key or (), strict=True))
    for name, value in made.items():
        if name not in given:
            set_committed_value(record, name, value)
    make_transient_to_detached(record)
    db.session.add(record)
    db.session.info.setdefault("put", []).append(record)


@cache
def _insert(table: Any) -> Insert:
    return insert(table)


def new_ones(session: Session) -> list[Any]:
    """What was put there in this transaction; told once."""
    return session.info.pop("put", [])  # type: ignore[no-any-return]


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("put", None)


class Adding:
    """Numbers that are added to a row, which is put there when it was missing: one statement for any number of rows.

    A row of values has the primary key, ``first`` (what a new row begins with) and ``by``.
    """

    def __init__(self, kind: Any, counter: str) -> None:
        table = kind.__table__
        keys = [column.name for column in table.primary_key]
        new: dict[str, Any] = {**{name: bindparam(f"its_{name}") for name in keys}, counter: bindparam("first")}
        more = {counter: table.c[counter] + bindparam("by")}
        dialects: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
        self.keys = keys
        self.statements = {
            name: dialect.insert(table).values(new).on_conflict_do_update(index_elements=keys, set_=more)
            for name, dialect in dialects.items()
        }

    def run(self, session: Session, rows: Sequence[tuple[tuple[Any, ...], int, int]]) -> None:
        """Of (primary key, first, by), in one order everywhere, so that two writers never wait for each other in a circle."""
        values = [{**{f"its_{n}": v for n, v in zip(self.keys, key, strict=True)}, "first": first, "by": by} for key, first, by in rows]
        connection = reads.connection(session)
        connection.execute(self.statements[connection.dialect.name], values)
