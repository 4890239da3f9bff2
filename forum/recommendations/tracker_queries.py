"""Reads of the public tracker: its filters and a page of recommendations. The counts stand in ``tracker_facets``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy import type_coerce as as_type

from forum.accounts.models import Agency, Jurisdiction
from forum.core import reads
from forum.core.paging import Cursor, Page, page_of
from forum.indices.models import Pillar
from forum.recommendations.models import AT_REST, DONE, RUNNING, SETTLED, Recommendation
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


_City = Jurisdiction.__table__.alias("city_of").c
_TODAY: Any = (
    select(
        case(
            (_City.tz == "Asia/Makassar", bindparam("wita", type_=Date)),
            (_City.tz == "Asia/Jayapura", bindparam("wit", type_=Date)),
            else_=bindparam("wib", type_=Date),
        )
    )
    .where(_City.id == Recommendation.jurisdiction_id)
    .correlate(Recommendation)
    .scalar_subquery()
)
_RUNNING = and_(
    Recommendation.stage == Stage.ISSUED, *(Recommendation.answer != one for one in SETTLED), *(Recommendation.work != one for one in DONE)
)
"""Spelt out: a list of values would be laid out anew for every read."""
NOT_TODAY = or_(Recommendation.due_on < bindparam("first_today", type_=Date), Recommendation.due_on < _TODAY)
"""Due before today where its city is; the zone is looked up only around midnight."""
OVERDUE = and_(_RUNNING, NOT_TODAY)
_SETTLED_LAST = case((_RUNNING, 0), else_=1)
STATE = case(
    (Recommendation.stage != Stage.ISSUED, as_type(Recommendation.stage, String)),
    (or_(*(Recommendation.answer == one for one in SETTLED)), as_type(Recommendation.answer, String)),
    (Recommendation.work != Work.NOT_STARTED, as_type(Recommendation.work, String)),
    (Recommendation.answer != AnswerKind.NONE, as_type(Recommendation.answer, String)),
    else_=literal("issued", String),
)
"""The same word as ``labels.recommendation_state`` finds for the row."""


def moments() -> dict[str, date]:
    """Today in the country's zones, and the first and the last of these dates: the values that :data:`OVERDUE` asks for."""
    wib, wita, wit = found = tuple(todays().values())
    return {"wib": wib, "wita": wita, "wit": wit, "first_today": min(found), "last_today": max(found)}


def place(filters: Filters) -> ColumnElement[bool]:
    """The part of the filters that says where: city, agency, pillar and words. Columns of the recommendation alone."""
    return and_(*PUBLIC, where(filters))


def where(filters: Filters) -> ColumnElement[bool]:
    """As :func:`place`, for rows that are known to be public."""
    asked: list[ColumnElement[bool]] = []
    for column, kind, slug in (
        (Recommendation.jurisdiction_id, Jurisdiction, filters.city),
        (Recommendation.owner_id, Agency, filters.agency),
        (Recommendation.pillar_id, Pillar, filters.pillar),
    ):
        if slug:
            asked.append(column == select(kind.id).where(kind.slug == slug).scalar_subquery())
    asked += [func.lower(Recommendation.title).contains(word, autoescape=True) for word in filters.words.lower().split()[:6]]
    return reduce(and_, asked, true())


def joined(asked: Any) -> Any:
    return (
        asked.select_from(Recommendation)
        .join(Jurisdiction, Jurisdiction.id == Recommendation.jurisdiction_id)
        .outerjoin(Agency, Agency.id == Recommendation.owner_id)
        .outerjoin(Pillar, Pillar.id == Recommendation.pillar_id)
    )


_ROWS = joined(
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
        OVERDUE.label("overdue"),
        _SETTLED_LAST.label("settled"),
    )
)


_KEY = (Recommendation.due_on, Recommendation.id)


def _keys(filters: Filters, settled: int, beyond: tuple[date, int] | None, upwards: bool, limit: int) -> Select[Any]:
    """Keys of one half of the list: what is still to be done, or what is settled, by a partial index in its order."""
    found = select(Recommendation.id).where(text(AT_REST if settled else RUNNING), place(filters))
    if filters.state:
        found = found.where(literal(filters.state, String) == STATE)
    if filters.overdue:
        found = found.where(Recommendation.due_on < bindparam("last_today", type_=Date), OVERDUE)
    if beyond is not None:
        here, there = tuple_(*_KEY), tuple_(literal(beyond[0], Date), literal(beyond[1], Integer))
        found = found.where(here < there if upwards else here > there)
    return found.order_by(*(one.desc() if upwards else one.asc() for one in _KEY)).limit(limit)


def _halves(filters: Filters, cursor: Cursor | None, limit: int) -> list[Select[Any]]:
    """The halves that a page can reach into; one that starts in the second never looks at the first again, unless upwards."""
    upwards = cursor is not None and cursor.backwards
    settled = cursor.key[0] if cursor is not None else 0
    beyond = (cursor.key[1], cursor.key[2]) if cursor is not None else None
    here = _keys(filters, settled, beyond, upwards, limit)
    other = [] if bool(settled) != upwards else [_keys(filters, 1 - settled, None, upwards, limit)]
    return [] if filters.overdue and settled else [here, *([] if filters.overdue else other)]


def page(filters: Filters, cursor: Cursor | None, size: int = SIZE) -> Page[Any]:
    """Public recommendations: what is still to be done by due date (so the overdue first), then what is settled (one query)."""
    found = reads.rows(_page(filters, cursor, size + 1), moments()).all()
    return page_of(found, size, cursor, lambda row: (int(row.settled), row.due_on, row.id))


@lru_cache(maxsize=64)
def _page(filters: Filters, cursor: Cursor | None, limit: int) -> Select[Any]:
    upwards = cursor is not None and cursor.backwards
    halves = [half.subquery() for half in _halves(filters, cursor, limit)]
    keys = union_all(*(select(half.c.id) for half in halves)).subquery() if halves else None
    asked = _ROWS.where(Recommendation.id.in_(select(keys.c.id)) if keys is not None else false())
    order = [column.desc() if upwards else column.asc() for column in (_SETTLED_LAST, *_KEY)]
    return asked.order_by(*order).limit(limit)  # type: ignore[no-any-return]
