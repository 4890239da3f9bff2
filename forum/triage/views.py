"""The moderators' desk: the queue, one item beside it, and the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forum.accounts.roles import Role
from forum.core.refusal import Refused
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Reason, Referral
from forum.triage import desk_queries, queries
from forum.triage.aside import filled
from forum.triage.decisions import DECISIONS, UNCHECKED, Word
from forum.triage.duties import Calendar
from forum.triage.forms import AppealForm, DecisionForm, RevealForm
from forum.triage.page import Answer, item_page, queue_values
from forum.triage.queries import Filters
from forum.web.guard import desk, me

blueprint = Blueprint("triage", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))


@blueprint.get("")
def index() -> Answer:
    return render_template("triage/index.html", **queue_values(Calendar.read()))


@blueprint.get("/<code>")
def item(code: str) -> Answer:
    return item_page(queries.item(me(), code))


@blueprint.post("/<code>")
def decide(code: str) -> Answer:
    form = DecisionForm(DECISIONS)
    complete, chosen = form.validate(), DECISIONS.get(form.decision.data or "")
    submission = queries.item(me(), code)
    if form.use.data:
        return _with_template(submission, form)
    if not complete or chosen is None:
        return item_page(submission, form, status=422)
    place, filters = (submission.judge_by, submission.id), Filters.of(request.args)
    try:
        submission.expect(form.seen_version)
        chosen.say(submission, me(), _word(form, submission))
    except Refused as no:
        return _refused(code, form, form.checked if no.refusal is UNCHECKED else form.decision, no)
    db.session.commit()
    flash(_(chosen.done, code=submission.code), "success")
    return redirect(_next(filters, *place), 303)


def _with_template(submission: Submission, form: DecisionForm) -> Answer:
    """The page again, the chosen template's words in the message; nothing is decided yet."""
    form.forgive()
    if form.template.data:
        chosen = desk_queries.template(me(), form.template.data)
        form.note.data = "\n\n".join(part for part in (form.note.data, filled(chosen, submission)) if part)
    return item_page(submission, form)


@blueprint.post("/<code>/pegang")
def claim(code: str) -> Answer:
    """Tell the colleagues, or tell them that it is free again."""
    submission = queries.item(me(), code)
    if request.form.get("lepas"):
        submission.let_go(by=me())
    else:
        submission.claim(by=me())
    db.session.commit()
    return redirect(_here(code), 303)


@blueprint.post("/<code>/identitas")
def reveal(code: str) -> Answer:
    """Show what is hidden, this once; the line in the history stays."""
    form = RevealForm()
    complete = form.validate()
    submission = queries.item(me(), code)
    if not complete:
        return item_page(submission, reveal_form=form, status=422)
    submission.reveal(by=me(), why=form.purpose.data)
    db.session.commit()
    return item_page(queries.item(me(), code), revealed=True)


@blueprint.post("/<code>/banding")
def appeal(code: str) -> Answer:
    form = AppealForm()
    complete = form.validate()
    submission = queries.item(me(), code)
    if not complete:
        return item_page(submission, appeal_form=form, status=422)
    place, overturn = (submission.judge_by, submission.id), form.verdict.data == "overturn"
    submission.expect(form.seen_version)
    submission.judge_appeal(overturn=overturn, note=form.why.data, by=me())
    db.session.commit()
    flash(_("Banding %(code)s dikabulkan.", code=code) if overturn else _("Banding %(code)s ditolak.", code=code), "success")
    return redirect(_here(code) if overturn else _next(Filters.of(request.args), *place), 303)


def _word(form: DecisionForm, submission: Submission) -> Word:
    settings = current_app.extensions["settings"]
    return Word(
        reason=Reason(form.reason.data) if form.reason.data else None,
        note=form.note.data or "",
        to=Referral(form.to.data) if form.to.data else None,
        answer_by=Calendar.read().after(settings.answer_days, submission.event.tz),
        checked=form.checked.data,
    )


def _refused(code: str, form: DecisionForm, field: Any, no: Refused) -> Answer:
    """The page again, on the record as it stands, with the reason at the field."""
    db.session.rollback()
    form.refuse(field, _(no.refusal.sentence, **dict(no.refusal.values)))
    return item_page(queries.item(me(), code), form, status=422)


def _here(code: str) -> str:
    return url_for("triage.item", code=code, **Filters.of(request.args).args())


def _next(filters: Filters, judge_by: Any, item_id: int) -> str:
    """The next item of the queue that is shown, else the empty queue."""
    code = queries.after(me(), filters, judge_by, item_id)
    return url_for("triage.item", code=code, **filters.args()) if code else url_for("triage.index", **filters.args())
