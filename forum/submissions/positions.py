"""What a group says officially of a submission: its representative endorses, asks for a change, or objects, with a text."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account, StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.columns import CleanHtml, CleanHtmlText, Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refused
from forum.core.text import CLEANER_VERSION, markdown
from forum.extensions import Base, db
from forum.policies import voices as policy
from forum.submissions.models import Submission


class Stance(StrEnum):
    ENDORSE = "endorse"
    AMEND = "amend"
    OBJECT = "object"


class GroupPosition(Record, Base):
    """The position of a group on a submission: one, which can be changed; what it was before stays readable."""

    __tablename__ = "group_position"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    stance: Mapped[Stance] = mapped_column(choice(Stance, "stance"))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[CleanHtml] = mapped_column(CleanHtmlText)
    cleaner_version: Mapped[int] = mapped_column(default=CLEANER_VERSION)
    stated_at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    submission: Mapped[Submission] = relationship()
    group: Mapped[StakeholderGroup] = relationship()
    account: Mapped[Account] = relationship()
    former: Mapped[list[FormerPosition]] = relationship(order_by="FormerPosition.id.desc()", back_populates="position")

    __table_args__ = (
        UniqueConstraint("submission_id", "group_id"),
        CheckConstraint("length(body) > 0", name="worded"),
        Index(None, "group_id", "id"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return self.submission.trail


class FormerPosition(Base):
    """What a group's position was until ``replaced_at``."""

    __tablename__ = "former_position"

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("group_position.id"), index=True)
    stance: Mapped[Stance] = mapped_column(choice(Stance, "stance"))
    body: Mapped[str] = mapped_column(Text)
    stated_at: Mapped[datetime] = mapped_column(Utc)
    replaced_at: Mapped[datetime] = mapped_column(Utc)
    position: Mapped[GroupPosition] = relationship(back_populates="former")


def position_of(submission: Submission, group: StakeholderGroup) -> GroupPosition | None:
    return db.session.scalar(select(GroupPosition).where(GroupPosition.submission_id == submission.id, GroupPosition.group_id == group.id))


def state(submission: Submission, group: StakeholderGroup, stance: Stance, body: str, *, by: Viewer, account_id: int) -> GroupPosition:
    """Say in the group's name where it stands; said again, the former words stay on record.

    :raises Refused: unless ``by`` represents the group today and the submission is public in an event that is not over.
    """
    if (refusal := policy.why_not_state_position(by, submission, group)) is not None:
        raise Refused(refusal)
    found = position_of(submission, group)
    before = found.stance if found else None
    if found is None:
        found = GroupPosition(submission=submission, group=group)
        db.session.add(found)
    else:
        db.session.add(
            FormerPosition(position=found, stance=found.stance, body=found.body, stated_at=found.stated_at, replaced_at=clock.now())
        )
    found.account_id, found.stance, found.body = account_id, stance, body
    found.body_html, found.cleaner_version, found.stated_at = markdown(body), CLEANER_VERSION, clock.now()
    history.record(
        "position.state", submission, by=by, role="group_representative", before=before, after=stance, detail={"group": group.slug}
    )
    submission.event.touch()
    return found
