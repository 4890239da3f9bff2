"""The desk where moderators turn submissions into recommendations, and where publishers may cancel one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core import clock
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.policies import recommendations as policy
from forum.recommendations import desk_queries as queries
from forum.recommendations.desk_forms import CancelForm, ReviseForm, SourcesForm
from forum.recommendations.desk_parts import facts_of, kept
from forum.recommendations.models import Recommendation
from forum.recommendations.states import STAGE
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


@blueprint.get("/<code>")
def item(code: str) -> Answer:
    return _item(queries.one(me(), code))


@blueprint.post("/<code>")
def revise(code: str) -> Answer:
    form = ReviseForm()
    complete, issue = form.validate(), request.form.get("tindakan") == "terbit"
    recommendation = queries.one(me(), code)
    facts = facts_of(form, recommendation.event, issue, recommendation)
    if not complete or facts is None:
        return _item(recommendation, form=form, status=422)
    recommendation.expect(form.seen_version)
    recommendation.revise(by=me(), **facts)
    answer = kept(recommendation, issue)
    db.session.commit()
    return answer


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
