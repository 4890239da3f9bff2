"""The short code of an event: made at the desk, read from the screen or at the door, ended when it is not needed any more."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.invitations import Invitation
from forum.accounts.registry_forms import EventCodeForm
from forum.accounts.roles import Role
from forum.core import once
from forum.core.refusal import NotFound
from forum.events import queries
from forum.extensions import db
from forum.web.addresses import absolute
from forum.web.guard import desk, me

blueprint = Blueprint("events_desk_code", __name__, url_prefix="/meja/acara")
blueprint.before_request(desk(Role.PUBLISHER))

Answer = str | tuple[str, int] | Response


@blueprint.route("/<slug>/kode", methods=["GET", "POST"])
def make(slug: str) -> Answer:
    form = EventCodeForm()
    valid = form.validate_on_submit()
    event = queries.for_desk(slug, me())
    if not valid:
        return render_template("events_desk/code_form.html", form=form, event=event, city=event.jurisdiction), 422 if form.errors else 200
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    uses, days = form.uses.data or 1, form.days.data or 1
    label = str(_("Kode acara"))
    made, _secret = Invitation.issue(event.jurisdiction, by=me(), label=label, event_id=event.id, uses=uses, days=days, code=True)
    db.session.flush()
    place = url_for(".sheet", slug=slug, public_id=made.public_id)
    once.remember(form.once.data, place)
    db.session.commit()
    return redirect(place, 303)


@blueprint.get("/<slug>/kode/<public_id>")
def sheet(slug: str, public_id: str) -> str:
    """The code in letters that the back row reads, to be shown or printed."""
    event = queries.for_desk(slug, me())
    found = queries.invitation(event.id, public_id)
    if found.short_code is None:
        raise NotFound
    address = absolute(url_for("joining.by_code"))
    return render_template("events_desk/code.html", event=event, city=event.jurisdiction, one=found, address=address)
