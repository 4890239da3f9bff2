"""The draft while it is written: kept by the page's script, files added one by one, thrown away; and files of a sent submission."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import clock, files, once
from forum.core.refusal import NotFound, Refused
from forum.extensions import db, limiter
from forum.policies import attachments as policy
from forum.policies import submissions
from forum.submissions import draft_queries, limits, queries
from forum.submissions.attachments import Clearance
from forum.submissions.composing import draft_of, inspected, settings
from forum.submissions.drafts import Draft
from forum.submissions.forms import ComposeForm, ConfirmForm
from forum.web.guard import account_id, me

blueprint = Blueprint("drafts", __name__)
Told = tuple[dict[str, Any], int]


@blueprint.post("/forum/<slug>/masukan/draf")
@limiter.limit("60 per minute")
def keep(slug: str) -> Told:
    """The page's script keeps what stands in the form. What was sent already does not come back as a draft."""
    form = ComposeForm()
    event = queries.event_for_writing(slug)
    draft = draft_of(event)
    if once.seen(form.once.data) or submissions.why_not_submit(me(), event) is not None:
        return {"version": ""}, 200
    if draft is not None and str(draft.version) != form.version.data:
        return {"sentence": _("Draf ini juga ditulis di perangkat lain. Muat ulang halaman untuk melihatnya.")}, 409
    draft = draft or _new(event)
    draft.keep(form.data)
    for one in draft.attachments:
        one.describe(request.form.get(f"keterangan-{one.public_id}"))
    db.session.flush()
    version, at = draft.version, draft.saved_at.astimezone(clock.zone(event.tz))
    db.session.commit()
    return {"version": str(version), "at": f"{at:%H.%M}"}, 200


def _new(event: Any) -> Draft:
    made = Draft(account_id=account_id(), event=event, attachments=[])
    db.session.add(made)
    return made


@blueprint.post("/forum/<slug>/masukan/lampiran")
def attach(slug: str) -> Told:
    """One file into the draft; a file that lies there already is not doubled. The answer holds its line for the page."""
    event = queries.event_for_writing(slug)
    if (closed := submissions.why_not_submit(me(), event)) is not None:
        return _no(Refused(closed))
    limits.count("upload", account_id(), limits.UPLOADS_AN_HOUR)
    draft = draft_of(event) or _new(event)
    try:
        found = inspected(request.files.get("files"), len(draft.attachments))
    except Refused as refused:
        return _no(refused)
    with files.saving([found], settings().upload_dir, account_id()) as stored:
        one = draft.holding(stored[0])
        db.session.commit()
    return {"line": render_template("submissions/_attached.html", one=one), "id": one.public_id, "version": str(draft.version)}, 201


def _no(refused: Refused) -> Told:
    db.session.rollback()
    why = refused.refusal
    return {"sentence": _(why.sentence, **dict(why.values))}, 422


@blueprint.post("/masukan-saya/lampiran/<public_id>/buang")
def detach(public_id: str) -> Response:
    """The page's script takes a file out of the draft."""
    draft_queries.drop(draft_queries.attachment_of_draft(public_id, me()), settings().upload_dir)
    db.session.commit()
    return Response(status=204)


@blueprint.route("/forum/<slug>/masukan/draf/buang", methods=["GET", "POST"])
def discard(slug: str) -> str | Response:
    form = ConfirmForm()
    valid = form.validate_on_submit()
    event = queries.event_for_writing(slug)
    draft = draft_of(event)
    if draft is None:
        raise NotFound
    if valid:
        draft_queries.forget(draft, settings().upload_dir)
        db.session.commit()
        flash(_("Draf dibuang."), "success")
        return redirect(url_for("writing.mine", dibuang=slug), 303)
    return render_template("submissions/discard.html", event=event, draft=draft, form=form)


@blueprint.route("/masukan-saya/lampiran/<public_id>/hapus", methods=["GET", "POST"])
def remove(public_id: str) -> str | Response:
    """The author takes a file of a submission back."""
    form = ConfirmForm()
    valid = form.validate_on_submit()
    one = draft_queries.own_attachment(public_id, me())
    if (refusal := policy.why_not_remove_attachment(me(), one)) is not None:
        raise Refused(refusal)
    if valid:
        one.remove(by=me())
        place = url_for("writing.own", code=one.submission.code if one.submission else "")
        db.session.commit()
        flash(_("Lampiran dihapus."), "success")
        return redirect(place, 303)
    return render_template("submissions/remove_attachment.html", one=one, form=form)


@blueprint.post("/meja/triase/lampiran/<public_id>")
def judge(public_id: str) -> Response:
    """A moderator keeps a file from the public, or lets it be read."""
    one = draft_queries.attachment_at_desk(public_id, me())
    one.judge(Clearance.WITHHELD if request.form.get("putusan") == "tahan" else Clearance.CLEARED, by=me())
    code = one.submission.code if one.submission else ""
    db.session.commit()
    flash(_("Lampiran diperbarui."), "success")
    return redirect(url_for("triage.item", code=code, _anchor="lampiran"), 303)
