"""The agency's desk: what waits for it, the answer it drafts and its head approves, and the progress it reports."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core import clock, files, once
from forum.core.refusal import NotFound, Stale
from forum.core.text import markdown
from forum.extensions import db
from forum.policies import recommendations as policy
from forum.recommendations import queries, uploads, waiting_queries, work_queries
from forum.recommendations.answers import Answer
from forum.recommendations.forms import AnswerForm, ApproveForm, ReportForm, ReturnForm
from forum.recommendations.models import Recommendation
from forum.recommendations.reports import Report
from forum.recommendations.states import ANSWER_PAPER, AnswerKind, AnswerState, ReportState
from forum.web.guard import account_id, desk, me

blueprint = Blueprint("agency_desk", __name__, url_prefix="/meja/opd")
blueprint.before_request(desk(Role.AGENCY_OPERATOR, Role.AGENCY_HEAD))

Reply = str | tuple[str, int] | Response

LANES = {
    "answers": ("answer",),
    "approvals": ("approve",),
    "returned": ("answer_returned", "report_returned"),
    "reports": ("overdue", "due", "report_draft"),
}


@blueprint.get("")
def index() -> str:
    mine = me().agencies()
    waiting = waiting_queries.waiting_for_agencies(mine)
    lanes = {name: [one for one in waiting if one.step in steps] for name, steps in LANES.items()}
    agencies = work_queries.agencies_of(me())
    return render_template(
        "agency_desk/index.html",
        agencies=agencies,
        waiting=waiting,
        lanes=lanes,
        supported=work_queries.supported_by(mine),
        days_late=queries.days_late,
        today=clock.today(agencies[0].jurisdiction.tz if agencies else "Asia/Jakarta"),
    )


@blueprint.get("/<code>/jawaban")
def answer(code: str) -> Reply:
    recommendation = work_queries.for_agency(me(), code)
    return _answer_page(recommendation, work_queries.paper_of(recommendation))


@blueprint.post("/<code>/jawaban")
def draft_answer(code: str) -> Reply:
    """Save the draft, or show how it will read."""
    form = AnswerForm()
    valid = form.validate()
    if valid and (place := once.seen(form.once.data)):
        return redirect(place, 303)
    recommendation = work_queries.for_agency(me(), code)
    paper = work_queries.paper_of(recommendation)
    if not valid or request.form.get("do") == "preview":
        return _answer_page(recommendation, paper, form=form, preview=markdown(form.response.data)), 200 if valid else 422
    _write_answer(recommendation, paper, form)
    place = url_for(".answer", code=code)
    once.remember(form.once.data, place)
    db.session.commit()
    flash(_("Rancangan jawaban tersimpan. Kepala perangkat daerah menyetujuinya sebelum tayang."), "success")
    return redirect(place, 303)


def _write_answer(recommendation: Recommendation, paper: Answer | None, form: AnswerForm) -> None:
    kind, response = AnswerKind(form.kind.data), form.response.data
    if paper is None or paper.state is AnswerState.APPROVED:
        Answer.draft(recommendation, kind, response, by=me(), author_id=account_id())
        return
    paper.expect(form.seen_version or 0)
    paper.revise(kind, response, by=me(), author_id=account_id())


def _answer_page(recommendation: Recommendation, paper: Answer | None, form: AnswerForm | None = None, **more: Any) -> str:
    """The recommendation, the draft in hand, and what this person may do with it."""
    in_hand = paper if paper is not None and paper.state is not AnswerState.APPROVED else None
    if form is None:
        form = AnswerForm(data={"kind": in_hand.kind, "response": in_hand.response, "version": in_hand.version} if in_hand else None)
    version = in_hand.version if in_hand else None
    shown, hidden = queries.sources(recommendation.id)
    values: dict[str, Any] = {
        "rec": recommendation,
        "paper": paper,
        "form": form,
        "sources": shown,
        "hidden_sources": hidden,
        "may_write": _may_write(recommendation, in_hand),
        "why_not_approve": ANSWER_PAPER.why_not("approve", me(), in_hand) if in_hand else None,
        "is_head": me().holds(Role.AGENCY_HEAD, agency_id=recommendation.owner_id),
        "approve_form": ApproveForm(formdata=None, version=version),
        "return_form": ReturnForm(formdata=None, version=version),
        "late": queries.days_late(recommendation, recommendation.event.tz),
    }
    return render_template("agency_desk/answer.html", **{**values, **more})


def _may_write(recommendation: Recommendation, in_hand: Answer | None) -> bool:
    """Whether the draft is open to this person; a head does not write over the draft that waits for their approval."""
    if recommendation.answer is not AnswerKind.NONE:
        return False
    operator = me().holds(Role.AGENCY_OPERATOR, agency_id=recommendation.owner_id)
    return operator or in_hand is None or in_hand.drafted_by_id == me().account_id


@blueprint.post("/<code>/jawaban/setujui")
def approve(code: str) -> Reply:
    form = ApproveForm()
    recommendation = work_queries.for_agency(me(), code)
    paper = work_queries.paper_of(recommendation) or _nothing()
    paper.expect(form.seen_version or 0)
    paper.approve(by=me())
    db.session.commit()
    flash(_("Jawaban disetujui dan tayang mulai sekarang."), "success")
    return redirect(url_for("recommendations.show", code=code), 303)


@blueprint.post("/<code>/jawaban/kembalikan")
def return_answer(code: str) -> Reply:
    form = ReturnForm()
    valid = form.validate()
    recommendation = work_queries.for_agency(me(), code)
    paper = work_queries.paper_of(recommendation) or _nothing()
    if not valid:
        return _answer_page(recommendation, paper, return_form=form), 422
    paper.expect(form.seen_version or 0)
    paper.send_back(by=me(), note=form.note.data)
    db.session.commit()
    flash(_("Rancangan dikembalikan kepada penyusunnya."), "success")
    return redirect(url_for(".index"), 303)


def _nothing() -> Answer:
    raise NotFound


@blueprint.get("/<code>/laporan")
def report(code: str) -> Reply:
    recommendation = work_queries.for_agency(me(), code)
    return _report_page(recommendation, work_queries.report_in_hand(recommendation))


@blueprint.post("/<code>/laporan")
def write_report(code: str) -> Reply:
    """Save the draft, or send it to the verifier and the public."""
    form, sending = ReportForm(), request.form.get("do") == "send"
    settings = current_app.extensions["settings"]
    form.validate()
    inspected = uploads.inspect(form, settings.upload_max_mb)
    if place := once.seen(form.once.data):
        return redirect(place, 303)
    recommendation = work_queries.for_agency(me(), code)
    before = work_queries.report_in_hand(recommendation)
    form.complain(recommendation.claimed_percent, len(uploads.kept(form, before)), sending)
    if form.has_errors:
        return _report_page(recommendation, before, form), 422
    place = url_for("recommendations.show", code=code) if sending else url_for(".report", code=code)
    with files.saving(inspected, settings.upload_dir, account_id()) as stored:
        made = _write_report(recommendation, before, form, uploads.pieces(form, before, stored))
        if sending:
            made.send(by=me())
        once.remember(form.once.data, place)
        db.session.commit()
    flash(_("Laporan terkirim. Verifikator akan memeriksanya.") if sending else _("Draf laporan tersimpan."), "success")
    return redirect(place, 303)


def _write_report(recommendation: Recommendation, before: Report | None, form: ReportForm, evidence: list[Any]) -> Report:
    draft = before if before is not None and before.state is ReportState.DRAFT else None
    facts: dict[str, Any] = {
        "by": me(),
        "author_id": account_id(),
        "percent": form.percent.data,
        "note": form.note.data,
        "obstacle": form.obstacle.data,
        "reached": form.reached.data,
        "evidence": evidence,
    }
    if draft is None:
        if form.seen_version:
            raise Stale(recommendation)
        return Report.draft(recommendation, **facts)
    draft.expect(form.seen_version or 0)
    draft.revise(**facts)
    return draft


def _report_page(recommendation: Recommendation, before: Report | None, form: ReportForm | None = None) -> str:
    """The form, with the draft in it, or with the report that came back."""
    if form is None:
        form = ReportForm(data=_standing(before))
    return render_template(
        "agency_desk/report.html",
        rec=recommendation,
        before=before,
        form=form,
        files_lost=form.file_chosen,
        why_not=policy.why_not_report(me(), recommendation),
        limit_mb=current_app.extensions["settings"].upload_max_mb,
        late=queries.days_late(recommendation, recommendation.event.tz),
    )


def _standing(before: Report | None) -> dict[str, Any]:
    if before is None:
        return {}
    return {
        "percent": before.percent,
        "note": before.note,
        "obstacle": before.obstacle,
        "reached": before.reached,
        "keep": [one.id for one in before.evidence],
        "version": before.version if before.state is ReportState.DRAFT else None,
    }
