"""Flags: somebody says that what everyone can read breaks a rule, or the machine does; a moderator looks and says what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.columns import choice
from forum.core.model import Record
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import moderation as policy
from forum.submissions.models import Submission
from forum.submissions.states import FLAG, FlagState, Reason

if TYPE_CHECKING:
    from forum.submissions.voices import Reply


class Flag(Record, Base):
    """One flag on a submission, or on a reply beneath it. Without an account it is the machine's: a held word."""

    __tablename__ = "flag"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reason: Mapped[Reason] = mapped_column(choice(Reason, "reason"))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[FlagState] = mapped_column(choice(FlagState, "state"), default=FlagState.OPEN)
    outcome: Mapped[str | None] = mapped_column(String(400))
    submission: Mapped[Submission] = relationship()
    reply: Mapped[Reply | None] = relationship("Reply")

    _open = text("state = 'open'")
    _whole, _part = text("account_id IS NOT NULL AND reply_id IS NULL"), text("account_id IS NOT NULL AND reply_id IS NOT NULL")
    __table_args__ = (
        CheckConstraint("account_id IS NOT NULL OR reply_id IS NOT NULL", name="machine_flags_replies"),
        CheckConstraint("outcome IS NULL OR state <> 'open'", name="outcome_of_settled"),
        Index("uq_flag_submission", "submission_id", "account_id", unique=True, sqlite_where=_whole, postgresql_where=_whole),
        Index("uq_flag_reply", "reply_id", "account_id", unique=True, sqlite_where=_part, postgresql_where=_part),
        Index("ix_flag_open", "submission_id", "id", sqlite_where=_open, postgresql_where=_open),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return self.submission.trail

    @property
    def facts(self) -> dict[str, str | None]:
        """What the history says of it in public facts."""
        return {"flag": self.public_id, "reply": self.reply.public_id if self.reply else None}

    def dismiss(self, *, by: Viewer, note: str = "") -> None:
        """Nothing is wrong with what was flagged; who flagged it is told, with ``note``."""
        self._settle("dismiss", by, note)

    def uphold(self, *, by: Viewer, note: str = "") -> None:
        """Something was done about it; who flagged it is told, with ``note``."""
        self._settle("uphold", by, note)

    def lapse(self, *, by: Viewer) -> None:
        """What was flagged was taken back by whoever wrote it, so nobody owes it a look any more."""
        FLAG.apply(self, "lapse", by=by, detail=self.facts)
        _count(self.submission, -1)

    def _settle(self, verb: str, by: Viewer, note: str) -> None:
        FLAG.apply(self, verb, by=by, note=note or None, detail=self.facts, outcome=note or None)
        _count(self.submission, -1)


def flag(
    submission: Submission,
    *,
    by: Viewer,
    account_id: int,
    reason: Reason,
    note: str = "",
    reply: Reply | None = None,
    look_by: date | None = None,
) -> tuple[Flag, bool]:
    """Flag a submission or a reply beneath it; the flag, and whether it is new: one person flags a thing once.

    What is decided already waits for a moderator again until ``look_by``.

    :raises Refused: by :func:`forum.policies.moderation.why_not_flag`.
    """
    if (refusal := policy.why_not_flag(by, submission, reply)) is not None:
        raise Refused(refusal)
    place = Flag.reply_id == reply.id if reply else Flag.reply_id.is_(None)
    before = db.session.scalar(select(Flag).where(Flag.submission_id == submission.id, Flag.account_id == account_id, place))
    if before is not None:
        return before, False
    made = Flag(submission=submission, reply=reply, account_id=account_id, reason=reason, note=note, state=FlagState.OPEN)
    db.session.add(made)
    db.session.flush()
    _count(submission, +1, look_by)
    history.record("flag.raise", made, by=by, after=FlagState.OPEN, reason=reason, note=note, detail=made.facts)
    return made, True


def hold(reply: Reply, look_by: date | None = None) -> None:
    """The machine's own flag: this reply holds a word of the city's list and waits for a person, until ``look_by``."""
    made = Flag(submission=reply.submission, reply=reply, reason=Reason.ABUSIVE_LANGUAGE, state=FlagState.OPEN)
    db.session.add(made)
    db.session.flush()
    _count(reply.submission, +1, look_by)


def open_flags(submission: Submission, reply: Reply | None = None) -> Sequence[Flag]:
    """The flags on a submission (or on a reply beneath it) that a moderator still owes a look, the oldest first."""
    place = Flag.reply_id == reply.id if reply else Flag.reply_id.is_(None)
    found = select(Flag).where(Flag.submission_id == submission.id, Flag.state == FlagState.OPEN, place)
    return db.session.scalars(found.order_by(Flag.id)).all() if submission.flag_count else []


def uphold_all(submission: Submission, *, by: Viewer, reply: Reply | None = None, note: str = "") -> None:
    """After the submission (or the reply) was taken down: whoever flagged it was right."""
    for one in open_flags(submission, reply):
        one.uphold(by=by, note=note)


def lapse_all(reply: Reply, *, by: Viewer) -> None:
    """After the reply was taken back: its flags have nothing to look at."""
    for one in open_flags(reply.submission, reply):
        one.lapse(by=by)


def reopen(submission: Submission, upheld: Sequence[int], *, by: Viewer) -> None:
    """The decision that these flags had led to was undone: they wait to be looked at again."""
    found = select(Flag).where(Flag.submission_id == submission.id, Flag.id.in_(upheld), Flag.state == FlagState.UPHELD)
    for one in db.session.scalars(found.order_by(Flag.id)).all() if upheld else ():
        FLAG.apply(one, "reopen", by=by, detail=one.facts, outcome=None)
        _count(submission, +1)


def hide(reply: Reply, *, by: Viewer, reason: Reason, note: str = "") -> None:
    """Hide a reply from everyone; its flags are upheld."""
    reply.hide(by=by, reason=reason)
    uphold_all(reply.submission, by=by, reply=reply, note=note)


def let_stand(reply: Reply, *, by: Viewer, note: str = "") -> None:
    """The reply may be read; its flags are dismissed, and one that was held back appears."""
    if reply.state == "held":
        reply.show(by=by)
    for one in open_flags(reply.submission, reply):
        one.dismiss(by=by, note=note)


def _count(submission: Submission, change: int, look_by: date | None = None) -> None:
    """Keep the counter of open flags without touching the version that a moderator's form holds."""
    values: dict[str, Any] = {"flag_count": Submission.flag_count + change}
    if look_by is not None and submission.decided and not submission.flag_count:
        values |= {"judge_by": look_by, "judge_since": clock.today(submission.event.tz)}
    counted = update(Submission).where(Submission.id == submission.id).values(values)
    db.session.execute(counted.execution_options(synchronize_session=False))
    db.session.expire(submission, list(values))
