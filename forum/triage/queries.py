"""Reads of the moderators' desk: the queue by its oldest duty, one item, candidates for a merge.

A page of the queue costs the same with ten items as with ten thousand: it walks a partial index that holds
only what somebody owes something to, and its counts are tallies kept by the writes, or counted up to a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, String, literal, or_, select, text, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from forum.accounts.models import Account, Jurisdiction, RoleGrant, StakeholderGroup
from forum.accounts.roles import VISITOR, Role, Viewer
from forum.core import clock, reads
from forum.core.history import HistoryEntry
from forum.core.paging import Cursor, Key, Page, page_of
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.extensions import db
from forum.indices.models import Pillar
from forum.submissions.models import Submission
from forum.submissions.waiting import APPEALED, ON_DESK
from forum.submissions.watching import moderators_of
from forum.triage import ways
from forum.triage.filters import Filters

PAGE, MOST_AT_ONCE, STEPS = 25, 100, 4

_S = Submission


def cities(viewer: Viewer) -> list[int]:
    """The cities whose desk this viewer reads."""
    return sorted(viewer.cities(Role.MODERATOR, Role.PUBLISHER))


def queue(viewer: Viewer, filters: Filters, after: str | None = None, size: int = PAGE) -> Page[Row[Any]]:
    """One page of what waits, the oldest duty first unless sorted otherwise (one query; where filters cross up to six).

    Then a page may be short or empty and still have a next one, for it looked at no more than :data:`ways.FAR` items.
    """
    cursor, places = Cursor.parse(after or filters.page, filters.order.kinds), tuple(cities(viewer)) or (0,)
    plain = None if filters.words or filters.holder else _plain(places, filters, cursor, size + 1, *map(clock.today, clock.ZONES))
    if plain is not None:
        return _around(page_of(reads.rows(plain).all(), size, cursor, lambda row: key_of(row, filters)), filters, cursor, None)
    found = ways.of(places, viewer, filters)
    rows: Sequence[Row[Any]] = ()
    end: Key | None = None
    for looked in (ways.NEAR, ways.FAR):
        seen, end = ways.walked(found, filters, cursor, looked)
        rows = db.session.execute(_rows(seen, filters, cursor, size + 1, end)).all()
        if end is None or len(rows) > size:
            break
    page = page_of(rows, size, cursor, lambda row: key_of(row, filters))
    return _around(page, filters, cursor, None if len(rows) > size else end)


def _around(page: Page[Row[Any]], filters: Filters, cursor: Cursor | None, end: Key | None) -> Page[Row[Any]]:
    """The page goes on where looking ended, in its own direction; an empty one leads back to where it began."""
    backwards = cursor is not None and cursor.backwards
    on = Cursor(end, backwards) if end is not None else page.previous if backwards else page.next
    back = page.next if backwards else page.previous
    if cursor is not None and not page.rows:
        *parts, number = cursor.key
        back = Cursor((*parts, number + (1 if filters.order.downwards == backwards else -1)), not backwards)
    return replace(page, previous=on, next=back) if backwards else replace(page, previous=back, next=on)


def standing_in(viewer: Viewer, size: int) -> Sequence[Row[Any]]:
    """What a publisher does in the place of a city's only moderator: appeals, and what that moderator wrote.

    One query, and a small one for each of the publisher's cities.
    """
    found: list[Any] = []
    for place in sorted(viewer.cities(Role.PUBLISHER)):
        alone = moderators_of(place, clock.today("Asia/Jakarta"))
        if len(alone) < 2:
            appeals, their_own = (_S.jurisdiction_id == place, text(APPEALED)), (_S.author_id.in_(alone), text(ON_DESK))
            found += [select(select(_S.id).where(*one).order_by(_S.judge_by).limit(size).subquery().c.id) for one in (appeals, their_own)]
    if not found:
        return []
    return db.session.execute(_listed().where(_S.id.in_(union_all(*found))).order_by(_S.judge_by, _S.id).limit(size)).all()


def key_of(row: Any, filters: Filters) -> Key:
    """Where a row (or a submission) stands in this order."""
    return tuple(getattr(row, column.key) for column in filters.order.columns)


@lru_cache(maxsize=64)
def _plain(places: tuple[int, ...], filters: Filters, cursor: Cursor | None, limit: int, *_days: date) -> Select[Any] | None:
    """The statement of a page that indexes alone give, made once for these days; None where something has to be looked at first."""
    found = ways.planned(places, VISITOR, filters)
    return None if any(way.rest for way in found) else _rows(found, filters, cursor, limit, None)


def _rows(found: Sequence[ways.Way], filters: Filters, cursor: Cursor | None, limit: int, end: Key | None) -> Select[Any]:
    """Keys by index first, each city and each kind for itself; what the list shows is joined to those few rows."""
    parts = (way.keys(filters, cursor, limit).subquery() for way in found)
    keys = union_all(*(select(part.c.id) for part in parts)).subquery()
    listed = _listed().where(_S.id.in_(select(keys.c.id)), *([ways.within(filters, cursor, end)] if end is not None else []))
    return listed.order_by(*ways.order(filters, cursor)).limit(limit)


_Holder = aliased(Account, name="holder")
_COLUMNS: tuple[Any, ...] = (
    _S.id,
    _S.code,
    _S.title,
    _S.type,
    _S.identity,
    _S.channel,
    _S.visibility,
    _S.disposition,
    _S.appeal,
    _S.merged_into_id,
    _S.judge_by,
    _S.submitted_at,
    _S.author_id,
    _S.by_minor,
    _S.awaiting_guardian,
    _S.judged_by_id,
    _S.claimed_by_id,
    _S.claimed_until,
    _S.version,
    _S.reopened_at,
    _S.unchecked,
    _S.marks,
    _S.flag_count,
    _S.support_count,
    _S.support_group_count,
    StakeholderGroup.name.label("group_name"),
    StakeholderGroup.name_en.label("group_name_en"),
    Event.title.label("event_title"),
    _S.jurisdiction_id,
    Jurisdiction.tz,
    _Holder.name.label("holder"),
)


def _listed() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(StakeholderGroup, StakeholderGroup.id == _S.group_id)
        .join(Event, Event.id == _S.event_id)
        .join(Jurisdiction, Jurisdiction.id == _S.jurisdiction_id)
        .outerjoin(_Holder, _Holder.id == _S.claimed_by_id)
    )


def after(viewer: Viewer, filters: Filters, place: Key) -> str | None:
    """The code of the item after this place in the queue, else of its first one (one or two queries)."""
    return _first(viewer, filters, Cursor(place)) or _first(viewer, replace(filters, page=""), None)


def before(viewer: Viewer, filters: Filters, place: Key) -> str | None:
    """The code of the item before this place in the queue, or None at its beginning (one query)."""
    return _first(viewer, filters, Cursor(place, backwards=True))


def _first(viewer: Viewer, filters: Filters, cursor: Cursor | None) -> str | None:
    """The first one from here on; where crossing filters leave few, looked for over a bounded way."""
    for _ in range(STEPS):
        page = queue(viewer, filters, str(cursor) if cursor else None, size=1)
        cursor = page.previous if cursor is not None and cursor.backwards else page.next
        if page.rows or cursor is None:
            return str(page.rows[0].code) if page.rows else None
    return None


def choices(viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """Slugs and names of the desk's events (newest first), groups and pillars (one query)."""
    event, group, never = Event, StakeholderGroup, literal(None, Event.starts_at.type)
    events = select(
        literal("event", String).label("kind"), event.slug, event.title.label("name"), event.starts_at.label("at"), event.id.label("n")
    ).where(event.jurisdiction_id.in_(cities(viewer)))
    groups = select(literal("group", String), group.slug, group.name, never, group.position).where(
        group.jurisdiction_id.in_(cities(viewer))
    )
    pillars = select(literal("pillar", String), Pillar.slug, Pillar.name, never, Pillar.position)
    found = union_all(events, groups, pillars).subquery()
    sorted_ = select(found.c.kind, found.c.slug, found.c.name).order_by(found.c.kind, found.c.at.desc(), found.c.n)
    answer: dict[str, list[tuple[str, str]]] = {"event": [], "group": [], "pillar": []}
    for kind, slug, name in db.session.execute(sorted_):
        answer[kind].append((slug, name))
    return answer


