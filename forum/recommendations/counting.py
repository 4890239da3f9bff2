"""Counters and tallies of recommendations repaired from the rows they count (``flask forum recount``)."""

from __future__ import annotations

from sqlalchemy import case, delete, func, select

from forum.core import tally
from forum.core.tally import Tally
from forum.events.models import Event
from forum.extensions import db
from forum.recommendations.models import SETTLED, Recommendation, RecommendationSource
from forum.recommendations.states import AnswerKind, Stage, Work
from forum.submissions import counting

FATE = case(
    (Recommendation.stage != Stage.ISSUED, func.lower(Recommendation.stage)),
    ((Recommendation.work != Work.NOT_STARTED) & Recommendation.answer.not_in(SETTLED), func.lower(Recommendation.work)),
    (Recommendation.answer == AnswerKind.NONE, "issued"),
    else_=func.lower(Recommendation.answer),
)
"""In SQL what :attr:`Recommendation.fate` says in Python."""


def recount(event: Event) -> None:
    """Set the recommendation counters of an event to what its rows say. The caller commits."""
    owed = (Recommendation.stage != Stage.CANCELLED) & (Recommendation.answer == AnswerKind.NONE)
    counted = select(func.count(), func.count().filter(owed)).where(Recommendation.event_id == event.id)
    event.recommendation_count, event.unanswered_count = db.session.execute(counted).one()
    event.touch()


def retally() -> None:
    """Set the tallies of every city and of the site to what the rows say. The caller commits."""
    counting.retally("recommendation", Recommendation.jurisdiction_id, FATE)
    counting.retally("tracked", Recommendation.jurisdiction_id, FATE, Recommendation.issued_at.is_not(None))
    db.session.execute(delete(Tally).where(Tally.key == "source.public"))
    sources = (
        select(Recommendation.jurisdiction_id, func.count(RecommendationSource.submission_id.distinct()))
        .join(RecommendationSource, RecommendationSource.recommendation_id == Recommendation.id)
        .where(Recommendation.issued_at.is_not(None))
        .group_by(Recommendation.jurisdiction_id)
    )
    for city, count in db.session.execute(sources).all():
        for scope in (f"city:{city}", tally.SITE):
            tally.add(scope, "source.public", count)
