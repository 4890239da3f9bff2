"""What an event still owes before it can be closed: inputs without a decision, recommendations without an answer, no outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select, text

from forum.accounts.models import Agency
from forum.events.models import Event
from forum.extensions import db
from forum.recommendations.models import Recommendation
from forum.recommendations.states import AnswerKind, Stage
from forum.submissions.models import Submission
from forum.submissions.waiting import UNDECIDED

SHOWN = 20

_UNDECIDED = (
    select(Submission.code, Submission.title, Submission.visibility, Submission.identity)
    .where(Submission.event_id == bindparam("event_id"), text(UNDECIDED))
    .order_by(Submission.judge_by, Submission.id)
    .limit(SHOWN)
)
_UNANSWERED = (
    select(Recommendation.code, Recommendation.title, Recommendation.stage, Agency.abbreviation)
    .outerjoin(Agency, Agency.id == Recommendation.owner_id)
    .where(Recommendation.event_id == bindparam("event_id"), Recommendation.stage != Stage.CANCELLED)
    .where(or_(Recommendation.answer == AnswerKind.NONE, Recommendation.owner_id.is_(None)))
    .order_by(Recommendation.id)
    .limit(SHOWN)
)


@dataclass(frozen=True, slots=True)
class Owed:
    """The first of each kind; how many there are in all stands on the event."""

    undecided: Sequence[Any]
    unanswered: Sequence[Any]
    unpublished: bool

    def __bool__(self) -> bool:
        return bool(self.undecided or self.unanswered or self.unpublished)


def of(event: Event) -> Owed:
    """Two queries of at most twenty rows each."""
    undecided = db.session.execute(_UNDECIDED, {"event_id": event.id}).all() if event.undecided_count else []
    unanswered = db.session.execute(_UNANSWERED, {"event_id": event.id}).all() if event.unanswered_count else []
    return Owed(undecided, unanswered, event.outcome_published_at is None)
