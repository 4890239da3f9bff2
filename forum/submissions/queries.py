"""Reads about submissions: the public list, one's own, by code. What a viewer may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, case, func, literal, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import reads
from forum.core.history import HistoryEntry
from forum.core.paging import Cursor, Key, Page, page_of
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.events.states import EventState
from forum.extensions import db
from forum.indices.models import Pillar
from forum.policies import submissions as policy
from forum.submissions.facts import FACTS, SHOWN, Shown, with_surroundings
from forum.submissions.models import CROCKFORD, Submission
from forum.submissions.states import Disposition

LIST_SIZE = 20

_Twin = aliased(Submission, name="twin")


_ONE = select(Submission).join(Event).where(Event.slug == bindparam("slug"), Submission.code == bindparam("code"))


def submission(slug: str, code: str, viewer: Viewer) -> Submission:
    """The record, for a verb.

    :raises NotFound: when it does not exist for this viewer.
    """
    found = db.session.scalar(_ONE, {"slug": slug, "code": code})
    if found is None or policy.why_not_see(viewer, found) is not None:
        raise NotFound
    return found


def own(code: str, viewer: Viewer) -> Submission:
    """One's own submission, for a verb or the receipt.

    :raises NotFound: when it is not the viewer's.
    """
    found = db.session.scalar(select(Submission).where(Submission.code == code, Submission.author_id == viewer.account_id))
    if found is None:
        raise NotFound
    return found


_LIST = with_surroundings(
    select(
        *FACTS,
        Submission.summary,
        Pillar.name.label("pillar_name"),
        Pillar.name_en.label("pillar_name_en"),
        case(
            (
                Submission.has_merged,
                select(func.count()).where(_Twin.merged_into_id == Submission.id).correlate(Submission).scalar_subquery(),
            ),
            else_=0,
        ).label("merged_count"),
    )
).outerjoin(Pillar, Pillar.id == Submission.pillar_id)
_PUBLIC = _LIST.where(Submission.event_id == bindparam("event_id"), SHOWN)


@dataclass(frozen=True, slots=True)
class Order:
    """A stable order of a list: columns with the id last, all in one direction, and the types that a cursor carries."""

    columns: tuple[Any, ...]
    kinds: tuple[type, ...]
    names: tuple[str, ...]
    descending: bool = True

    def key(self, row: Any) -> Key:
        values = (getattr(row, name) for name in self.names)
        return tuple(value.isoformat() if isinstance(value, datetime) else value for value in values)

    def beyond(self, cursor: Cursor | None) -> Any | None:
        """The condition that a row lies on the far side of the cursor, or None."""
        if cursor is None or (key := _instants(cursor.key)) is None:
            return None
        values = tuple_(*(literal(v, c.type) for v, c in zip(key, self.columns, strict=True)))
        here = tuple_(*self.columns)
        return here < values if self.descending != cursor.backwards else here > values

    def direction(self, cursor: Cursor | None) -> list[Any]:
        backwards = cursor is not None and cursor.backwards
        return [c.desc() if self.descending != backwards else c.asc() for c in self.columns]


def _instants(key: Key) -> list[Any] | None:
    """The key with its instants read back; None when one of them is not ours."""
    try:
        read = [datetime.fromisoformat(value) if isinstance(value, str) else value for value in key]
    except ValueError:
        return None
    return None if any(isinstance(value, datetime) and value.tzinfo is None for value in read) else read


ORDERS = {
    "cross": Order(
        (Submission.support_breadth, Submission.support_count, Submission.id), (int, int, int), ("support_breadth", "support_count", "id")
    ),
    "new": Order((Submission.published_at, Submission.id), (str, int), ("published_at", "id")),
    "old": Order((Submission.published_at, Submission.id), (str, int), ("published_at", "id"), descending=False),
}
STATES = ("open", *(str(one) for one in Disposition if one is not Disposition.OPEN), "merged")


def public_page(
    event_id: int,
    *,
    group: str | None = None,
    pillar: str | None = None,
    state: str | None = None,
    sort: str = "cross",
    cursor: str | None = None,
    viewer: Viewer,
) -> Page[Row[Any]]:
    """A page of the public submissions of an event (one query). ``group`` and ``pillar`` are slugs, ``state`` one of STATES.

    Merged ones stand with their survivor and are listed only when asked for. ``cursor`` is the text from the address.
    The viewer changes nothing here: the list is what everybody sees.
    """
    order = ORDERS.get(sort, ORDERS["cross"])
    start = Cursor.parse(cursor, order.kinds)
    found = reads.rows(_public(group, pillar, state, order, start), {"event_id": event_id}).all()
    return page_of(found, LIST_SIZE, start, order.key)


@lru_cache(maxsize=64)
def _public(group: str | None, pillar: str | None, state: str | None, order: Order, start: Cursor | None) -> Any:
    asked = _PUBLIC.where(Submission.merged_into_id.is_not(None) if state == "merged" else Submission.merged_into_id.is_(None))
    if state in STATES and state != "merged":
        asked = asked.where(Submission.disposition == state)
    if group:
        asked = asked.where(StakeholderGroup.slug == group)
    if pillar:
        asked = asked.where(Pillar.slug == pillar)
    if (beyond := order.beyond(start)) is not None:
        asked = asked.where(beyond)
    return asked.order_by(*order.direction(start)).limit(LIST_SIZE + 1)


_MINE = _LIST.where(Submission.author_id == bindparam("me"))


def mine(viewer: Viewer, cursor: str | None = None) -> Page[Row[Any]]:
    """The viewer's own submissions, the newest first (one query)."""
    start = Cursor.parse(cursor, (int,))
    backwards = start is not None and start.backwards
    asked = _MINE.order_by(Submission.id.asc() if backwards else Submission.id.desc()).limit(LIST_SIZE + 1)
    if start is not None:
        asked = asked.where(Submission.id > start.key[0] if backwards else Submission.id < start.key[0])
    found = db.session.execute(asked, {"me": viewer.account_id}).all()
    return page_of(found, LIST_SIZE, start, lambda row: (row.id,))


