"""Public pages of submissions: one with its thread and support, and tracking by code."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import StakeholderGroup
from forum.accounts.queries import speaking_choices
from forum.core.refusal import NotFound, Refusal, Refused
from forum.extensions import db, limiter
from forum.publishing import journeys
from forum.submissions import limits, merging, page, page_queries, queries
from forum.submissions import support as supporting
from forum.submissions.facts import Shown
from forum.submissions.forms import TrackForm
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Visibility
from forum.web.guard import account_id, me, public

blueprint = Blueprint("submissions", __name__)


@blueprint.get("/forum/<slug>/masukan/<code>")
@public
def show(slug: str, code: str) -> tuple[str, int] | Response:
    one = page_queries.page_row(slug, code, me())
    if _leads_on(one):
        return redirect(url_for(".show", slug=slug, code=one.survivor_code, dari=one.code), 303)
    if one.visibility is Visibility.WITHDRAWN:
        return render_template("submissions/withdrawn.html", one=one), 200
    return page.shown(one)


@blueprint.get("/forum/<slug>/masukan/<code>/cetak")
@public
def print_thread(slug: str, code: str) -> str:
    """The submission with its thread on paper, a stated number of replies a time."""
    one = page_queries.page_row(slug, code, me())
    if one.visibility is not Visibility.PUBLIC or one.identity is Identity.CONFIDENTIAL:
        raise NotFound
    return page.printed(one)


def _leads_on(one: Shown) -> bool:
    """Whether the page of a merged one hands on to its survivor; ``?asli=1`` and links into its thread read the original."""
    return one.survivor_visibility == Visibility.PUBLIC and not {"asli", "balasan", "balas", "hal", "akhir"} & set(request.args)


@blueprint.post("/forum/<slug>/masukan/<code>/dukung")
def support(slug: str, code: str) -> Response:
    one = queries.submission(slug, code, me())
    limits.count("support", account_id(), limits.SUPPORTS_AN_HOUR)
    supporting.support(one, by=me(), account_id=account_id(), group=_group(request.form.get("group")))
    db.session.commit()
    flash(_("Dukungan Anda tercatat."), "success")
    return _back_to(one)


@blueprint.post("/forum/<slug>/masukan/<code>/batal-dukung")
def unsupport(slug: str, code: str) -> Response:
    one = queries.submission(slug, code, me())
    supporting.withdraw_support(one, by=me(), account_id=account_id())
    db.session.commit()
    flash(_("Dukungan Anda ditarik kembali."), "success")
    return _back_to(one)


@blueprint.post("/forum/<slug>/masukan/<code>/alihkan")
def carry_over(slug: str, code: str) -> Response:
    """A supporter of a merged submission lets the support count for the survivor too."""
    twin = queries.submission(slug, code, me())
    merging.carry_over(twin, by=me(), account_id=account_id())
    db.session.commit()
    flash(_("Dukungan Anda sekarang juga terhitung di masukan pokok ini."), "success")
    return _back_to(twin.merged_into or twin)


def _back_to(one: Submission) -> Response:
    return redirect(url_for(".show", slug=one.event.slug, code=one.code, _anchor="dukungan"), 303)


def _group(slug: str | None) -> StakeholderGroup:
    """The group that the viewer supports as: the named one, or the only one.

    :raises Refused: when it is not one of the viewer's.
    """
    groups = speaking_choices(me())
    chosen = [group for group in groups if group.slug == slug] if slug else groups[:1]
    if not chosen:
        raise Refused(Refusal.because("choose_group", "Pilih kelompok yang Anda wakili lebih dulu."))
    return chosen[0]


@blueprint.route("/lacak", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
def track() -> tuple[str, int]:
    """What became of a submission, in words, for whoever holds its code. The secret code travels in a POST only."""
    form = TrackForm(data={"kode": request.args.get("kode", "")[:40]})
    asked = form.validate_on_submit() if request.method == "POST" else bool(form.kode.data)
    found = queries.by_tracking(form.kode.data or "", me(), secret=request.method == "POST") if asked else None
    if asked and found is None:
        form.refuse(form.kode, _("Kode ini tidak dikenal. Periksa lagi huruf dan angkanya."))
    journey = journeys.of_submission(found) if found else None
    answer = render_template("submissions/track.html", form=form, found=found, journey=journey, readable=found and found.readable_by(me()))
    return answer, 422 if form.errors else 200
