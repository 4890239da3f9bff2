"""Flags at the desk: each is dismissed or acted upon, and whoever flagged is told."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core.refusal import Refused
from forum.extensions import db
from forum.policies import moderation as policy
from forum.submissions import flags
from forum.submissions.flags import Flag
from forum.triage import desk_queries
from forum.triage.filters import Filters
from forum.triage.forms import SettleForm
from forum.web.guard import desk, me

blueprint = Blueprint("triage_flags", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))


@blueprint.post("/tanda/<public_id>")
def settle(public_id: str) -> Response:
    form = SettleForm()
    form.validate()
    one = desk_queries.flag(me(), public_id)
    one.expect(form.seen_version)
    words = _settled(one, request.form.get("act", ""), form.note.data)
    code = one.submission.code
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("triage.item", code=code, **Filters.of(request.args).args()), 303)


def _settled(one: Flag, act: str, note: str) -> str:
    if (refusal := policy.why_not_settle_flag(me(), one)) is not None:
        raise Refused(refusal)
    if one.reply is not None and act == "hide":
        flags.hide(one.reply, by=me(), reason=one.reason, note=note)
        return str(_("Balasan itu disembunyikan. Yang menandai dikabari."))
    if one.reply is not None:
        flags.let_stand(one.reply, by=me(), note=note)
        return str(_("Balasan itu tetap tampil. Yang menandai dikabari."))
    if act == "uphold":
        one.uphold(by=me(), note=note)
        return str(_("Tanda itu selesai: sudah ditindak."))
    one.dismiss(by=me(), note=note)
    return str(_("Tanda itu selesai: tidak ada yang perlu ditindak."))
