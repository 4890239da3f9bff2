"""Hot reads: statements that are made once and return columns, sent past the ORM, which takes as long again for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable
from sqlalchemy.orm import Session

from forum.extensions import db

_HERE = "connection of reads"


def rows(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """Run a SELECT of columns on the session's connection, so within its transaction. What the session holds unwritten is not seen."""
    return connection(db.session()).execute(statement, values or {})


def connection(session: Session) -> Connection:
    """The session's connection, looked up once for each of its transactions: that alone costs half as much as a small read."""
    transaction, found = session.info.get(_HERE) or (None, None)
    if found is None or transaction is not session.get_transaction():
        found = session.connection()
        session.info[_HERE] = session.get_transaction(), found
    return found
