"""Who may issue, answer, report on and verify a recommendation. An agency never verifies its own progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS

if TYPE_CHECKING:
    from forum.recommendations.answers import Answer
    from forum.recommendations.models import Recommendation
    from forum.recommendations.reports import Report

OWNER_OR_DATE_MISSING = Refusal.because("owner_or_date_missing", "Tentukan penanggung jawab dan tenggat lebih dulu.")
NOT_ISSUED = Refusal.because("not_issued", "Rekomendasi ini belum diterbitkan atau sudah dibatalkan.")


def why_not_formulate(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """Moderators and publishers of the city, while the event is not over."""
    if not who.cities(Role.MODERATOR, Role.PUBLISHER) & {recommendation.jurisdiction_id}:
        return NOT_YOURS
    if recommendation.event.state in ("closed", "cancelled"):
        return Refusal.because("event_over", "Acara ini sudah selesai, jadi rekomendasi baru tidak dapat ditambahkan.")
    return None


def why_not_revise_recommendation(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """Its words and dates may change until the agency has answered them."""
    if (refusal := why_not_formulate(who, recommendation)) is not None:
        return refusal
    if recommendation.stage == "cancelled":
        return Refusal.because("cancelled", "Rekomendasi ini sudah dibatalkan.")
    if recommendation.answer != "none":
        return Refusal.because("answered_before", "Rekomendasi ini sudah dijawab.")
    return None


def why_not_issue(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    if (refusal := why_not_formulate(who, recommendation)) is not None:
        return refusal
    if recommendation.owner_id is None or recommendation.due_on is None:
        return OWNER_OR_DATE_MISSING
    return None


def why_not_draft_answer(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """Operator or head of the owner agency, while no answer is in force."""
    if recommendation.owner_id not in who.agencies():
        return NOT_YOURS
    if recommendation.stage != "issued":
        return NOT_ISSUED
    if recommendation.answer != "none":
        return Refusal.because("answered_before", "Rekomendasi ini sudah dijawab.")
    return None


def why_not_revise_answer(who: Viewer, answer: Answer) -> Refusal | None:
    return why_not_draft_answer(who, answer.recommendation)


def why_not_approve_answer(who: Viewer, answer: Answer) -> Refusal | None:
    """The head of the owner agency, and not the person who drafted it."""
    if not who.holds(Role.AGENCY_HEAD, agency_id=answer.recommendation.owner_id):
        return NOT_YOURS
    if who.account_id == answer.drafted_by_id:
        return Refusal.because("own_draft", "Rancangan ini Anda tulis sendiri. Orang lain yang menyetujuinya.")
    if answer.recommendation.stage != "issued":
        return NOT_ISSUED
    return None


def why_not_settle_answer(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """The answer takes effect through its approval by the head."""
    if not who.holds(Role.AGENCY_HEAD, agency_id=recommendation.owner_id):
        return NOT_YOURS
    return None if recommendation.stage == "issued" else NOT_ISSUED


def why_not_report(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """Operator or head of the owner agency, once it was accepted and before it is verified as done."""
    if recommendation.owner_id not in who.agencies():
        return NOT_YOURS
    if recommendation.stage != "issued":
        return NOT_ISSUED
    if recommendation.answer not in ("accepted", "partially_accepted", "deferred"):
        return Refusal.because("not_accepted", "Kemajuan dilaporkan setelah rekomendasi diterima.")
    if recommendation.work == "completed":
        return Refusal.because("completed_before", "Pekerjaan ini sudah dilaporkan selesai. Tunggu hasil verifikasinya.")
    if recommendation.work == "verified":
        return Refusal.because("verified_before", "Hasil rekomendasi ini sudah diverifikasi.")
    return None


def why_not_send_report(who: Viewer, report: Report) -> Refusal | None:
    """As for reporting; completion needs evidence, and falling back needs the obstacle named."""
    if (refusal := why_not_report(who, report.recommendation)) is not None:
        return refusal
    if report.percent == 100 and not report.evidence:
        return Refusal.because("evidence_missing", "Untuk menyatakan selesai, lampirkan paling sedikit satu bukti dukung.")
    last = report.recommendation.claimed_percent
    if report.percent < last and not report.obstacle:
        sentence = "Persentase ini lebih kecil daripada laporan terakhir (%(last)s %%). Jelaskan pada bagian kendala."
        return Refusal.because("percent_fell", sentence, last=last)
    return None


def why_not_confirm(report: Report, percent: int, note: str) -> Refusal | None:
    """Up to the claim, and short of it only with an explanation."""
    if not 0 <= percent <= report.percent:
        sentence = "Nilai terverifikasi tidak boleh melebihi yang dilaporkan (%(claim)s %%)."
        return Refusal.because("percent_above_claim", sentence, claim=report.percent)
    if percent < report.percent and not note:
        sentence = "Nilainya lebih kecil daripada yang dilaporkan (%(claim)s %%). Jelaskan apa yang belum terbukti."
        return Refusal.because("shortfall_unexplained", sentence, claim=report.percent)
    return None


def why_not_revise_report(who: Viewer, report: Report) -> Refusal | None:
    """A draft of one's own agency; what was sent stays as it was sent."""
    if (refusal := why_not_report(who, report.recommendation)) is not None:
        return refusal
    if report.state != "draft":
        return Refusal.because("report_sent", "Laporan ini sudah dikirim. Buat laporan baru untuk kemajuan berikutnya.")
    return None


def why_not_complete(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """Claiming completion needs evidence; the report that claims it carries it."""
    return why_not_report(who, recommendation)


def why_not_verify(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """A verifier of the city who does not work for the owner agency."""
    if not who.holds(Role.VERIFIER, jurisdiction_id=recommendation.jurisdiction_id):
        return NOT_YOURS
    if recommendation.owner_id in who.agencies():
        return Refusal.because("own_agency", "Kemajuan diverifikasi oleh orang di luar perangkat daerah pelaksana.")
    return None


def why_not_verify_report(who: Viewer, report: Report) -> Refusal | None:
    if who.account_id == report.reported_by_id:
        return Refusal.because("own_report", "Laporan ini Anda tulis sendiri. Orang lain yang memverifikasinya.")
    return why_not_verify(who, report.recommendation)


class Attached(Protocol):
    """Where a file is attached: the report's state, and the recommendation's stage, owner and city."""

    state: str
    stage: str
    owner_id: int | None
    jurisdiction_id: int


def why_not_open_evidence(who: Viewer, place: Attached) -> Refusal | None:
    """Everyone, once the report stands; the city's moderators, publishers and verifiers from its sending; its agency always."""
    if place.owner_id in who.agencies():
        return None
    if place.state == "draft" or place.stage == "draft":
        return NOT_YOURS
    if place.state in ("sent", "verified"):
        return None
    return None if place.jurisdiction_id in who.cities(Role.MODERATOR, Role.PUBLISHER, Role.VERIFIER) else NOT_YOURS


def why_not_cancel_recommendation(who: Viewer, recommendation: Recommendation) -> Refusal | None:
    """The publisher of the city, with a reason."""
    return None if who.holds(Role.PUBLISHER, jurisdiction_id=recommendation.jurisdiction_id) else NOT_YOURS
