"""Joint commitments (komitmen bersama) and the quick wins (program percepatan) of a city."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Jurisdiction
from forum.core.model import Record
from forum.events.models import Event
from forum.extensions import Base
from forum.indices.models import Pillar


class Commitment(Record, Base):
    """A commitment signed at an event. ``components`` and ``signatories`` are one per line, as the source has them."""

    __tablename__ = "commitment"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    parent_instrument: Mapped[str | None] = mapped_column(String(200))
    components: Mapped[str] = mapped_column(Text, default="")
    signatories: Mapped[str] = mapped_column(Text, default="")
    signed_on: Mapped[date | None] = mapped_column(Date)
    event: Mapped[Event] = relationship(innerjoin=True)


class QuickWin(Record, Base):
    """A fast, visible programme of a city, under one pillar."""

    __tablename__ = "quick_win"

    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillar.id"))
    name: Mapped[str] = mapped_column(String(160))
    jurisdiction: Mapped[Jurisdiction] = relationship()
    pillar: Mapped[Pillar] = relationship()
