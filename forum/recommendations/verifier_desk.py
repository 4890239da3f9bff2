"""The verifier's desk: what agencies claim, what they show for it, and up to where it is proven."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core.refusal import Refused
from forum.extensions import db
from forum.recommendations import waiting_queries, work_queries
from forum.recommendations.forms import ReturnForm, VerifyForm
from forum.recommendations.reports import Report
from forum.recommendations.states import REPORT
from forum.web.guard import desk, me

blueprint = Blueprint("verifier_desk", __name__, url_prefix="/meja/verifikasi")
blueprint.before_request(desk(Role.VERIFIER))

Reply = str | tuple[str, int] | Response


@blueprint.get("")
def index() -> str:
    waiting = waiting_queries.waiting_for_verifier(me().cities(Role.VERIFIER))
    return render_template("verifier_desk/index.html", waiting=waiting, own=me().agencies())


@blueprint.get("/<public_id>")
def report(public_id: str) -> Reply:
    return _page(work_queries.for_verifier(me(), public_id))


def _page(found: Report, **more: Any) -> str:
    """The claim, the evidence, and the two ways to decide."""
    values: dict[str, Any] = {
        "report": found,
        "rec": found.recommendation,
        "why_not": REPORT.why_not("verify", me(), found),
        "verify_form": VerifyForm(formdata=None, version=found.version, percent=found.percent),
        "return_form": ReturnForm(formdata=None, version=found.version),
    }
    return render_template("verifier_desk/report.html", **{**values, **more})


@blueprint.post("/<public_id>/verifikasi")
def verify(public_id: str) -> Reply:
    form = VerifyForm()
    valid = form.validate()
    found = work_queries.for_verifier(me(), public_id)
    if not valid:
        return _page(found, verify_form=form), 422
    found.expect(form.seen_version or 0)
    try:
        found.verify(form.percent.data or 0, by=me(), note=form.note.data)
    except Refused as no:
        if no.refusal.code not in ("percent_above_claim", "shortfall_unexplained"):
            raise
        field = form.note if no.refusal.code == "shortfall_unexplained" else form.percent
        form.refuse(field, _(no.refusal.sentence, **dict(no.refusal.values)))
        return _page(found, verify_form=form), 422
    db.session.commit()
    flash(_("Tercatat: terbukti sampai %(n)s %%.", n=form.percent.data), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<public_id>/kembalikan")
def send_back(public_id: str) -> Reply:
    form = ReturnForm()
    valid = form.validate()
    found = work_queries.for_verifier(me(), public_id)
    if not valid:
        return _page(found, return_form=form), 422
    found.expect(form.seen_version or 0)
    found.send_back(by=me(), note=form.note.data)
    db.session.commit()
    flash(_("Laporan dikembalikan kepada perangkat daerah."), "success")
    return redirect(url_for(".index"), 303)
