"""A recommendation: one thing asked of one agency by a date, with the submissions it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Agency
from forum.accounts.roles import Viewer
from forum.core import clock, history, stamps, tally
from forum.core.columns import CleanHtml, CleanHtmlText, Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refusal, Refused
from forum.core.text import markdown
from forum.events.models import Event
from forum.extensions import Base, db
from forum.indices.models import Pillar
from forum.policies import recommendations as policy
from forum.policies import submissions as judging
from forum.recommendations.states import STAGE, AnswerKind, Horizon, Priority, Stage, Work
from forum.submissions.models import Submission, random_code

SETTLED = (AnswerKind.REJECTED, AnswerKind.DEFERRED)
DONE = (Work.COMPLETED, Work.VERIFIED)
RUNNING = "stage = 'issued' AND answer NOT IN ('rejected', 'deferred') AND work NOT IN ('completed', 'verified')"
FINISHED = "stage = 'issued' AND work IN ('completed', 'verified')"
AT_REST = "issued_at IS NOT NULL AND (stage <> 'issued' OR answer IN ('rejected', 'deferred') OR work IN ('completed', 'verified'))"
"""As partial indexes and reads both say it: public and still to be done, done, and public but not to be done any more."""


def only(predicate: str) -> dict[str, Any]:
    """An index over the rows that this literal condition holds for, on both engines."""
    return {"sqlite_where": text(predicate), "postgresql_where": text(predicate)}


class Recommendation(Record, Base):
    """One recommendation. ``claimed_percent`` is what the agency reports, ``verified_percent`` what others confirmed."""

    __tablename__ = "recommendation"

    code: Mapped[str] = mapped_column(String(24), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[CleanHtml] = mapped_column(CleanHtmlText)
    pillar_id: Mapped[int | None] = mapped_column(ForeignKey("pillar.id"))
    horizon: Mapped[Horizon] = mapped_column(choice(Horizon, "horizon"), default=Horizon.SHORT)
    priority: Mapped[Priority] = mapped_column(choice(Priority, "priority"), default=Priority.MEDIUM)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    success_indicator: Mapped[str] = mapped_column(String(200), default="")
    baseline: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    target: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    planning_reference: Mapped[str] = mapped_column(String(160), default="")
    index_reference: Mapped[str] = mapped_column(String(80), default="")
    stage: Mapped[Stage] = mapped_column(choice(Stage, "stage"), default=Stage.DRAFT)
    issued_at: Mapped[datetime | None] = mapped_column(Utc)
    answer: Mapped[AnswerKind] = mapped_column(choice(AnswerKind, "answer"), default=AnswerKind.NONE)
    answer_html: Mapped[CleanHtml | None] = mapped_column(CleanHtmlText)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    work: Mapped[Work] = mapped_column(choice(Work, "work"), default=Work.NOT_STARTED)
    claimed_percent: Mapped[int] = mapped_column(default=0)
    verified_percent: Mapped[int] = mapped_column(default=0)
    completed_at: Mapped[datetime | None] = mapped_column(Utc)
    cancelled_note: Mapped[str | None] = mapped_column(Text)
    source_count: Mapped[int] = mapped_column(default=0)
    event: Mapped[Event] = relationship(innerjoin=True)
    pillar: Mapped[Pillar | None] = relationship()
    owner: Mapped[Agency | None] = relationship()
    supporting: Mapped[list[Agency]] = relationship(secondary="supporting_agency", order_by="Agency.abbreviation")
    sources: Mapped[list[Submission]] = relationship(secondary="recommendation_source", order_by="Submission.submitted_at")
    milestones: Mapped[list[Milestone]] = relationship(order_by="Milestone.position", cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint(
            "(stage <> 'issued') OR (owner_id IS NOT NULL AND due_on IS NOT NULL AND issued_at IS NOT NULL)", name="issued_owned"
        ),
        CheckConstraint("(answer = 'none') = (answer_html IS NULL)", name="answer_reasoned"),
        CheckConstraint("(answer = 'none') = (answered_at IS NULL)", name="answer_dated"),
        CheckConstraint("(answer = 'none') OR (issued_at IS NOT NULL)", name="answer_after_issue"),
        CheckConstraint("(work IN ('completed', 'verified')) = (completed_at IS NOT NULL)", name="completed_dated"),
        CheckConstraint("(work = 'not_started') OR (answer IN ('accepted', 'partially_accepted', 'deferred'))", name="work_after_answer"),
        CheckConstraint("(stage = 'cancelled') = (cancelled_note IS NOT NULL)", name="cancelled_reasoned"),
        CheckConstraint("claimed_percent BETWEEN 0 AND 100 AND verified_percent BETWEEN 0 AND 100", name="percents"),
        Index("ix_recommendation_running", "due_on", "id", "jurisdiction_id", "answer", "work", **only(RUNNING)),
        Index("ix_recommendation_running_city", "jurisdiction_id", "due_on", "id", "answer", "work", **only(RUNNING)),
        Index("ix_recommendation_rest", "due_on", "id", **only(AT_REST)),
        Index("ix_recommendation_rest_city", "jurisdiction_id", "due_on", "id", **only(AT_REST)),
        Index("ix_recommendation_finished", "completed_at", "id", **only(FINISHED)),
        Index("ix_recommendation_city", "jurisdiction_id", "id"),
        Index("ix_recommendation_stage", "jurisdiction_id", "stage", "id"),
        Index("ix_recommendation_owner", "owner_id", "stage", "due_on", "id"),
        Index(None, "event_id", "id"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"recommendation_id": self.id, "event_id": self.event_id, "jurisdiction_id": self.jurisdiction_id}

    @property
    def fate(self) -> str:
        """The one word under which it counts: how far the work is, else its answer, else its stage."""
        if self.stage is not Stage.ISSUED:
            return str(self.stage)
        if self.work is not Work.NOT_STARTED and self.answer not in SETTLED:
            return str(self.work)
        return "issued" if self.answer is AnswerKind.NONE else str(self.answer)

    def touch(self, fate_before: str | None = None) -> None:
        """Say that pages about it have changed, and count it under what it has become."""
        if fate_before is not None:
            city = f"city:{self.jurisdiction_id}"
            tally.move(city, f"recommendation.{fate_before}", f"recommendation.{self.fate}")
            if self.issued_at is not None:
                tally.move(city, None if fate_before == Stage.DRAFT else f"tracked.{fate_before}", f"tracked.{self.fate}")
        stamps.touch(f"rec:{self.id}")
        self.event.touch()

    def is_overdue(self, today: date) -> bool:
        """Issued, due before today, neither done nor rejected or deferred. Computed, never stored."""
        running = self.stage is Stage.ISSUED and self.answer not in SETTLED and self.work not in DONE
        return running and self.due_on is not None and self.due_on < today

    @classmethod
    def from_submissions(cls, submissions: Sequence[Submission], *, by: Viewer, **facts: Any) -> Recommendation:
        """Formulate a draft from one or more submissions of one event; they are adopted and stay linked both ways.

        :raises Refused: when they are of several events, or one of them may not be adopted by ``by``.
        """
        event = submissions[0].event
        made = cls(
            event=event,
            event_id=event.id,
            jurisdiction_id=event.jurisdiction_id,
            stage=Stage.DRAFT,
            answer=AnswerKind.NONE,
            work=Work.NOT_STARTED,
            **{"code": f"REK-{random_code(6)}", **facts},
        )
        made.claimed_percent = made.verified_percent = made.source_count = 0
        made.body_html = markdown(made.body)
        if (refusal := policy.why_not_formulate(by, made)) is not None:
            raise Refused(refusal)
        db.session.add(made)
        event.count(recommendation_count=1, unanswered_count=1)
        tally.move(f"city:{event.jurisdiction_id}", None, f"recommendation.{made.fate}")
        history.record("recommendation.formulate", made, by=by, role="moderator", after=Stage.DRAFT)
        made.add_sources(submissions, by=by)
        return made

    def add_sources(self, submissions: Sequence[Submission], *, by: Viewer) -> None:
        """Adopt further submissions of the same event."""
        if (refusal := policy.why_not_formulate(by, self)) is not None:
            raise Refused(refusal)
        if any(one.event_id != self.event_id for one in submissions):
            raise Refused(Refusal.because("other_event", "Semua masukan harus dari acara yang sama."))
        for one in submissions:
            if one in self.sources:
                continue
            self.sources.append(one)
            self.source_count += 1
            if one.merged_into_id is None:
                one.adopt(by=by)
            elif (refusal := judging.why_not_judge(by, one)) is not None:
                raise Refused(refusal)
            history.record("recommendation.source", self, by=by, role="moderator", detail={"submission": one.code})
        if self.issued_at is not None:
            self._count_sources(submissions)
        self.touch()

    def revise(self, *, by: Viewer, **facts: Any) -> None:
        """Change columns (and ``supporting``) of one that is not answered yet; what is issued keeps an owner and a date.

        :raises Refused: once it was answered or cancelled, or when an issued one would lose its owner or date.
        """
        if (refusal := policy.why_not_revise_recommendation(by, self)) is not None:
            raise Refused(refusal)
        if self.stage is Stage.ISSUED and (facts.get("owner", self.owner) is None or facts.get("due_on", self.due_on) is None):
            raise Refused(policy.OWNER_OR_DATE_MISSING)
        changed = sorted(name for name, value in facts.items() if getattr(self, name) != value)
        with db.session.no_autoflush:
            for name in changed:
                setattr(self, name, facts[name])
            self.body_html = markdown(self.body)
        if changed:
            history.record("recommendation.revise", self, by=by, role="moderator", detail={"changed": changed})
            self.touch()

    def issue(self, *, by: Viewer) -> None:
        """Hand it to its owner agency; from now on the due date runs."""
        before = self.fate
        STAGE.apply(self, "issue", by=by, issued_at=clock.now())
        self._count_sources(self.sources)
        self.touch(before)

    def cancel(self, *, by: Viewer, note: str) -> None:
        owed, before = self.answer is AnswerKind.NONE, self.fate
        STAGE.apply(self, "cancel", by=by, note=note, cancelled_note=note)
        self.event.count(unanswered_count=-int(owed))
        self.touch(before)

    def _count_sources(self, submissions: Sequence[Submission]) -> None:
        """Count those that no other public recommendation comes from; their rows are locked, so that two issues count one once."""
        ids = sorted({one.id for one in submissions})
        db.session.execute(select(Submission.id).where(Submission.id.in_(ids)).order_by(Submission.id).with_for_update())
        others = (
            select(RecommendationSource.submission_id)
            .join(Recommendation, Recommendation.id == RecommendationSource.recommendation_id)
            .where(RecommendationSource.submission_id.in_(ids), Recommendation.issued_at.is_not(None), Recommendation.id != self.id)
        )
        for _ in set(ids) - set(db.session.scalars(others)):
            tally.move(f"city:{self.jurisdiction_id}", None, "source.public")


class RecommendationSource(Base):
    """A submission that a recommendation comes from."""

    __tablename__ = "recommendation_source"

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True, index=True)


class SupportingAgency(Base):
    __tablename__ = "supporting_agency"

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)


class Milestone(Base):
    """A step towards the target: planned, then expected or done."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    planned_on: Mapped[date] = mapped_column(Date)
    expected_on: Mapped[date | None] = mapped_column(Date)
    actual_on: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (UniqueConstraint("recommendation_id", "position"),)
