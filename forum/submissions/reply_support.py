"""Agreeing with a reply: one voice a person, counted with the write."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock
from forum.core.columns import Utc
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import submissions as policy
from forum.policies import voices
from forum.submissions.voices import Reply


class ReplySupport(Base):
    """One person agrees with a reply. The primary key counts everybody once."""

    __tablename__ = "reply_support"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"))
    at: Mapped[datetime] = mapped_column(Utc, default=clock.now)


def agree(reply: Reply, *, by: Viewer, account_id: int, group: StakeholderGroup) -> bool:
    """Stand behind a reply; False when one did already.

    :raises Refused: when it is gone or one's own, or the event is over.
    """
    refusal = voices.why_not_agree(by, reply) or policy.why_not_speak_for(by, group.id)
    if refusal is not None:
        raise Refused(refusal)
    if db.session.get(ReplySupport, (reply.id, account_id)) is not None:
        return False
    db.session.add(ReplySupport(reply_id=reply.id, account_id=account_id, group_id=group.id))
    db.session.flush()
    _count(reply, +1)
    return True


def disagree(reply: Reply, *, by: Viewer, account_id: int) -> bool:
    """Stand back; False when one did not stand behind it.

    :raises Refused: when the event is over.
    """
    if (refusal := policy.why_not_stand_back(by, reply.submission)) is not None:
        raise Refused(refusal)
    mine = delete(ReplySupport).where(ReplySupport.reply_id == reply.id, ReplySupport.account_id == account_id)
    taken = bool(db.session.execute(mine.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]
    if taken:
        _count(reply, -1)
    return taken


def _count(reply: Reply, change: int) -> None:
    """Move the counter without touching the version: an edit that is under way does not collide with an agreement."""
    counted = update(Reply).where(Reply.id == reply.id).values(support_count=Reply.support_count + change)
    db.session.execute(counted.execution_options(synchronize_session=False))
    db.session.expire(reply, ["support_count"])
    reply.submission.event.touch()
