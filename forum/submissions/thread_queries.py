"""Reads of a thread: pages of stored fragments in one of its orders, the same cost wherever they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, bindparam, func, select, tuple_, type_coerce
from sqlalchemy.orm import aliased

from forum.accounts.roles import Viewer
from forum.core import reads
from forum.core.paging import Cursor, page_of
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.policies import submissions as policy
from forum.submissions.models import Submission
from forum.submissions.states import ReplyState, Visibility
from forum.submissions.voices import Reply, ReplyVersion

THREAD_SIZE = 50
BEFORE_TARGET = 9

_Any = aliased(Reply, name="place")
_HERE = Reply.submission_id == bindparam("submission_id")


def _edge(choose: Any) -> Any:
    return select(choose(_Any.path)).where(_Any.submission_id == bindparam("submission_id")).scalar_subquery()


_COLUMNS = (
    Reply.id,
    Reply.path,
    Reply.public_id,
    Reply.author_id,
    Reply.author_name,
    type_coerce(Reply.state, String).label("state"),
    Reply.created_at,
    Reply.support_count,
    Reply.branch_count,
)
_EDGES = (_edge(func.min).label("first_path"), _edge(func.max).label("last_path"))
_FRAGMENTS = {"id": type_coerce(Reply.fragment_id, String), "en": type_coerce(Reply.fragment_en, String)}

_TARGET = select(_Any.path).where(_Any.public_id == bindparam("target"), _Any.submission_id == bindparam("submission_id")).scalar_subquery()
_Context = aliased(Reply, name="context")
_CONTEXT = (
    select(_Context.path)
    .where(_Context.submission_id == bindparam("submission_id"), _Context.path <= _TARGET)
    .order_by(_Context.path.desc())
    .limit(1)
    .offset(BEFORE_TARGET)
    .scalar_subquery()
)


def _in(language: str, *more: Any) -> Any:
    return select(*_COLUMNS, *more, _FRAGMENTS[language].label("fragment")).where(_HERE)


def _page(language: str) -> Any:
    return _in(language, *_EDGES).limit(bindparam("size"))


_AFTER = {lang: _page(lang).where(Reply.path > bindparam("path")).order_by(Reply.path) for lang in _FRAGMENTS}
_BEFORE = {lang: _page(lang).where(Reply.path < bindparam("path")).order_by(Reply.path.desc()) for lang in _FRAGMENTS}
_AROUND = {lang: _page(lang).where(Reply.path >= func.coalesce(_CONTEXT, "")).order_by(Reply.path) for lang in _FRAGMENTS}
END = "~"
DOCUMENT = "alur"
_NEWEST, _STRONGEST = (Reply.id,), (Reply.support_count, Reply.id)
FLAT = {"baru": (_NEWEST, True), "lama": (_NEWEST, False), "dukungan": (_STRONGEST, True)}
"""Orders without branches, as the address names them: the columns of their key, and whether it falls."""
ORDERS = (DOCUMENT, *FLAT)


def _flat(order: str, language: str, backwards: bool, started: bool) -> Any:
    """A page of a flat order: rows beyond a key, in the direction read; one row more than is shown tells whether there are more."""
    columns, falling = FLAT[order]
    asked = _in(language).limit(THREAD_SIZE + 1)
    down = falling != backwards
    if started:
        here, key = tuple_(*columns), tuple_(*(bindparam(f"key_{n}", type_=column.type) for n, column in enumerate(columns)))
        asked = asked.where(here < key if down else here > key)
    return asked.order_by(*(column.desc() if down else column.asc() for column in columns))


_FLAT = {
    (one, lang, back, on): _flat(one, lang, back, on)
    for one in FLAT
    for lang in _FRAGMENTS
    for back in (False, True)
    for on in (False, True)
}


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of a thread; ``previous`` and ``next`` are cursors or None at the ends."""

    rows: Sequence[Row[Any]]
    previous: Cursor | None
    next: Cursor | None
    order: str = DOCUMENT


def thread_page(
    submission_id: int,
    language: str,
    *,
    cursor: str | None = None,
    target: str | None = None,
    last: bool = False,
    order: str = DOCUMENT,
    size: int = THREAD_SIZE,
) -> Thread:
    """A page of the thread (one query): from the start, at a cursor, at its end, or the page in document order that holds ``target``.

    Every page is a range of the index of its order; nothing before it is counted.
    """
    asked = {"submission_id": submission_id, "size": size}
    if order in FLAT and not target:
        return _flat_page(asked, language, order, cursor, last)
    start = Cursor(("",)) if not last else Cursor((END,), backwards=True)
    start = Cursor.parse(cursor, (str,)) or start
    asked["path"] = start.key[0]
    if target and not cursor:
        rows = reads.rows(_AROUND[language], {**asked, "target": target}).all()
    elif start.backwards:
        rows = reads.rows(_BEFORE[language], asked).all()[::-1]
    else:
        rows = reads.rows(_AFTER[language], asked).all()
    if not rows:
        return Thread(rows, None, None)
    head, tail = rows[0], rows[-1]
    return Thread(
        rows,
        Cursor((head.path,), backwards=True) if head.path > head.first_path else None,
        Cursor((tail.path,)) if tail.path < tail.last_path else None,
    )


def _flat_page(asked: dict[str, Any], language: str, order: str, cursor: str | None, last: bool) -> Thread:
    columns, _falling = FLAT[order]
    start = Cursor.parse(cursor, (int,) * len(columns))
    backwards = last or (start is not None and start.backwards)
    keys = {f"key_{n}": part for n, part in enumerate(start.key)} if start and not last else {}
    found = reads.rows(_FLAT[order, language, backwards, bool(keys)], {**asked, **keys}).all()
    names = [column.key for column in columns]
    page = page_of(found, THREAD_SIZE, None if last else start, lambda row: tuple(getattr(row, name) for name in names), last=last)
    return Thread(page.rows, page.previous, page.next, order)


def reply(public_id: str, viewer: Viewer) -> Reply:
    """A reply, for a verb or its former wordings.

    :raises NotFound: when it, or the submission it stands under, does not exist for this viewer.
    """
    found = db.session.scalar(select(Reply).join(Submission, Submission.id == Reply.submission_id).where(Reply.public_id == public_id))
    if found is None or policy.why_not_see(viewer, found.submission) is not None:
        raise NotFound
    return found


def public_reply(public_id: str, viewer: Viewer) -> Reply:
    """As :func:`reply`, and it is neither withdrawn nor hidden; below what was withdrawn, only for whoever wrote it."""
    found = reply(public_id, viewer)
    under_a_stone = found.submission.visibility == Visibility.WITHDRAWN and found.author_id != viewer.account_id
    if found.state is not ReplyState.PUBLIC or under_a_stone:
        raise NotFound
    return found


def former_wordings(one: Reply) -> list[ReplyVersion]:
    """What a reply said before, the latest first."""
    return list(db.session.scalars(select(ReplyVersion).where(ReplyVersion.reply_id == one.id).order_by(ReplyVersion.id.desc())))
