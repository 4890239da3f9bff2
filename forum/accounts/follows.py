"""What people follow: a submission, a recommendation, an event or a group, each told to them when it moves."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, writes
from forum.core.columns import Utc
from forum.extensions import Base, db


class Matter(StrEnum):
    """What can be followed; each has its column."""

    SUBMISSION = "submission"
    RECOMMENDATION = "recommendation"
    EVENT = "event"
    GROUP = "group"


class Follow(Base):
    """One person follows one thing. It is nobody else's business, so the history has no line of it."""

    __tablename__ = "follow"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id"), index=True)
    since: Mapped[datetime] = mapped_column(Utc, default=clock.now)

    __table_args__ = (
        CheckConstraint(
            "CASE WHEN submission_id IS NULL THEN 0 ELSE 1 END + CASE WHEN recommendation_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN event_id IS NULL THEN 0 ELSE 1 END + CASE WHEN group_id IS NULL THEN 0 ELSE 1 END = 1",
            name="exactly_one",
        ),
        UniqueConstraint("account_id", "submission_id"),
        UniqueConstraint("account_id", "recommendation_id"),
        UniqueConstraint("account_id", "event_id"),
        UniqueConstraint("account_id", "group_id"),
    )


def _column(matter: Matter) -> Any:
    return getattr(Follow, f"{matter}_id")


def follows(account_id: int | None, matter: Matter, key: int) -> bool:
    """Whether this person follows it (one indexed query)."""
    return db.session.scalar(select(Follow.id).where(Follow.account_id == account_id, _column(matter) == key)) is not None


_NOTHING = {_column(matter).key: None for matter in Matter}
_FOLLOW: dict[str, Any] = {
    name: dialect.insert(Follow.__table__).on_conflict_do_nothing()
    for name, dialect in {"sqlite": sqlite, "postgresql": postgresql}.items()
}


def follow(account_id: int, matter: Matter, key: int) -> bool:
    """Begin to follow; False when one did already."""
    row = {"account_id": account_id, "since": clock.now(), **_NOTHING, _column(matter).key: key}
    statement = _FOLLOW[db.session.get_bind().dialect.name]
    return bool(writes.run(statement, row).rowcount)


def unfollow(account_id: int, matter: Matter, key: int) -> bool:
    """Stop following; False when one did not."""
    mine = delete(Follow).where(Follow.account_id == account_id, _column(matter) == key)
    return bool(db.session.execute(mine.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


def followers(matter: Matter, key: int) -> list[int]:
    """Whom a move of it concerns."""
    return list(db.session.scalars(select(Follow.account_id).where(_column(matter) == key).order_by(Follow.id)))
