"""How many recommendations stand where, and the choices of the tracker's filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Integer, String, bindparam, case, cast, func, literal, null, select, text, union_all
from sqlalchemy import type_coerce as as_type

from forum.accounts.models import Agency, Jurisdiction
from forum.core.tally import SITE, Tally
from forum.extensions import db
from forum.indices.models import Pillar
from forum.recommendations.models import RUNNING, Recommendation, RecommendationSource
from forum.recommendations.queries import PUBLIC
from forum.recommendations.states import AnswerKind, Work
from forum.recommendations.tracker_queries import IN_TIME, NOT_TODAY, STATE, STATES, Filters, moments, place, where

AGENCIES = 200
"""Without a city, agencies are offered to choose from when there are no more of them than this."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many recommendations stand where, and from how many submissions they come.

    ``buckets`` sum to ``total``; ``listed`` counts after the filter by state.
    """

    buckets: Mapping[str, int]
    inputs: int
    listed: int

    @property
    def total(self) -> int:
        return sum(self.buckets.values())

    @property
    def in_time(self) -> int:
        return sum(self.buckets.get(name, 0) for name in IN_TIME)

    @property
    def done(self) -> int:
        return self.buckets.get("completed", 0) + self.buckets.get("verified", 0)

    @property
    def answered(self) -> int:
        return self.total - sum(self.buckets.get(name, 0) for name in ("issued", "overdue_issued", "cancelled"))

    @property
    def overdue(self) -> int:
        return self.buckets.get("overdue", 0) + self.buckets.get("overdue_issued", 0)


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts, and the choices of the filter as pairs (slug, name)."""

    counts: Counts
    cities: list[tuple[str, str]]
    agencies: list[tuple[str, str]]
    pillars: list[tuple[str, str]]
    city_id: int | None


_NOTHING = cast(null(), Integer)


def facets(filters: Filters, english: bool = False) -> Facets:
    """The counts under these filters and the choices to filter by (one query).

    Everything, and a city, are counted by the writes; only what is late today is read, off the index over what is running.
    Other filters count the rows that they leave.
    """
    kept = not (filters.agency or filters.pillar or filters.words)
    counted = _kept(filters) if kept else _grouped(filters)
    rows = db.session.execute(union_all(*counted, *_offered(filters, english)), moments()).all()
    buckets = dict.fromkeys(STATES, 0)
    late = dict.fromkeys(STATES, 0)
    for row in (row for row in rows if row.part in ("count", "late")):
        (late if row.part == "late" else buckets)[row.slug] += row.n
    listed = sum(late[name] if filters.overdue else n for name, n in buckets.items() if filters.state in ("", name))
    for name, n in late.items():
        buckets[name] -= n
    buckets["overdue_issued"] = late["issued"]
    buckets["overdue"] = sum(late.values()) - late["issued"]
    cities, agencies, pillars = (_choices(rows, part) for part in ("city", "agency", "pillar"))
    inputs = sum(row.n for row in rows if row.part == "inputs")
    offered = agencies if filters.city or len(agencies) <= AGENCIES else []
    return Facets(Counts(buckets, inputs, listed), cities, offered, pillars, _city_id(rows, filters.city))


def _late(filters: Filters) -> Any:
    """What is overdue now, by its state."""
    due = Recommendation.due_on < bindparam("last_today", type_=Date)
    facts = (Recommendation.answer, Recommendation.work)
    running = select(*facts, func.count().label("n")).where(text(RUNNING), due, NOT_TODAY, where(filters)).group_by(*facts).subquery()
    work, answer = (as_type(column, String) for column in (running.c.work, running.c.answer))
    slug = case((work != str(Work.NOT_STARTED), work), (answer != str(AnswerKind.NONE), answer), else_=literal("issued", String))
    return select(literal("late"), slug, literal(""), _NOTHING, running.c.n)


def _kept(filters: Filters) -> list[Any]:
    """The counts that the writes keep, of everything or of one city."""
    of_city = literal("city:") + cast(select(Jurisdiction.id).where(Jurisdiction.slug == filters.city).scalar_subquery(), String)
    tracked = select(
        literal("count").label("part"),
        func.substr(Tally.key, len("tracked.") + 1).label("slug"),
        literal("").label("name"),
        _NOTHING.label("rank"),
        Tally.value.label("n"),
    )
    inputs = select(literal("inputs"), literal(""), literal(""), _NOTHING, Tally.value).where(Tally.key == "source.public")
    here = Tally.scope == (of_city if filters.city else SITE)
    return [tracked.where(here, Tally.key.in_([f"tracked.{state}" for state in STATES])), inputs.where(here), _late(filters)]


def _grouped(filters: Filters) -> list[Any]:
    """The same counted from the rows that an agency, a pillar or words leave."""
    one = select(STATE.label("slug")).where(place(filters)).subquery()
    grouped = select(
        literal("count").label("part"), one.c.slug.label("slug"), literal("").label("name"), _NOTHING.label("rank"), func.count().label("n")
    ).group_by(one.c.slug)
    inputs = select(literal("inputs"), literal(""), literal(""), _NOTHING, func.count(RecommendationSource.submission_id.distinct()))
    joined_ = inputs.join(Recommendation, Recommendation.id == RecommendationSource.recommendation_id).where(place(filters))
    return [grouped, joined_, _late(filters)]


def _offered(filters: Filters, english: bool) -> list[Any]:
    """Cities, agencies that have recommendations (of the chosen city, when there is one), pillars."""
    used = select(Recommendation.id).where(Recommendation.owner_id == Agency.id, *PUBLIC).correlate(Agency).exists()
    agency = (
        select(Agency.slug, (Agency.abbreviation + " · " + Jurisdiction.name).label("name"))
        .join(Jurisdiction, Jurisdiction.id == Agency.jurisdiction_id)
        .where(used, *([Jurisdiction.slug == filters.city] if filters.city else []))
        .limit(AGENCIES + 1)
        .subquery()
    )
    return [
        select(literal("city"), Jurisdiction.slug, Jurisdiction.name, Jurisdiction.id, _NOTHING),
        select(literal("agency"), agency.c.slug, agency.c.name, _NOTHING, _NOTHING),
        select(literal("pillar"), Pillar.slug, Pillar.name_en if english else Pillar.name, Pillar.position, _NOTHING),
    ]


def _choices(rows: Any, part: str) -> list[tuple[str, str]]:
    found = [row for row in rows if row.part == part]
    found.sort(key=lambda row: row.rank if part == "pillar" else row.name)
    return [(row.slug, row.name) for row in found]


def _city_id(rows: Any, slug: str) -> int | None:
    return next((row.rank for row in rows if row.part == "city" and row.slug == slug), None)
