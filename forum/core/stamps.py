"""Version numbers of what pages show: every write raises those of the event, the city and the site it touches.

A stored page is valid as long as the stamps it was made under still hold; reading them is one query.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Engine, String, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from forum.core import writes
from forum.extensions import Base, db

Kind = TypeVar("Kind", bound=type)
SITE = "site"
HISTORY = "history"
"""The length of the history, for what the desks count: it rises with what no public page shows, too. Known of whoever is signed in."""
PLACES = "places"
"""Names of cities, agencies, groups and pillars, and their indices: they stand on pages of every event."""


class Stamp(Base):
    __tablename__ = "stamp"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


_RAISING = writes.Adding(Stamp, "value")


def touch(*keys: str) -> None:
    """Raise these stamps when the transaction commits."""
    db.session.info.setdefault("stamps", set()).update(keys, {SITE})


def column(key: Any) -> Any:
    """The value of the stamp with this key (an expression), to be read in the same statement as what it stands for."""
    return func.coalesce(select(Stamp.value).where(Stamp.key == key).scalar_subquery(), 0)


_HERE = select(Stamp.key, Stamp.value).where(Stamp.key.in_((SITE, PLACES)))


def here() -> dict[str, int]:
    """Those of the site and of places, as the transaction of this session sees them (one query)."""
    return {SITE: 0, PLACES: 0, **{row.key: row.value for row in db.session.execute(_HERE)}}


def read(engine: Engine, keys: Iterable[str]) -> dict[str, int]:
    """The values that are committed now; a stamp that nothing raised yet is 0.

    Goes past SQLAlchemy to the driver, because a stored page costs little else: about 15 microseconds on SQLite.
    ``engine`` must be in autocommit, so that no transaction is left open.
    """
    wanted = tuple(dict.fromkeys(keys))
    places = ", ".join(["?" if engine.dialect.name == "sqlite" else "%s"] * len(wanted))
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"SELECT key, value FROM stamp WHERE key IN ({places})", wanted)  # noqa: S608 only placeholders
        found = dict(cursor.fetchall())
        cursor.close()
    finally:
        connection.close()
    return {key: found.get(key, 0) for key in wanted}


def raise_all(session: Session, keys: Iterable[str]) -> None:
    """Always in the same order, so that two writers never wait for each other in a circle."""
    _RAISING.run(session, [((key,), 1, 1) for key in sorted(keys)])


def of_places(kind: Kind) -> Kind:
    """Records of this class are named on pages of every event: whoever writes one raises the stamp of places."""
    for moment in ("after_insert", "after_update", "after_delete"):
        event.listen(kind, moment, _place_written)
    return kind


def _place_written(_mapper: object, _connection: object, record: object) -> None:
    if session := object_session(record):
        session.info.setdefault("stamps", set()).update((PLACES, SITE))


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if session.new or session.dirty or session.deleted:
        session.flush()
    if keys := session.info.pop("stamps", None):
        session.flush()
        raise_all(session, keys)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("stamps", None)
