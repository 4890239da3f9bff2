"""What each submission says, kept beside it as terms, and the index from a term to the submissions that have it.

Both are kept by whatever changes the text: the end of the transaction sees which submissions changed, so no verb can
forget. A withdrawn or confidential text is not in the index, and of a redacted one only what is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import CheckConstraint, ForeignKey, Integer, SmallInteger, Text, bindparam, delete, event, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from forum.core import words, writes
from forum.core.columns import SortKey
from forum.core.words import Reading
from forum.extensions import Base, db
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Visibility
from forum.submissions.wordings import COVERS

TERM = 40
MOST_TERMS = 120
"""Of a longer text the strongest terms stand for the whole."""
FULL_WEIGHT = 1000
_COVER = re.compile("|".join(re.escape(f"[{cover}]") for cover in COVERS.values()))


class SubmissionReading(Base):
    """The terms of a submission as :meth:`forum.core.words.Reading.dump` writes them, and by which version of the reading."""

    __tablename__ = "submission_reading"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    version: Mapped[int] = mapped_column(SmallInteger)
    terms: Mapped[str] = mapped_column(Text)


class Posting(Base):
    """A term stands in a submission; ``weight`` is its share of what the text says, in thousandths."""

    __tablename__ = "posting"

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(SortKey(TERM), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True, autoincrement=False)
    weight: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 1000", name="weight_is_a_share"), {"sqlite_with_rowid": False})


class TermCount(Base):
    """In how many submissions of an event a term stands."""

    __tablename__ = "term_count"

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    term: Mapped[str] = mapped_column(SortKey(TERM), primary_key=True)
    texts: Mapped[int] = mapped_column(Integer)

    __table_args__ = (CheckConstraint("texts >= 0", name="texts_not_negative"), {"sqlite_with_rowid": False})


_OLD = select(SubmissionReading.submission_id, SubmissionReading.terms).where(
    SubmissionReading.submission_id.in_(bindparam("ids", expanding=True))
)
_GONE = delete(Posting).where(
    Posting.event_id == bindparam("in_event"), Posting.term == bindparam("of_term"), Posting.submission_id == bindparam("of_one")
)
_KEEP = insert(SubmissionReading.__table__)  # type: ignore[arg-type]
_POST = insert(Posting.__table__)  # type: ignore[arg-type]
_COUNTING = writes.Adding(TermCount, "texts")
_FORGET = delete(SubmissionReading).where(SubmissionReading.submission_id.in_(bindparam("ids", expanding=True)))


def reading_of(submission: Submission) -> Reading:
    """What it says now, to whoever may read it; what stands in the place of masked words says nothing."""
    return words.read(_COVER.sub(" ", submission.title), _COVER.sub(" ", submission.body))


def postings(reading: Reading) -> dict[str, int]:
    """The strongest terms with their share of the whole, so that a long text does not outweigh a short one."""
    weights = {term: words.weight(term) * (1 + marks / 4) for term, marks in reading.terms.items() if len(term) <= TERM}
    strongest = sorted(weights.items(), key=lambda one: -one[1])[:MOST_TERMS]
    norm = sum(value * value for _, value in strongest) ** 0.5
    return {term: max(1, min(FULL_WEIGHT, round(FULL_WEIGHT * value / norm))) for term, value in strongest}


def keep(session: Session, changed: Iterable[Submission], unread: Collection[int] = ()) -> None:
    """Bring the index up to date with these submissions. Costs a read, and a handful of statements for any number of them.

    ``unread`` are the keys of those that this transaction made, which nobody needs to look for.
    """
    present = {one.id: one for one in changed}
    if not present:
        return
    earlier = [key for key in present if key not in unread]
    found = session.execute(_OLD, {"ids": earlier}) if earlier else ()
    old = {row.submission_id: Reading.load(row.terms) for row in found}
    new = {one.id: reading_of(one) for one in present.values() if _indexed(one)}
    events = {one.id: one.event_id for one in present.values()}
    before = {(events[key], term, key) for key, reading in old.items() for term in postings(reading)}
    after = {(events[key], term, key): share for key, reading in new.items() for term, share in postings(reading).items()}
    if gone := sorted(before):
        writes.run(_GONE, [{"in_event": place, "of_term": term, "of_one": key} for place, term, key in gone], session)
    if old:
        session.execute(_FORGET, {"ids": list(old)})
    if new:
        kept = [{"submission_id": key, "event_id": events[key], "version": words.VERSION, "terms": new[key].dump()} for key in sorted(new)]
        writes.run(_KEEP, kept, session)
    if after:
        rows = [{"event_id": k[0], "term": k[1], "submission_id": k[2], "weight": share} for k, share in sorted(after.items())]
        writes.run(_POST, rows, session)
    _count(session, Counter((place, term) for place, term, _ in after), Counter((place, term) for place, term, _ in before))


def _indexed(submission: Submission) -> bool:
    return submission.visibility is not Visibility.WITHDRAWN and submission.identity is not Identity.CONFIDENTIAL


def _count(session: Session, more: Counter[tuple[int, str]], less: Counter[tuple[int, str]]) -> None:
    """Always in the same order, so that two writers never wait for each other in a circle."""
    changes = {key: more[key] - less[key] for key in more | less}
    if rows := [(key, max(by, 0), by) for key, by in sorted(changes.items()) if by]:
        _COUNTING.run(session, rows)


def renew(event_id: int, ids: Sequence[int]) -> None:
    """Read these submissions of an event anew. The caller commits."""
    found = db.session.scalars(select(Submission).where(Submission.event_id == event_id, Submission.id.in_(ids)))
    keep(db.session(), found.all())


def clear(event_id: int) -> None:
    """Empty the index of an event, before all of it is read anew. The caller commits."""
    for table in (Posting, TermCount, SubmissionReading):
        db.session.execute(delete(table).where(table.event_id == event_id))


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: UOWTransaction) -> None:
    """Remember which texts changed in this flush."""
    changed = session.info.setdefault("texts", {})
    for one in session.new:
        if isinstance(one, Submission):
            changed[id(one)] = one
            session.info.setdefault("unread", set()).add(one.id)
    for one in session.dirty:
        if isinstance(one, Submission) and _text_changed(one):
            changed[id(one)] = one


def _text_changed(one: Submission) -> bool:
    attributes = inspect(one).attrs
    if any(attributes[name].history.has_changes() for name in ("title", "body_html", "identity")):
        return True
    seen = attributes["visibility"].history
    return Visibility.WITHDRAWN in (*seen.added, *seen.deleted)


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    session.flush()
    changed = session.info.pop("texts", {})
    unread = session.info.pop("unread", set())
    for one in writes.new_ones(session):
        if isinstance(one, Submission):
            changed[id(one)] = one
            unread.add(one.id)
    if changed:
        keep(session, changed.values(), unread)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("texts", None)
    session.info.pop("unread", None)
