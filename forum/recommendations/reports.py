"""Progress: what an agency reports about a recommendation, and the evidence that others confirm it by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.roles import Viewer
from forum.core import clock
from forum.core.columns import Utc, choice
from forum.core.files import StoredFile
from forum.core.model import Record
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import recommendations as policy
from forum.recommendations.models import Recommendation
from forum.recommendations.states import REPORT, WORK, ReportState, Work

_SENT = text("state = 'sent'")


class EvidenceKind(StrEnum):
    DOCUMENT = "document"
    LETTER = "letter"
    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    LINK = "link"
    DATA = "data"


class Report(Record, Base):
    """One report of progress: percent, what was done, what stands in the way, and the evidence.

    ``reached`` is the value of the recommendation's success indicator on that day, in its own unit.
    """

    __tablename__ = "report"

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    percent: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    obstacle: Mapped[str] = mapped_column(Text, default="")
    reached: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    state: Mapped[ReportState] = mapped_column(choice(ReportState, "state"), default=ReportState.DRAFT)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    verified_at: Mapped[datetime | None] = mapped_column(Utc)
    verified_percent: Mapped[int | None]
    verified_note: Mapped[str | None] = mapped_column(Text)
    returned_note: Mapped[str | None] = mapped_column(Text)
    recommendation: Mapped[Recommendation] = relationship(innerjoin=True)
    evidence: Mapped[list[Evidence]] = relationship(order_by="Evidence.id", cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("(state = 'draft') = (sent_at IS NULL)", name="sent_dated"),
        CheckConstraint(
            "(state = 'verified') = (verified_by_id IS NOT NULL AND verified_at IS NOT NULL AND verified_percent IS NOT NULL)",
            name="verified_dated",
        ),
        CheckConstraint("verified_by_id IS NULL OR verified_by_id <> reported_by_id", name="two_people"),
        CheckConstraint("verified_percent IS NULL OR verified_percent BETWEEN 0 AND percent", name="verified_within_claim"),
        CheckConstraint("(state <> 'returned') OR (returned_note IS NOT NULL)", name="returned_reasoned"),
        Index(None, "recommendation_id", "id"),
        Index("ix_report_sent", "sent_at", "id", "recommendation_id", sqlite_where=_SENT, postgresql_where=_SENT),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return self.recommendation.trail

    @classmethod
    def draft(
        cls,
        recommendation: Recommendation,
        *,
        by: Viewer,
        author_id: int,
        percent: int,
        note: str,
        obstacle: str = "",
        reached: Decimal | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> Report:
        """What the agency writes before anybody else sees it."""
        if (refusal := policy.why_not_report(by, recommendation)) is not None:
            raise Refused(refusal)
        made = cls(
            recommendation=recommendation,
            percent=percent,
            note=note,
            obstacle=obstacle,
            reached=reached,
            state=ReportState.DRAFT,
            reported_by_id=author_id,
            evidence=list(evidence),
            created_at=clock.now(),
        )
        db.session.add(made)
        return made

    def revise(
        self, *, by: Viewer, author_id: int, percent: int, note: str, obstacle: str, reached: Decimal | None, evidence: Sequence[Evidence]
    ) -> None:
        """Write the draft anew; ``evidence`` replaces what was attached. The last writer answers for it.

        :raises Refused: once it was sent.
        """
        if (refusal := policy.why_not_revise_report(by, self)) is not None:
            raise Refused(refusal)
        self.percent, self.note, self.obstacle, self.reached = percent, note, obstacle, reached
        self.reported_by_id = author_id
        self.evidence = list(evidence)

    def send(self, *, by: Viewer) -> None:
        """Put it before the public as a claim; at 100 percent the work counts as completed, which needs evidence.

        :raises Refused: without evidence at 100 percent, or below the last claim without naming an obstacle.
        """
        rec, before = self.recommendation, self.recommendation.fate
        REPORT.apply(self, "send", by=by, sent_at=clock.now(), detail={"percent": self.percent})
        done = self.percent == 100
        WORK.apply(
            rec,
            "complete" if done else "progress",
            by=by,
            note=self.note,
            detail={"percent": self.percent},
            claimed_percent=self.percent,
            completed_at=clock.now() if done else None,
        )
        rec.touch(before)

    def verify(self, percent: int, *, by: Viewer, note: str = "") -> None:
        """Confirm up to what percent the evidence shows it.

        The whole of a completed work makes it verified; less than was claimed needs ``note``, which everybody reads, and
        sends a claimed completion back to work.

        :raises Refused: above the claim, or below it without a note.
        """
        if (refusal := policy.why_not_confirm(self, percent, note)) is not None:
            raise Refused(refusal)
        before = self.recommendation.fate
        REPORT.apply(
            self,
            "verify",
            by=by,
            note=note,
            detail={"percent": percent},
            verified_by_id=by.account_id,
            verified_at=clock.now(),
            verified_percent=percent,
            verified_note=note or None,
        )
        self._confirm(percent, by, note)
        self.recommendation.touch(before)

    def _confirm(self, percent: int, by: Viewer, note: str) -> None:
        """Carry a verified value to the recommendation, unless a later report was verified already."""
        rec = self.recommendation
        later = select(Report.id).where(Report.recommendation_id == rec.id, Report.id > self.id, Report.state == ReportState.VERIFIED)
        if db.session.scalar(later.limit(1)) is None:
            rec.verified_percent = percent
        if rec.work is Work.COMPLETED and self.percent == 100:
            if percent == 100:
                WORK.apply(rec, "verify", by=by)
            else:
                WORK.apply(rec, "resume", by=by, note=note, completed_at=None)

    def send_back(self, *, by: Viewer, note: str) -> None:
        """The evidence does not show it; a claimed completion goes back to work."""
        before = self.recommendation.fate
        REPORT.apply(self, "return", by=by, note=note, returned_note=note)
        if self.recommendation.work is Work.COMPLETED and self.percent == 100:
            WORK.apply(self.recommendation, "resume", by=by, note=note, completed_at=None)
        self.recommendation.touch(before)


class Evidence(Base):
    """A piece of evidence (bukti dukung): a file or a title of one, its kind and the day it was issued."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(choice(EvidenceKind, "kind"))
    title: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    file: Mapped[StoredFile | None] = relationship()
