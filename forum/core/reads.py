"""Hot reads: statements that are made once and return columns, sent past the ORM, which takes as long again for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, Executable

from forum.extensions import db


def rows(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """Run a SELECT of columns on the session's connection, so within its transaction. What the session holds unwritten is not seen."""
    return db.session.connection().execute(statement, values or {})
