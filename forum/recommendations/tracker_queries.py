"""Reads of the public tracker: a page of recommendations, its counts and its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, String, bindparam, case, cast, func, literal, null, select, true, tuple_, union_all
from sqlalchemy import type_coerce as as_type

from forum.accounts.models import Agency, Jurisdiction
from forum.core.paging import Cursor, Page, page_of
from forum.extensions import db
from forum.indices.models import Pillar
from forum.recommendations.models import DONE, SETTLED, Recommendation, RecommendationSource
from forum.recommendations.queries import PUBLIC, todays
from forum.recommendations.states import AnswerKind, Stage, Work

SIZE = 25
KEY = (int, date, int)
"""The kinds of the parts of a page's key: settled or not, due date, id."""
STATES = ("issued", "accepted", "partially_accepted", "in_progress", "deferred", "rejected", "completed", "verified", "cancelled")
IN_TIME = ("accepted", "partially_accepted", "in_progress")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a visitor asks for: slugs of city, agency and pillar, one of :data:`STATES`, only overdue, words in the title."""

    city: str = ""
    agency: str = ""
    pillar: str = ""
    state: str = ""
    overdue: bool = False
    words: str = ""


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


_TODAY: ColumnElement[date] = case(
    (Jurisdiction.tz == "Asia/Makassar", bindparam("wita", type_=Date)),
    (Jurisdiction.tz == "Asia/Jayapura", bindparam("wit", type_=Date)),
    else_=bindparam("wib", type_=Date),
)
_RUNNING = and_(Recommendation.stage == Stage.ISSUED, and_(Recommendation.answer.not_in(SETTLED), Recommendation.work.not_in(DONE)))
_OVERDUE = and_(_RUNNING, Recommendation.due_on < _TODAY)
_SETTLED_LAST = case((_RUNNING, 0), else_=1)
_STATE = case(
    (Recommendation.stage != Stage.ISSUED, as_type(Recommendation.stage, String)),
    (Recommendation.answer.in_(SETTLED), as_type(Recommendation.answer, String)),
    (Recommendation.work != Work.NOT_STARTED, as_type(Recommendation.work, String)),
    (Recommendation.answer != AnswerKind.NONE, as_type(Recommendation.answer, String)),
    else_=literal("issued", String),
)
"""The same word as ``labels.recommendation_state`` finds for the row."""


def _moments() -> dict[str, date]:
    wib, wita, wit = todays().values()
    return {"wib": wib, "wita": wita, "wit": wit}


def _place(filters: Filters) -> ColumnElement[bool]:
    """The part of the filters that says where: city, agency, pillar and words."""
    asked: list[ColumnElement[bool]] = [*PUBLIC]
    if filters.city:
        asked.append(Jurisdiction.slug == filters.city)
    if filters.agency:
        asked.append(Agency.slug == filters.agency)
    if filters.pillar:
        asked.append(Pillar.slug == filters.pillar)
    asked += [func.lower(Recommendation.title).contains(word, autoescape=True) for word in filters.words.lower().split()[:6]]
    return reduce(and_, asked, true())


def _standing(filters: Filters) -> list[ColumnElement[bool]]:
    """The part of the filters that says in what state."""
    return ([filters.state == _STATE] if filters.state else []) + ([_OVERDUE] if filters.overdue else [])


def _joined(asked: Any) -> Any:
    return (
        asked.select_from(Recommendation)
        .join(Jurisdiction, Jurisdiction.id == Recommendation.jurisdiction_id)
        .outerjoin(Agency, Agency.id == Recommendation.owner_id)
        .outerjoin(Pillar, Pillar.id == Recommendation.pillar_id)
    )


_ROWS = _joined(
    select(
        Recommendation.id,
        Recommendation.code,
        Recommendation.title,
        Recommendation.stage,
        Recommendation.answer,
        Recommendation.work,
        Recommendation.due_on,
        Recommendation.claimed_percent,
        Recommendation.verified_percent,
        Recommendation.source_count,
        Agency.abbreviation,
        Agency.name.label("agency"),
        Jurisdiction.name.label("city"),
        Jurisdiction.tz,
        _OVERDUE.label("overdue"),
        _SETTLED_LAST.label("settled"),
    )
)


def page(filters: Filters, cursor: Cursor | None, size: int = SIZE) -> Page[Any]:
    """Public recommendations: what is still to be done by due date (so the overdue first), then what is settled (one query)."""
    key = tuple_(_SETTLED_LAST, Recommendation.due_on, Recommendation.id)
    asked = _ROWS.where(_place(filters), *_standing(filters))
    if cursor is not None:
        settled, due_on, last = cursor.key
        here = tuple_(literal(settled, Integer), literal(due_on, Date), literal(last, Integer))
        asked = asked.where(key < here if cursor.backwards else key > here)
    upwards = cursor is not None and cursor.backwards
    order = [column.desc() if upwards else column.asc() for column in (_SETTLED_LAST, Recommendation.due_on, Recommendation.id)]
    found = db.session.execute(asked.order_by(*order).limit(size + 1), _moments()).all()
    return page_of(found, size, cursor, lambda row: (int(row.settled), row.due_on, row.id))


def facets(filters: Filters, english: bool = False) -> Facets:
    """The counts under these filters and the choices to filter by (one query: a grouped count, and three short lists)."""
    rows = db.session.execute(_facets(filters, english), _moments()).all()
    buckets: dict[str, int] = {}
    listed = 0
    for row in (row for row in rows if row.part == "count"):
        name = row.slug if not row.late else "overdue_issued" if row.slug == "issued" else "overdue"
        buckets[name] = buckets.get(name, 0) + row.n
        listed += row.n if filters.state in ("", row.slug) and (row.late or not filters.overdue) else 0
    cities, agencies, pillars = (_choices(rows, part) for part in ("city", "agency", "pillar"))
    inputs = next(row.n for row in rows if row.part == "inputs")
    return Facets(Counts(buckets, inputs, listed), cities, agencies, pillars, _city_id(rows, filters.city))


def _facets(filters: Filters, english: bool) -> Any:
    nothing = cast(null(), Integer)
    late = case((_OVERDUE, 1), else_=0).label("late")
    one = _joined(select(_STATE.label("slug"), late)).where(_place(filters)).subquery()
    inputs = select(literal("inputs"), literal(""), literal(""), nothing, func.count(RecommendationSource.submission_id.distinct()))
    grouped = select(
        literal("count").label("part"),
        one.c.slug.label("slug"),
        literal("").label("name"),
        one.c.late.label("late"),
        func.count().label("n"),
    ).group_by(one.c.slug, one.c.late)
    used = select(Recommendation.owner_id).where(*PUBLIC)
    in_city = [Jurisdiction.slug == filters.city] if filters.city else []
    agency = select(literal("agency"), Agency.slug, Agency.abbreviation + " · " + Jurisdiction.name, nothing, nothing)
    return union_all(
        grouped,
        _joined(inputs).join(RecommendationSource, RecommendationSource.recommendation_id == Recommendation.id).where(_place(filters)),
        select(literal("city"), Jurisdiction.slug, Jurisdiction.name, nothing, Jurisdiction.id),
        agency.join(Jurisdiction, Jurisdiction.id == Agency.jurisdiction_id).where(Agency.id.in_(used), *in_city),
        select(literal("pillar"), Pillar.slug, Pillar.name_en if english else Pillar.name, nothing, Pillar.position),
    )


def _choices(rows: Any, part: str) -> list[tuple[str, str]]:
    found = [row for row in rows if row.part == part]
    found.sort(key=lambda row: row.n if part == "pillar" else row.name)
    return [(row.slug, row.name) for row in found]


def _city_id(rows: Any, slug: str) -> int | None:
    return next((row.n for row in rows if row.part == "city" and row.slug == slug), None)
