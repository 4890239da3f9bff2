"""Reads of the front page: a few rows each, by an index, whatever the size of the archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, literal, select, text, union_all

from forum.accounts.models import Agency, Jurisdiction
from forum.core import reads
from forum.events.models import Event
from forum.events.parts import InputWindow, InvitedGroup
from forum.extensions import db
from forum.indices.models import IndexBand, IndexScheme, IndexValue
from forum.publishing import queries
from forum.recommendations.models import FINISHED, RUNNING, Recommendation
from forum.recommendations.states import Stage

_OPEN_UNTIL = func.max(InputWindow.closes_at)
_OPEN = (
    select(
        Event.slug,
        Event.title,
        Event.kind,
        Event.purpose,
        Event.starts_at,
        Event.ends_at,
        Event.venue,
        Event.open_sign_up,
        Jurisdiction.name.label("city"),
        Jurisdiction.tz,
        _OPEN_UNTIL.label("closes_at"),
        select(func.count()).where(InvitedGroup.event_id == Event.id).correlate(Event).scalar_subquery().label("groups"),
    )
    .join(InputWindow, InputWindow.event_id == Event.id)
    .join(Jurisdiction, Jurisdiction.id == Event.jurisdiction_id)
    .where(Event.state == "announced", InputWindow.opens_at <= bindparam("now"), InputWindow.closes_at > bindparam("now"))
    .group_by(Event.id, Jurisdiction.id)
    .order_by(_OPEN_UNTIL)
    .limit(3)
)
_CARD = (
    select(
        Recommendation.code,
        Recommendation.title,
        Recommendation.stage,
        Recommendation.answer,
        Recommendation.work,
        Recommendation.due_on,
        Recommendation.claimed_percent,
        Recommendation.verified_percent,
        Agency.abbreviation,
        Jurisdiction.name.label("city"),
        Recommendation.completed_at,
        Recommendation.id,
    )
    .join(Agency, Agency.id == Recommendation.owner_id)
    .join(Jurisdiction, Jurisdiction.id == Recommendation.jurisdiction_id)
    .where(Recommendation.stage == Stage.ISSUED)
)
_OVERDUE = (
    _CARD.where(text(RUNNING), Recommendation.due_on < bindparam("today"))
    .order_by(Recommendation.due_on.desc(), Recommendation.id.desc())
    .limit(2)
)
_DONE = _CARD.where(text(FINISHED)).order_by(Recommendation.completed_at.desc(), Recommendation.id.desc()).limit(2)
_FOLLOWED = union_all(*(select(one.subquery(), literal(name).label("part")) for name, one in (("late", _OVERDUE), ("done", _DONE))))
_VALUES = (
    select(
        IndexValue.period,
        IndexValue.kind,
        IndexValue.value,
        IndexValue.label_stated,
        IndexValue.note,
        IndexValue.scheme_id,
        Jurisdiction.name.label("city"),
        IndexScheme.name.label("scheme"),
        IndexScheme.slug,
    )
    .join(Jurisdiction, Jurisdiction.id == IndexValue.jurisdiction_id)
    .join(IndexScheme, IndexScheme.id == IndexValue.scheme_id)
    .order_by(Jurisdiction.name, IndexValue.scheme_id, IndexValue.period)
    .limit(200)
)


_BANDS = (
    select(IndexBand.scheme_id, IndexBand.floor, IndexBand.label)
    .where(IndexBand.scheme_id.in_(bindparam("ids", expanding=True)))
    .order_by(IndexBand.scheme_id, IndexBand.floor)
)


def open_events(now: datetime) -> Sequence[Any]:
    """Events that take input now, the one that closes first before the others (at most three)."""
    return reads.rows(_OPEN, {"now": now}).all()


def followed(today: date) -> tuple[list[Any], list[Any]]:
    """The latest two that are overdue, and the latest two that are finished (one query)."""
    rows: Sequence[Any] = reads.rows(_FOLLOWED, {"today": today}).all()
    late, done = ([row for row in rows if row.part == part] for part in ("late", "done"))
    late.sort(key=lambda row: (row.due_on, row.id), reverse=True)
    done.sort(key=lambda row: (row.completed_at, row.id), reverse=True)
    return late, done


def newest_outcomes() -> Sequence[Any]:
    return queries.outcomes(None, size=3).rows


Series = tuple[str, str, list[Any], list[tuple[Any, str]]]


def index_series() -> list[Series]:
    """Values by city and scheme that have both a result and a target: city, scheme, rows, bands (two queries)."""
    found: dict[tuple[str, str, int], list[Any]] = defaultdict(list)
    for row in db.session.execute(_VALUES):
        found[row.city, row.scheme, row.scheme_id].append(row)
    shown = [(key, rows) for key, rows in found.items() if len({row.kind for row in rows}) > 1][:2]
    if not shown:
        return []
    bands: dict[int, list[tuple[Any, str]]] = defaultdict(list)
    for band in db.session.execute(_BANDS, {"ids": [key[2] for key, _rows in shown]}):
        bands[band.scheme_id].append((band.floor, band.label))
    return [(city, scheme, rows, bands[scheme_id]) for (city, scheme, scheme_id), rows in shown]
