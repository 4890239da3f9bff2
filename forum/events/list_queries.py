"""Reads of the list of forums: what takes input now, then the rest, latest meeting first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from forum.accounts.models import Jurisdiction, StakeholderGroup
from forum.core import reads
from forum.core.paging import Cursor, Page, page_of
from forum.events.models import Event, EventKind
from forum.events.parts import InputWindow, InvitedGroup
from forum.events.states import EventState, Phase

SIZE = 20
OPEN_SHOWN = 12

_NOW: Any = bindparam("now")
_last = select(func.max(InputWindow.closes_at)).where(InputWindow.event_id == Event.id)
_LIST: Any = (
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
        _last.where(InputWindow.opens_at <= _NOW, InputWindow.closes_at > _NOW).correlate(Event).scalar_subquery().label("open_until"),
        _last.correlate(Event).scalar_subquery().label("last_window"),
    )
    .join(Jurisdiction, Jurisdiction.id == Event.jurisdiction_id)
    .where(Event.state != EventState.DRAFT)
)
_STANDS = Event.state == EventState.ANNOUNCED
_OPEN = and_(_STANDS, Event.id.in_(select(InputWindow.event_id).where(InputWindow.opens_at <= _NOW, InputWindow.closes_at > _NOW)))
_PHASES: dict[str, Any] = {
    Phase.OPEN: _OPEN,
    Phase.ANNOUNCED: and_(_STANDS, ~_OPEN, Event.ends_at > _NOW),
    Phase.FOLLOW_UP: and_(_STANDS, ~_OPEN, Event.ends_at <= _NOW),
    Phase.CLOSED: Event.state == EventState.CLOSED,
    Phase.CANCELLED: Event.state == EventState.CANCELLED,
}
PHASES = tuple(_PHASES)
"""The phases that the list can be narrowed to; together they hold every announced event once."""


def listing(now: datetime, cursor: Cursor | None, *, city: str = "", kind: str = "", phase: str = "") -> Page[Any]:
    """Announced events, latest meeting first (one query). Without a phase, those that take input are left to :func:`open_now`."""
    upwards = cursor is not None and cursor.backwards
    asked = _listing(bool(city), kind in _KINDS, phase if phase in _PHASES else "", cursor is not None, upwards)
    at, one = cursor.key if cursor is not None else (None, None)
    found = reads.rows(asked, {**_narrowed_to(now, city, kind), **({"at": at, "one": one} if cursor else {})}).all()
    return page_of(found, SIZE, cursor, lambda row: (row.starts_at, row.id))


def open_now(now: datetime, *, city: str = "", kind: str = "") -> Sequence[Any]:
    """The events that take input now, the one that ends first in front; one more than is shown when there are more (one query)."""
    return reads.rows(_open(bool(city), kind in _KINDS), _narrowed_to(now, city, kind)).all()


@cache
def _listing(city: bool, kind: bool, phase: str, begun: bool, upwards: bool) -> Any:
    asked = _narrowed(city, kind).where(_PHASES.get(phase, ~_OPEN))
    if begun:
        at: Any = bindparam("at", type_=Event.starts_at.type)
        beyond = Event.starts_at > at if upwards else Event.starts_at < at
        tie = and_(Event.starts_at == at, Event.id > bindparam("one") if upwards else Event.id < bindparam("one"))
        asked = asked.where(or_(beyond, tie))
    order = (Event.starts_at.asc(), Event.id.asc()) if upwards else (Event.starts_at.desc(), Event.id.desc())
    return asked.order_by(*order).limit(SIZE + 1)


@cache
def _open(city: bool, kind: bool) -> Any:
    return _narrowed(city, kind).where(_OPEN).order_by("open_until", Event.id).limit(OPEN_SHOWN + 1)


_KINDS = frozenset(map(str, EventKind))


def _narrowed(city: bool, kind: bool) -> Any:
    asked = _LIST.where(Jurisdiction.slug == bindparam("city")) if city else _LIST
    return asked.where(Event.kind == bindparam("kind", type_=Event.kind.type)) if kind else asked


def _narrowed_to(now: datetime, city: str, kind: str) -> dict[str, Any]:
    return {"now": now} | ({"city": city} if city else {}) | ({"kind": EventKind(kind)} if kind in _KINDS else {})


_INVITED = (
    select(InvitedGroup.event_id, StakeholderGroup.name)
    .join(StakeholderGroup, StakeholderGroup.id == InvitedGroup.group_id)
    .where(InvitedGroup.event_id.in_(bindparam("ids", expanding=True)))
    .order_by(InvitedGroup.event_id, InvitedGroup.position)
)


def invited_to(ids: Sequence[int]) -> list[list[str]]:
    """The names of the groups invited to each of these events (one query, none when there are no events)."""
    names: dict[int, list[str]] = {one: [] for one in ids}
    for row in reads.rows(_INVITED, {"ids": list(ids)}) if ids else ():
        names[row.event_id].append(row.name)
    return list(names.values())


def phase_of(row: Any, now: datetime) -> Phase:
    """The phase of a row of the list, by the same rule as :meth:`Event.phase`."""
    if row.state is not EventState.ANNOUNCED:
        return Phase(row.state)
    if row.starts_at <= now < row.ends_at:
        return Phase.UNDER_WAY
    if row.open_until is not None:
        return Phase.OPEN
    if now < row.starts_at:
        return Phase.ANNOUNCED
    return Phase.HELD if row.last_window and row.last_window > now else Phase.FOLLOW_UP
