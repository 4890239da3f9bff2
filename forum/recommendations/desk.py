"""The desk where moderators turn submissions into recommendations, and where publishers may cancel one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core import clock, once
from forum.core.refusal import NotFound, Refusal
from forum.extensions import db
from forum.policies import recommendations as policy
from forum.recommendations import desk_queries as queries
from forum.recommendations.desk_forms import CancelForm, Facts, FormulateForm, ReviseForm, SourcesForm
from forum.recommendations.models import Recommendation
from forum.recommendations.states import STAGE, Horizon, Priority
from forum.submissions.models import Submission
from forum.submissions.states import DISPOSITION
from forum.triage import queries as triage_queries
from forum.web.guard import desk, me

blueprint = Blueprint("recommendations_desk", __name__, url_prefix="/meja/rekomendasi")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))

Answer = str | Response | tuple[str, int]


@blueprint.get("")
def index() -> Answer:
    stage = request.args.get("tahap", "")
    page = queries.of_cities(me(), stage, request.args.get("dari_sini"))
    return render_template("recommendations_desk/index.html", page=page, stage=stage, today=clock.today)


@blueprint.get("/baru")
def new() -> Answer:
    sources = triage_queries.items(me(), request.args.getlist("dari"))
    if not sources:
        flash(_("Centang dulu di antrean masukan yang menjadi sumber rekomendasi."), "info")
        return redirect(url_for("triage.index"), 303)
    first = sources[0]
    suggested = {"title": first.title, "pillar": first.pillar.slug if first.pillar else ""} if len(sources) == 1 else {}
    return _new(sources, FormulateForm(formdata=None, data=suggested))


@blueprint.post("/baru")
def formulate() -> Answer:
    form = FormulateForm()
    complete, issue = form.validate(), request.form.get("tindakan") == "terbit"
    if place := once.seen(form.once.data):
        return redirect(place, 303)
    sources = triage_queries.items(me(), request.form.getlist("dari"))
    if not sources:
        raise NotFound
    facts = _facts(form, sources[0].event, issue)
    if not complete or facts is None or _refusals(sources):
        return _new(sources, form, 422)
    made = Recommendation.from_submissions(sources, by=me(), **facts)
    return _kept(made, issue, once_key=form.once.data)


@blueprint.post("/sumber")
def grow() -> Answer:
    """From the queue: the ticked submissions become sources of one that exists."""
    recommendation = queries.one(me(), request.form.get("ke", ""))
    sources = triage_queries.items(me(), request.form.getlist("dari"))
    recommendation.add_sources(sources, by=me())
    db.session.commit()
    flash(_("%(n)s masukan ditambahkan ke %(code)s.", n=len(sources), code=recommendation.code), "success")
    return redirect(url_for("recommendations_desk.item", code=recommendation.code), 303)


@blueprint.get("/<code>")
def item(code: str) -> Answer:
    return _item(queries.one(me(), code))


@blueprint.post("/<code>")
def revise(code: str) -> Answer:
    form = ReviseForm()
    complete, issue = form.validate(), request.form.get("tindakan") == "terbit"
    recommendation = queries.one(me(), code)
    facts = _facts(form, recommendation.event, issue, recommendation)
    if not complete or facts is None:
        return _item(recommendation, form=form, status=422)
    recommendation.expect(form.seen_version)
    recommendation.revise(by=me(), **facts)
    return _kept(recommendation, issue)


@blueprint.post("/<code>/sumber")
def add_sources(code: str) -> Answer:
    form = SourcesForm()
    complete = form.validate()
    recommendation = queries.one(me(), code)
    try:
        sources = triage_queries.items(me(), form.named) if complete else []
    except NotFound:
        form.refuse(form.codes, _("Ada kode yang tidak ditemukan di kota ini. Periksa lagi penulisannya."))
        complete = False
    if not complete:
        return _item(recommendation, sources_form=form, status=422)
    recommendation.add_sources(sources, by=me())
    db.session.commit()
    flash(_("%(n)s masukan ditambahkan ke %(code)s.", n=len(sources), code=code), "success")
    return redirect(url_for("recommendations_desk.item", code=code), 303)


@blueprint.post("/<code>/batal")
def cancel(code: str) -> Answer:
    form = CancelForm()
    complete = form.validate()
    recommendation = queries.one(me(), code)
    if not complete:
        return _item(recommendation, cancel_form=form, status=422)
    recommendation.expect(form.seen_version)
    recommendation.cancel(by=me(), note=form.why.data)
    db.session.commit()
    flash(_("%(code)s dibatalkan.", code=code), "success")
    return redirect(url_for("recommendations_desk.item", code=code), 303)


def _kept(recommendation: Recommendation, issue: bool, once_key: str | None = None) -> Response:
    """Issue it when asked, and go to its page."""
    place = url_for("recommendations_desk.item", code=recommendation.code)
    if issue and recommendation.stage == "draft":
        db.session.flush()
        recommendation.issue(by=me())
    once.remember(once_key, place)
    db.session.commit()
    if issue and recommendation.owner:
        flash(_("%(code)s diterbitkan kepada %(agency)s.", code=recommendation.code, agency=recommendation.owner.name), "success")
    else:
        flash(_("%(code)s disimpan.", code=recommendation.code), "success")
    return redirect(place, 303)


def _facts(form: Facts, event: Any, issue: bool, present: Recommendation | None = None) -> dict[str, Any] | None:
    """The columns that the form fills, or None when a field says what is wrong.

    :raises NotFound: for an agency of another city or an unknown pillar.
    """
    agencies, pillars = queries.agencies(event.jurisdiction_id), queries.pillars()
    form.offer(agencies, pillars)
    issued = issue or (present is not None and present.stage == "issued")
    moved = form.due_on.data is not None and (present is None or form.due_on.data != present.due_on)
    if (moved or issue) and form.due_on.data is not None and form.due_on.data <= clock.today(event.tz):
        form.refuse(form.due_on, _("Tenggat harus sesudah hari ini."))
    if form.errors or form.due_on.errors or (issued and not form.need_owner_and_date()):
        return None
    return {
        "title": form.title.data,
        "body": form.body.data,
        "owner": _one(agencies, form.owner.data),
        "due_on": form.due_on.data,
        "supporting": [one for slug in dict.fromkeys(form.supporting.data or []) if (one := _one(agencies, slug)) is not None],
        "pillar": _one(pillars, form.pillar.data),
        "horizon": Horizon(form.horizon.data),
        "priority": Priority(form.priority.data),
        "success_indicator": form.success_indicator.data,
        "baseline": form.baseline.data,
        "target": form.target.data,
        "planning_reference": form.planning_reference.data,
    }


def _one(known: dict[str, Any], slug: str | None) -> Any:
    if not slug:
        return None
    if slug not in known:
        raise NotFound
    return known[slug]


def why_not_source(submission: Submission) -> Refusal | None:
    """Why this submission cannot become a source now; a merged one comes along with its survivor."""
    return None if submission.merged_into_id is not None else DISPOSITION.why_not("adopt", me(), submission)


def _refusals(sources: list[Submission]) -> dict[str, Refusal]:
    """By code: those that cannot become a source, and all that are of another event than the first."""
    apart = Refusal.because("other_event", "Semua masukan harus dari acara yang sama.")
    whys = {one.code: apart if one.event_id != sources[0].event_id else why_not_source(one) for one in sources}
    return {code: why for code, why in whys.items() if why is not None}


def _new(sources: list[Submission], form: FormulateForm, status: int = 200) -> Answer:
    event = sources[0].event
    form.offer(queries.agencies(event.jurisdiction_id), queries.pillars())
    page = render_template(
        "recommendations_desk/new.html",
        sources=sources,
        event=event,
        form=form,
        refusals=_refusals(sources),
        growing=queries.growing(event.id),
        today=clock.today(event.tz),
    )
    return page if status == 200 else (page, status)


def _item(
    recommendation: Recommendation,
    *,
    form: ReviseForm | None = None,
    sources_form: SourcesForm | None = None,
    cancel_form: CancelForm | None = None,
    status: int = 200,
) -> Answer:
    version = str(recommendation.version)
    form = form or _opened(recommendation)
    form.offer(queries.agencies(recommendation.jurisdiction_id), queries.pillars())
    page = render_template(
        "recommendations_desk/item.html",
        rec=recommendation,
        form=form,
        sources_form=sources_form or SourcesForm(formdata=None),
        cancel_form=cancel_form or CancelForm(formdata=None, version=version),
        why_not_revise=policy.why_not_revise_recommendation(me(), recommendation),
        why_not_grow=policy.why_not_formulate(me(), recommendation),
        why_not_cancel=STAGE.why_not("cancel", me(), recommendation),
        today=clock.today(recommendation.event.tz),
    )
    return page if status == 200 else (page, status)


PLAIN = ("title", "body", "due_on", "horizon", "priority", "success_indicator", "baseline", "target", "planning_reference")


def _opened(recommendation: Recommendation) -> ReviseForm:
    """The form filled with what stands."""
    kept: dict[str, Any] = {name: getattr(recommendation, name) for name in PLAIN}
    kept |= {
        "pillar": recommendation.pillar.slug if recommendation.pillar else "",
        "owner": recommendation.owner.slug if recommendation.owner else "",
        "supporting": [one.slug for one in recommendation.supporting],
        "version": str(recommendation.version),
    }
    return ReviseForm(formdata=None, data=kept)
