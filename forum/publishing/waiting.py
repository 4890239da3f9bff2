"""What the events of a publisher's cities still owe: decisions, answers, an outcome, or a second person's review."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select

from forum.accounts.models import Jurisdiction
from forum.core import clock
from forum.events.models import Event
from forum.events.states import EventState
from forum.extensions import db
from forum.publishing.models import Outcome
from forum.publishing.states import OutcomeState

_COLUMNS: tuple[Any, ...] = (
    Event.slug,
    Event.title,
    Event.ends_at,
    Event.result_due_on,
    Event.undecided_count,
    Event.unanswered_count,
    Event.outcome_published_at,
    Jurisdiction.tz,
    Outcome.state.label("outcome_state"),
    Outcome.number.label("outcome_number"),
    Outcome.drafted_by_id,
)
_OWING = (
    select(*_COLUMNS)
    .join(Jurisdiction, Jurisdiction.id == Event.jurisdiction_id)
    .outerjoin(Outcome, (Outcome.event_id == Event.id) & Outcome.state.in_([OutcomeState.IN_REVIEW, OutcomeState.APPROVED]))
    .where(
        Event.jurisdiction_id.in_(bindparam("cities", expanding=True)),
        or_(Outcome.id.is_not(None), (Event.state == EventState.ANNOUNCED) & (Event.ends_at < bindparam("now"))),
    )
    .order_by(Event.result_due_on, Event.id)
    .limit(50)
)


def owing(cities: Collection[int]) -> Sequence[Any]:
    """Events whose meeting is over and that are not closed, and those with an outcome under review (one query, at most 50)."""
    return db.session.execute(_OWING, {"cities": sorted(cities), "now": clock.now()}).all()
