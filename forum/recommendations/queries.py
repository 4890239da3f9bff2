"""Reads of recommendations: the public page of one, its reports and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Agency, Jurisdiction, StakeholderGroup
from forum.core import clock
from forum.core.files import StoredFile
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.extensions import db
from forum.recommendations.models import DONE, SETTLED, Milestone, Recommendation, RecommendationSource, SupportingAgency
from forum.recommendations.reports import Evidence, Report
from forum.recommendations.states import AnswerKind, ReportState, Stage
from forum.submissions.models import Submission

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")

PUBLIC = (Recommendation.stage != Stage.DRAFT, Recommendation.issued_at.is_not(None))
"""What makes a recommendation public: it was issued, whatever became of it since."""


def todays() -> dict[str, date]:
    """The domain's date in each of the country's zones."""
    return {tz: clock.today(tz) for tz in ZONES}


def days_late(row: Any, tz: str) -> int:
    """Days since the due date where the work is overdue today, else 0. ``row``: a recommendation or a row with its facts."""
    running = row.stage == Stage.ISSUED and row.answer not in SETTLED and row.work not in DONE
    return max((clock.today(tz) - row.due_on).days, 0) if running and row.due_on else 0


_SUPPORTING = (
    select(func.aggregate_strings(Agency.abbreviation, ", "))
    .join(SupportingAgency, SupportingAgency.agency_id == Agency.id)
    .where(SupportingAgency.recommendation_id == Recommendation.id)
    .scalar_subquery()
)
ONE = (
    select(Recommendation, _SUPPORTING.label("supporting"))
    .options(
        joinedload(Recommendation.event, innerjoin=True).joinedload(Event.jurisdiction, innerjoin=True),
        joinedload(Recommendation.owner),
        joinedload(Recommendation.pillar),
    )
    .where(Recommendation.code == bindparam("code"))
)


def public(code: str) -> tuple[Recommendation, str]:
    """One issued recommendation, with the abbreviations of its supporting agencies (one query).

    :raises NotFound: for a draft too, whoever asks.
    """
    row = db.session.execute(ONE.where(*PUBLIC), {"code": code}).first()
    if row is None:
        raise NotFound
    return row.Recommendation, row.supporting or ""


_MILESTONES = (
    select(Milestone.position, Milestone.title, Milestone.planned_on, Milestone.expected_on, Milestone.actual_on)
    .where(Milestone.recommendation_id == bindparam("id"))
    .order_by(Milestone.position)
)


def milestones(recommendation_id: int) -> Sequence[Any]:
    """The planned steps in order; ``actual_on`` is set once done, ``expected_on`` when the plan moved."""
    return db.session.execute(_MILESTONES, {"id": recommendation_id}).all()


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was sent, with its evidence rows."""

    facts: Any
    evidence: tuple[Any, ...]


_REPORTS = (
    select(
        Report.id,
        Report.percent,
        Report.note,
        Report.obstacle,
        Report.reached,
        Report.state,
        Report.sent_at,
        Report.verified_at,
        Report.verified_percent,
        Report.verified_note,
        Report.returned_note,
        Evidence.id.label("evidence_id"),
        Evidence.kind,
        Evidence.title,
        Evidence.issued_on,
        StoredFile.public_id,
        StoredFile.name,
        StoredFile.mime,
        StoredFile.size,
    )
    .outerjoin(Evidence, Evidence.report_id == Report.id)
    .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
    .where(Report.recommendation_id == bindparam("id"), Report.state != ReportState.DRAFT)
    .order_by(Report.sent_at.desc(), Report.id.desc(), Evidence.id)
)


def reports(recommendation_id: int) -> list[Sent]:
    """Every report that was sent, newest first, each with its evidence (one query)."""
    gathered: dict[int, tuple[Any, list[Any]]] = {}
    for row in db.session.execute(_REPORTS, {"id": recommendation_id}):
        kept = gathered.setdefault(row.id, (row, []))
        if row.evidence_id is not None:
            kept[1].append(row)
    return [Sent(facts, tuple(evidence)) for facts, evidence in gathered.values()]


_SOURCES = (
    select(
        Submission.code,
        Submission.title,
        Submission.body_html,
        Submission.visibility,
        Submission.disposition,
        Submission.merged_into_id,
        Submission.identity,
        Submission.author_name,
        Submission.locality,
        Submission.submitted_at,
        Submission.support_count,
        Submission.support_group_count,
        Event.slug,
        StakeholderGroup.name.label("group_name"),
        StakeholderGroup.name_en.label("group_name_en"),
    )
    .join(StakeholderGroup, StakeholderGroup.id == Submission.group_id)
    .join(RecommendationSource, RecommendationSource.submission_id == Submission.id)
    .join(Event, Event.id == Submission.event_id)
    .where(RecommendationSource.recommendation_id == bindparam("id"))
    .order_by(Submission.submitted_at, Submission.id)
)


def sources(recommendation_id: int) -> tuple[list[Any], int]:
    """The public submissions it comes from, and how many more there are that are not shown to everyone."""
    found = db.session.execute(_SOURCES, {"id": recommendation_id}).all()
    shown = [row for row in found if row.visibility == "public" and row.identity != "confidential"]
    return shown, len(found) - len(shown)


FACTS = (
    Recommendation.id,
    Recommendation.code,
    Recommendation.title,
    Recommendation.stage,
    Recommendation.answer,
    Recommendation.work,
    Recommendation.due_on,
    Recommendation.issued_at,
    Recommendation.claimed_percent,
    Recommendation.verified_percent,
    Recommendation.owner_id,
    Agency.abbreviation,
    Agency.name.label("agency"),
    Jurisdiction.tz,
    Jurisdiction.name.label("city"),
)
LISTED = (
    select(*FACTS)
    .join(Agency, Agency.id == Recommendation.owner_id, isouter=True)
    .join(Jurisdiction, Jurisdiction.id == Recommendation.jurisdiction_id)
)
_UNANSWERED = LISTED.where(
    Recommendation.event_id == bindparam("event_id"), Recommendation.stage != Stage.CANCELLED, Recommendation.answer == AnswerKind.NONE
).order_by(Recommendation.id)
_OF_SUBMISSION = (
    LISTED.join(RecommendationSource, RecommendationSource.recommendation_id == Recommendation.id)
    .where(RecommendationSource.submission_id == bindparam("submission_id"), *PUBLIC)
    .order_by(Recommendation.id)
)


def unanswered(event_id: int) -> Sequence[Any]:
    """The recommendations of an event that no agency has answered: what still blocks its closing. For its desk: drafts too."""
    return db.session.execute(_UNANSWERED, {"event_id": event_id}).all()


def of_submission(submission_id: int) -> Sequence[Any]:
    """The public recommendations that a submission became (one query)."""
    return db.session.execute(_OF_SUBMISSION, {"submission_id": submission_id}).all()
