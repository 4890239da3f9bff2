"""Reads of the working side: what an agency or a verifier has in hand, and where a stored file is attached."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Agency
from forum.accounts.roles import Role, Viewer
from forum.core.files import StoredFile
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.recommendations.answers import Answer
from forum.recommendations.models import Recommendation, SupportingAgency
from forum.recommendations.queries import LISTED, ONE
from forum.recommendations.reports import Evidence, Report
from forum.recommendations.states import AnswerState, ReportState, Stage

_OF_AGENCIES = select(SupportingAgency.recommendation_id).where(SupportingAgency.agency_id.in_(bindparam("agencies", expanding=True)))
_SUPPORTED = (
    LISTED.where(Recommendation.id.in_(_OF_AGENCIES), Recommendation.stage == Stage.ISSUED)
    .order_by(Recommendation.due_on, Recommendation.id)
    .limit(50)
)


def supported_by(agency_ids: Collection[int]) -> Sequence[Any]:
    """The issued recommendations that these agencies support without owning them (one query)."""
    return db.session.execute(_SUPPORTED, {"agencies": sorted(agency_ids)}).all()


def for_agency(viewer: Viewer, code: str) -> Recommendation:
    """An issued recommendation that one of the viewer's agencies owns.

    :raises NotFound: for everybody else's.
    """
    found: Recommendation | None = db.session.scalar(ONE.where(Recommendation.stage == Stage.ISSUED), {"code": code})
    if found is None or found.owner_id not in viewer.agencies():
        raise NotFound
    return found


def paper_of(recommendation: Recommendation) -> Answer | None:
    """The answer in hand, else the one in force."""
    found = select(Answer).where(Answer.recommendation_id == recommendation.id)
    return db.session.scalar(found.order_by(Answer.state == AnswerState.APPROVED, Answer.id.desc()).limit(1))


def report_in_hand(recommendation: Recommendation) -> Report | None:
    """The agency's draft, else the report that came back and was not followed by another (with its evidence)."""
    newest = select(Report.id).where(Report.recommendation_id == recommendation.id).order_by(Report.id.desc()).limit(1)
    found = select(Report).options(joinedload(Report.evidence).joinedload(Evidence.file)).where(Report.id == newest.scalar_subquery())
    latest = db.session.scalars(found).unique().first()
    return latest if latest is not None and latest.state in (ReportState.DRAFT, ReportState.RETURNED) else None


def for_verifier(viewer: Viewer, public_id: str) -> Report:
    """A report that was sent, of one of the verifier's cities.

    :raises NotFound: for drafts, and for other cities' reports.
    """
    found = select(Report).options(
        joinedload(Report.recommendation).joinedload(Recommendation.owner), joinedload(Report.evidence).joinedload(Evidence.file)
    )
    report = db.session.scalars(found.where(Report.public_id == public_id, Report.state != ReportState.DRAFT)).unique().first()
    if report is None or report.recommendation.jurisdiction_id not in viewer.cities(Role.VERIFIER):
        raise NotFound
    return report


_FILE = (
    select(StoredFile, Report.state, Recommendation.stage, Recommendation.owner_id, Recommendation.jurisdiction_id)
    .join(Evidence, Evidence.file_id == StoredFile.id)
    .join(Report, Report.id == Evidence.report_id)
    .join(Recommendation, Recommendation.id == Report.recommendation_id)
    .where(StoredFile.public_id == bindparam("public_id"))
)


def places_of_file(public_id: str) -> Sequence[Any]:
    """A stored file with every report it is attached to (``StoredFile``, ``state``, ``stage``, ``owner_id``, ``jurisdiction_id``)."""
    return db.session.execute(_FILE, {"public_id": public_id}).all()


def agencies_of(viewer: Viewer) -> list[Agency]:
    """The agencies that this person works for, with their cities."""
    found = select(Agency).options(joinedload(Agency.jurisdiction)).where(Agency.id.in_(viewer.agencies()))
    return list(db.session.scalars(found.order_by(Agency.name)))
