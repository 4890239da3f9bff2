"""Writing a submission, its receipt, and what its author can still do with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import clock, once
from forum.core.refusal import Refused
from forum.core.text import markdown
from forum.core.workflow import Workflow
from forum.events.models import Event
from forum.extensions import db
from forum.policies import submissions as policy
from forum.policies import voices
from forum.publishing import journeys
from forum.submissions import draft_queries, queries
from forum.submissions.composing import Sheet, judge_by, settings
from forum.submissions.drafts import oldest_kept
from forum.submissions.forms import ComposeForm, ConfirmForm, NoteForm, RewordForm
from forum.submissions.models import Submission
from forum.submissions.states import APPEAL, DISPOSITION, VISIBILITY
from forum.web.guard import me
from forum.web.sending import by_script

blueprint = Blueprint("writing", __name__)

Answer = tuple[str, int] | Response


@blueprint.route("/forum/<slug>/masukan/baru", methods=["GET", "POST"])
def compose(slug: str) -> Answer:
    form = ComposeForm()
    valid = form.sends and form.validate()
    if valid and (place := once.seen(form.once.data)):
        return redirect(place, 303)
    event = queries.event_for_writing(slug)
    if (closed := policy.why_not_submit(me(), event)) is not None:
        if form.is_submitted():
            raise Refused(closed)
        return render_template("submissions/closed.html", event=event, why=closed, opens=_next_opening(event)), 200
    sheet = Sheet(event, form, valid)
    if not form.is_submitted() or (by_script() and not sheet.ready):
        return sheet.page()
    with sheet.files_stored() as stored:
        place = sheet.hand_in(stored) if sheet.ready else sheet.keep(stored)
        db.session.commit()
    return redirect(place, 303) if place else sheet.page()


def _next_opening(event: Event) -> object:
    """The next instant at which a window of the event opens, or None."""
    return min((window.opens_at for window in event.windows if window.opens_at > clock.now()), default=None)


@blueprint.get("/masukan-saya")
def mine() -> str:
    first = "hal" not in request.args
    drafts = draft_queries.drafts_of(me(), oldest_kept(settings().draft_days)) if first else ()
    return render_template(
        "submissions/mine.html", page=queries.mine(me(), request.args.get("hal")), drafts=drafts, days=settings().draft_days
    )


@blueprint.get("/masukan-saya/<code>")
def own(code: str) -> str:
    one = queries.own(code, me())
    open_moves = {move.verb for flow in (VISIBILITY, DISPOSITION, APPEAL) for move in flow.open_to(me(), one)}
    open_moves |= set() if voices.why_not_confirm(me(), one) else {"confirm"}
    written = one.original
    return render_template(
        "submissions/own.html",
        one=one,
        attachments=draft_queries.attached_to(one.id),
        moves=open_moves,
        journey=journeys.of_submission(one),
        written=written,
        written_html=markdown(written.body),
        told=queries.told_to_author(one),
    )


def _own(code: str, flow: Workflow, verb: str) -> Submission:
    """The viewer's submission, when they may do ``verb`` with it now.

    :raises Refused: otherwise, with the reason.
    """
    one = queries.own(code, me())
    if (refusal := flow.why_not(verb, me(), one)) is not None:
        raise Refused(refusal)
    return one


def _done(one: Submission, words: str) -> Response:
    db.session.flush()
    flash(words, "success")
    return redirect(url_for(".own", code=one.code), 303)


@blueprint.route("/masukan-saya/<code>/tulis-ulang", methods=["GET", "POST"])
def reword(code: str) -> Answer:
    form = RewordForm()
    valid = form.validate_on_submit()
    one = _own(code, VISIBILITY, "reword")
    if valid:
        one.expect(form.seen_version)
        one.reword(form.title.data, form.body.data, by=me(), judge_by=judge_by(one.event))
        answer = _done(one, _("Tulisan baru Anda sudah kami terima dan menunggu diperiksa."))
        db.session.commit()
        return answer
    if not form.is_submitted():
        form.title.data, form.body.data, form.version.data = one.original.title, one.original.body, one.version
    return render_template("submissions/reword.html", one=one, form=form), 422 if form.errors else 200


@blueprint.route("/masukan-saya/<code>/tarik", methods=["GET", "POST"])
def withdraw(code: str) -> Answer:
    form = ConfirmForm()
    valid = form.validate_on_submit()
    one = _own(code, VISIBILITY, "withdraw")
    if valid:
        one.expect(form.seen_version)
        one.withdraw(by=me())
        answer = _done(one, _("Masukan Anda ditarik."))
        db.session.commit()
        return answer
    form.version.data = one.version
    return render_template("submissions/withdraw.html", one=one, form=form), 200


@blueprint.post("/masukan-saya/<code>/menjawab")
def confirm(code: str) -> Response:
    one = queries.own(code, me())
    one.confirm(by=me())
    answer = _done(one, _("Terima kasih. Kami catat bahwa jawabannya menjawab masukan Anda."))
    db.session.commit()
    return answer


@blueprint.route("/masukan-saya/<code>/buka-kembali", methods=["GET", "POST"])
def reopen(code: str) -> Answer:
    form = NoteForm()
    valid = form.validate_on_submit()
    one = _own(code, DISPOSITION, "reopen")
    if valid:
        one.expect(form.seen_version)
        one.reopen(by=me(), note=form.note.data, judge_by=judge_by(one.event))
        answer = _done(one, _("Masukan Anda dibuka kembali dan akan dijawab lagi."))
        db.session.commit()
        return answer
    form.version.data = form.version.data or one.version
    return render_template("submissions/reopen.html", one=one, form=form), 422 if form.errors else 200


@blueprint.route("/masukan-saya/<code>/banding", methods=["GET", "POST"])
def appeal(code: str) -> Answer:
    form = NoteForm()
    valid = form.validate_on_submit()
    one = _own(code, APPEAL, "file")
    if valid:
        one.expect(form.seen_version)
        one.file_appeal(form.note.data, by=me(), judge_by=judge_by(one.event))
        answer = _done(one, _("Banding Anda sudah kami terima. Orang lain yang memeriksanya."))
        db.session.commit()
        return answer
    form.version.data = form.version.data or one.version
    return render_template("submissions/appeal.html", one=one, form=form), 422 if form.errors else 200
