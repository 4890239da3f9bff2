"""Who holds an item: claim, let go, hand over; undoing one's own decision; and what colleagues see of it at once."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core import clock
from forum.core.refusal import NotFound, Refused
from forum.extensions import db
from forum.policies import submissions as policy
from forum.submissions.models import Submission
from forum.submissions.undoing import undo as take_back
from forum.triage import pulse, queries
from forum.triage.duties import Calendar
from forum.triage.filters import Filters
from forum.triage.forms import HandOverForm
from forum.triage.page import Answer, here, now_words
from forum.web.guard import desk, me

blueprint = Blueprint("triage_handling", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))


@blueprint.post("/<code>/pegang")
def claim(code: str) -> Answer:
    """Keep the colleagues from deciding it, or tell them that it is free again."""
    submission = queries.item(me(), code, lock=True)
    until = clock.now() + timedelta(minutes=current_app.extensions["settings"].claim_minutes)
    try:
        if request.form.get("lepas"):
            submission.let_go(by=me())
        else:
            submission.claim(by=me(), until=until, take_over=bool(request.form.get("ambil")))
    except Refused as no:
        return _told(code, no)
    db.session.commit()
    return redirect(here(code), 303)


@blueprint.get("/<code>/serahkan")
def ask_to_hand_over(code: str) -> Answer:
    submission = queries.item(me(), code)
    return _hand_over_page(submission, HandOverForm(formdata=None, version=str(submission.version)))


@blueprint.post("/<code>/serahkan")
def hand_over(code: str) -> Answer:
    """The colleague holds it until the end of their next working day."""
    form = HandOverForm()
    complete = form.validate()
    submission = queries.item(me(), code, lock=True)
    to = next((one for one in queries.colleagues(submission, me()) if one.public_id == form.to.data), None)
    if not complete or to is None:
        if to is None:
            form.refuse(form.to, _("Pilih rekan yang akan memegangnya."))
        return _hand_over_page(submission, form, 422)
    submission.expect(form.seen_version)
    tz, city = submission.event.tz, submission.jurisdiction_id
    submission.hand_over(to.viewer(), by=me(), note=form.note.data, until=clock.end_of(Calendar.read([city]).after(1, tz, city), tz))
    db.session.commit()
    flash(_("%(code)s diserahkan kepada %(name)s.", code=code, name=to.name), "success")
    return redirect(here(code), 303)


@blueprint.post("/<code>/urungkan")
def undo(code: str) -> Answer:
    submission = queries.item(me(), code, lock=True)
    try:
        take_back(submission, by=me(), minutes=current_app.extensions["settings"].undo_minutes)
    except Refused as no:
        return _told(code, no)
    db.session.commit()
    flash(_("Keputusan tentang %(code)s diurungkan. Pengirim yang sudah dikabari menerima koreksinya.", code=code), "success")
    return redirect(here(code), 303)


@blueprint.get("/denyut")
def beat() -> Response:
    """How the named items stand now: asked every few seconds, answered with nothing while nothing changed."""
    rows = pulse.rows(me(), request.args.getlist("kode"))
    tag = pulse.tag(rows)
    known = request.if_none_match.contains(tag)
    answer = Response(status=304) if known else jsonify({row.code: now_words(row, me()) for row in rows})
    answer.set_etag(tag)
    return answer


def _told(code: str, no: Refused) -> Response:
    """Back to the item, with the reason why nothing was done; whom it does not concern at all is refused.

    :raises Refused: for one's own submission, and without the role.
    """
    if no.refusal in (policy.OWN, policy.NOT_YOURS):
        raise no
    db.session.rollback()
    flash(_(no.refusal.sentence, **dict(no.refusal.values)), "warning")
    return redirect(here(code), 303)


def _hand_over_page(submission: Submission, form: HandOverForm, status: int = 200) -> Answer:
    if (refusal := policy.why_not_judge(me(), submission)) is not None:
        raise Refused(refusal)
    if submission.decided and submission.appeal != "filed":
        raise NotFound
    known = queries.colleagues(submission, me())
    form.to.choices = [("", _("Pilih rekan")), *((one.public_id, one.name) for one in known)]
    page = render_template("triage/hand_over.html", it=submission, form=form, anybody=bool(known), filters=Filters.of(request.args))
    return page, status
