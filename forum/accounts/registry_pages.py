"""The registry of a city: its groups with their delegates, its agencies with their people and offices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import inviting, queries, registry_queries
from forum.accounts.bodies import Agency, Capacity, GroupKind, Jurisdiction, StakeholderGroup
from forum.accounts.registry_forms import GroupForm, OfficeForm, TaskForm
from forum.accounts.roles import OVER_AGENCY, OVER_GROUP, Role
from forum.core import clock, jobs, once
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.labels import choices
from forum.notices import letters
from forum.web.addresses import absolute
from forum.web.guard import desk, me

blueprint = Blueprint("people_registry", __name__, url_prefix="/meja")
blueprint.before_request(desk(Role.PUBLISHER, Role.ADMINISTRATOR))

Answer = str | tuple[str, int] | Response
PLAIN = ("name", "name_en", "abbreviation", "founding_decree", "period_from", "period_to", "contact", "minors_possible")


def _city() -> tuple[Jurisdiction, list[Jurisdiction]]:
    """The city that the address names, else the first one that this viewer keeps."""
    cities = registry_queries.kept_cities(me())
    wanted = request.args.get("kota", "")
    found = next((one for one in cities if one.slug == wanted), None) if wanted else next(iter(cities), None)
    if found is None:
        raise NotFound
    return found, cities


@blueprint.get("/kelompok")
def groups() -> str:
    city, cities = _city()
    today = clock.today(city.tz)
    return render_template("people/groups.html", rows=registry_queries.groups(city, today), city=city, cities=cities, today=today)


@blueprint.route("/kelompok/baru", methods=["GET", "POST"])
def new_group() -> Answer:
    form = GroupForm()
    city, _cities = _city()
    _offer(form, city)
    if not form.validate_on_submit():
        return render_template("people/group_form.html", form=form, city=city), 422 if form.errors else 200
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    slug = registry_queries.free_slug(form.abbreviation.data or form.name.data, city)
    position = registry_queries.next_position(city)
    StakeholderGroup.enter(city, by=me(), slug=slug, code=slug[:40], position=position, **_facts(form, city))
    place = url_for(".group", slug=slug)
    once.remember(form.once.data, place)
    db.session.commit()
    flash(_("Kelompok tercatat. Undang utusannya."), "success")
    return redirect(place, 303)


def _offer(form: GroupForm, city: Jurisdiction) -> None:
    form.kind.choices = choices("group_kind", *GroupKind)
    elements = [one for one in queries.groups_of_city(city.id) if one.is_element]
    form.counts_for.choices = [("", _("Belum ditentukan")), *((one.slug, one.name) for one in elements)]


def _facts(form: GroupForm, city: Jurisdiction) -> dict[str, Any]:
    """The columns that the form speaks of."""
    element = next((one for one in queries.groups_of_city(city.id) if one.is_element and one.slug == form.counts_for.data), None)
    return {
        **{name: form[name].data for name in PLAIN},
        "kind": GroupKind(form.kind.data),
        "counts_for_id": element.id if element else None,
    }


@blueprint.get("/kelompok/<slug>")
def group(slug: str) -> str:
    return _group_page(registry_queries.group(slug, me()))


def _group_page(found: StakeholderGroup, form: TaskForm | None = None, **more: Any) -> str:
    task = form or TaskForm(formdata=None)
    task.role.choices = choices("role", *sorted(OVER_GROUP))
    return render_template(
        "people/group.html",
        group=found,
        city=found.jurisdiction,
        form=task,
        grants=registry_queries.grants_over(found),
        invitations=registry_queries.invitations_over(found),
        today=clock.today(found.jurisdiction.tz),
        **more,
    )


@blueprint.route("/kelompok/<slug>/ubah", methods=["GET", "POST"])
def edit_group(slug: str) -> Answer:
    form = GroupForm()
    found = registry_queries.group(slug, me())
    _offer(form, found.jurisdiction)
    if form.validate_on_submit():
        found.expect(form.seen_version)
        named = found.name, found.name_en
        found.revise(by=me(), **_facts(form, found.jurisdiction))
        db.session.commit()
        if named != (found.name, found.name_en):
            jobs.soon("redraw_group", found.id)
        flash(_("Perubahan disimpan."), "success")
        return redirect(url_for(".group", slug=slug), 303)
    if not form.is_submitted():
        for name in (*PLAIN, "version"):
            form[name].data = getattr(found, name)
        form.kind.data, form.counts_for.data = str(found.kind), found.counts_for.slug if found.counts_for else ""
    return render_template("people/group_form.html", form=form, group=found, city=found.jurisdiction), 422 if form.errors else 200


@blueprint.post("/kelompok/<slug>/undang")
def invite_delegate(slug: str) -> Answer:
    form = TaskForm()
    form.role.choices = choices("role", *sorted(OVER_GROUP))
    valid = form.validate()
    found = registry_queries.group(slug, me())
    if not valid:
        return _group_page(found, form), 422
    return _asked(found, form, url_for(".group", slug=slug), _group_page)


def _asked(body: StakeholderGroup | Agency, form: TaskForm, place: str, page: Callable[..., str]) -> Answer:
    """Invite and write the letter; the page then shows the link, this once."""
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    made, secret = inviting.to_body(body, form.data, by=me())
    letters.to_invited(made, secret, current_app.extensions["settings"])
    once.remember(form.once.data, place)
    db.session.commit()
    return page(body, link=absolute(url_for("joining.invitation", secret=secret))), 201


@blueprint.get("/perangkat")
def agencies() -> str:
    city, cities = _city()
    today = clock.today(city.tz)
    return render_template("people/agencies.html", rows=registry_queries.agencies(city, today), city=city, cities=cities)


@blueprint.get("/perangkat/<slug>")
def agency(slug: str) -> str:
    return _agency_page(registry_queries.agency(slug, me()))


def _agency_page(found: Agency, form: TaskForm | None = None, office: OfficeForm | None = None, **more: Any) -> str:
    task, seat = form or TaskForm(formdata=None), office or OfficeForm(formdata=None)
    task.role.choices = choices("role", *sorted(OVER_AGENCY))
    seat.capacity.choices = choices("capacity", *Capacity)
    return render_template(
        "people/agency.html",
        agency=found,
        city=found.jurisdiction,
        form=task,
        office_form=seat,
        grants=registry_queries.grants_over(found),
        invitations=registry_queries.invitations_over(found),
        today=clock.today(found.jurisdiction.tz),
        **more,
    )


@blueprint.post("/perangkat/<slug>/undang")
def invite_officer(slug: str) -> Answer:
    form = TaskForm()
    form.role.choices = choices("role", *sorted(OVER_AGENCY))
    valid = form.validate()
    found = registry_queries.agency(slug, me())
    if not valid:
        return _agency_page(found, form), 422
    return _asked(found, form, url_for(".agency", slug=slug), _agency_page)


@blueprint.post("/perangkat/<slug>/pejabat")
def seat(slug: str) -> Answer:
    """Somebody holds an office from a day on."""
    form = OfficeForm()
    form.capacity.choices = choices("capacity", *Capacity)
    valid = form.validate()
    found = registry_queries.agency(slug, me())
    if not valid:
        return _agency_page(found, office=form), 422
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    found.seat(form.title.data, form.holder.data, Capacity(form.capacity.data), form.held_since.data, by=me())
    once.remember(form.once.data, url_for(".agency", slug=slug))
    db.session.commit()
    flash(_("Pejabat tercatat."), "success")
    return redirect(url_for(".agency", slug=slug), 303)
