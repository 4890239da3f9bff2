"""Reads of the moderators' desk: the queue by its oldest duty, one item, candidates for a merge.

A page of the queue costs the same with ten items as with ten thousand: it walks a partial index that holds
only what somebody owes something to, and its counts are tallies kept by the writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, func, literal, select, text, tuple_, union_all
from sqlalchemy.orm import aliased, joinedload

from forum.accounts.models import Account, Jurisdiction, StakeholderGroup
from forum.accounts.roles import Role, Viewer
from forum.core.history import HistoryEntry
from forum.core.paging import Cursor, Page, page_of
from forum.core.refusal import NotFound
from forum.core.tally import Tally
from forum.events.models import Event
from forum.extensions import db
from forum.submissions.models import APPEALED, ON_DESK, Submission
from forum.submissions.states import Disposition, Visibility

PAGE = 25
_S = Submission
_OPEN = (_S.disposition == Disposition.OPEN, _S.merged_into_id.is_(None))

WHAT: dict[str, ColumnElement[bool]] = {
    "": text(ON_DESK),  # type: ignore[dict-item]
    "menunggu": and_(_S.visibility == Visibility.WAITING, *_OPEN),
    "tayang": and_(_S.visibility == Visibility.PUBLIC, *_OPEN),
    "ditahan": and_(_S.visibility == Visibility.HELD, *_OPEN),
    "dikembalikan": and_(_S.visibility == Visibility.RETURNED, *_OPEN),
    "banding": text(APPEALED),  # type: ignore[dict-item]
    "digabung": _S.merged_into_id.is_not(None),
}
"""The filters by what waits, by their name in the address."""

COUNTED = {"menunggu": "waiting", "tayang": "public", "ditahan": "held", "dikembalikan": "returned", "banding": "appeal"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the queue is shown; ``event`` and ``group`` are slugs, empty for all."""

    what: str = ""
    event: str = ""
    group: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """The filters in a query string; an unknown kind of waiting shows everything."""
        what = args.get("apa", "")
        return cls(what if what in WHAT else "", args.get("acara", "")[:80], args.get("kelompok", "")[:80])

    def args(self, **changed: str) -> dict[str, Any]:
        """The filters as they stand in an address, with some of them changed."""
        found = {"apa": self.what, "acara": self.event, "kelompok": self.group} | changed
        return {name: value for name, value in found.items() if value}


def cities(viewer: Viewer) -> list[int]:
    """The cities whose desk this viewer reads."""
    return sorted(viewer.cities(Role.MODERATOR, Role.PUBLISHER))


def queue(viewer: Viewer, filters: Filters, after: str | None = None, size: int = PAGE) -> Page[Row[Any]]:
    """One page of what waits, the oldest duty first (one query)."""
    cursor = Cursor.parse(after, (str, int))
    start = _start(cursor)
    found = db.session.execute(_rows(cities(viewer), filters, start, size + 1)).all()
    return page_of(found, size, cursor if start else None, lambda row: (row.judge_by.isoformat(), row.id))


def _start(cursor: Cursor | None) -> tuple[date, int, bool] | None:
    if cursor is None:
        return None
    try:
        return date.fromisoformat(cursor.key[0]), cursor.key[1], cursor.backwards
    except ValueError:
        return None


def _rows(places: Sequence[int], filters: Filters, start: tuple[date, int, bool] | None, limit: int) -> Select[Any]:
    """Keys by index first, each city for itself; what the list shows is joined to those few rows."""
    backwards = start is not None and start[2]
    keys = [_keys(place, filters, start, limit).subquery() for place in places] or [_keys(0, filters, None, 1).subquery()]
    found = union_all(*(select(part.c.id) for part in keys)).subquery()
    order = [_S.judge_by.desc(), _S.id.desc()] if backwards else [_S.judge_by, _S.id]
    return _listed().where(_S.id.in_(select(found.c.id))).order_by(*order).limit(limit)


def _keys(place: int, filters: Filters, start: tuple[date, int, bool] | None, limit: int) -> Select[Any]:
    found = select(_S.id).where(_S.jurisdiction_id == place, WHAT[filters.what])
    if filters.event:
        found = found.where(_S.event_id == select(Event.id).where(Event.slug == filters.event).scalar_subquery())
    if filters.group:
        chosen = select(StakeholderGroup.id).where(StakeholderGroup.slug == filters.group)
        found = found.where(_S.group_id == chosen.scalar_subquery())
    if start is not None:
        here, there = tuple_(_S.judge_by, _S.id), tuple_(literal(start[0], _S.judge_by.type), literal(start[1]))
        found = found.where(here < there if start[2] else here > there)
    backwards = start is not None and start[2]
    return found.order_by(*([_S.judge_by.desc(), _S.id.desc()] if backwards else [_S.judge_by, _S.id])).limit(limit)


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
    _S.support_count,
    _S.support_group_count,
    StakeholderGroup.name.label("group_name"),
    StakeholderGroup.name_en.label("group_name_en"),
    Event.title.label("event_title"),
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


