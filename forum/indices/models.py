"""Pillars, and index schemes with their bands and values. Score, target, predicate and rank are separate facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Jurisdiction
from forum.core import stamps
from forum.core.columns import choice
from forum.extensions import Base


class ValueKind(StrEnum):
    ACTUAL = "actual"
    TARGET = "target"
    SELF_ASSESSMENT = "self_assessment"


@stamps.of_places
class Pillar(Base):
    """One of the six smart-city areas."""

    __tablename__ = "pillar"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]


class PillarAlias(Base):
    """Another spelling of a pillar, as sources print it."""

    __tablename__ = "pillar_alias"

    alias: Mapped[str] = mapped_column(String(80), primary_key=True)
    pillar_id: Mapped[int] = mapped_column(ForeignKey("pillar.id"))


@stamps.of_places
class IndexScheme(Base):
    """A version of an index, with the dates between which it holds; the scale may be unknown."""

    __tablename__ = "index_scheme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    scale_min: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    scale_max: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(Text)
    bands: Mapped[list[IndexBand]] = relationship(back_populates="scheme", order_by="IndexBand.floor")

    def predicate(self, value: Decimal) -> str | None:
        """The label of the band that ``value`` falls into, or None where the scheme has no bands."""
        return next((band.label for band in reversed(self.bands) if band.floor <= value), None)


@stamps.of_places
class IndexBand(Base):
    """From ``floor`` (inclusive) up to the next band's floor the predicate is ``label``."""

    __tablename__ = "index_band"

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("index_scheme.id"))
    floor: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    label: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[IndexScheme] = relationship(back_populates="bands")

    __table_args__ = (UniqueConstraint("scheme_id", "floor"),)


@stamps.of_places
class IndexValue(Base):
    """A value of a city in a period, with the source that states it; ``label_stated`` is the source's own predicate."""

    __tablename__ = "index_value"

    id: Mapped[int] = mapped_column(primary_key=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("index_scheme.id"))
    period: Mapped[str] = mapped_column(String(7))
    kind: Mapped[ValueKind] = mapped_column(choice(ValueKind, "kind"))
    value: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    label_stated: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    jurisdiction: Mapped[Jurisdiction] = relationship()
    scheme: Mapped[IndexScheme] = relationship()

    __table_args__ = (
        UniqueConstraint("jurisdiction_id", "scheme_id", "period", "kind"),
        CheckConstraint("value >= 0 AND value <= 10", name="value_plausible"),
    )
