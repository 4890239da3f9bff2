"""Bodies: cities, agencies with their offices, stakeholder groups and community elements."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.roles import Viewer
from forum.core import history, stamps
from forum.core.columns import Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import accounts as policy

if TYPE_CHECKING:
    from forum.accounts.models import RoleGrant


class GroupKind(StrEnum):
    """What a group is in society; the last ones are community elements without a body."""

    ADVISORY_COUNCIL = "advisory_council"
    CIVIL_SOCIETY = "civil_society"
    YOUTH = "youth"
    GOVERNMENT = "government"
    ACADEMIA = "academia"
    BUSINESS = "business"
    MEDIA = "media"
    PUBLIC = "public"
    EXTERNAL = "external"


class Capacity(StrEnum):
    """In which capacity somebody holds an office: definitif, Plt, Plh, Pj."""

    DEFINITIVE = "definitive"
    ACTING = "acting"
    DAILY_ACTING = "daily_acting"
    INTERIM = "interim"


@stamps.of_places
class Jurisdiction(Record, Base):
    """A city or regency. ``slug`` is its public code, ``tz`` one of the three Indonesian zones."""

    __tablename__ = "jurisdiction"

    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    province: Mapped[str] = mapped_column(String(80))
    kemendagri_code: Mapped[str] = mapped_column(String(8), unique=True)
    government_short: Mapped[str] = mapped_column(String(80))
    tz: Mapped[str] = mapped_column(String(40))
    watch_plates: Mapped[bool] = mapped_column(default=False)
    watched_at: Mapped[datetime | None] = mapped_column(Utc)

    __table_args__ = (CheckConstraint("tz IN ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')", name="tz_known"),)

    @property
    def trail(self) -> dict[str, int | None]:
        return {"jurisdiction_id": self.id}


@stamps.of_places
class Agency(Record, Base):
    """A city agency (perangkat daerah, OPD)."""

    __tablename__ = "agency"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    abbreviation: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    jurisdiction: Mapped[Jurisdiction] = relationship()
    offices: Mapped[list[Office]] = relationship(back_populates="agency", order_by="Office.id")

    @property
    def trail(self) -> dict[str, int | None]:
        return {"jurisdiction_id": self.jurisdiction_id}

    def seat(self, title: str, holder: str, capacity: Capacity, since: date, *, by: Viewer) -> Office:
        """Somebody holds an office of the agency from a day on; who held it before is kept with the day it ended.

        :raises Refused: unless ``by`` keeps the city's registry.
        """
        if (refusal := policy.why_not_keep_registry(by, self.jurisdiction_id)) is not None:
            raise Refused(refusal)
        for before in self.offices:
            if before.title == title and before.until is None:
                before.until = max(before.since, since - timedelta(days=1))
        made = Office(agency=self, title=title, holder=holder, capacity=capacity, since=since)
        db.session.add(made)
        history.record("agency.seat", self, by=by, role="publisher", detail={"agency": self.slug, "capacity": capacity})
        stamps.touch(stamps.PLACES)
        return made


class Office(Base):
    """Who holds an office of an agency, in which capacity, from when until when."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    holder: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[Capacity] = mapped_column(choice(Capacity, "capacity"))
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    agency: Mapped[Agency] = relationship(back_populates="offices")

    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="period_ordered"),
        Index(
            "uq_office_held", "agency_id", "title", unique=True, sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL")
        ),
    )


@stamps.of_places
class StakeholderGroup(Record, Base):
    """A body of one city, or a community element that people without a body count under (``is_element``).

    ``counts_for`` is the element of society that the body counts for when elements are counted.
    """

    __tablename__ = "stakeholder_group"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    code: Mapped[str] = mapped_column(String(40))
    kind: Mapped[GroupKind] = mapped_column(choice(GroupKind, "kind"))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    is_element: Mapped[bool]
    needs_mandate: Mapped[bool]
    position: Mapped[int]
    abbreviation: Mapped[str] = mapped_column(String(40), default="")
    founding_decree: Mapped[str] = mapped_column(String(120), default="")
    period_from: Mapped[date | None] = mapped_column(Date)
    period_to: Mapped[date | None] = mapped_column(Date)
    contact: Mapped[str] = mapped_column(String(160), default="")
    minors_possible: Mapped[bool] = mapped_column(default=False)
    counts_for_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id"))
    jurisdiction: Mapped[Jurisdiction] = relationship()
    counts_for: Mapped[StakeholderGroup | None] = relationship(remote_side="StakeholderGroup.id")
    grants: Mapped[list[RoleGrant]] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("jurisdiction_id", "code"),
        CheckConstraint("period_to IS NULL OR period_from IS NULL OR period_to >= period_from", name="period_ordered"),
        CheckConstraint("counts_for_id IS NULL OR is_element = false", name="elements_count_for_themselves"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"jurisdiction_id": self.jurisdiction_id}

    @classmethod
    def enter(cls, jurisdiction: Jurisdiction, *, by: Viewer, slug: str, code: str, position: int, **facts: Any) -> StakeholderGroup:
        """A new body in the city's registry.

        :raises Refused: unless ``by`` keeps the city's registry.
        """
        if (refusal := policy.why_not_keep_registry(by, jurisdiction.id)) is not None:
            raise Refused(refusal)
        made = cls(
            jurisdiction=jurisdiction,
            jurisdiction_id=jurisdiction.id,
            slug=slug,
            code=code,
            position=position,
            is_element=False,
            needs_mandate=True,
            **facts,
        )
        db.session.add(made)
        history.record("group.enter", made, by=by, role="publisher", detail={"group": slug})
        stamps.touch(stamps.PLACES)
        return made

    def revise(self, *, by: Viewer, **facts: Any) -> None:
        """Change what the registry says about a body."""
        if (refusal := policy.why_not_keep_registry(by, self.jurisdiction_id)) is not None:
            raise Refused(refusal)
        changed = sorted(name for name, value in facts.items() if getattr(self, name) != value)
        for name in changed:
            setattr(self, name, facts[name])
        if changed:
            history.record("group.revise", self, by=by, role="publisher", detail={"group": self.slug, "changed": changed})
            stamps.touch(stamps.PLACES)
