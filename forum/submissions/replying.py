"""Replies: writing one, its permanent address, changing and withdrawing it, its former wordings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import StakeholderGroup
from forum.accounts.queries import agencies_of_viewer, speaking_choices
from forum.core import once
from forum.core.refusal import NotFound, Refusal, Refused
from forum.extensions import db
from forum.policies import submissions as policy
from forum.submissions import limits, page, page_queries, queries, reply_support, thread_queries
from forum.submissions.composing import judge_by
from forum.submissions.forms import ConfirmForm, EditReplyForm, ReplyForm
from forum.submissions.states import REPLY, ReplyState
from forum.submissions.voices import Reply
from forum.web.guard import account_id, me, public

blueprint = Blueprint("replies", __name__)

Answer = tuple[str, int] | Response


@blueprint.post("/forum/<slug>/masukan/<code>/balasan")
def post(slug: str, code: str) -> Answer:
    form = ReplyForm()
    if not form.validate():
        return page.shown(page_queries.page_row(slug, code, me()), form, 422)
    if place := once.seen(form.once.data):
        return redirect(place, 303)
    under = queries.submission(slug, code, me())
    limits.count("reply", account_id(), limits.REPLIES_AN_HOUR)
    parent = _parent(form.parent.data)
    due, voice = judge_by(under.event), _voice(form.voice.data)
    made = Reply.post(under, by=me(), author_id=account_id(), body=form.body.data, parent=parent, look_by=due, **voice)
    place = _place(made, sent=1)
    once.remember(form.once.data, place)
    db.session.commit()
    _say_held(made)
    return redirect(place, 303)


def _say_held(one: Reply) -> None:
    if one.state is ReplyState.HELD:
        flash(_("Balasan Anda memuat kata yang perlu dilihat moderator lebih dulu, jadi belum tampil. Anda dikabari hasilnya."), "warning")


def _place(one: Reply, sent: int | None = None) -> str:
    """Where a reply stands: the page of its thread that holds it."""
    under = one.submission
    original = 1 if under.merged_into_id else None
    return url_for(
        "submissions.show",
        slug=under.event.slug,
        code=under.code,
        balasan=one.public_id,
        asli=original,
        terkirim=sent,
        _anchor=f"b{one.public_id}",
    )


def _voice(chosen: str | None) -> dict[str, Any]:
    """The group, and for an official voice the agency, that ``chosen`` names among the viewer's own."""
    groups = speaking_choices(me())
    if (chosen or "").startswith("opd:"):
        official = next((one for one in agencies_of_viewer(me()) if f"opd:{one.slug}" == chosen), None)
        group = groups[0] if groups else None
        if official is not None and group is not None:
            return {"group": group, "official": official}
    group = next((one for one in groups if one.slug == chosen), None)
    if group is None:
        raise Refused(Refusal.because("choose_voice", "Pilih atas nama siapa Anda membalas."))
    return {"group": group}


def _parent(public_id: str | None) -> Reply | None:
    if not public_id:
        return None
    try:
        return thread_queries.reply(public_id, me())
    except NotFound:
        raise Refused(Refusal.because("other_thread", "Balasan yang dituju tidak ada di utas ini.")) from None


@blueprint.get("/balasan/<public_id>")
@public
def permalink(public_id: str) -> Response:
    return redirect(_place(thread_queries.reply(public_id, me())), 303)


@blueprint.get("/balasan/<public_id>/versi")
@public
def versions(public_id: str) -> str:
    one = thread_queries.public_reply(public_id, me())
    return render_template("submissions/versions.html", reply=one, former=thread_queries.former_wordings(one), place=_place(one))


@blueprint.route("/balasan/<public_id>/ubah", methods=["GET", "POST"])
def edit(public_id: str) -> Answer:
    form = EditReplyForm()
    valid = form.validate_on_submit()
    one = thread_queries.public_reply(public_id, me())
    minutes = current_app.extensions["settings"].edit_minutes
    if (refusal := policy.why_not_edit_reply(me(), one, minutes)) is not None:
        raise Refused(refusal)
    if valid:
        one.expect(form.seen_version)
        one.edit(form.body.data, by=me(), minutes=minutes, look_by=judge_by(one.submission.event))
        db.session.commit()
        flash(_("Balasan Anda diubah. Tulisan sebelumnya tetap dapat dibaca."), "success")
        _say_held(one)
        return redirect(_place(one), 303)
    if not form.is_submitted():
        form.body.data, form.version.data = one.body, one.version
    return render_template("submissions/edit_reply.html", form=form, reply=one, place=_place(one)), 422 if form.errors else 200


@blueprint.post("/balasan/<public_id>/setuju")
def agree(public_id: str) -> Response:
    one = thread_queries.reply(public_id, me())
    limits.count("support", account_id(), limits.SUPPORTS_AN_HOUR)
    reply_support.agree(one, by=me(), account_id=account_id(), group=_voice_of(one))
    db.session.commit()
    return redirect(_place(one), 303)


@blueprint.post("/balasan/<public_id>/batal-setuju")
def disagree(public_id: str) -> Response:
    one = thread_queries.reply(public_id, me())
    reply_support.disagree(one, by=me(), account_id=account_id())
    db.session.commit()
    return redirect(_place(one), 303)


def _voice_of(one: Reply) -> StakeholderGroup:
    """As whom the viewer agrees: as one supports the submission itself, else as oneself."""
    groups = speaking_choices(me())
    if not groups:
        raise Refused(Refusal.because("choose_voice", "Pilih atas nama siapa Anda membalas."))
    return groups[0]


@blueprint.route("/balasan/<public_id>/tarik", methods=["GET", "POST"])
def withdraw(public_id: str) -> Answer:
    form = ConfirmForm()
    valid = form.validate_on_submit()
    one = thread_queries.reply(public_id, me())
    if (refusal := REPLY.why_not("withdraw", me(), one)) is not None:
        raise Refused(refusal)
    if valid:
        one.expect(form.seen_version)
        one.withdraw(by=me())
        db.session.commit()
        flash(_("Balasan Anda ditarik."), "success")
        return redirect(_place(one), 303)
    form.version.data = one.version
    return render_template("submissions/withdraw_reply.html", form=form, reply=one, place=_place(one)), 200
