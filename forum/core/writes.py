"""Small writes sent past the ORM: statements that are made once, on the session's connection, so within its transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from forum.core import reads
from forum.extensions import db


def run(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]], session: Session | None = None
) -> CursorResult[Any]:
    """Run it with one row of values, or with many in the order given. What the session holds unwritten is not seen."""
    return reads.connection(session or db.session()).execute(statement, values)


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
