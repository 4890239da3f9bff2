"""Reads behind the journeys: the lines of the history that tell them, one query each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, literal, select, union_all

from forum.accounts.models import Agency
from forum.core import clock, reads
from forum.core.history import HistoryEntry
from forum.extensions import db
from forum.recommendations.models import DONE, SETTLED, Recommendation, RecommendationSource
from forum.recommendations.states import AnswerKind, Stage

_LINE = (HistoryEntry.seq, HistoryEntry.verb, HistoryEntry.at, HistoryEntry.after, HistoryEntry.reason, HistoryEntry.detail)
_REC = (
    Recommendation.code,
    Recommendation.title,
    Recommendation.stage,
    Recommendation.answer,
    Recommendation.work,
    Recommendation.claimed_percent,
    Recommendation.verified_percent,
    Recommendation.due_on,
    Recommendation.answered_at,
    Recommendation.issued_at,
    Recommendation.completed_at,
    Recommendation.success_indicator,
    Recommendation.target,
    Agency.abbreviation,
)
_NO_REC = tuple(literal(None, column.type).label(column.key) for column in _REC)

_SOURCES = select(RecommendationSource.recommendation_id).where(
    RecommendationSource.submission_id.in_([bindparam("submission_id"), bindparam("survivor_id")])
)
_LINES = union_all(
    select(*_LINE, *_NO_REC).where(HistoryEntry.submission_id == bindparam("submission_id")),
    select(*_LINE, *_REC)
    .join(Recommendation, Recommendation.id == HistoryEntry.recommendation_id)
    .outerjoin(Agency, Agency.id == Recommendation.owner_id)
    .where(HistoryEntry.recommendation_id.in_(_SOURCES), Recommendation.stage != Stage.DRAFT),
).order_by("seq")

_RUNNING = Recommendation.answer.not_in(SETTLED) & Recommendation.work.not_in(DONE)
_PROGRESS = select(
    func.avg(Recommendation.claimed_percent).filter(Recommendation.answer != AnswerKind.REJECTED).label("mean"),
    func.count().filter(_RUNNING).label("open"),
    func.count().filter(_RUNNING & (Recommendation.due_on < bindparam("today"))).label("late"),
).where(Recommendation.event_id == bindparam("event_id"), Recommendation.stage == Stage.ISSUED)
_RECOMMENDATION_LINES = select(*_LINE).where(HistoryEntry.recommendation_id == bindparam("recommendation_id")).order_by(HistoryEntry.seq)


def lines_of_submission(submission_id: int, survivor_id: int | None = None) -> Sequence[Any]:
    """The history of a submission and of the recommendation that it, or the one it was merged into, became (one query)."""
    return reads.rows(_LINES, {"submission_id": submission_id, "survivor_id": survivor_id or submission_id}).all()


def lines_of_recommendation(recommendation_id: int) -> Sequence[Any]:
    """The history of a recommendation, oldest first."""
    return db.session.execute(_RECOMMENDATION_LINES, {"recommendation_id": recommendation_id}).all()


def event_progress(event_id: int) -> Any:
    """Mean claimed percent, how many are open and how many late, over the issued recommendations of an event."""
    from_today = clock.today("Asia/Jakarta")
    return db.session.execute(_PROGRESS, {"event_id": event_id, "today": from_today}).one()
