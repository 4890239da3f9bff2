"""Version numbers of what pages show: every write raises those of the event, the city and the site it touches.

A stored page is valid as long as the stamps it was made under still hold; reading them is one query.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BigInteger, String, bindparam, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from forum.extensions import Base, db

SITE = "site"


class Stamp(Base):
    __tablename__ = "stamp"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


_READ = select(Stamp.key, Stamp.value).where(Stamp.key.in_(bindparam("keys", expanding=True)))
_RAISE = update(Stamp).where(Stamp.key == bindparam("which")).values(value=Stamp.value + 1)


def touch(*keys: str) -> None:
    """Raise these stamps when the transaction commits."""
    db.session.info.setdefault("stamps", set()).update(keys, {SITE})


def read(*keys: str) -> dict[str, int]:
    """The present values; a stamp that nothing raised yet is 0."""
    found = {row.key: row.value for row in db.session.execute(_READ, {"keys": keys})}
    return {key: found.get(key, 0) for key in keys}


def raise_all(session: Session, keys: Iterable[str]) -> None:
    """Always in the same order, so that two writers never wait for each other in a circle."""
    for key in sorted(keys):
        if not session.execute(_RAISE, {"which": key}).rowcount:  # type: ignore[attr-defined]
            session.execute(insert(Stamp).values(key=key, value=1))


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    if keys := session.info.pop("stamps", None):
        session.flush()
        raise_all(session, keys)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("stamps", None)
