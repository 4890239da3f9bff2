"""Why two submissions are called similar, in what a reader can check: the words they share, and what else they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum.core import words
from forum.core.lexicon import root_of
from forum.core.words import Reading
from forum.submissions.models import Submission
from forum.submissions.readings import reading_of
from forum.submissions.states import Identity, Visibility
from forum.triage import likeness_queries
from forum.triage.likeness import SURE
from forum.triage.likeness_queries import Near

WORDS, MEANINGS = 4, 3


@dataclass(frozen=True, slots=True)
class Similar:
    """One suggestion: ``same`` words as typed, ``meanings`` are pairs of other words for the same thing."""

    row: Any
    score: float
    same: Sequence[str]
    meanings: Sequence[tuple[str, str]]
    same_pillar: bool
    same_place: bool

    @property
    def sure(self) -> bool:
        return self.score >= SURE


def of_item(submission: Submission) -> tuple[list[Similar], list[Similar]]:
    """What is similar to an item of the desk in its event, and in other events of its city. Nothing for a text that is sealed."""
    if submission.identity is Identity.CONFIDENTIAL or submission.visibility is Visibility.WITHDRAWN:
        return [], []
    reading = reading_of(submission)
    here = likeness_queries.near(submission.event_id, reading, of_desk=True, but=submission.id, total=submission.event.submission_count)
    there = likeness_queries.elsewhere(submission, reading)
    about = (submission.pillar_id, submission.locality)
    return [explained(reading, one, *about) for one in here], [explained(reading, one, *about) for one in there]


def explained(reading: Reading, near: Near, pillar_id: int | None = None, locality: str = "") -> Similar:
    """The suggestion with its reasons. How the other one typed its words is read from what lists show of it."""
    row, pairs = near.row, near.match.pairs
    typed = words.read(row.title, row.summary).shown
    telling = sorted(pairs, key=lambda term: (-words.weight(term) * (1 + reading.terms[term] / 4), term))
    same, meanings = [], []
    for term in telling:
        mine, theirs = reading.shown.get(term, term), typed.get(pairs[term])
        if theirs is None or _one_word(mine, theirs):
            same.append(mine)
        else:
            meanings.append((theirs, mine))
    place = near.match.same_place or bool(locality and locality.lower() == row.locality.lower())
    return Similar(row, near.match.score, same[:WORDS], meanings[:MEANINGS], pillar_id is not None and pillar_id == row.pillar_id, place)


def _one_word(one: str, other: str) -> bool:
    """Whether a reader sees the same word in both, whatever its affixes and whatever stands beside it."""
    first, second = ({root_of(word) for word in text.lower().split()} for text in (one, other))
    return first <= second or second <= first
