"""The moderators' desk: the queue, one item beside it, and the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from forum.accounts.roles import Role
from forum.core.paging import Key
from forum.core.refusal import Refused
from forum.extensions import db
from forum.submissions.models import Submission
from forum.triage import desk_queries, queries
from forum.triage.aside import filled
from forum.triage.decisions import DECISIONS, UNCHECKED, Decision
from forum.triage.filters import Filters
from forum.triage.forms import AppealForm, DecisionForm, RevealForm
from forum.triage.page import Answer, here, item_page, next_after, note_decision, queue_values
from forum.triage.shortcuts import SHORTCUTS
from forum.triage.taking import take, taken_already, word
from forum.web.guard import desk, me

blueprint = Blueprint("triage", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))


@blueprint.get("")
def index() -> Answer:
    return render_template("triage/index.html", **queue_values())


@blueprint.get("/papan-tombol")
def keys() -> Answer:
    return render_template("triage/keys.html", filters=Filters.of(request.args), shortcuts=SHORTCUTS)


@blueprint.get("/<code>")
def item(code: str) -> Answer:
    return item_page(queries.item(me(), code))


@blueprint.post("/<code>")
def decide(code: str) -> Answer:
    form = DecisionForm(DECISIONS)
    complete, chosen = form.validate(), DECISIONS.get(form.decision.data or "")
    submission = queries.item(me(), code, lock=True)
    if form.use.data:
        return _with_template(submission, form)
    if form.seen_version not in (None, submission.version):
        return _changed(code, form, chosen)
    if not complete or chosen is None:
        return item_page(submission, form, status=422)
    filters = Filters.of(request.args)
    place = queries.key_of(submission, filters)
    try:
        said = word(submission, form.note.data, form.reason.data, form.to.data, checked=form.checked.data)
        take(chosen, submission, said, by=me())
    except Refused as no:
        return _refused(code, form, form.checked if no.refusal is UNCHECKED else form.decision, no)
    db.session.commit()
    note_decision()
    return _decided(chosen, code, filters, place)


def _decided(chosen: Decision, code: str, filters: Filters, place: Key) -> Answer:
    flash(_(chosen.done, code=code), "success")
    return redirect(next_after(filters, place), 303)


def _with_template(submission: Submission, form: DecisionForm) -> Answer:
    """The page again, the chosen template's words in the message; nothing is decided yet."""
    form.forgive()
    if form.template.data:
        chosen = desk_queries.template(me(), form.template.data)
        form.note.data = "\n\n".join(part for part in (form.note.data, filled(chosen, submission)) if part)
    return item_page(submission, form)


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
    submission, filters = queries.item(me(), code, lock=True), Filters.of(request.args)
    if not complete:
        return item_page(submission, appeal_form=form, status=422)
    place, overturn = queries.key_of(submission, filters), form.verdict.data == "overturn"
    submission.expect(form.seen_version)
    submission.judge_appeal(overturn=overturn, note=form.why.data, by=me())
    db.session.commit()
    flash(_("Banding %(code)s dikabulkan.", code=code) if overturn else _("Banding %(code)s ditolak.", code=code), "success")
    return redirect(here(code) if overturn else next_after(filters, place), 303)


def _refused(code: str, form: DecisionForm, field: Any, no: Refused) -> Answer:
    """The page again, on the record as it stands, with the reason at the field."""
    db.session.rollback()
    form.refuse(field, _(no.refusal.sentence, **dict(no.refusal.values)))
    return item_page(queries.item(me(), code), form, status=422)


def _changed(code: str, form: DecisionForm, chosen: Decision | None) -> Answer:
    """Somebody changed it while this form was open: who and what, and the form again with all that was typed.
    Unless the change is this decision, sent again because its answer was lost."""
    db.session.rollback()
    submission = queries.item(me(), code)
    if chosen and taken_already(chosen, form.note.data, queries.history_of(submission, 1), by=me()):
        filters = Filters.of(request.args)
        return _decided(chosen, code, filters, queries.key_of(submission, filters))
    form.version.data = str(submission.version)
    return item_page(submission, form, changed=True, status=409)
