"""Notes between colleagues about one submission: written here, read on its item page, and nowhere else."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from forum.accounts.roles import Role
from forum.core import once
from forum.extensions import db
from forum.triage import queries
from forum.triage.desk_models import ColleagueNote
from forum.triage.filters import Filters
from forum.triage.forms import NoteForm
from forum.triage.page import Answer, item_page
from forum.web.guard import account_id, desk, me

blueprint = Blueprint("triage_notes", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))


@blueprint.post("/<code>/catatan")
def write(code: str) -> Answer:
    form = NoteForm()
    valid = form.validate()
    if valid and (place := once.seen(form.once.data)):
        return redirect(place, 303)
    submission = queries.item(me(), code)
    if not valid:
        return item_page(submission, note_form=form, status=422)
    ColleagueNote.write(submission, form.body.data, by=me(), account_id=account_id())
    place = url_for("triage.item", code=code, **Filters.of(request.args).args(), _anchor="catatan-rekan")
    once.remember(form.once.data, place)
    db.session.commit()
    flash(_("Catatan disimpan untuk rekan."), "success")
    return redirect(place, 303)