def item(viewer: Viewer, code: str, *, lock: bool = False) -> Submission:
    """One submission of the viewer's cities; with ``lock``, as the one before in the line of writers left it.

    :raises NotFound: for an unknown code, and for another city's.
    """
    found = select(_S).where(_S.code == code[:24], _S.jurisdiction_id.in_(cities(viewer)))
    whole = found.options(joinedload(_S.event), joinedload(_S.group), joinedload(_S.pillar), joinedload(_S.merged_into))
    submission = db.session.scalar(whole.with_for_update(of=_S) if lock else whole)
    if submission is None:
        raise NotFound
    return submission


def items(viewer: Viewer, codes: Sequence[str]) -> list[Submission]:
    """Several submissions in the order named, each once.

    :raises NotFound: when one of them is unknown or of another city.
    """
    wanted = list(dict.fromkeys(code[:24] for code in codes))[:MOST_AT_ONCE]
    asked = select(_S).where(_S.code.in_(wanted), _S.jurisdiction_id.in_(cities(viewer)))
    found = {one.code: one for one in db.session.scalars(asked.options(joinedload(_S.event), joinedload(_S.group)))}
    if len(found) != len(wanted):
        raise NotFound
    return [found[code] for code in wanted]


def name_of(account_id: int | None) -> str | None:
    return db.session.scalar(select(Account.name).where(Account.id == account_id)) if account_id else None


def name_behind(lines: Sequence[HistoryEntry]) -> str | None:
    """Whose act the newest line is; colleagues may know (one query)."""
    return db.session.scalar(select(Account.name).where(Account.public_id == lines[0].actor_ref)) if lines else None


def followers(submission: Submission) -> list[Submission]:
    """The twins that were merged into this one."""
    if not submission.has_merged:
        return []
    return list(db.session.scalars(select(_S).where(_S.merged_into_id == submission.id).order_by(_S.id)))


def history_of(submission: Submission, limit: int = 40) -> Sequence[HistoryEntry]:
    """Its last lines, the newest first."""
    found = select(HistoryEntry).where(HistoryEntry.submission_id == submission.id)
    return db.session.scalars(found.order_by(HistoryEntry.seq.desc()).limit(limit)).all()


def colleagues(submission: Submission, viewer: Viewer) -> Sequence[Account]:
    """The other moderators of its city, by name (one query, and one for their roles)."""
    today = clock.today(submission.event.tz)
    over = (RoleGrant.jurisdiction_id == submission.jurisdiction_id, RoleGrant.role == Role.MODERATOR, RoleGrant.revoked_at.is_(None))
    period = (RoleGrant.since <= today, or_(RoleGrant.until.is_(None), RoleGrant.until >= today))
    found = select(Account).where(Account.closed_at.is_(None), Account.id.in_(select(RoleGrant.account_id).where(*over, *period)))
    others = found.where(Account.id.not_in([viewer.account_id, submission.author_id])).order_by(Account.name, Account.id)
    return db.session.scalars(others.options(selectinload(Account.grants))).all()
