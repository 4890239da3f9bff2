"""Becoming a member: the age first, then the account; by invitation, or openly where a forum allows it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.accounts import joining, passwords, queries, registry_queries, throttle
from forum.accounts.access import fingerprint
from forum.accounts.forms import AgeForm, MinorSignUpForm, PressForm, SignUpForm, age_choices
from forum.accounts.invitations import Invitation, spelt
from forum.accounts.joining import Ages
from forum.accounts.links import LinkRequest, Purpose
from forum.accounts.models import AgeBand, GroupKind
from forum.accounts.registry_forms import CodeForm
from forum.core import jobs, once, stamps
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.policies import accounts as policy
from forum.web import language, stored
from forum.web.guard import account_id, me, public
from forum.web.known import known

blueprint = Blueprint("joining", __name__)
Answer = str | tuple[str, int] | Response


@blueprint.route("/undangan/<secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> Answer:
    """Whoever is signed in accepts; everybody else signs in, or signs up with it."""
    found = queries.invitation_by_fingerprint(fingerprint(secret))
    if found is None:
        raise NotFound
    return _accept(found) if me().signed_in else _sign_up(found.jurisdiction_id or queries.cities()[0].id, found)


def _accept(found: Invitation) -> Answer:
    """Somebody with an account takes the invitation up: one button, no second account."""
    form = PressForm()
    pressed = form.validate_on_submit()
    over = found.why_not_usable()
    refusal = over or policy.why_not_accept(me(), found)
    if refusal is not None or not pressed:
        page = render_template("accounts/accept.html", form=form, invited=found, refusal=refusal)
        return page, 410 if over else 409 if refusal else 200
    found.accept(queries.account(account_id()))
    db.session.commit()
    flash(_("Undangan diterima."), "success")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.route("/gabung", methods=["GET", "POST"])
@public
def by_code() -> Answer:
    """The code that is announced in the hall. A link fills it in; looking it up takes a press, and guessing is counted."""
    form = CodeForm(data={"kode": request.args.get("kode", "")[:24]})
    if not form.validate_on_submit():
        return render_template("accounts/code.html", form=form), 422 if form.errors else 200
    db.session.rollback()
    limits = [(throttle.CODE_FROM, throttle.place_of(request.remote_addr)), (throttle.CODE_ALL, "")]
    tried = throttle.take(limits, str(current_app.config["SECRET_KEY"]))
    if tried.minutes:
        form.form_errors.append(_("Terlalu banyak percobaan. Coba lagi dalam %(n)s menit.", n=tried.minutes))
        return render_template("accounts/code.html", form=form), 429
    found = registry_queries.invitation_by_code(spelt(form.kode.data))
    usable = found is not None and found.why_not_usable() is None
    db.session.rollback()
    if found is None or not usable:
        form.refuse(form.kode, _("Kode ini tidak berlaku. Periksa lagi di layar, atau tanyakan kepada panitia."))
        return render_template("accounts/code.html", form=form), 422
    throttle.give_back(tried)
    if me().signed_in:
        slug = registry_queries.announced_slug(found.event_id)
        return redirect(url_for("events.show", slug=slug) if slug else url_for("home.index"), 303)
    session["event_code"] = found.public_id
    return redirect(url_for(".with_code"), 303)


@blueprint.route("/gabung/daftar", methods=["GET", "POST"])
@public
def with_code() -> Answer:
    """Signing up by a code that was found before; the cookie remembers which."""
    found = registry_queries.invitation_by_public_id(str(session.get("event_code", "")))
    if found is None or found.short_code is None or found.jurisdiction_id is None:
        return redirect(url_for(".by_code"), 303)
    return _sign_up(found.jurisdiction_id, found)


@blueprint.get("/daftar")
@public
def where() -> str:
    """Which city: those with an announced event that is open to all."""
    stored.under(until=stored.next_minute())
    return render_template("accounts/where.html", cities=known("open cities", _cities, stored.next_minute(), under=stamps.SITE))


def _cities() -> Markup | None:
    """Them, drawn once a minute for everybody; None when there are none."""
    macros: Any = current_app.jinja_env.get_template("accounts/cities.html").module
    return macros.listed(cities) if (cities := queries.open_cities()) else None


@blueprint.route("/daftar/<slug>", methods=["GET", "POST"])
@public
def sign_up(slug: str) -> Answer:
    city = next((one for one in queries.open_cities() if one.slug == slug), None)
    if city is None:
        raise NotFound
    return _sign_up(city.id, None)


def ages() -> Ages:
    settings = current_app.extensions["settings"]
    return Ages(settings.lowest_age, settings.full_age)


def _sign_up(jurisdiction_id: int, invited: Invitation | None) -> Answer:
    """The age, then the form that fits it; the same answer whether or not the address is known already."""
    limits = ages()
    asked = AgeForm(request.args if "usia" in request.args else None)
    asked.usia.choices = age_choices(limits.lowest, limits.full)
    about = {"invited": invited, "city": queries.city_of(jurisdiction_id), "refusal": invited.why_not_usable() if invited else None}
    if about["refusal"] is not None:
        return render_template("accounts/sign_up.html", form=None, **about), 410
    if "usia" not in request.args or not asked.validate():
        return render_template("accounts/age.html", form=asked, full=limits.full, **about), 422 if asked.errors else 200
    if asked.usia.data == "below":
        return render_template("accounts/too_young.html", lowest=limits.lowest, **about)
    form = MinorSignUpForm() if asked.usia.data == AgeBand.MINOR else SignUpForm()
    elements = [group for group in queries.groups_of_city(jurisdiction_id) if group.is_element]
    form.element.choices = [(str(one.id), one.name) for one in sorted(elements, key=lambda one: one.kind != GroupKind.PUBLIC)]
    if not form.validate_on_submit():
        band = dict(asked.usia.choices)[asked.usia.data]
        page = render_template("accounts/sign_up.html", form=form, usia=asked.usia.data, band=band, **about)
        return page, 422 if form.errors else 200
    return _join(form, AgeBand(asked.usia.data), jurisdiction_id, invited)


def _join(form: SignUpForm, band: AgeBand, jurisdiction_id: int, invited: Invitation | None) -> Response:
    used, limit = (invited.fingerprint, throttle.INVITED_FROM) if invited else (None, throttle.SIGN_UP_FROM)
    db.session.rollback()
    if throttle.take([(limit, throttle.place_of(request.remote_addr))], str(current_app.config["SECRET_KEY"])).minutes:
        abort(429)
    slug = registry_queries.announced_slug(invited.event_id) if invited else None
    onward = url_for("events.show", slug=slug) if slug else None
    there, lang, password_hash = url_for("accounts.sign_in", next=onward), language.selected(), passwords.hashed(form.password.data)
    if once.seen(form.once.data) is None:
        made = joining.join(form.data, password_hash, jurisdiction_id, used, band=band, ages=ages(), language=lang)
        if made is not None and made.guardianship is not None:
            asked = made.guardianship
            db.session.add(LinkRequest(purpose=Purpose.GUARDIAN, email=asked.email, language=lang, guardianship_id=asked.id))
        once.remember(form.once.data, there)
        db.session.commit()
        jobs.soon("deliver")
    flash(_welcome(band), "success")
    return redirect(there, 303)


def _welcome(band: AgeBand) -> str:
    if band is AgeBand.MINOR:
        return str(_("Akun siap, dan orang tua atau wali Anda kami surati. Masuk dengan surel dan kata sandi yang baru Anda tulis."))
    return str(_("Akun siap. Masuk dengan surel dan kata sandi yang baru Anda tulis."))
