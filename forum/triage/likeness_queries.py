"""Which submissions are near a text: few postings of its rarest terms, then a close look at the best candidates.

Costs three queries whose size is bounded, whatever the archive holds: the counts of the text's terms, the newest postings
of the most telling ones summed by submission, and the counts of the candidates' terms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, Select, bindparam, cast, func, select, union_all

from forum.accounts.models import StakeholderGroup
from forum.core import words
from forum.core.words import Reading
from forum.events.models import Event
from forum.events.states import EventState
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.readings import Posting, SubmissionReading, TermCount
from forum.submissions.states import Identity, Visibility
from forum.triage.likeness import BEHIND, NEAR, SURE, Match, Weighed, matches, worth_in

MOST = 5
SUMMED, CLOSE = 150, 30
"""How many candidates are asked for their state, and how many of them are compared closely."""
_S = Submission
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Near:
    """A submission near a text: the columns of its row, what it says, and what both share."""

    row: Any
    reading: Reading
    match: Match


@dataclass(frozen=True, slots=True)
class Reach:
    """How far is looked: in how many events at once, for how many terms of the text, and at how many postings of each, the
    newest ones. Terms more common than that are left out once ``enough`` rarer ones were found."""

    events: int
    terms: int
    postings: int
    enough: int

    def statement(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        slots = [self._slot(place, n) for place in range(self.events) for n in range(self.terms)]
        found = union_all(*slots).subquery() if len(slots) > 1 else slots[0].subquery()
        best = (
            select(found.c.submission_id, func.sum(found.c.part).label("sum"))
            .where(found.c.submission_id != bindparam("but"))
            .group_by(found.c.submission_id)
            .order_by(func.sum(found.c.part).desc(), found.c.submission_id)
            .limit(SUMMED)
            .subquery()
        )
        asked: Select[Any] = select(*_COLUMNS).join(best, best.c.submission_id == _S.id).where(*conditions)
        joined: Select[Any] = asked.join(SubmissionReading, SubmissionReading.submission_id == _S.id).join(Event, Event.id == _S.event_id)
        return joined.join(StakeholderGroup, StakeholderGroup.id == _S.group_id).order_by(best.c.sum.desc(), _S.id).limit(CLOSE)

    @staticmethod
    def _slot(place: int, n: int) -> Select[Any]:
        newest = (
            select(Posting.submission_id, Posting.weight)
            .where(Posting.event_id == bindparam(f"event{place}"), Posting.term == bindparam(f"term{n}"))
            .order_by(Posting.submission_id.desc())
            .limit(bindparam(f"most{n}", type_=Integer))
            .subquery()
        )
        return select(newest.c.submission_id, (newest.c.weight * cast(bindparam(f"worth{n}"), Float)).label("part"))

    def look_up(self, events: Sequence[int], reading: Reading, counts: Counts, total: int, but: int) -> dict[str, Any] | None:
        """The parameters of the statement: the most telling terms with what each is worth; None when nobody uses any."""
        worth_of = worth_in(counts, total)
        worth = {term: worth_of(term) * (1 + marks / 4) for term, marks in reading.terms.items() if counts.get(term)}
        telling = sorted(worth, key=lambda term: (counts[term] > self.postings, -worth[term]))[: self.terms]
        if sum(counts[term] <= self.postings for term in telling) >= self.enough:
            telling = [term for term in telling if counts[term] <= self.postings]
        if not telling:
            return None
        values: dict[str, Any] = {"but": but} | {f"event{n}": events[n] if n < len(events) else 0 for n in range(self.events)}
        for n in range(self.terms):
            term = telling[n] if n < len(telling) else ""
            values |= {f"term{n}": term, f"worth{n}": worth.get(term, 0.0), f"most{n}": self.postings if term else 0}
        return values


_COLUMNS: tuple[Any, ...] = (
    _S.id,
    _S.code,
    _S.title,
    _S.summary,
    _S.external_ref,
    _S.author_id,
    _S.visibility,
    _S.disposition,
    _S.merged_into_id,
    _S.pillar_id,
    _S.locality,
    _S.support_count,
    _S.support_group_count,
    StakeholderGroup.name.label("group_name"),
    StakeholderGroup.name_en.label("group_name_en"),
    Event.title.label("event_title"),
    Event.slug.label("event_slug"),
    SubmissionReading.terms,
)
_OPEN = _S.merged_into_id.is_(None) & (_S.identity != Identity.CONFIDENTIAL)
_ON_DESK = _OPEN & _S.visibility.not_in([Visibility.REFUSED, Visibility.WITHDRAWN])
_PUBLIC = _OPEN & (_S.visibility == Visibility.PUBLIC)
HERE = Reach(events=1, terms=14, postings=500, enough=6)
ELSEWHERE = Reach(events=8, terms=6, postings=60, enough=6)
_FOR_DESK, _FOR_ALL = HERE.statement(_ON_DESK), HERE.statement(_PUBLIC)
_IN_OTHERS = ELSEWHERE.statement(_ON_DESK)
_COUNTS = (
    select(TermCount.term, func.sum(TermCount.texts).label("texts"))
    .where(TermCount.event_id.in_(bindparam("events", expanding=True)), TermCount.term.in_(bindparam("terms", expanding=True)))
    .group_by(TermCount.term)
)
_OTHER_EVENTS = (
    select(Event.id, Event.submission_count)
    .where(Event.jurisdiction_id == bindparam("city"), Event.id != bindparam("event"), Event.submission_count > 0)
    .where(Event.state != EventState.CANCELLED)
    .order_by(Event.starts_at.desc(), Event.id.desc())
    .limit(ELSEWHERE.events)
)


def counts_of(events: Sequence[int], terms: Sequence[str]) -> dict[str, int]:
    """In how many submissions of these events each of the terms stands (one query)."""
    return {row.term: row.texts for row in db.session.execute(_COUNTS, {"events": list(events), "terms": list(terms)})}


def all_counts(event_id: int) -> dict[str, int]:
    """Every term of an event with its count, for commands that compare all of its submissions."""
    return {
        row.term: row.texts for row in db.session.execute(select(TermCount.term, TermCount.texts).where(TermCount.event_id == event_id))
    }


def near(
    event_id: int, reading: Reading, *, of_desk: bool, but: int = 0, total: int | None = None, counts: Counts | None = None
) -> list[Near]:
    """The submissions of one event nearest to a reading, the best first; empty when none is near enough.

    ``of_desk`` looks at what a moderator sees, otherwise at what everyone sees. ``total`` (submissions) and ``counts`` (all
    terms) of the event are given by who has them already.
    """
    if total is None:
        total = db.session.scalar(select(Event.submission_count).where(Event.id == event_id)) or 0
    return _near(HERE, _FOR_DESK if of_desk else _FOR_ALL, [event_id], total, reading, but, counts)


def for_writer(event: Event, title: str, body: str) -> list[Near]:
    """What is public and surely near to a text that is being written, three at most."""
    found = near(event.id, words.read(title, body), of_desk=False, total=event.submission_count)
    return [one for one in found if one.match.score >= SURE][:3]


def elsewhere(submission: Submission, reading: Reading) -> list[Near]:
    """Near ones in other events of the same city, its latest ones: a hint, for they are never merged."""
    others = db.session.execute(_OTHER_EVENTS, {"city": submission.jurisdiction_id, "event": submission.event_id}).all()
    if not others:
        return []
    total = sum(row.submission_count for row in others)
    return _near(ELSEWHERE, _IN_OTHERS, [row.id for row in others], total, reading, submission.id, None)[:3]


def _near(
    reach: Reach, statement: Select[Any], events: Sequence[int], total: int, reading: Reading, but: int, counts: Counts | None
) -> list[Near]:
    own = counts if counts is not None else counts_of(events, list(reading.terms))
    values = reach.look_up(events, reading, own, total, but)
    if values is None:
        return []
    rows = [(row, Reading.load(row.terms)) for row in db.session.execute(statement, values)]
    if counts is None:
        theirs = {term for _, other in rows for term in other.terms}
        own = {**own, **counts_of(events, sorted(theirs - own.keys()))}
    worth = worth_in(own, total)
    judged = matches(Weighed.of(reading, worth), [Weighed.of(other, worth) for _, other in rows])
    found = [Near(row, other, match) for (row, other), match in zip(rows, judged, strict=True)]
    found.sort(key=lambda one: (-one.match.evidence, one.row.id))
    return [one for one in found[:MOST] if one.match.score >= NEAR and one.match.evidence >= found[0].match.evidence - BEHIND]
