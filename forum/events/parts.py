"""What belongs to an event: agenda, input windows, questions, invited groups, provisions, legal bases."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import StakeholderGroup
from forum.core.columns import Utc, choice
from forum.extensions import Base


class WindowKind(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


def last_minute(closes_at: datetime) -> datetime:
    """The last minute before a window closes: midnight belongs to the day before, as people say it."""
    return closes_at - timedelta(minutes=1)


class AgendaItem(Base):
    """One item of the agenda (susunan acara)."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    position: Mapped[int]
    starts_at: Mapped[datetime | None] = mapped_column(Utc)
    title: Mapped[str] = mapped_column(String(200))
    speaker: Mapped[str] = mapped_column(String(160), default="")

    __table_args__ = (UniqueConstraint("event_id", "position"),)


class InputWindow(Base):
    """A span in which input is taken; independent of the day of the meeting. ``closes_at`` is exclusive."""

    __tablename__ = "input_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[WindowKind] = mapped_column(choice(WindowKind, "kind"))
    opens_at: Mapped[datetime] = mapped_column(Utc)
    closes_at: Mapped[datetime] = mapped_column(Utc)

    handed_in: Mapped[int] = mapped_column(default=0)
    """Submissions that came within the window, whatever became of them; kept by the write."""

    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("handed_in >= 0", name="handed_in_not_negative"),
        Index(None, "closes_at", "event_id"),
    )

    @property
    def last_minute(self) -> datetime:
        return last_minute(self.closes_at)


class Question(Base):
    """A question that the event asks."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(300))

    __table_args__ = (UniqueConstraint("event_id", "position"),)


class InvitedGroup(Base):
    """A group that the event invites; ``attended`` counts its people in the room when that is known."""

    __tablename__ = "invited_group"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"), primary_key=True)
    position: Mapped[int]
    attended: Mapped[int | None]
    group: Mapped[StakeholderGroup] = relationship()


class Provision(Base):
    """An accessibility provision, available or not."""

    __tablename__ = "provision"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    available: Mapped[bool]


class LegalBasis(Base):
    """A regulation that events cite; a repealed one says by which."""

    __tablename__ = "legal_basis"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    about: Mapped[str] = mapped_column(String(300))
    url: Mapped[str | None] = mapped_column(String(300))
    repealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("legal_basis.id"))
    repealed_by: Mapped[LegalBasis | None] = relationship(remote_side=[id])

    @property
    def citation(self) -> str:
        return f"{self.kind} {self.number}/{self.year}"


class EventPillar(Base):
    __tablename__ = "event_pillar"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillar.id"), primary_key=True)


class EventLegalBasis(Base):
    __tablename__ = "event_legal_basis"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    legal_basis_id: Mapped[int] = mapped_column(ForeignKey("legal_basis.id"), primary_key=True)
