"""Reads of outcomes and of the public decision ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Role, Viewer
from forum.core.history import HistoryEntry
from forum.core.paging import Cursor, Page, page_of
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.extensions import db
from forum.publishing.models import Outcome
from forum.publishing.states import OutcomeState
from forum.recommendations.models import Recommendation
from forum.submissions.models import Submission

SHOWN = (OutcomeState.PUBLISHED, OutcomeState.SUPERSEDED, OutcomeState.RETRACTED)
SIZE = 20
_CARD = (
    select(
        Outcome.id,
        Outcome.number,
        Outcome.title,
        Outcome.summary,
        Outcome.published_at,
        Event.slug,
        Event.title.label("event_title"),
        Event.kind,
        Event.submission_count,
        Event.recommendation_count,
        Jurisdiction.name.label("city"),
        Jurisdiction.tz,
    )
    .join(Event, Event.id == Outcome.event_id)
    .join(Jurisdiction, Jurisdiction.id == Outcome.jurisdiction_id)
    .where(Outcome.state == OutcomeState.PUBLISHED)
)


def outcomes(cursor: Cursor | None, size: int = SIZE) -> Page[Any]:
    """Published outcomes, newest first (one query)."""
    asked = _CARD
    if cursor is not None:
        at, one = cursor.key
        beyond = (Outcome.published_at > at) if cursor.backwards else (Outcome.published_at < at)
        tie = and_(Outcome.published_at == at, Outcome.id > one if cursor.backwards else Outcome.id < one)
        asked = asked.where(or_(beyond, tie))
    upwards = cursor is not None and cursor.backwards
    order = (Outcome.published_at.asc(), Outcome.id.asc()) if upwards else (Outcome.published_at.desc(), Outcome.id.desc())
    found = db.session.execute(asked.order_by(*order).limit(size + 1)).all()
    return page_of(found, size, cursor, lambda row: (row.published_at, row.id))


def versions(event_slug: str) -> list[Outcome]:
    """Every version of an event's outcome that was ever public, newest first.

    :raises NotFound: when there is none.
    """
    found = (
        select(Outcome)
        .join(Outcome.event)
        .options(joinedload(Outcome.event).joinedload(Event.jurisdiction))
        .where(Event.slug == event_slug, Outcome.state.in_(SHOWN))
        .order_by(Outcome.number.desc())
    )
    rows = list(db.session.scalars(found))
    if not rows:
        raise NotFound
    return rows


def by_hash(content_hash: str) -> Outcome | None:
    return db.session.scalar(select(Outcome).options(joinedload(Outcome.event)).where(Outcome.hash == content_hash))


_LIVE = select(
    Recommendation.code,
    Recommendation.stage,
    Recommendation.answer,
    Recommendation.work,
    Recommendation.due_on,
    Recommendation.claimed_percent,
    Recommendation.verified_percent,
).where(Recommendation.event_id == bindparam("event_id"))


def live_recommendations(event_id: int) -> dict[str, Any]:
    """How the recommendations of an event stand today, by code (one query)."""
    return {row.code: row for row in db.session.execute(_LIVE, {"event_id": event_id})}


_PUBLIC_CODES = select(Submission.code).where(
    Submission.event_id == bindparam("event_id"), Submission.visibility == "public", Submission.identity != "confidential"
)


def public_codes(event_id: int) -> frozenset[str]:
    """The codes of an event's submissions that may be linked to today."""
    return frozenset(db.session.scalars(_PUBLIC_CODES, {"event_id": event_id}))


_OUTCOME_LINES = (
    select(HistoryEntry.verb, HistoryEntry.at, HistoryEntry.note, HistoryEntry.outcome_id)
    .join(Outcome, Outcome.id == HistoryEntry.outcome_id)
    .where(Outcome.event_id == bindparam("event_id"))
    .order_by(HistoryEntry.seq.desc())
    .limit(60)
)


def outcome_lines(event_id: int) -> Sequence[Any]:
    """What happened to the versions of an event's outcome, newest first."""
    return db.session.execute(_OUTCOME_LINES, {"event_id": event_id}).all()


def desk_events(viewer: Viewer) -> list[Event]:
    """The events of the publisher's cities that were announced, newest first (at most a hundred)."""
    cities = viewer.cities(Role.PUBLISHER)
    found = select(Event).where(Event.jurisdiction_id.in_(cities), Event.state.in_(("announced", "closed")))
    return list(db.session.scalars(found.order_by(Event.starts_at.desc()).limit(100)))


def latest_by_event(event_ids: Sequence[int]) -> dict[int, Outcome]:
    """The newest version of each event's outcome, whatever its state."""
    found = db.session.scalars(select(Outcome).where(Outcome.event_id.in_(event_ids)).order_by(Outcome.number))
    return {one.event_id: one for one in found}


def for_desk(slug: str, viewer: Viewer) -> tuple[Event, list[Outcome]]:
    """An event of one's own city with all versions of its outcome, newest first.

    :raises NotFound: for another city's event too.
    """
    event = db.session.scalar(select(Event).where(Event.slug == slug))
    if event is None or event.jurisdiction_id not in viewer.cities(Role.PUBLISHER):
        raise NotFound
    found = select(Outcome).where(Outcome.event_id == event.id).order_by(Outcome.number.desc())
    return event, list(db.session.scalars(found))
