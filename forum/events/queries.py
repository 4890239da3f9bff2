"""Reads of events: one event with its windows, its city's index values, and what the desk needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, bindparam, cast, exists, literal, select, text, union_all
from sqlalchemy.orm import joinedload, selectinload

from forum.accounts.follows import Follow
from forum.accounts.invitations import Invitation
from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Role, Viewer
from forum.core import reads, stamps
from forum.core.history import HistoryEntry
from forum.core.refusal import NotFound
from forum.events.models import OF_EVENT, Event
from forum.events.parts import LegalBasis
from forum.events.states import EventState
from forum.extensions import db
from forum.indices.models import IndexBand, IndexScheme, IndexValue

_ONE = select(Event).options(joinedload(Event.organizer), joinedload(Event.windows)).where(Event.slug == bindparam("slug"))


_SEEN = (
    select(
        Event.id,
        Event.jurisdiction_id,
        Event.slug,
        Event.state,
        Jurisdiction.tz,
        exists().where(Follow.event_id == Event.id, Follow.account_id == bindparam("me")).label("followed"),
        stamps.column(literal("event:").concat(cast(Event.id, String))).label("event_stamp"),
        stamps.column(literal("city:").concat(cast(Event.jurisdiction_id, String))).label("city_stamp"),
        stamps.column(literal(stamps.PLACES)).label("places_stamp"),
    )
    .join(Jurisdiction, Jurisdiction.id == Event.jurisdiction_id)
    .where(Event.slug == bindparam("slug"))
)


def seen(slug: str, viewer: Viewer) -> Any:
    """That an event is there for this viewer, whether they follow it, and the stamps of its page: a row (one query).

    :raises NotFound: as :func:`show`.
    """
    row: Any = reads.rows(_SEEN, {"slug": slug, "me": viewer.account_id}).first()
    if row is None or (row.state is EventState.DRAFT and not viewer.holds(Role.PUBLISHER, jurisdiction_id=row.jurisdiction_id)):
        raise NotFound
    return row


def show(slug: str, viewer: Viewer) -> Event:
    """An event for its public page; a draft exists for the city's publishers only (one query).

    :raises NotFound: when there is none, or it is a draft of others.
    """
    event = db.session.scalars(_ONE, {"slug": slug}).unique().one_or_none()
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


_OF_CITY = IndexValue.jurisdiction_id == bindparam("jurisdiction_id")
_INDEX: Any = union_all(
    select(
        IndexValue.scheme_id,
        IndexScheme.name.label("scheme"),
        IndexValue.period,
        IndexValue.kind,
        IndexValue.value,
        IndexValue.label_stated,
    )
    .join(IndexScheme, IndexScheme.id == IndexValue.scheme_id)
    .where(_OF_CITY),
    select(
        IndexBand.scheme_id, literal("").label("scheme"), literal(""), literal(None, IndexValue.kind.type), IndexBand.floor, IndexBand.label
    ).where(IndexBand.scheme_id.in_(select(IndexValue.scheme_id).where(_OF_CITY))),
).order_by("scheme_id", "period", "value")


def index_values(jurisdiction_id: int) -> list[tuple[str, list[Any], list[tuple[Any, str]]]]:
    """A city's index values by scheme, with the scheme's bands, rising: (scheme, rows, bands). One query."""
    values: dict[int, list[Any]] = defaultdict(list)
    bands: dict[int, list[tuple[Any, str]]] = defaultdict(list)
    for row in db.session.execute(_INDEX, {"jurisdiction_id": jurisdiction_id}):
        if row.kind is None:
            bands[row.scheme_id].append((row.value, row.label_stated))
        else:
            values[row.scheme_id].append(row)
    return [(rows[0].scheme, rows, bands[scheme_id]) for scheme_id, rows in values.items()]


def desk_list(viewer: Viewer) -> list[Event]:
    """The events of the publisher's cities, drafts too, latest first (at most a hundred)."""
    found = (
        select(Event)
        .options(selectinload(Event.windows), selectinload(Event.agenda))
        .where(Event.jurisdiction_id.in_(viewer.cities(Role.PUBLISHER)))
    )
    return list(db.session.scalars(found.order_by(Event.starts_at.desc()).limit(100)))


def latest_organizer(jurisdiction_id: int) -> int | None:
    """The agency that organised the city's most recent event: the likely one for the next."""
    found = select(Event.organizer_id).where(Event.jurisdiction_id == jurisdiction_id).order_by(Event.starts_at.desc(), Event.id.desc())
    return db.session.scalar(found.limit(1))


def slug_taken(slug: str) -> bool:
    return bool(db.session.scalar(select(exists().where(Event.slug == slug))))


_LINES = (
    select(HistoryEntry.verb, HistoryEntry.at, HistoryEntry.note)
    .where(HistoryEntry.event_id == bindparam("event_id"), text(OF_EVENT))
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
