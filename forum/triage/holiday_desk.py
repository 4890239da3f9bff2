"""The page of holidays: what publishers keep for their city, and administrators for the country."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forum.accounts.roles import Role
from forum.core import clock
from forum.core.refusal import NotFound, Refused
from forum.extensions import db
from forum.triage import holidays
from forum.triage.forms import HolidayForm
from forum.triage.page import Answer
from forum.web.guard import desk, me

blueprint = Blueprint("holidays", __name__, url_prefix="/meja/hari-libur")
blueprint.before_request(desk(Role.PUBLISHER, Role.ADMINISTRATOR))

YEARS = range(2000, 2101)
NATIONAL = "nasional"


@blueprint.get("")
def index() -> Answer:
    return _page(HolidayForm(formdata=None))


@blueprint.post("")
def add() -> Answer:
    """All lines or none: one that cannot be read, or is known already, is named and nothing is kept."""
    form = HolidayForm()
    places = _places()
    form.place.choices = [(slug, name) for slug, (_id, name) in places.items()]
    if not form.validate():
        return _page(form, 422)
    city = places[form.place.data][0]
    for number, (day, name) in enumerate(form.rows, 1):
        try:
            holidays.add(day, name, city, by=me())
        except Refused as no:
            db.session.rollback()
            form.refuse(form.lines, _("Baris %(n)s: %(why)s", n=number, why=_(no.refusal.sentence)))
            return _page(form, 422)
    db.session.commit()
    flash(_("%(n)s hari libur ditambahkan. Tenggat yang berjalan sudah dihitung ulang.", n=len(form.rows)), "success")
    return redirect(url_for("holidays.index", tahun=form.rows[0][0].year), 303)


@blueprint.post("/<int:holiday_id>/hapus")
def remove(holiday_id: int) -> Answer:
    gone = holidays.remove(holiday_id, by=me())
    db.session.commit()
    flash(_("%(name)s dihapus dari daftar. Tenggat yang berjalan sudah dihitung ulang.", name=gone.name), "success")
    return redirect(url_for("holidays.index", tahun=gone.day.year), 303)


def _places() -> dict[str, tuple[int | None, str]]:
    """Whose days this viewer keeps, by the name in the form."""
    national: dict[str, tuple[int | None, str]] = {NATIONAL: (None, _("Seluruh Indonesia"))} if me().is_administrator else {}
    return national | {city.slug: (city.id, city.name) for city in holidays.kept_by(me())}


def _page(form: HolidayForm, status: int = 200) -> Answer:
    asked = request.args.get("tahun", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today("Asia/Jakarta").year
    if year not in YEARS:
        raise NotFound
    places = _places()
    form.place.choices = [(slug, name) for slug, (_id, name) in places.items()]
    if len(places) == 1 and not form.place.data:
        form.place.data = next(iter(places))
    mine = {city for city, _name in places.values()}
    rows = holidays.listed([city for city in mine if city is not None], year)
    page = render_template("triage/holidays.html", rows=rows, mine=mine, year=year, form=form)
    return page if status == 200 else (page, status)