def after(viewer: Viewer, filters: Filters, judge_by: date, item_id: int) -> str | None:
    """The code of the item after this place in the queue, else of its first one (one or two queries)."""
    here = Cursor((judge_by.isoformat(), item_id))
    page = queue(viewer, filters, str(here), size=1)
    rows = page.rows or queue(viewer, filters, size=1).rows
    return str(rows[0].code) if rows else None


def waiting_counts(viewer: Viewer) -> dict[str, int]:
    """How many wait, by the filter's name and under ``""`` for all (one query over a handful of tallies)."""
    scopes = [f"city:{place}" for place in cities(viewer)]
    keys = [f"submission.{fate}" for fate in COUNTED.values()]
    kept = select(Tally.key, Tally.value).where(Tally.scope.in_(scopes), Tally.key.in_(keys))
    appeals = (
        select(literal("submission.appeal", String), func.count())
        .select_from(_S)
        .where(_S.jurisdiction_id.in_(cities(viewer)), text(APPEALED))
    )
    found = dict.fromkeys(COUNTED, 0)
    by_key = {f"submission.{fate}": name for name, fate in COUNTED.items()}
    for key, value in db.session.execute(union_all(kept, appeals)):
        found[by_key[key]] += value
    return {"": sum(found[name] for name in ("menunggu", "tayang", "ditahan", "banding")), **found}


def choices(viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """Slugs and names of the desk's events (newest first) and groups (one query)."""
    event, group, never = Event, StakeholderGroup, literal(None, Event.starts_at.type)
    events = select(
        literal("event", String).label("kind"), event.slug, event.title.label("name"), event.starts_at.label("at"), event.id.label("n")
    ).where(event.jurisdiction_id.in_(cities(viewer)))
    groups = select(literal("group", String), group.slug, group.name, never, group.position).where(
        group.jurisdiction_id.in_(cities(viewer))
    )
    found = union_all(events, groups).subquery()
    sorted_ = select(found.c.kind, found.c.slug, found.c.name).order_by(found.c.kind, found.c.at.desc(), found.c.n)
    answer: dict[str, list[tuple[str, str]]] = {"event": [], "group": []}
    for kind, slug, name in db.session.execute(sorted_):
        answer[kind].append((slug, name))
    return answer


def item(viewer: Viewer, code: str) -> Submission:
    """One submission of the viewer's cities.

    :raises NotFound: for an unknown code, and for another city's.
    """
    found = select(_S).where(_S.code == code[:24], _S.jurisdiction_id.in_(cities(viewer)))
    whole = found.options(joinedload(_S.event), joinedload(_S.group), joinedload(_S.pillar), joinedload(_S.merged_into))
    submission = db.session.scalar(whole)
    if submission is None:
        raise NotFound
    return submission


def items(viewer: Viewer, codes: Sequence[str]) -> list[Submission]:
    """Several submissions in the order named, each once.

    :raises NotFound: when one of them is unknown or of another city.
    """
    wanted = list(dict.fromkeys(code[:24] for code in codes))[:100]
    asked = select(_S).where(_S.code.in_(wanted), _S.jurisdiction_id.in_(cities(viewer)))
    found = {one.code: one for one in db.session.scalars(asked.options(joinedload(_S.event), joinedload(_S.group)))}
    if len(found) != len(wanted):
        raise NotFound
    return [found[code] for code in wanted]


def name_of(account_id: int | None) -> str | None:
    return db.session.scalar(select(Account.name).where(Account.id == account_id)) if account_id else None


def followers(submission: Submission) -> list[Submission]:
    """The twins that were merged into this one."""
    if not submission.has_merged:
        return []
    return list(db.session.scalars(select(_S).where(_S.merged_into_id == submission.id).order_by(_S.id)))


def history_of(submission: Submission, limit: int = 40) -> Sequence[HistoryEntry]:
    """Its last lines, the newest first."""
    found = select(HistoryEntry).where(HistoryEntry.submission_id == submission.id)
    return db.session.scalars(found.order_by(HistoryEntry.seq.desc()).limit(limit)).all()
