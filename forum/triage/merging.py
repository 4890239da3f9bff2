"""Merging two submissions of one event by hand, side by side, and splitting them again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core.refusal import NotFound, Refused
from forum.core.text import clean_line
from forum.extensions import db
from forum.policies import submissions as policy
from forum.submissions.merging import merge, split
from forum.submissions.models import Submission
from forum.triage import likeness_reasons, merge_queries, queries
from forum.triage.forms import MergeForm, SplitForm
from forum.web.guard import desk, me

blueprint = Blueprint("triage_merge", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR))

Answer = str | Response | tuple[str, int]


@blueprint.get("/<code>/gabung")
def choose(code: str) -> Answer:
    """Candidates first; with ``dengan`` the two stand side by side."""
    submission = queries.item(me(), code)
    if with_ := request.args.get("dengan"):
        return _compare(submission, queries.item(me(), with_))
    words = clean_line(request.args.get("cari"), 100)
    similar = [] if words else likeness_reasons.of_item(submission)[0]
    return render_template(
        "triage/candidates.html",
        it=submission,
        words=words,
        similar=similar,
        found=merge_queries.candidates(submission, words, but=[one.row.id for one in similar]),
        refusal=policy.why_not_decide(me(), submission),
    )


@blueprint.post("/<code>/gabung")
def join(code: str) -> Answer:
    form = MergeForm()
    complete = form.validate()
    submission, other = queries.item(me(), code), queries.item(me(), request.args.get("dengan", ""))
    if not complete:
        return _compare(submission, other, form, 422)
    twin, survivor = _roles(submission, other, form.survivor.data)
    try:
        submission.expect(form.seen_version)
        merge(twin, survivor, by=me(), reason=form.why.data)
    except Refused as no:
        db.session.rollback()
        form.refuse(form.survivor, _(no.refusal.sentence, **dict(no.refusal.values)))
        return _compare(queries.item(me(), code), queries.item(me(), other.code), form, 422)
    db.session.commit()
    flash(_("%(twin)s digabung ke %(survivor)s. Pengirim dan pendukungnya dikabari.", twin=twin.code, survivor=survivor.code), "success")
    return redirect(url_for("triage.item", code=survivor.code), 303)


@blueprint.post("/<code>/pisah")
def part(code: str) -> Answer:
    form = SplitForm()
    complete = form.validate()
    submission = queries.item(me(), code)
    if not complete:
        return render_template("triage/split.html", it=submission, form=form), 422
    submission.expect(form.seen_version)
    split(submission, by=me(), reason=form.why.data)
    db.session.commit()
    flash(_("%(code)s berdiri sendiri lagi. Dukungan yang ikut dialihkan sudah kembali.", code=code), "success")
    return redirect(url_for("triage.item", code=code), 303)


@blueprint.get("/<code>/pisah")
def ask_to_part(code: str) -> Answer:
    submission = queries.item(me(), code)
    if submission.merged_into_id is None:
        raise NotFound
    return render_template("triage/split.html", it=submission, form=SplitForm(formdata=None, version=str(submission.version)))


def _roles(submission: Submission, other: Submission, survivor: str | None) -> tuple[Submission, Submission]:
    """The twin and the survivor; a code that is neither of the two keeps the other one as survivor."""
    return (other, submission) if survivor == submission.code else (submission, other)


def _compare(submission: Submission, other: Submission, form: MergeForm | None = None, status: int = 200) -> Answer:
    if other.id == submission.id:
        raise NotFound
    form = form or MergeForm(formdata=None, version=str(submission.version), survivor=_better(submission, other).code)
    form.survivor.choices = [(one.code, one.code) for one in (other, submission)]
    twin, survivor = _roles(submission, other, form.survivor.data)
    values: dict[str, Any] = {
        "it": submission,
        "other": other,
        "twin": twin,
        "survivor": survivor,
        "form": form,
        "both": merge_queries.supporters_of_both(submission, other),
        "refusal": policy.why_not_merge(me(), twin, survivor),
    }
    page = render_template("triage/merge.html", **values)
    return page if status == 200 else (page, status)


def _better(one: Submission, other: Submission) -> Submission:
    """The one that is public, else the one with more groups behind it, else the earlier one."""
    return min((other, one), key=lambda it: (it.visibility != "public", -it.support_group_count, it.submitted_at))
