"""Reads for merging by hand: what might be a twin, and who stands behind both."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Visibility
from forum.submissions.support import Support

CANDIDATES = 12
_WORDS = 6
_S = Submission


def candidates(submission: Submission, words: str = "", but: Sequence[int] = ()) -> Sequence[Submission]:
    """Public submissions of the same event to choose from by hand: the same pillar first, then the most supported (two queries).

    Both walk the index of an event's support and stop at the last one wanted.
    """
    found = select(_S).where(
        _S.event_id == submission.event_id,
        _S.visibility == Visibility.PUBLIC,
        _S.merged_into_id.is_(None),
        _S.identity != Identity.CONFIDENTIAL,
        _S.id.not_in([submission.id, *but]),
    )
    for word in words.split()[:_WORDS]:
        found = found.where(or_(_S.title.icontains(word, autoescape=True), _S.body.icontains(word, autoescape=True)))
    ordered = found.order_by(_S.support_breadth.desc(), _S.support_count.desc(), _S.id.desc()).limit(CANDIDATES)
    same = ordered.where(_S.pillar_id == submission.pillar_id) if submission.pillar_id else ordered
    first = list(db.session.scalars(same.options(joinedload(_S.group))))
    if len(first) == CANDIDATES or not submission.pillar_id:
        return first
    rest = ordered.where(_S.id.not_in([one.id for one in first])).limit(CANDIDATES - len(first))
    return first + list(db.session.scalars(rest.options(joinedload(_S.group))))


def supporters_of_both(one: Submission, other: Submission) -> tuple[int, int]:
    """People and groups that stand behind either, each counted once."""
    found = select(func.count(Support.account_id.distinct()), func.count(Support.group_id.distinct()))
    people, groups = db.session.execute(found.where(Support.submission_id.in_([one.id, other.id]))).one()
    return people, groups
