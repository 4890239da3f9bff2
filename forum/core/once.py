"""Sent twice, done once: the key that a creating form carries, and where its first sending led to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, reads, writes
from forum.core.columns import Utc
from forum.extensions import Base, db


class OnceKey(Base):
    """One accepted form. The primary key makes the second of two equal posts fail, whatever their timing."""

    __tablename__ = "once_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    location: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(Utc, default=clock.wall, index=True)


_SEEN = select(OnceKey.location).where(OnceKey.key == bindparam("which"))
_REMEMBER = insert(OnceKey.__table__)  # type: ignore[arg-type]


def sound(key: str | None) -> bool:
    """Whether this may be a key that a form of ours carried; anything else is taken for a form without one."""
    return bool(key) and len(key or "") <= 64 and (key or "").isascii() and (key or "").isprintable()


def seen(key: str | None) -> str | None:
    """Where the form with this key led to when it was accepted before, or None."""
    return reads.rows(_SEEN, {"which": key}).scalar() if sound(key) else None


def forget_old(days: int, most: int = 2000) -> int:
    """Delete keys older than ``days``, at most so many at once, and return how many. The caller commits.

    A page that old cannot be sent from: its session ended long before. What a device kept so long and sends again after
    signing in anew counts as new, and waits for a moderator like any other.
    """
    oldest = select(OnceKey.key).where(OnceKey.at < clock.wall() - timedelta(days=days)).order_by(OnceKey.at).limit(most)
    return db.session.execute(delete(OnceKey).where(OnceKey.key.in_(oldest))).rowcount  # type: ignore[attr-defined,no-any-return]


def remember(key: str | None, location: str) -> None:
    """Note, in the same transaction as the thing created, where the form led to."""
    if key and sound(key):
        writes.run(_REMEMBER, {"key": key, "location": location[:400], "at": clock.wall()})
