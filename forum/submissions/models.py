"""A submission: what somebody asks for, tells or offers, and what became of it."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from forum.accounts.models import Account, StakeholderGroup
from forum.core import clock
from forum.core.columns import CleanHtml, CleanHtmlText, Utc, choice
from forum.core.model import Record
from forum.core.text import CLEANER_VERSION
from forum.events.models import Event
from forum.events.parts import AgendaItem, Question
from forum.extensions import Base
from forum.indices.models import Pillar
from forum.submissions import drafts as drafts  # the other side of what an attachment belongs to
from forum.submissions.attachments import Attachment
from forum.submissions.authoring import AuthorVerbs
from forum.submissions.judging import JudgeVerbs
from forum.submissions.masking import MaskingVerbs
from forum.submissions.states import Appeal, Channel, Disposition, Identity, Reason, Referral, SubmissionType, Visibility
from forum.submissions.waiting import MERGED, UNDECIDED, waiting_indexes
from forum.submissions.watching import is_trusted, moderators_of
from forum.submissions.wordings import Redaction, SubmissionVersion

if TYPE_CHECKING:
    from forum.submissions.flags import Flag

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_code(length: int) -> str:
    """Letters and digits that nobody confuses when reading them aloud; five bits each."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def new_code() -> str:
    """The public code, which stands in the address of the page."""
    return f"S-{random_code(8)}"


def new_tracking_code() -> str:
    """The secret code of the receipt (50 bits), which never stands in a public address."""
    return f"UR-{random_code(5)}-{random_code(5)}"


