"""Dinkominfo's desk of events: plan, announce, invite, close, cancel."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import queries as people
from forum.accounts.access import Invitation
from forum.accounts.roles import Role
from forum.core import clock, once
from forum.core.refusal import NotFound, Refused
from forum.events import drafting, duties, queries
from forum.events.arranging import arrange
from forum.events.forms import CancelForm, EventForm, InviteForm, StepForm
from forum.events.models import Event
from forum.events.states import EVENT
from forum.extensions import db
from forum.policies import events as policy
from forum.publishing import owed
from forum.submissions import queries as submissions
from forum.web.guard import desk, me
from forum.web.language import outside_address

blueprint = Blueprint("events_desk", __name__, url_prefix="/meja/acara")
blueprint.before_request(desk(Role.PUBLISHER))

Answer = str | tuple[str, int] | Response


@blueprint.get("")
def index() -> str:
    now = clock.now()
    listed = [(event, event.phase(now), duties.owes(event)) for event in queries.desk_list(me())]
    return render_template("events_desk/index.html", events=listed, city=people.own_city(me(), Role.PUBLISHER))


@blueprint.route("/baru", methods=["GET", "POST"])
def create() -> Answer:
    form = EventForm()
    place = people.own_city(me(), Role.PUBLISHER)
    drafting.offer(form, place.id)
    if not form.validate_on_submit():
        return render_template("events_desk/form.html", form=form, event=None, city=place), 422 if form.errors else 200
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    slug = drafting.free_slug(form.title.data, form.starts_at.data.year)
    event = Event.plan(by=me(), jurisdiction=place, slug=slug, **drafting.facts(form, place.tz))
    db.session.add(event)
    arrange(event, drafting.parts(form), by=me())
    target = url_for(".show", slug=event.slug)
    once.remember(form.once.data, target)
    db.session.commit()
    flash(_("Draf acara disimpan. Periksa, lalu umumkan."), "success")
    return redirect(target, 303)


@blueprint.route("/<slug>/ubah", methods=["GET", "POST"])
def edit(slug: str) -> Answer:
    form = EventForm()
    event = queries.for_desk(slug, me())
    if (refusal := policy.why_not_edit_event(me(), event)) is not None:
        raise Refused(refusal)
    drafting.offer(form, event.jurisdiction_id)
    if not form.is_submitted():
        drafting.fill(form, event)
    if not form.validate_on_submit():
        return render_template("events_desk/form.html", form=form, event=event, city=event.jurisdiction), 422 if form.errors else 200
    event.expect(form.seen_version)
    try:
        _rewrite(event, form)
    except Refused as refused:
        db.session.rollback()
        form.refuse(form[REFUSED_AT.get(refused.refusal.code, "title")], _(refused.refusal.sentence))
        return render_template("events_desk/form.html", form=form, event=event, city=event.jurisdiction), 422
    db.session.commit()
    flash(_("Perubahan disimpan."), "success")
    return redirect(url_for(".show", slug=slug), 303)


REFUSED_AT = {
    "question_answered": "questions",
    "agenda_missing": "agenda",
    "window_missing": "before_from",
    "preflight_missing": "what_can_change",
}


def _rewrite(event: Event, form: EventForm) -> None:
    event.revise(by=me(), **drafting.facts(form, event.tz))
    arrange(event, drafting.parts(form), by=me(), asked=submissions.answered_questions(event.id))
    event.renew()


@blueprint.get("/<slug>")
def show(slug: str) -> str:
    return _page(queries.for_desk(slug, me()))


def _page(event: Event, **more: object) -> str:
    """The desk of one event: what is ready, what is owed, what can be done now."""
    form = InviteForm(formdata=None)
    values: dict[str, object] = {
        "event": event,
        "city": event.jurisdiction,
        "phase": event.phase(clock.now()),
        "moves": [move.verb for move in EVENT.open_to(me(), event)],
        "why_not": {verb: EVENT.why_not(verb, me(), event) for verb in EVENT.moves},
        "owed": owed.of(event),
        "cautions": list(duties.cautions(event)),
        "lines": queries.lines(event.id),
        "invitations": queries.invitations(event.id),
        "step": StepForm(version=event.version, formdata=None),
        "cancel_form": CancelForm(version=event.version, formdata=None),
        "invite_form": form,
    }
    values.update(more)
    offered = values["invite_form"]
    offered.group.choices = _groups(event)  # type: ignore[attr-defined]
    return render_template("events_desk/show.html", **values)


def _groups(event: Event) -> list[tuple[str, str]]:
    bodies = [one for one in people.groups_of_city(event.jurisdiction_id) if not one.is_element]
    return [("", _("Diri sendiri")), *((str(one.id), one.name) for one in bodies)]


@blueprint.post("/<slug>/umumkan")
def announce(slug: str) -> Answer:
    return _step(slug, "announce", _("Acara diumumkan."))


@blueprint.post("/<slug>/tutup")
def close(slug: str) -> Answer:
    return _step(slug, "close", _("Acara ditutup. Semuanya sudah mendapat jawaban."))


def _step(slug: str, verb: str, said: str) -> Answer:
    """Announce or close; when it is refused the page says why and lists what is missing."""
    form = StepForm()
    event = queries.for_desk(slug, me())
    if not form.validate():
        return _page(event), 422
    event.expect(form.seen_version)
    if (refusal := EVENT.why_not(verb, me(), event)) is not None:
        return _page(event, refused=refusal), 409
    getattr(event, verb)(by=me())
    db.session.commit()
    flash(said, "success")
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.post("/<slug>/batal")
def cancel(slug: str) -> Answer:
    form = CancelForm()
    event = queries.for_desk(slug, me())
    if not form.validate():
        return _page(event, cancel_form=form), 422
    event.expect(form.seen_version)
    event.cancel(by=me(), note=form.note.data)
    db.session.commit()
    flash(_("Acara dibatalkan."), "info")
    return redirect(url_for(".show", slug=slug), 303)


@blueprint.post("/<slug>/undangan")
def invite(slug: str) -> Answer:
    """Issue a link; its secret is shown on this answer and never again."""
    form = InviteForm()
    event = queries.for_desk(slug, me())
    form.group.choices = _groups(event)
    if not form.validate():
        return _page(event, invite_form=form), 422
    if again := once.seen(form.once.data):
        flash(_("Tautan ini sudah dibuat dan hanya ditampilkan sekali. Bila belum tersalin, cabut lalu buat yang baru."), "warning")
        return redirect(again, 303)
    group = people.group_of_city(int(form.group.data), event.jurisdiction_id) if form.group.data else None
    made, secret = Invitation.issue(
        event.jurisdiction,
        by=me(),
        label=form.label.data,
        group=group,
        event_id=event.id,
        uses=form.uses.data or 1,
        days=form.days.data or 30,
    )
    db.session.add(made)
    once.remember(form.once.data, url_for(".show", slug=slug, _anchor="undangan"))
    db.session.commit()
    return _page(event, link=outside_address("joining.invitation", secret=secret)), 201


@blueprint.post("/<slug>/undangan/<public_id>/cabut")
def revoke(slug: str, public_id: str) -> Answer:
    form = StepForm()
    event = queries.for_desk(slug, me())
    if not form.validate():
        raise NotFound
    queries.invitation(event.id, public_id).revoke(by=me())
    db.session.commit()
    flash(_("Tautan dicabut."), "info")
    return redirect(url_for(".show", slug=slug, _anchor="undangan"), 303)
