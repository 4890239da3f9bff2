"""What a published outcome freezes: the table input -> decision -> why -> recommendation -> state, and the chain it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, func, select

from forum.accounts.models import Agency, StakeholderGroup
from forum.core import clock, history
from forum.events.models import Event
from forum.extensions import db
from forum.publishing.models import Outcome
from forum.recommendations.models import Recommendation, RecommendationSource
from forum.recommendations.states import Stage
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Identity, Visibility

FORMAT = 1

_Of = Recommendation.__table__.alias("of_source").c
_STAGE = select(_Of.stage).where(_Of.id == RecommendationSource.recommendation_id).correlate(RecommendationSource).scalar_subquery()
_FIRST_REC = (
    select(func.min(RecommendationSource.recommendation_id))
    .where(RecommendationSource.submission_id == func.coalesce(Submission.merged_into_id, Submission.id), _STAGE != Stage.DRAFT)
    .correlate(Submission)
    .scalar_subquery()
)
_Survivor = Submission.__table__.alias("survivor")
_ROWS = (
    select(
        Submission.code,
        Submission.title,
        Submission.identity,
        Submission.visibility,
        Submission.visibility_reason,
        Submission.disposition,
        Submission.response,
        Submission.referred_to,
        Submission.merged_into_id,
        Submission.merge_reason,
        StakeholderGroup.name.label("group_name"),
        _Survivor.c.code.label("survivor_code"),
        Recommendation.code.label("rec_code"),
        Recommendation.stage,
        Recommendation.answer,
        Recommendation.work,
    )
    .join(StakeholderGroup, StakeholderGroup.id == Submission.group_id)
    .outerjoin(_Survivor, _Survivor.c.id == Submission.merged_into_id)
    .outerjoin(Recommendation, Recommendation.id == _FIRST_REC)
    .where(Submission.event_id == bindparam("event_id"))
    .order_by(Submission.submitted_at, Submission.id)
)
_RECOMMENDATIONS = (
    select(
        Recommendation.code,
        Recommendation.title,
        Recommendation.stage,
        Recommendation.answer,
        Recommendation.answer_html,
        Recommendation.work,
        Recommendation.due_on,
        Recommendation.claimed_percent,
        Recommendation.verified_percent,
        Agency.name.label("owner"),
    )
    .outerjoin(Agency, Agency.id == Recommendation.owner_id)
    .where(Recommendation.event_id == bindparam("event_id"), Recommendation.stage != Stage.DRAFT)
    .order_by(Recommendation.id)
)


def fate(row: Any) -> str:
    """The one word for what became of a submission (a code of the catalogue ``submission``)."""
    if row.merged_into_id is not None:
        return "merged"
    if row.visibility in (Visibility.REFUSED, Visibility.WITHDRAWN) or row.disposition is Disposition.OPEN:
        return str(row.visibility)
    return str(row.disposition)


def standing(row: Any) -> str:
    """How a recommendation stands (a code of the catalogue ``recommendation``)."""
    if row.stage is not Stage.ISSUED:
        return str(row.stage)
    if str(row.answer) in ("rejected", "deferred"):
        return str(row.answer)
    if str(row.work) != "not_started":
        return str(row.work)
    return str(row.answer) if str(row.answer) != "none" else "issued"


FIELDS = ("code", "title", "group", "decision", "reason", "why", "referred_to", "merged_into", "recommendation", "state")


def _entry(row: Any) -> dict[str, Any]:
    """One line of the table. Of what is not public the group, the decision and the reason are told; a confidential one is only counted."""
    if row.identity is Identity.CONFIDENTIAL:
        return dict.fromkeys(FIELDS) | {"decision": "confidential"}
    shown = row.visibility is Visibility.PUBLIC
    return {
        "code": row.code if shown else None,
        "title": row.title if shown else None,
        "group": row.group_name,
        "decision": fate(row),
        "reason": str(row.visibility_reason) if row.visibility_reason and not shown else None,
        "why": (row.merge_reason or row.response) if shown else None,
        "referred_to": str(row.referred_to) if row.referred_to else None,
        "merged_into": row.survivor_code if shown else None,
        "recommendation": row.rec_code if shown else None,
        "state": standing(row) if shown and row.rec_code else None,
    }


def entries(event_id: int, first: int | None = None) -> Iterator[dict[str, Any]]:
    """The lines of the table, all or the first so many, in the order in which the inputs came."""
    return (_entry(row) for row in db.session.execute(_ROWS.limit(first), {"event_id": event_id}))


def of(outcome: Outcome) -> dict[str, Any]:
    """Everything that this version publishes, as data for :meth:`Outcome.publish`."""
    event: Event = outcome.event
    length, head = history.head()
    lines = list(entries(event.id))
    return {
        "format": FORMAT,
        "event": {"slug": event.slug, "title": event.title, "starts_at": event.starts_at.isoformat(), "city": event.jurisdiction.name},
        "version": outcome.number,
        "title": outcome.title,
        "summary": outcome.summary,
        "agreed": [line for line in outcome.agreed.splitlines() if line.strip()],
        "correction": outcome.correction,
        "supersedes": outcome.supersedes.hash if outcome.supersedes else None,
        "published_at": clock.now().isoformat(),
        "chain": {"length": length, "head": head},
        "inputs": lines,
        "recommendations": [_recommendation(row) for row in db.session.execute(_RECOMMENDATIONS, {"event_id": event.id})],
    }


def _recommendation(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "owner": row.owner,
        "state": standing(row),
        "response": str(row.answer_html) if row.answer_html else None,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "claimed_percent": row.claimed_percent,
        "verified_percent": row.verified_percent,
    }
