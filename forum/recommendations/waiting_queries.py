"""What waits for agencies and verifiers: recommendations and reports by the next step they need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from forum.accounts.models import Agency, Jurisdiction
from forum.core import clock
from forum.extensions import db
from forum.recommendations.answers import Answer
from forum.recommendations.models import Recommendation
from forum.recommendations.queries import FACTS, days_late
from forum.recommendations.reports import Evidence, Report
from forum.recommendations.states import AnswerKind, AnswerState, ReportState, Stage

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recommendation at an agency's desk. ``step`` says what it waits for; ``facts`` are its columns.

    Steps: ``answer`` (to be drafted), ``answer_returned``, ``approve`` (the head's turn), ``report_returned``,
    ``report_draft``, ``overdue``, ``due`` (within two weeks), ``running``, ``checking`` (with the verifier), ``settled``.
    """

    facts: Any
    step: str
    days_late: int


_LATEST = select(func.max(Report.id)).where(Report.recommendation_id == Recommendation.id).correlate(Recommendation).scalar_subquery()
_AT_AGENCY = (
    select(
        *FACTS,
        Answer.state.label("paper"),
        Answer.kind.label("paper_kind"),
        Answer.drafted_at,
        Answer.drafted_by_id,
        Answer.returned_note.label("paper_note"),
        Report.state.label("report"),
        Report.percent.label("report_percent"),
        Report.note.label("report_text"),
        Report.sent_at,
        Report.returned_note.label("report_note"),
    )
    .join(Agency, Agency.id == Recommendation.owner_id)
    .join(Jurisdiction, Jurisdiction.id == Recommendation.jurisdiction_id)
    .outerjoin(Answer, (Answer.recommendation_id == Recommendation.id) & (Answer.state != AnswerState.APPROVED))
    .outerjoin(Report, Report.id == _LATEST)
    .where(Recommendation.owner_id.in_(bindparam("agencies", expanding=True)), Recommendation.stage == Stage.ISSUED)
    .order_by(Recommendation.due_on, Recommendation.id)
    .limit(200)
)


def waiting_for_agencies(agency_ids: Collection[int]) -> list[Waiting]:
    """The issued recommendations of these agencies by due date, each with what it waits for (one query, at most 200)."""
    found = db.session.execute(_AT_AGENCY, {"agencies": sorted(agency_ids)})
    return [Waiting(row, _step(row), days_late(row, row.tz)) for row in found]


def _step(row: Any) -> str:
    """What has to happen next; first the answer, then the report."""
    if row.answer == AnswerKind.NONE:
        return {None: "answer", AnswerState.RETURNED: "answer_returned"}.get(row.paper, "approve")
    if row.answer == AnswerKind.REJECTED or row.work == "verified":
        return "settled"
    if row.work == "completed":
        return "checking"
    if row.report in (ReportState.RETURNED, ReportState.DRAFT):
        return f"report_{row.report}"
    if row.answer == AnswerKind.DEFERRED:
        return "settled"
    if days_late(row, row.tz):
        return "overdue"
    return "due" if row.due_on - clock.today(row.tz) <= SOON else "running"


_SENT = (
    select(
        Report.id,
        Report.public_id,
        Report.percent,
        Report.note,
        Report.sent_at,
        *FACTS[1:],
        select(func.count()).where(Evidence.report_id == Report.id).correlate(Report).scalar_subquery().label("evidence_count"),
    )
    .join(Recommendation, Recommendation.id == Report.recommendation_id)
    .join(Agency, Agency.id == Recommendation.owner_id)
    .join(Jurisdiction, Jurisdiction.id == Recommendation.jurisdiction_id)
    .where(Report.state == ReportState.SENT, Recommendation.jurisdiction_id.in_(bindparam("cities", expanding=True)))
    .order_by(Report.sent_at, Report.id)
    .limit(200)
)


def waiting_for_verifier(jurisdiction_ids: Collection[int]) -> Sequence[Any]:
    """The reports that wait for a verifier in these cities, the oldest first (one query, at most 200)."""
    return db.session.execute(_SENT, {"cities": sorted(jurisdiction_ids)}).all()
