"""Reads of the desk where recommendations are formulated: drafts too, of the viewer's cities alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forum.accounts.models import Agency, Jurisdiction
from forum.accounts.roles import Role, Viewer
from forum.core.paging import Cursor, Page, page_of
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.extensions import db
from forum.indices.models import Pillar
from forum.recommendations.models import Recommendation
from forum.recommendations.states import Stage

PAGE, FOUND, WORDS = 30, 12, 6
STAGES = {"draf": Stage.DRAFT, "terbit": Stage.ISSUED, "batal": Stage.CANCELLED}
_R = Recommendation
_COLUMNS: tuple[Any, ...] = (
    _R.id,
    _R.code,
    _R.title,
    _R.stage,
    _R.answer,
    _R.work,
    _R.due_on,
    _R.source_count,
    _R.claimed_percent,
    _R.verified_percent,
    Agency.abbreviation,
    Agency.name.label("agency"),
    Event.title.label("event_title"),
    Jurisdiction.tz,
)


def cities(viewer: Viewer) -> list[int]:
    """The cities whose recommendations this viewer formulates or cancels."""
    return sorted(viewer.cities(Role.MODERATOR, Role.PUBLISHER))


def of_cities(viewer: Viewer, stage: str = "", after: str | None = None) -> Page[Row[Any]]:
    """One page of the recommendations of the viewer's cities, the newest first (one query)."""
    cursor = Cursor.parse(after, (int,))
    found = (
        select(*_COLUMNS)
        .join(Event, Event.id == _R.event_id)
        .join(Jurisdiction, Jurisdiction.id == _R.jurisdiction_id)
        .outerjoin(Agency, Agency.id == _R.owner_id)
        .where(_R.jurisdiction_id.in_(cities(viewer)))
    )
    if stage in STAGES:
        found = found.where(_R.stage == STAGES[stage])
    if cursor is not None:
        found = found.where(_R.id > cursor.key[0] if cursor.backwards else _R.id < cursor.key[0])
    ordered = found.order_by(_R.id if cursor is not None and cursor.backwards else _R.id.desc())
    return page_of(db.session.execute(ordered.limit(PAGE + 1)).all(), PAGE, cursor, lambda row: (row.id,))


def one(viewer: Viewer, code: str) -> Recommendation:
    """One recommendation of the viewer's cities with its sources, drafts too.

    :raises NotFound: for an unknown code, and for another city's.
    """
    found = select(_R).where(_R.code == code[:24], _R.jurisdiction_id.in_(cities(viewer)))
    whole = found.options(
        joinedload(_R.event), joinedload(_R.owner), joinedload(_R.pillar), selectinload(_R.sources), selectinload(_R.supporting)
    )
    recommendation = db.session.scalar(whole)
    if recommendation is None:
        raise NotFound
    return recommendation


def growing(event_id: int, words: str = "") -> Sequence[Any]:
    """The newest recommendations of an event that can still take further sources, those with all these words (one query)."""
    found = select(_R.code, _R.title, _R.stage, _R.answer, _R.work, _R.source_count, Agency.abbreviation)
    mine = found.outerjoin(Agency, Agency.id == _R.owner_id).where(_R.event_id == event_id, _R.stage != Stage.CANCELLED)
    for word in words.split()[:WORDS]:
        mine = mine.where(or_(_R.title.icontains(word, autoescape=True), _R.body.icontains(word, autoescape=True), _R.code == word.upper()))
    return db.session.execute(mine.order_by(_R.id.desc()).limit(FOUND)).all()


def agencies(jurisdiction_id: int) -> dict[str, Agency]:
    """The city's agencies by slug, in order of their names."""
    found = select(Agency).where(Agency.jurisdiction_id == jurisdiction_id).order_by(Agency.name)
    return {agency.slug: agency for agency in db.session.scalars(found)}


def pillars() -> dict[str, Pillar]:
    return {pillar.slug: pillar for pillar in db.session.scalars(select(Pillar).order_by(Pillar.position))}
