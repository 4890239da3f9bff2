"""The desk of roles: who holds which, over what, until when; giving one by invitation, taking one away, and its history."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import inviting, queries, registry_queries
from forum.accounts.invitations import Invitation, Task
from forum.accounts.models import RoleGrant
from forum.accounts.registry_forms import HandOverForm, RoleFilterForm, RoleForm
from forum.accounts.registry_queries import Filters
from forum.accounts.roles import FOR_EVENT, OUTSIDE, OVER_AGENCY, OVER_CITY, Role
from forum.core import clock, once
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.labels import choices
from forum.notices import letters
from forum.web.addresses import absolute
from forum.web.guard import desk, me

blueprint = Blueprint("people_roles", __name__, url_prefix="/meja/admin")
blueprint.before_request(desk(Role.PUBLISHER, Role.ADMINISTRATOR))

Answer = str | tuple[str, int] | Response
GIVEN = (*sorted(OVER_CITY), *sorted(OVER_AGENCY), *sorted(OUTSIDE))


def _roles() -> tuple[str, ...]:
    return (*GIVEN, Role.ADMINISTRATOR) if me().is_administrator else GIVEN


@blueprint.get("")
def index() -> str:
    return _page()


def _page(**more: Any) -> str:
    cities, today = registry_queries.kept_cities(me()), clock.today("Asia/Jakarta")
    form = RoleFilterForm(request.args)
    form.kota.choices = [("", _("Semua kota")), *((one.slug, one.name) for one in cities)]
    form.peran.choices = [("", _("Semua peran")), *choices("role", *_roles())]
    filters = Filters(form.kota.data or "", form.peran.data or "", form.berakhir.data)
    return render_template(
        "people/index.html",
        filter_form=form,
        filters={"kota": filters.city or None, "peran": filters.role or None, "berakhir": "y" if filters.ended else None},
        page=registry_queries.roles(me(), filters, request.args.get("dari"), today),
        invitations=registry_queries.open_invitations(me()),
        today=today,
        **more,
    )


@blueprint.route("/beri", methods=["GET", "POST"])
def give() -> Answer:
    """Invite somebody to a role; the link is mailed, and shown on this answer once."""
    form = RoleForm()
    cities = registry_queries.kept_cities(me())
    _offer(form, cities)
    if not form.validate_on_submit():
        return render_template("people/give.html", form=form), 422 if form.errors else 200
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    made, secret = _invited(form, cities)
    letters.to_invited(made, secret, current_app.extensions["settings"])
    once.remember(form.once.data, url_for(".index"))
    db.session.commit()
    return _page(link=absolute(url_for("joining.invitation", secret=secret))), 201


def _offer(form: RoleForm, cities: list[Any]) -> None:
    form.role.choices = choices("role", *_roles())
    form.city.choices = [(one.slug, one.name) for one in cities]
    agencies = [one for city in cities for one in queries.agencies_of_city(city.id)]
    form.agency.choices = [("", _("Tidak ada")), *((one.slug, f"{one.abbreviation}, {one.jurisdiction.name}") for one in agencies)]
    form.event.choices = [("", _("Seluruh kota")), *((str(key), title) for key, title in registry_queries.events_of(cities))]


def _invited(form: RoleForm, cities: list[Any]) -> tuple[Invitation, str]:
    role = Role(form.role.data)
    agency = registry_queries.agency(form.agency.data, me()) if role in OVER_AGENCY else None
    city = agency.jurisdiction if agency else next(one for one in cities if one.slug == form.city.data)
    event_id = int(form.event.data) if form.event.data and role in FOR_EVENT else None
    if event_id is not None and registry_queries.event_city(event_id) != city.id:
        raise NotFound
    task = Task(role, agency=agency, event_id=event_id, since=form.since.data, until=form.until.data, mandate=form.mandate.data)
    place = None if role is Role.ADMINISTRATOR else city
    label = agency.name if agency else city.name
    return Invitation.issue(place, by=me(), label=label, task=task, days=inviting.DAYS, sent_to=form.email.data)


@blueprint.post("/undangan/<public_id>/cabut")
def revoke_invitation(public_id: str) -> Response:
    found = registry_queries.invitation(public_id, me())
    found.revoke(by=me())
    db.session.commit()
    flash(_("Undangan dicabut."), "info")
    return redirect(_place(found), 303)


def _place(found: RoleGrant | Invitation) -> str:
    """The page on which this role or invitation stands."""
    if found.group is not None:
        return url_for("people_registry.group", slug=found.group.slug)
    if found.agency is not None:
        return url_for("people_registry.agency", slug=found.agency.slug)
    return url_for(".index")


@blueprint.route("/tugas/<int:grant_id>/akhiri", methods=["GET", "POST"])
def revoke(grant_id: int) -> Answer:
    """Take a role away, today. Told before it happens."""
    found = registry_queries.grant(grant_id, me())
    if request.method == "GET":
        return render_template("people/revoke.html", grant=found, back=_place(found))
    found.revoke(by=me())
    db.session.commit()
    flash(_("Peran diakhiri. Riwayatnya tetap tercatat."), "success")
    return redirect(_place(found), 303)


@blueprint.route("/tugas/<int:grant_id>/serahkan", methods=["GET", "POST"])
def hand_over(grant_id: int) -> Answer:
    """Name who takes over from somebody."""
    form = HandOverForm()
    valid = form.validate_on_submit()
    found = registry_queries.grant(grant_id, me())
    if not valid:
        page = render_template("people/hand_over.html", form=form, grant=found, back=_place(found), desk_page=True)
        return page, 422 if form.errors else 200
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    made, secret = inviting.successor(found, form.data, by=me())
    letters.to_invited(made, secret, current_app.extensions["settings"])
    once.remember(form.once.data, _place(found))
    db.session.commit()
    link = absolute(url_for("joining.invitation", secret=secret))
    return render_template("people/asked.html", invitation=made, link=link, back=_place(found), desk_page=True), 201


@blueprint.get("/orang/<public_id>")
def person(public_id: str) -> str:
    account, grants, lines = registry_queries.person(public_id, me())
    return render_template("people/person.html", account=account, grants=grants, lines=lines, today=clock.today("Asia/Jakarta"))
