"""One act for many items of the queue: a page that lists each one's fate first, then one commit for each."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forum.accounts.roles import Role
from forum.core import clock, once
from forum.core.refusal import NotFound, Refusal, Refused
from forum.extensions import db
from forum.triage import queries
from forum.triage.bulk_acts import ACTS, Act, Fate, done_already, fates, why_not
from forum.triage.conduct import RULES
from forum.triage.filters import Filters
from forum.triage.forms import BulkForm
from forum.triage.page import Answer, note_decision
from forum.triage.taking import take, word
from forum.web.guard import desk, me

blueprint = Blueprint("triage_bulk", __name__, url_prefix="/meja/triase/sekaligus")
blueprint.before_request(desk(Role.MODERATOR))


@blueprint.get("")
def preview() -> Answer:
    """What would become of each of the ticked ones; nothing happens yet."""
    codes, chosen = request.args.getlist("dari"), request.args.get("tindakan", "")
    if not codes:
        flash(_("Centang dulu masukan di antrean, lalu pilih tindakannya."), "info")
        return redirect(_queue(), 303)
    if chosen == "rekomendasi":
        return redirect(url_for("formulating.new", dari=codes, kembali=_queue()), 303)
    if chosen not in ACTS:
        raise NotFound
    return _preview(ACTS[chosen], codes, BulkForm(ACTS[chosen].decision, formdata=None))


@blueprint.post("")
def perform() -> Answer:
    act = ACTS.get(request.form.get("tindakan", ""))
    if act is None:
        raise NotFound
    form = BulkForm(act.decision)
    named = [one.partition(":") for one in dict.fromkeys(request.form.getlist("dari"))][: queries.MOST_AT_ONCE]
    if not form.validate():
        return _preview(act, [code for code, _sep, _version in named], form, 422)
    if once.seen(form.once.data):
        flash(_("Tindakan itu sudah dikerjakan."), "info")
        return redirect(_queue(), 303)
    results = [_one(act, code, version, form) for code, _sep, version in named]
    once.remember(form.once.data, _queue())
    db.session.commit()
    note_decision()
    return render_template("triage/bulk_done.html", act=act, results=results, filters=Filters.of(request.args), queue_url=_queue())


def _one(act: Act, code: str, version: str, form: BulkForm) -> Fate:
    """Do it to one item and commit that; what is refused, or breaks, undoes nothing of the others."""
    submission = queries.item(me(), code, lock=True)
    if done_already(act, submission, by=me()):
        return Fate(submission)
    refusal = why_not(act, submission, by=me())
    if refusal is None and version != str(submission.version):
        refusal = Refusal.because("changed_since", "Berubah sejak pratinjau. Periksa lagi satu per satu.")
    if refusal is not None:
        db.session.rollback()
        return Fate(submission, refusal)
    try:
        if act.decision is None:
            submission.claim(by=me(), until=clock.now() + timedelta(minutes=current_app.extensions["settings"].claim_minutes))
        else:
            take(act.decision, submission, word(submission, form.note.data, form.reason.data), by=me())
    except Refused as no:
        db.session.rollback()
        return Fate(queries.item(me(), code), no.refusal)
    db.session.commit()
    return Fate(submission)


def _preview(act: Act, codes: list[str], form: BulkForm, status: int = 200) -> Answer:
    found = fates(act, queries.items(me(), codes), by=me())
    page = render_template(
        "triage/bulk.html",
        act=act,
        found=found,
        able=[one for one in found if one.refusal is None],
        form=form,
        rules=RULES,
        filters=Filters.of(request.args),
        queue_url=_queue(),
    )
    return page if status == 200 else (page, status)


def _queue() -> str:
    """The same place in the queue."""
    return url_for("triage.index", **Filters.of(request.args).args())
