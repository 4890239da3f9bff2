"""Reads of events: the list, one event with everything its page shows, and the desk's list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forum.accounts.access import Invitation
from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Role, Viewer
from forum.core.history import HistoryEntry
from forum.core.paging import Cursor, Page, page_of
from forum.core.refusal import NotFound
from forum.events.models import Event, EventKind
from forum.events.parts import InputWindow, LegalBasis
from forum.events.states import EventState
from forum.extensions import db
from forum.indices.models import IndexBand, IndexScheme, IndexValue

SIZE = 20

_LIST = (
    select(
        Event.id,
        Event.slug,
        Event.title,
        Event.kind,
        Event.purpose,
        Event.state,
        Event.starts_at,
        Event.ends_at,
        Event.venue,
        Event.public_count,
        Event.recommendation_count,
        Jurisdiction.name.label("city"),
        Jurisdiction.tz,
        select(func.max(InputWindow.closes_at))
        .where(InputWindow.event_id == Event.id, InputWindow.opens_at <= bindparam("now"), InputWindow.closes_at > bindparam("now"))
        .correlate(Event)
        .scalar_subquery()
        .label("open_until"),
        select(func.max(InputWindow.closes_at))
        .where(InputWindow.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
        .label("last_window"),
    )
    .join(Jurisdiction, Jurisdiction.id == Event.jurisdiction_id)
    .where(Event.state != EventState.DRAFT)
)


def listing(now: datetime, cursor: Cursor | None, city: str = "", kind: str = "") -> Page[Any]:
    """Announced events, latest meeting first (one query)."""
    asked = _LIST
    if city:
        asked = asked.where(Jurisdiction.slug == city)
    if kind in set(EventKind):
        asked = asked.where(Event.kind == EventKind(kind))
    upwards = cursor is not None and cursor.backwards
    if cursor is not None:
        at, one = cursor.key
        beyond = Event.starts_at > at if upwards else Event.starts_at < at
        tie = and_(Event.starts_at == at, Event.id > one if upwards else Event.id < one)
        asked = asked.where(or_(beyond, tie))
    order = (Event.starts_at.asc(), Event.id.asc()) if upwards else (Event.starts_at.desc(), Event.id.desc())
    found = db.session.execute(asked.order_by(*order).limit(SIZE + 1), {"now": now}).all()
    return page_of(found, SIZE, cursor, lambda row: (row.starts_at, row.id))


def phase_of(row: Any, now: datetime) -> str:
    """The phase of a row of the list, by the same rule as :meth:`Event.phase`."""
    if row.state is not EventState.ANNOUNCED:
        return str(row.state)
    if row.starts_at <= now < row.ends_at:
        return "under_way"
    if row.open_until is not None:
        return "open"
    if now < row.starts_at:
        return "announced"
    return "held" if row.last_window and row.last_window > now else "follow_up"


_ONE = select(Event).options(joinedload(Event.organizer), selectinload(Event.windows)).where(Event.slug == bindparam("slug"))


def show(slug: str, viewer: Viewer) -> Event:
    """An event for its public page; a draft exists for the city's publishers only (two queries).

    :raises NotFound: when there is none, or it is a draft of others.
    """
    event = db.session.scalar(_ONE, {"slug": slug})
    if event is None or (event.state is EventState.DRAFT and not viewer.holds(Role.PUBLISHER, jurisdiction_id=event.jurisdiction_id)):
        raise NotFound
    return event


def for_desk(slug: str, viewer: Viewer) -> Event:
    """An event of one's own city, for its publishers.

    :raises NotFound: for another city's event too.
    """
    event = db.session.scalar(select(Event).where(Event.slug == slug))
    if event is None or event.jurisdiction_id not in viewer.cities(Role.PUBLISHER):
        raise NotFound
    return event


_VALUES = (
    select(
        IndexValue.period,
        IndexValue.kind,
        IndexValue.value,
        IndexValue.label_stated,
        IndexValue.scheme_id,
        IndexScheme.name.label("scheme"),
    )
    .join(IndexScheme, IndexScheme.id == IndexValue.scheme_id)
    .where(IndexValue.jurisdiction_id == bindparam("jurisdiction_id"))
    .order_by(IndexValue.scheme_id, IndexValue.period)
)
_BANDS = (
    select(IndexBand.scheme_id, IndexBand.floor, IndexBand.label)
    .where(IndexBand.scheme_id.in_(bindparam("ids", expanding=True)))
    .order_by(IndexBand.floor)
)


def index_values(jurisdiction_id: int) -> list[tuple[str, list[Any], list[tuple[Any, str]]]]:
    """A city's index values by scheme, with the scheme's bands: (scheme, rows, bands)."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(_VALUES, {"jurisdiction_id": jurisdiction_id}):
        found[row.scheme_id].append(row)
    if not found:
        return []
    bands: dict[int, list[tuple[Any, str]]] = defaultdict(list)
    for band in db.session.execute(_BANDS, {"ids": list(found)}):
        bands[band.scheme_id].append((band.floor, band.label))
    return [(rows[0].scheme, rows, bands[scheme_id]) for scheme_id, rows in found.items()]


def desk_list(viewer: Viewer) -> list[Event]:
    """The events of the publisher's cities, drafts too, latest first (at most a hundred)."""
    found = select(Event).options(selectinload(Event.windows)).where(Event.jurisdiction_id.in_(viewer.cities(Role.PUBLISHER)))
    return list(db.session.scalars(found.order_by(Event.starts_at.desc()).limit(100)))


def slug_taken(slug: str) -> bool:
    return bool(db.session.scalar(select(exists().where(Event.slug == slug))))


_LINES = (
    select(HistoryEntry.verb, HistoryEntry.at, HistoryEntry.note)
    .where(HistoryEntry.event_id == bindparam("event_id"), HistoryEntry.verb.like("event.%"))
    .order_by(HistoryEntry.seq.desc())
    .limit(20)
)


def lines(event_id: int) -> Sequence[Any]:
    """What happened to the event itself, newest first."""
    return db.session.execute(_LINES, {"event_id": event_id}).all()


def invitations(event_id: int) -> list[Invitation]:
    """Links given out for an event, newest first."""
    found = select(Invitation).options(joinedload(Invitation.group)).where(Invitation.event_id == event_id)
    return list(db.session.scalars(found.order_by(Invitation.id.desc())))


def invitation(event_id: int, public_id: str) -> Invitation:
    found = db.session.scalar(select(Invitation).where(Invitation.event_id == event_id, Invitation.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def regulations() -> list[LegalBasis]:
    return list(db.session.scalars(select(LegalBasis).order_by(LegalBasis.year, LegalBasis.id)))