class Submission(Record, AuthorVerbs, JudgeVerbs, MaskingVerbs, Base):
    """One submission (masukan). Its words are those that may be shown: what was masked stands in ``SealedWording`` alone."""

    __tablename__ = "submission"

    code: Mapped[str] = mapped_column(String(24), unique=True, default=new_code)
    tracking_code: Mapped[str] = mapped_column(String(24), unique=True, default=new_tracking_code)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"))
    for_group: Mapped[bool] = mapped_column(default=False)
    author_name: Mapped[str] = mapped_column(String(80))
    identity: Mapped[Identity] = mapped_column(choice(Identity, "identity"), default=Identity.NAMED)
    channel: Mapped[Channel] = mapped_column(choice(Channel, "channel"), default=Channel.WEB)
    type: Mapped[SubmissionType] = mapped_column(choice(SubmissionType, "type"))
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    locality: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[CleanHtml] = mapped_column(CleanHtmlText)
    summary: Mapped[str] = mapped_column(String(240))
    cleaner_version: Mapped[int] = mapped_column(default=CLEANER_VERSION)
    redacted: Mapped[bool] = mapped_column(default=False)
    by_minor: Mapped[bool] = mapped_column(default=False)
    awaiting_guardian: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(Utc)
    external_ref: Mapped[str | None] = mapped_column(String(60))
    submitted_at: Mapped[datetime] = mapped_column(Utc, default=clock.now)

    visibility: Mapped[Visibility] = mapped_column(choice(Visibility, "visibility"), default=Visibility.WAITING)
    visibility_reason: Mapped[Reason | None] = mapped_column(choice(Reason, "visibility_reason"))
    visibility_note: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Utc)
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    judge_by: Mapped[date] = mapped_column(Date)
    judge_since: Mapped[date | None] = mapped_column(Date)
    unchecked: Mapped[bool] = mapped_column(default=False)
    marks: Mapped[str] = mapped_column(String(80), default="")
    flag_count: Mapped[int] = mapped_column(default=0)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(Utc)
    claimed_until: Mapped[datetime | None] = mapped_column(Utc)

    disposition: Mapped[Disposition] = mapped_column(choice(Disposition, "disposition"), default=Disposition.OPEN)
    response: Mapped[str | None] = mapped_column(Text)
    response_html: Mapped[CleanHtml | None] = mapped_column(CleanHtmlText)
    referred_to: Mapped[Referral | None] = mapped_column(choice(Referral, "referred_to"))
    disposed_at: Mapped[datetime | None] = mapped_column(Utc)
    reopened_at: Mapped[datetime | None] = mapped_column(Utc)
    confirmed_at: Mapped[datetime | None] = mapped_column(Utc)  # type: ignore[assignment]

    appeal: Mapped[Appeal] = mapped_column(choice(Appeal, "appeal"), default=Appeal.NONE)
    appeal_text: Mapped[str | None] = mapped_column(Text)

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    merged_at: Mapped[datetime | None] = mapped_column(Utc)
    merge_reason: Mapped[str | None] = mapped_column(Text)
    has_merged: Mapped[bool] = mapped_column(default=False)

    support_count: Mapped[int] = mapped_column(default=0)
    support_group_count: Mapped[int] = mapped_column(default=0)
    support_breadth: Mapped[int] = mapped_column(default=0)
    reply_count: Mapped[int] = mapped_column(default=0)
    reply_seq: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(innerjoin=True)
    author: Mapped[Account] = relationship(foreign_keys=[author_id])
    group: Mapped[StakeholderGroup] = relationship(innerjoin=True)
    pillar: Mapped[Pillar | None] = relationship()
    question: Mapped[Question | None] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship()
    merged_into: Mapped[Submission | None] = relationship(remote_side="Submission.id")
    versions: Mapped[list[SubmissionVersion]] = relationship(order_by="SubmissionVersion.id")
    redactions: Mapped[list[Redaction]] = relationship(cascade="all, delete-orphan", order_by="Redaction.id")
    attachments: Mapped[list[Attachment]] = relationship(order_by="Attachment.id", back_populates="submission")
    flags: Mapped[list[Flag]] = relationship("Flag", order_by="Flag.id", viewonly=True)

    __table_args__ = (
        CheckConstraint("(visibility <> 'public') OR (published_at IS NOT NULL)", name="public_dated"),
        CheckConstraint("(visibility NOT IN ('returned', 'held', 'refused')) OR (visibility_reason IS NOT NULL)", name="reason_given"),
        CheckConstraint("(disposition NOT IN ('answered', 'declined')) OR (response_html IS NOT NULL)", name="reasoned_response"),
        CheckConstraint("(disposition = 'referred') = (referred_to IS NOT NULL)", name="referred_somewhere"),
        CheckConstraint("(disposition = 'open') = (disposed_at IS NULL)", name="disposed_dated"),
        CheckConstraint("confirmed_at IS NULL OR disposition <> 'open'", name="confirmed_after_answer"),
        CheckConstraint("(appeal = 'none') = (appeal_text IS NULL)", name="appeal_worded"),
        CheckConstraint("(merged_into_id IS NULL) = (merged_at IS NULL)", name="merge_dated"),
        CheckConstraint("(merged_into_id IS NULL) = (merge_reason IS NULL)", name="merge_reasoned"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("merged_into_id IS NULL OR has_merged = false", name="no_merge_chains"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_at IS NULL)", name="claim_dated"),
        CheckConstraint("awaiting_guardian = false OR (by_minor = true AND visibility <> 'public')", name="guardian_before_public"),
        CheckConstraint("erased_at IS NULL OR (visibility = 'withdrawn' AND body = '')", name="erased_means_empty"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_until IS NULL)", name="claim_ends"),
        CheckConstraint("support_count >= 0 AND support_group_count >= 0 AND reply_count >= 0", name="counters_not_negative"),
        CheckConstraint("support_breadth >= 0", name="breadth_not_negative"),
        CheckConstraint("flag_count >= 0", name="flags_not_negative"),
        CheckConstraint("(NOT unchecked) OR visibility = 'public'", name="unchecked_is_public"),
        Index("ix_submission_public", "event_id", "visibility", "published_at", "id"),
        Index("ix_submission_group", "group_id", "visibility", "published_at", "id"),
        Index("ix_submission_support", "event_id", "visibility", "support_breadth", "support_count", "id"),
        *waiting_indexes(),
        Index("ix_submission_merged_into_id", "merged_into_id", sqlite_where=text(MERGED), postgresql_where=text(MERGED)),
        Index("ix_submission_owed", "event_id", "judge_by", "id", sqlite_where=text(UNDECIDED), postgresql_where=text(UNDECIDED)),
        Index(None, "author_id", "id"),
        Index("uq_submission_external_ref", "event_id", "external_ref", unique=True),
    )

    @validates("disposition")
    def _no_longer_answered(self, _name: str, disposition: Disposition) -> Disposition:
        """What waits for a decision again has no answer that could have met the point."""
        if disposition is Disposition.OPEN:
            self.confirmed_at = None
        return disposition

    @property
    def trail(self) -> dict[str, int | None]:
        return {"submission_id": self.id, "event_id": self.event_id, "jurisdiction_id": self.jurisdiction_id}

    @validates("judge_by")
    def _begin_duty(self, _key: str, due: date) -> date:
        """A duty runs from the day on which its date is set; a changed holiday table counts its days from there again."""
        self.judge_since = clock.today(self.event.tz)
        return due

    @property
    def holder_id(self) -> int | None:
        """Who holds it now; a claim that ran out holds nothing."""
        return self.claimed_by_id if self.claimed_until is not None and self.claimed_until > clock.now() else None

    @property
    def seen_marks(self) -> set[str]:
        """What the machine saw in it."""
        return set(self.marks.split(",")) - {""}

    @property
    def author_trusted(self) -> bool:
        """Whether the city's moderators trust its author today (one query)."""
        return is_trusted(self.author_id, self.jurisdiction_id)

    @property
    def city_moderators(self) -> frozenset[int]:
        """The accounts that moderate its city today (one small query)."""
        return moderators_of(self.jurisdiction_id, clock.today("Asia/Jakarta"))

    @property
    def decided(self) -> bool:
        """Whether its author has an answer: refused, withdrawn, merged, or any disposition but open."""
        gone = self.visibility in (Visibility.REFUSED, Visibility.WITHDRAWN)
        return gone or self.merged_into_id is not None or self.disposition is not Disposition.OPEN

    @property
    def fate(self) -> str:
        """The one word under which it counts: what became of it, else whether it may be seen."""
        if self.merged_into_id is not None:
            return "merged"
        if self.visibility in (Visibility.REFUSED, Visibility.WITHDRAWN) or self.disposition is Disposition.OPEN:
            return str(self.visibility)
        return str(self.disposition)

    @property
    def public_name(self) -> str | None:
        """The author's name where it may be shown to everyone."""
        return self.author_name if self.identity is Identity.NAMED else None
