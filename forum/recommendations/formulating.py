"""From the queue to a recommendation, new or existing, and back to the same place in the queue."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core import clock, once
from forum.core.refusal import NotFound, Refusal
from forum.core.text import clean_line
from forum.extensions import db
from forum.policies import submissions as policy
from forum.recommendations import desk_queries as queries
from forum.recommendations.desk_forms import FormulateForm
from forum.recommendations.desk_parts import facts_of, kept, way_back
from forum.recommendations.models import Recommendation
from forum.submissions.models import Submission
from forum.submissions.states import DISPOSITION
from forum.triage import queries as triage_queries
from forum.web.guard import desk, me

blueprint = Blueprint("formulating", __name__, url_prefix="/meja/rekomendasi")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))

Answer = str | Response | tuple[str, int]


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
    facts = facts_of(form, sources[0].event, issue)
    if not complete or facts is None or _refusals(sources):
        return _new(sources, form, 422)
    made = Recommendation.from_submissions(sources, by=me(), **facts)
    answer = kept(made, issue, once_key=form.once.data)
    db.session.commit()
    return answer


@blueprint.post("/sumber")
def grow() -> Answer:
    """From the queue: the ticked submissions become sources of one that exists."""
    recommendation = queries.one(me(), request.form.get("ke", ""))
    sources = triage_queries.items(me(), request.form.getlist("dari"))
    recommendation.add_sources(sources, by=me())
    db.session.commit()
    flash(_("%(n)s masukan ditambahkan ke %(code)s.", n=len(sources), code=recommendation.code), "success")
    return redirect(way_back() or url_for("recommendations_desk.item", code=recommendation.code), 303)


def why_not_source(submission: Submission) -> Refusal | None:
    """Why this submission cannot become a source now; a merged one comes along with its survivor."""
    if submission.merged_into_id is not None:
        return policy.why_not_judge(me(), submission)
    return DISPOSITION.why_not("adopt", me(), submission)


def _refusals(sources: list[Submission]) -> dict[str, Refusal]:
    """By code: those that cannot become a source, and all that are of another event than the first."""
    apart = Refusal.because("other_event", "Semua masukan harus dari acara yang sama.")
    whys = {one.code: apart if one.event_id != sources[0].event_id else why_not_source(one) for one in sources}
    return {code: why for code, why in whys.items() if why is not None}


def _new(sources: list[Submission], form: FormulateForm, status: int = 200) -> Answer:
    event, words = sources[0].event, clean_line(request.args.get("kata"), 80)
    form.offer(queries.agencies(event.jurisdiction_id), queries.pillars())
    page = render_template(
        "recommendations_desk/new.html",
        sources=sources,
        event=event,
        form=form,
        refusals=_refusals(sources),
        growing=queries.growing(event.id, words),
        words=words,
        back=way_back(),
        today=clock.today(event.tz),
    )
    return page if status == 200 else (page, status)
