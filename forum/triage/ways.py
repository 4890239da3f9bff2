"""How a page of the queue is found: along an index that holds nothing else, at a cost that no length of the queue changes.

An index of its own serves every kind, event, group and pillar in each order. What two filters share is sorted when one of them
leaves little; else the order is walked a bounded way, and the page says where it stopped (:class:`Way`, :func:`walked`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, true, tuple_, union_all

from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import words
from forum.core.paging import Cursor, Key
from forum.events.models import Event
from forum.extensions import db
from forum.indices.models import Pillar
from forum.submissions.models import Submission
from forum.submissions.readings import Posting, TermCount
from forum.submissions.waiting import ON_DESK
from forum.triage.filters import Filters, Kind, kinds, sql

NEAR, FAR = 100, 500
"""How many items a page looks at in the order asked for, first and at most; a filter that leaves no more than FAR is sorted whole."""
CODES, WORDS = 200, 6
Conditions = tuple[ColumnElement[bool], ...]
_S = Submission


@dataclass(frozen=True, slots=True)
class Way:
    """``inside`` is what an index holds in the order asked for, ``rest`` what is wanted of it. ``picked`` are the ids of a small
    set with everything that is wanted, ``sets`` are conditions of sets that might be small."""

    inside: Conditions
    rest: Conditions
    sets: tuple[Conditions, ...] = ()
    picked: Select[Any] | Sequence[int] | None = None

    @property
    def walks(self) -> bool:
        """Whether it may end before everything was seen."""
        return bool(self.rest) and self.picked is None

    def keys(self, filters: Filters, cursor: Cursor | None, limit: int) -> Select[Any]:
        """The statement that finds the ids of a page, of a way that does not walk."""
        beyond = _beyond(filters, cursor)
        if self.picked is None:
            found = select(_S.id).where(*self.inside, *beyond)
        else:
            found = select(_S.id).where(_S.id.in_(self.picked), _each(*self.rest, *beyond))
        return found.order_by(*order(filters, cursor)).limit(limit)

    def walk(self, filters: Filters, cursor: Cursor | None, looked: int) -> Select[Any]:
        """The statement that looks at so many items in the order asked for."""
        there = select(_S.id, *(column.label(f"part{n}") for n, column in enumerate(filters.order.columns)))
        return there.where(*self.inside, *_beyond(filters, cursor)).order_by(*order(filters, cursor)).limit(looked)


def _each(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """All of them, asked of the rows at hand: no index is chosen for their sake."""
    return case((and_(true(), *conditions), true()), else_=false())


def order(filters: Filters, cursor: Cursor | None) -> list[Any]:
    return [column.desc() if _downwards(filters, cursor) else column for column in filters.order.columns]


def within(filters: Filters, cursor: Cursor | None, end: Key) -> ColumnElement[bool]:
    """The condition that a row does not lie behind the place where looking ended."""
    here, there = tuple_(*filters.order.columns), _typed(filters, end)
    return here >= there if _downwards(filters, cursor) else here <= there  # type: ignore[no-any-return]


def _downwards(filters: Filters, cursor: Cursor | None) -> bool:
    return filters.order.downwards != (cursor is not None and cursor.backwards)


def _typed(filters: Filters, key: Key) -> Any:
    return tuple_(*(literal(part, column.type) for part, column in zip(key, filters.order.columns, strict=True)))


def _beyond(filters: Filters, cursor: Cursor | None) -> Conditions:
    if cursor is None:
        return ()
    here, there = tuple_(*filters.order.columns), _typed(filters, cursor.key)
    return (here < there if _downwards(filters, cursor) else here > there,)


def of(places: Sequence[int], viewer: Viewer, filters: Filters) -> list[Way]:
    """The ways to everything of these cities that the filters leave (a query for words that are looked for, one for small sets)."""
    if filters.code:
        return [_by_code(place, filters) for place in places]
    said, few = _saying(places, filters) if filters.words else ((), None)
    found = planned(places, viewer, filters, said)
    if few is not None:
        return [replace(way, inside=(), rest=(*way.inside, *way.rest), picked=few) for way in found if way.picked is None] or found
    return _narrowed(found)


def planned(places: Sequence[int], viewer: Viewer, filters: Filters, said: Conditions = ()) -> list[Way]:
    """The ways before anything was looked at (no query)."""
    return [_way(place, viewer, filters, kind, said) for place in places for kind in kinds(place)[filters.what]]


def _by_code(place: int, filters: Filters) -> Way:
    """Also what is decided; of very many that begin like this, the first ones."""
    alike = (_S.code >= filters.code, _S.code < filters.code + "~")
    found = db.session.scalars(select(_S.id).where(*alike).order_by(_S.code).limit(CODES))
    return Way((), (_S.jurisdiction_id == place,), picked=found.all())


def _way(place: int, viewer: Viewer, filters: Filters, kind: Kind, said: Conditions) -> Way:
    city = _S.jurisdiction_id == place
    chosen = _chosen(place, filters)
    wanted = (*said, *filters.holding())
    if filters.holder == "saya":
        mine = select(_S.id).where(*filters.held_by(viewer))
        return Way((), (city, sql(kind.base), *kind.also, *chosen.values(), *said), picked=mine)
    if kind.own and not chosen and not filters.sort:
        return Way((city, *kind.own), wanted, ((city, *kind.own),))
    if kind.base != ON_DESK:
        return Way((city, sql(kind.base)), (*kind.also, *chosen.values(), *wanted), ((city, *(kind.own or (sql(kind.base),))),))
    leads = [(condition, sql(ON_DESK)) if name == "event" else (city, condition, sql(ON_DESK)) for name, condition in chosen.items()]
    inside, others = leads[0] if leads else (city, sql(ON_DESK)), list(chosen.values())[1:]
    sets = (*leads, *([(city, *kind.own)] if kind.own else []))
    return Way(inside, (*kind.also, *others, *wanted), sets or (inside,))


def _chosen(place: int, filters: Filters) -> dict[str, ColumnElement[bool]]:
    """What is chosen, in the words of its index; an event brings its city along."""
    event = select(Event.id).where(Event.slug == filters.event, Event.jurisdiction_id == place)
    group = select(StakeholderGroup.id).where(StakeholderGroup.slug == filters.group)
    pillar = select(Pillar.id).where(Pillar.slug == filters.pillar)
    found = {
        "event": _S.event_id == event.scalar_subquery(),
        "group": _S.group_id == group.scalar_subquery(),
        "pillar": _S.pillar_id == pillar.scalar_subquery(),
    }
    return {name: condition for name, condition in found.items() if getattr(filters, name)}


def _narrowed(found: list[Way]) -> list[Way]:
    """The same ways; where a set is small enough to be sorted, from that set (one query, and only where something is left over)."""
    asked = [(n, m, one) for n, way in enumerate(found) if way.walks for m, one in enumerate(way.sets)]
    sets: dict[tuple[int, int], list[int]] = {(n, m): [] for n, m, _ in asked}
    parts = [select(literal(n).label("n"), literal(m).label("m"), _S.id).where(*one).limit(FAR + 1).subquery() for n, m, one in asked]
    for n, m, key in db.session.execute(union_all(*(select(*part.c) for part in parts))) if parts else ():
        sets[n, m].append(key)
    made = list(found)
    for (n, _m), ids in sorted(sets.items(), key=lambda one: len(one[1])):
        if len(ids) <= FAR and made[n].picked is None:
            made[n] = _of_those(found[n], ids)
    return made


def _of_those(way: Way, ids: Sequence[int]) -> Way:
    return replace(way, inside=(), rest=(*way.inside, *way.rest), picked=ids)


def _saying(places: Sequence[int], filters: Filters) -> tuple[Conditions, Sequence[int] | None]:
    """The conditions that each word stands in it, as the index of words knows them, and the ids with the rarest word, if it is rare.

    Words that say nothing by themselves are not in the index; they are looked for in the text as they are typed.
    """
    terms = list(words.read(filters.words).terms)[:WORDS]
    if not terms:
        typed = filters.words.split()[:WORDS]
        return tuple(or_(_S.title.icontains(word, autoescape=True), _S.body.icontains(word, autoescape=True)) for word in typed), None
    events = select(Event.id).where(Event.jurisdiction_id.in_(places), *([Event.slug == filters.event] if filters.event else []))
    asked = select(TermCount.term, func.sum(TermCount.texts)).where(TermCount.event_id.in_(events), TermCount.term.in_(terms))
    counts = dict.fromkeys(terms, 0) | {term: int(texts) for term, texts in db.session.execute(asked.group_by(TermCount.term))}
    rarest = min(terms, key=lambda term: counts[term])
    here = (Posting.event_id == _S.event_id, Posting.submission_id == _S.id)
    stands = tuple(_stands(select(Posting.submission_id).where(*here, Posting.term == term)) for term in terms)
    few = select(Posting.submission_id).where(Posting.event_id.in_(events), Posting.term == rarest)
    return stands, db.session.scalars(few).all() if counts[rarest] <= FAR else None


def _stands(posting: Select[Any]) -> ColumnElement[bool]:
    """Looked up for each row at hand. ``EXISTS`` would let PostgreSQL gather every place of the word first."""
    return posting.correlate(_S).limit(1).scalar_subquery().is_not(None)


def walked(found: Sequence[Way], filters: Filters, cursor: Cursor | None, looked: int) -> tuple[list[Way], Key | None]:
    """The ways as ways to what was looked at, and where looking ended before everything was seen: the nearest such place.

    One query, and only where something is walked.
    """
    walks = [(n, way.walk(filters, cursor, looked).subquery()) for n, way in enumerate(found) if way.walks]
    seen: dict[int, list[Any]] = {n: [] for n, _ in walks}
    asked = [select(literal(n).label("n"), *walk.c) for n, walk in walks]
    for n, *row in db.session.execute(union_all(*asked)) if asked else ():
        seen[n].append(row)
    last = max if _downwards(filters, cursor) else min
    far = min if _downwards(filters, cursor) else max
    ends = [far(tuple(row[1:]) for row in rows) for rows in seen.values() if len(rows) == looked]
    made = [_of_those(way, [row[0] for row in seen[n]]) if n in seen else way for n, way in enumerate(found)]
    return made, last(ends) if ends else None
