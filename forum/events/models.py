"""A forum event and what belongs to it: agenda, input windows, questions, invited groups, legal bases."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, Update, bindparam, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from forum.accounts.bodies import Capacity
from forum.accounts.models import Agency, Jurisdiction
from forum.accounts.roles import Viewer
from forum.core import clock, history, stamps, writes
from forum.core.columns import Utc, choice
from forum.core.history import HistoryEntry
from forum.core.model import Record
from forum.core.refusal import Refusal, Refused
from forum.events.parts import AgendaItem, InputWindow, InvitedGroup, LegalBasis, Provision, Question
from forum.events.states import EVENT, EventState, Phase
from forum.extensions import Base, db
from forum.indices.models import Pillar
from forum.policies import events as policy

OF_EVENT = "substr(verb, 1, 6) = 'event.'"
"""Lines of the history about an event itself, as the partial index and the desk both say it: its replies are thousands."""
Index("ix_history_event_itself", HistoryEntry.event_id, HistoryEntry.seq, sqlite_where=text(OF_EVENT), postgresql_where=text(OF_EVENT))


class EventKind(StrEnum):
    STAKEHOLDER_FORUM = "stakeholder_forum"
    PUBLIC_CONSULTATION = "public_consultation_forum"
    WORK_MEETING = "work_meeting"
    COORDINATION_MEETING = "coordination_meeting"
    SOCIALISATION = "socialisation"
    FIELD_EVALUATION = "field_evaluation"
    COMMITMENT_SIGNING = "commitment_signing"


class Attendance(StrEnum):
    OFFLINE = "offline"
    ONLINE = "online"
    HYBRID = "hybrid"


class Promise(StrEnum):
    """How far input may reach, after the IAP2 spectrum, in our own words (``labels``)."""

    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"


class Event(Record, Base):
    """One forum event. Counters are kept by the verbs of later capabilities, in their own transaction."""

    __tablename__ = "event"

    slug: Mapped[str] = mapped_column(String(80), unique=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    kind: Mapped[EventKind] = mapped_column(choice(EventKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text)
    state: Mapped[EventState] = mapped_column(choice(EventState, "state"), default=EventState.DRAFT)
    starts_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc)
    venue: Mapped[str] = mapped_column(String(200), default="")
    attendance: Mapped[Attendance] = mapped_column(choice(Attendance, "attendance"), default=Attendance.OFFLINE)
    online_url: Mapped[str | None] = mapped_column(String(300))
    organizer_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    opened_by: Mapped[str] = mapped_column(String(120), default="")
    opened_by_capacity: Mapped[Capacity] = mapped_column(choice(Capacity, "opened_by_capacity"), default=Capacity.DEFINITIVE)
    opened_by_delegate: Mapped[str | None] = mapped_column(String(120))
    promise: Mapped[Promise] = mapped_column(choice(Promise, "promise"), default=Promise.CONSULT)
    what_can_change: Mapped[str] = mapped_column(Text, default="")
    decision_maker: Mapped[str] = mapped_column(String(160), default="")
    result_due_on: Mapped[date | None] = mapped_column(Date)
    post_moderated: Mapped[bool] = mapped_column(default=False)
    open_sign_up: Mapped[bool] = mapped_column(default=True)
    announced_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    outcome_published_at: Mapped[datetime | None] = mapped_column(Utc)
    submission_count: Mapped[int] = mapped_column(default=0)
    public_count: Mapped[int] = mapped_column(default=0)
    undecided_count: Mapped[int] = mapped_column(default=0)
    unanswered_count: Mapped[int] = mapped_column(default=0)
    recommendation_count: Mapped[int] = mapped_column(default=0)
    provenance: Mapped[str | None] = mapped_column(String(20))

    jurisdiction: Mapped[Jurisdiction] = relationship(lazy="joined", innerjoin=True)
    organizer: Mapped[Agency] = relationship()
    agenda: Mapped[list[AgendaItem]] = relationship(order_by="AgendaItem.position", cascade="all, delete-orphan")
    windows: Mapped[list[InputWindow]] = relationship(order_by="InputWindow.opens_at", cascade="all, delete-orphan")
    questions: Mapped[list[Question]] = relationship(order_by="Question.position", cascade="all, delete-orphan")
    invited: Mapped[list[InvitedGroup]] = relationship(order_by="InvitedGroup.position", cascade="all, delete-orphan")
    provisions: Mapped[list[Provision]] = relationship(order_by="Provision.position", cascade="all, delete-orphan")
    pillars: Mapped[list[Pillar]] = relationship(secondary="event_pillar", order_by="Pillar.position")
    legal_bases: Mapped[list[LegalBasis]] = relationship(secondary="event_legal_basis", order_by="LegalBasis.year")

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(state IN ('announced', 'closed')) <= (announced_at IS NOT NULL)", name="announced_dated"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_dated"),
        CheckConstraint("state <> 'closed' OR undecided_count = 0", name="closed_means_decided"),
        CheckConstraint("state <> 'closed' OR unanswered_count = 0", name="closed_means_answered"),
        CheckConstraint("state <> 'closed' OR outcome_published_at IS NOT NULL", name="closed_means_published"),
        CheckConstraint(
            "submission_count >= 0 AND public_count >= 0 AND undecided_count >= 0 AND unanswered_count >= 0 AND recommendation_count >= 0",
            name="counters_not_negative",
        ),
        Index(None, "starts_at", "id"),
        Index(None, "jurisdiction_id", "starts_at", "id"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"event_id": self.id, "jurisdiction_id": self.jurisdiction_id}

    @property
    def tz(self) -> str:
        return self.jurisdiction.tz

    def touch(self) -> None:
        """Say that pages about this event have changed."""
        stamps.touch(f"event:{self.id}", f"city:{self.jurisdiction_id}")

    def count(self, **changes: int) -> None:
        """Add to counters without touching the version: they are nobody's edit."""
        if moved := {name: by for name, by in changes.items() if by}:
            db.session.flush()
            writes.run(_more(tuple(sorted(moved))), {"which": self.id, **moved})
            db.session.expire(self, list(moved))

    @classmethod
    def plan(cls, *, by: Viewer, **facts: Any) -> Event:
        """A draft event with these columns.

        :raises Refused: unless ``by`` publishes for the city.
        """
        event = cls(**facts)
        if event.jurisdiction is not None:
            event.jurisdiction_id = event.jurisdiction.id
        if (refusal := policy.why_not_create_event(by, event.jurisdiction_id)) is not None:
            raise Refused(refusal)
        history.record("event.plan", event, by=by, role="publisher", after=EventState.DRAFT)
        return event

    def revise(self, *, by: Viewer, **facts: Any) -> None:
        """Change columns of an event that is not over."""
        if (refusal := policy.why_not_edit_event(by, self)) is not None:
            raise Refused(refusal)
        changed = sorted(name for name, value in facts.items() if getattr(self, name) != value)
        for name in changed:
            setattr(self, name, facts[name])
        if changed:
            history.record("event.revise", self, by=by, role="publisher", detail={"changed": changed})
            self.touch()

    def renew(self) -> None:
        """Count an edit of its parts as an edit of the event: the version that others hold is stale."""
        flag_modified(self, "title")

    def announce(self, *, by: Viewer) -> None:
        EVENT.apply(self, "announce", by=by, announced_at=clock.now())
        self.touch()

    def close(self, *, by: Viewer) -> None:
        """Everything has an answer: the event becomes read-only."""
        EVENT.apply(self, "close", by=by, closed_at=clock.now())
        self.touch()

    def cancel(self, *, by: Viewer, note: str) -> None:
        EVENT.apply(self, "cancel", by=by, note=note)
        self.touch()

    def open_window(self, now: datetime) -> InputWindow | None:
        """The window that takes input at this instant."""
        return next((window for window in self.windows if window.opens_at <= now < window.closes_at), None)

    def takes_input_later(self, now: datetime) -> bool:
        return any(window.closes_at > now for window in self.windows)

    def why_not_take_input(self) -> Refusal | None:
        return policy.why_not_take_input(self)

    def phase(self, now: datetime) -> Phase:
        """What people are told: the stored state, refined by the clock."""
        if self.state is not EventState.ANNOUNCED:
            return Phase(self.state)
        if self.starts_at <= now < self.ends_at:
            return Phase.UNDER_WAY
        if self.open_window(now) is not None:
            return Phase.OPEN
        if now < self.starts_at:
            return Phase.ANNOUNCED
        return Phase.HELD if self.takes_input_later(now) else Phase.FOLLOW_UP

    def next_turn(self, now: datetime) -> datetime | None:
        """The next instant at which the clock changes what pages say about this event."""
        moments = [self.starts_at, self.ends_at, *(m for w in self.windows for m in (w.opens_at, w.closes_at))]
        return min((moment for moment in moments if moment > now), default=None)


@cache
def _more(counters: tuple[str, ...]) -> Update:
    """Adds to these counters of one event."""
    table: Any = Event.__table__
    return update(table).where(table.c.id == bindparam("which")).values({name: table.c[name] + bindparam(name) for name in counters})
