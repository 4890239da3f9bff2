"""Writing a submission, its receipt, and what its author can still do with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.queries import speaking_choices
from forum.core import clock, once
from forum.core.refusal import Refused
from forum.core.text import markdown
from forum.core.workflow import Workflow
from forum.events.models import Event
from forum.extensions import db
from forum.policies import submissions as policy
from forum.publishing import journeys
from forum.submissions import limits, queries
from forum.submissions.forms import ComposeForm, ConfirmForm, NoteForm, RewordForm
from forum.submissions.models import Submission
from forum.submissions.states import APPEAL, DISPOSITION, VISIBILITY, Identity, SubmissionType
from forum.web.guard import account_id, me

blueprint = Blueprint("writing", __name__)

Answer = tuple[str, int] | Response


@blueprint.route("/forum/<slug>/masukan/baru", methods=["GET", "POST"])
def compose(slug: str) -> Answer:
    form = ComposeForm()
    sending = form.is_submitted() and not form.preview.data
    valid = sending and form.validate()
    if valid and (place := once.seen(form.once.data)):
        return redirect(place, 303)
    event = queries.event_for_writing(slug)
    if (closed := policy.why_not_submit(me(), event)) is not None:
        if sending:
            raise Refused(closed)
        return render_template("submissions/closed.html", event=event, why=closed, opens=_next_opening(event)), 200
    offered = (speaking_choices(me()), event.pillars or queries.pillars(), event.questions)
    chosen = form.pick(*offered) if valid else {}
    if valid and not form.errors:
        place = _written(event, form, **chosen)
        db.session.commit()
        return redirect(place, 303)
    lapsed = queries.lapsed_mandates(me(), clock.today(event.tz))
    form.offer(*offered, lapsed)
    return _compose_page(event, form, lapsed), 422 if sending else 200


def _written(event: Event, form: ComposeForm, **chosen: Any) -> str:
    """Hand it in; the address of its receipt."""
    limits.count("submission", account_id(), limits.SUBMISSIONS_AN_HOUR)
    made = Submission.write(
        event,
        by=me(),
        author_id=account_id(),
        title=form.title.data,
        body=form.body.data,
        type=SubmissionType(form.type.data),
        identity=Identity(form.identity.data),
        locality=form.locality.data,
        judge_by=_judge_by(event),
        for_group=not chosen["group"].is_element,
        **chosen,
    )
    db.session.flush()
    place = url_for(".own", code=made.code, terkirim=1)
    once.remember(form.once.data, place)
    flash(_("Masukan Anda sudah kami terima."), "success")
    return place


def _compose_page(event: Event, form: ComposeForm, lapsed: object) -> str:
    return render_template(
        "submissions/compose.html",
        event=event,
        form=form,
        window=event.open_window(clock.now()),
        preview=markdown(form.body.data or "") if form.preview.data else None,
        lapsed=lapsed,
        moderation_days=current_app.extensions["settings"].moderation_days,
    )


def _judge_by(event: Event) -> date:
    days = current_app.extensions["settings"].moderation_days
    return clock.add_working_days(clock.today(event.tz), days, clock.holidays())


def _next_opening(event: Event) -> object:
    """The next instant at which a window of the event opens, or None."""
    return min((window.opens_at for window in event.windows if window.opens_at > clock.now()), default=None)


@blueprint.get("/masukan-saya")
def mine() -> str:
    return render_template("submissions/mine.html", page=queries.mine(me(), request.args.get("hal")))


@blueprint.get("/masukan-saya/<code>")
def own(code: str) -> str:
    one = queries.own(code, me())
    open_moves = {move.verb for flow in (VISIBILITY, DISPOSITION, APPEAL) for move in flow.open_to(me(), one)}
    written = one.original
    return render_template(
        "submissions/own.html",
        one=one,
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
        one.reword(form.title.data, form.body.data, by=me(), judge_by=_judge_by(one.event))
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


@blueprint.route("/masukan-saya/<code>/buka-kembali", methods=["GET", "POST"])
def reopen(code: str) -> Answer:
    form = NoteForm()
    valid = form.validate_on_submit()
    one = _own(code, DISPOSITION, "reopen")
    if valid:
        one.expect(form.seen_version)
        one.reopen(by=me(), note=form.note.data, judge_by=_judge_by(one.event))
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
        one.file_appeal(form.note.data, by=me(), judge_by=_judge_by(one.event))
        answer = _done(one, _("Banding Anda sudah kami terima. Orang lain yang memeriksanya."))
        db.session.commit()
        return answer
    form.version.data = form.version.data or one.version
    return render_template("submissions/appeal.html", one=one, form=form), 422 if form.errors else 200