LOOKED = ("submission.redact", "submission.open_original", "submission.reveal")
"""What was done with the words and the name of an author, as the author reads it: when and why, never by whom."""


def told_to_author(one: Submission) -> Sequence[Any]:
    """Maskings and readings of a submission, the latest first (one query)."""
    found = select(HistoryEntry.verb, HistoryEntry.at, HistoryEntry.note).where(
        HistoryEntry.submission_id == one.id, HistoryEntry.verb.in_(LOOKED)
    )
    return db.session.execute(found.order_by(HistoryEntry.seq.desc()).limit(50)).all()


_OF_GROUP = _LIST.where(Submission.group_id == bindparam("group_id"), SHOWN)


def of_group(group_id: int, cursor: str | None = None) -> Page[Row[Any]]:
    """What a group, or those who count under an element, said in public, the newest first (one query)."""
    order = ORDERS["new"]
    start = Cursor.parse(cursor, order.kinds)
    asked = _OF_GROUP if (beyond := order.beyond(start)) is None else _OF_GROUP.where(beyond)
    found = db.session.execute(asked.order_by(*order.direction(start)).limit(LIST_SIZE + 1), {"group_id": group_id}).all()
    return page_of(found, LIST_SIZE, start, order.key)


_TRACKED = with_surroundings(select(*FACTS))
_READ_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def tracking_form(text: str) -> str:
    """A code as people copy it, in the spelling that is stored: letters that look like digits become digits."""
    letters = "".join(text.upper().split()).replace("-", "")
    if letters.startswith("UR"):
        rest = letters[2:].translate(_READ_ALIKE)
        return f"UR-{rest[:5]}-{rest[5:]}" if set(rest) <= set(CROCKFORD) else text
    return f"S-{letters[1:].translate(_READ_ALIKE)}" if letters.startswith("S") else text


def by_tracking(code: str, viewer: Viewer, *, secret: bool = True) -> Shown | None:
    """The submission with this secret code (unless ``secret`` is False), or with this public code when the viewer may see it.

    One query. Its title and text are for those alone for whom :meth:`Shown.readable_by` holds.
    """
    spelt = tracking_form(code)
    by_secret = secret and spelt.startswith("UR-")
    found = Submission.tracking_code == spelt if by_secret else Submission.code.in_([spelt, code.strip().upper()])
    row = db.session.execute(_TRACKED.where(found)).first()
    shown = Shown(row) if row is not None else None
    return shown if shown is not None and (by_secret or shown.readable_by(viewer)) else None


_FOR_WRITING = (
    select(Event)
    .options(joinedload(Event.windows), joinedload(Event.questions))
    .where(Event.slug == bindparam("slug"), Event.state != EventState.DRAFT)
)


def event_for_writing(slug: str) -> Event:
    """An event that has been announced, with its windows and questions (one query).

    :raises NotFound: for a draft or an unknown address.
    """
    found = db.session.scalars(_FOR_WRITING, {"slug": slug}).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def pillars() -> list[Pillar]:
    return list(db.session.scalars(select(Pillar).order_by(Pillar.position)))


def answered_questions(event_id: int) -> frozenset[int]:
    """The questions of an event that a submission refers to."""
    found = select(Submission.question_id).where(Submission.event_id == event_id, Submission.question_id.is_not(None)).distinct()
    return frozenset(one for one in db.session.scalars(found) if one is not None)
