"""Flagging what others wrote: a reason, a word if one likes, and the moderators look."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import once
from forum.core.refusal import Refused
from forum.extensions import db
from forum.policies import moderation as policy
from forum.submissions import flags, limits, queries, thread_queries
from forum.submissions.composing import judge_by
from forum.submissions.forms import FlagForm
from forum.submissions.models import Submission
from forum.submissions.states import Reason
from forum.submissions.voices import Reply
from forum.web.guard import account_id, me

blueprint = Blueprint("flags", __name__)

Answer = tuple[str, int] | Response


@blueprint.route("/forum/<slug>/masukan/<code>/tandai", methods=["GET", "POST"])
def submission(slug: str, code: str) -> Answer:
    form = FlagForm()
    valid = form.validate_on_submit()
    if valid and (place := once.seen(form.once.data)):
        return redirect(place, 303)
    one = queries.submission(slug, code, me())
    return _flagged(form, one) if valid else _page(form, one)


@blueprint.route("/balasan/<public_id>/tandai", methods=["GET", "POST"])
def reply(public_id: str) -> Answer:
    form = FlagForm()
    valid = form.validate_on_submit()
    if valid and (place := once.seen(form.once.data)):
        return redirect(place, 303)
    one = thread_queries.public_reply(public_id, me())
    return _flagged(form, one.submission, one) if valid else _page(form, one.submission, one)


def _flagged(form: FlagForm, under: Submission, one: Reply | None = None) -> Answer:
    """Flag it and go back to where it stands; said again, it is said once."""
    limits.count("flag", account_id(), limits.FLAGS_AN_HOUR)
    why, due = Reason(form.reason.data), judge_by(under.event)
    _made, fresh = flags.flag(under, by=me(), account_id=account_id(), reason=why, note=form.note.data, reply=one, look_by=due)
    place = _place(under, one)
    once.remember(form.once.data, place)
    db.session.commit()
    words = _("Terima kasih. Moderator akan memeriksanya dan Anda dikabari hasilnya.") if fresh else _("Anda sudah menandai tulisan ini.")
    flash(words, "success" if fresh else "info")
    return redirect(place, 303)


def _page(form: FlagForm, under: Submission, one: Reply | None = None) -> Answer:
    """What is flagged, and the form.

    :raises Refused: when it cannot be flagged, with the reason.
    """
    if (refusal := policy.why_not_flag(me(), under, one)) is not None:
        raise Refused(refusal)
    page = render_template("submissions/flag.html", form=form, one=under, reply=one, place=_place(under, one))
    return page, 422 if form.errors else 200


def _place(under: Submission, one: Reply | None) -> str:
    original = 1 if under.merged_into_id else None
    if one is None:
        return url_for("submissions.show", slug=under.event.slug, code=under.code, asli=original)
    anchor = f"b{one.public_id}"
    return url_for("submissions.show", slug=under.event.slug, code=under.code, asli=original, balasan=one.public_id, _anchor=anchor)
