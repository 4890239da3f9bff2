"""The moderators' desk: the queue, one item beside it, and the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core.refusal import NotFound, Refused
from forum.extensions import db
from forum.policies import submissions as policy
from forum.recommendations import queries as recommendation_queries
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Reason, Referral
from forum.triage import queries, trail
from forum.triage.conduct import RULES
from forum.triage.decisions import DECISIONS, Word, open_to
from forum.triage.duties import Calendar
from forum.triage.forms import AppealForm, DecisionForm, RevealForm
from forum.triage.queries import Filters
from forum.web.guard import desk, me

blueprint = Blueprint("triage", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))

Answer = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> Answer:
    return render_template("triage/index.html", **_queue(Calendar.read()))


@blueprint.get("/<code>")
def item(code: str) -> Answer:
    return _item(queries.item(me(), code))


@blueprint.post("/<code>")
def decide(code: str) -> Answer:
    form = DecisionForm(DECISIONS)
    complete, chosen = form.validate(), DECISIONS.get(form.decision.data or "")
    submission = queries.item(me(), code)
    if not complete or chosen is None:
        return _item(submission, form, status=422)
    place, filters = (submission.judge_by, submission.id), Filters.of(request.args)
    try:
        submission.expect(form.seen_version)
        chosen.say(submission, me(), _word(form, submission))
    except Refused as no:
        return _refused(code, form, form.decision, no)
    db.session.commit()
    flash(_(chosen.done, code=submission.code), "success")
    return redirect(_next(filters, *place), 303)


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
        return _item(submission, reveal_form=form, status=422)
    submission.reveal(by=me(), why=form.purpose.data)
    db.session.commit()
    return _item(queries.item(me(), code), revealed=True)


@blueprint.post("/<code>/banding")
def appeal(code: str) -> Answer:
    form = AppealForm()
    complete = form.validate()
    submission = queries.item(me(), code)
    if not complete:
        return _item(submission, appeal_form=form, status=422)
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
    )


def _refused(code: str, form: DecisionForm, field: Any, no: Refused) -> Answer:
    """The page again, on the record as it stands, with the reason at the field."""
    db.session.rollback()
    form.refuse(field, _(no.refusal.sentence, **dict(no.refusal.values)))
    return _item(queries.item(me(), code), form, status=422)


def _here(code: str) -> str:
    return url_for("triage.item", code=code, **Filters.of(request.args).args())


def _next(filters: Filters, judge_by: Any, item_id: int) -> str:
    """The next item of the queue that is shown, else the empty queue."""
    code = queries.after(me(), filters, judge_by, item_id)
    return url_for("triage.item", code=code, **filters.args()) if code else url_for("triage.index", **filters.args())


def _queue(calendar: Calendar) -> dict[str, Any]:
    """What the list beside every item shows.

    :raises NotFound: when a filter names an event or a group of another city.
    """
    filters, choices = Filters.of(request.args), queries.choices(me())
    for chosen, known in ((filters.event, choices["event"]), (filters.group, choices["group"])):
        if chosen and chosen not in dict(known):
            raise NotFound
    return {
        "page": queries.queue(me(), filters, request.args.get("dari_sini")),
        "filters": filters,
        "choices": choices,
        "counts": queries.waiting_counts(me()),
        "duty": calendar.duty,
    }


def _item(
    submission: Submission,
    form: DecisionForm | None = None,
    *,
    appeal_form: AppealForm | None = None,
    reveal_form: RevealForm | None = None,
    revealed: bool = False,
    status: int = 200,
) -> Answer:
    version = str(submission.version)
    page = render_template(
        "triage/item.html",
        it=submission,
        form=form or DecisionForm(DECISIONS, formdata=None, version=version),
        decisions=open_to(me(), submission),
        refusal=policy.why_not_judge(me(), submission),
        appeal_form=appeal_form or AppealForm(formdata=None, version=version),
        appeal_refusal=policy.why_not_judge_appeal(me(), submission),
        reveal_form=reveal_form or RevealForm(formdata=None),
        revealed=revealed,
        hidden=submission.identity is not Identity.NAMED and not revealed,
        rules=RULES,
        names=lambda chosen: ", ".join(_(one.name) for one in chosen),
        holder=queries.name_of(submission.claimed_by_id),
        followers=queries.followers(submission),
        history=trail.lines(queries.history_of(submission)),
        became=recommendation_queries.of_submission(submission.id),
        **_queue(Calendar.read()),
    )
    return page if status == 200 else (page, status)
