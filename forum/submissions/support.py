"""Support: who stands behind a submission, by person and by group, and how it moves with a merge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock, writes
from forum.core.columns import Utc
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import submissions as policy
from forum.submissions.models import Submission
from forum.submissions.weighing import breadth_of


class Support(Base):
    """One person stands behind a submission, as one of a group chosen at that moment.

    ``carried_from_id`` names the merged twin that the support was carried over from, so that a split takes it back.
    """

    __tablename__ = "support"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"))
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    group: Mapped[StakeholderGroup] = relationship()

    __table_args__ = (UniqueConstraint("submission_id", "account_id"), Index(None, "carried_from_id"))


class GroupSupport(Base):
    """How many people of one group stand behind a submission: one petal of the rosette."""

    __tablename__ = "group_support"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"), primary_key=True)
    people: Mapped[int]

    __table_args__ = (CheckConstraint("people > 0", name="people_positive"),)


def support(
    submission: Submission, *, by: Viewer, account_id: int, group: StakeholderGroup, carried_from: Submission | None = None
) -> bool:
    """Stand behind a submission as one of a group; said again with another group, the support moves there.

    False when nothing changed: idempotent by the unique key.

    :raises Refused: when it is not public, one's own, merged, or the group is not one's own.
    """
    hold(submission)
    refusal = policy.why_not_support(by, submission) or policy.why_not_speak_for(by, group.id)
    if refusal is not None:
        raise Refused(refusal)
    found = _support_of(submission, account_id)
    if found is not None and (found.group_id == group.id or carried_from is not None):
        return False
    if found is not None:
        _count_support(submission, found.group_id, -1)
        found.group_id = group.id
    else:
        origin = carried_from.id if carried_from else None
        row = {"submission_id": submission.id, "account_id": account_id, "group_id": group.id, "carried_from_id": origin, "at": clock.now()}
        writes.run(_SUPPORT, row)
    db.session.flush()
    _count_support(submission, group.id, +1)
    submission.event.touch()
    return True


def hold(submission: Submission) -> None:
    """Read it again and lock its row (PostgreSQL): two supporters of one instant count one after the other, and so do their groups."""
    if db.session.get_bind().dialect.name != "sqlite":
        db.session.refresh(submission, with_for_update=True)


def withdraw_support(submission: Submission, *, by: Viewer, account_id: int) -> bool:
    """Stand back; False when this person did not support it.

    :raises Refused: when the event is over.
    """
    hold(submission)
    if (refusal := policy.why_not_stand_back(by, submission)) is not None:
        raise Refused(refusal)
    found = _support_of(submission, account_id)
    if found is not None:
        _remove(submission, found)
    return found is not None


def _support_of(submission: Submission, account_id: int) -> Support | None:
    return db.session.scalar(_OF, {"one": submission.id, "who": account_id})


def _remove(submission: Submission, found: Support) -> None:
    db.session.delete(found)
    db.session.flush()
    _count_support(submission, found.group_id, -1)
    submission.event.touch()


def _count_support(submission: Submission, group_id: int, change: int) -> None:
    """One more or one less of a group; the petal of the last one goes."""
    of = {"one": submission.id, "of_group": group_id}
    if change > 0:
        _PETAL.run(db.session(), [((submission.id, group_id), change, change)])
    elif not writes.run(_LAST, of).rowcount:
        writes.run(_LESS, of)
    writes.run(_COUNTED, {"one": submission.id, "change": change})
    db.session.expire(submission, ["support_count", "support_group_count", "support_breadth"])


def spread(submission_id: Any) -> dict[str, Any]:
    """How many groups support a submission, and how broadly: the columns that its petals fill."""
    petals = GroupSupport.submission_id == submission_id
    groups = select(func.count()).select_from(GroupSupport).where(petals).correlate(Submission).scalar_subquery()
    broad = select(breadth_of(GroupSupport.people)).where(petals).correlate(Submission).scalar_subquery()
    return {"support_group_count": groups, "support_breadth": broad}


_S: Any = Submission.__table__
_P: Any = GroupSupport.__table__
_PETAL = writes.Adding(GroupSupport, "people")
_THIS = (_P.c.submission_id == bindparam("one"), _P.c.group_id == bindparam("of_group"))
_LAST = delete(_P).where(*_THIS, _P.c.people == 1)
_LESS = update(_P).where(*_THIS).values(people=_P.c.people - 1)
_COUNTED = (
    update(_S)
    .where(_S.c.id == bindparam("one"))
    .values(support_count=_S.c.support_count + bindparam("change"), **spread(bindparam("one", type_=Integer)))
)
_SUPPORT = insert(Support.__table__)  # type: ignore[arg-type]
_OF = select(Support).where(Support.submission_id == bindparam("one"), Support.account_id == bindparam("who"))


def take_back_carried(twin: Submission) -> None:
    """After a split: support that was carried over from ``twin`` returns to where it came from."""
    for one in db.session.scalars(select(Support).where(Support.carried_from_id == twin.id)).all():
        survivor = db.session.get_one(Submission, one.submission_id)
        _remove(survivor, one)
