"""Hot reads: statements that are made once and return columns, sent past the ORM, which takes as long again for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable

from forum.extensions import db

_HERE = "connection of reads"


def rows(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """Run a SELECT of columns on the session's connection, so within its transaction. What the session holds unwritten is not seen."""
    return _connection().execute(statement, values or {})


def _connection() -> Connection:
    """The session's connection, looked up once for each of its transactions: that alone costs half as much as a small read."""
    session = db.session()
    transaction, connection = session.info.get(_HERE) or (None, None)
    if connection is None or transaction is not session.get_transaction():
        connection = session.connection()
        session.info[_HERE] = session.get_transaction(), connection
    return connection
