"""Reads for merging by hand: what might be a twin, and who stands behind both."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, func, literal, or_, select
from sqlalchemy.orm import joinedload

from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Visibility
from forum.submissions.support import Support

CANDIDATES = 12
_WORDS = 6
_S = Submission


def candidates(submission: Submission, words: str = "", but: Sequence[int] = ()) -> Sequence[Submission]:
    """Public submissions of the same event to choose from by hand: the same pillar first, then the most supported."""
    found = select(_S).where(
        _S.event_id == submission.event_id,
        _S.visibility == Visibility.PUBLIC,
        _S.merged_into_id.is_(None),
        _S.identity != Identity.CONFIDENTIAL,
        _S.id.not_in([submission.id, *but]),
    )
    for word in words.split()[:_WORDS]:
        found = found.where(or_(_S.title.icontains(word, autoescape=True), _S.body.icontains(word, autoescape=True)))
    near = case((_S.pillar_id == submission.pillar_id, 0), else_=1) if submission.pillar_id else literal(0)
    ordered = found.order_by(near, _S.support_group_count.desc(), _S.support_count.desc(), _S.id.desc())
    return db.session.scalars(ordered.limit(CANDIDATES).options(joinedload(_S.group))).all()


def supporters_of_both(one: Submission, other: Submission) -> tuple[int, int]:
    """People and groups that stand behind either, each counted once."""
    found = select(func.count(Support.account_id.distinct()), func.count(Support.group_id.distinct()))
    people, groups = db.session.execute(found.where(Support.submission_id.in_([one.id, other.id]))).one()
    return people, groups
