"""What every stored record has: keys, the instant it was made, and a version for two people at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from ulid import ULID

from forum.core import clock
from forum.core.columns import Utc
from forum.core.refusal import Stale


def new_public_id() -> str:
    return str(ULID())


class Record:
    """An aggregate: a private key for joins, a public one for the world, and a version for two people at once."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=new_public_id)
    created_at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    version: Mapped[int] = mapped_column(Integer)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def expect(self, version: int | None) -> None:
        """Raise :class:`Stale` unless the form was opened on the record as it is now."""
        if version is not None and version != self.version:
            raise Stale(self)
