"""Becoming a member: the age first, then the account; by invitation, or openly where a forum allows it."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import joining, passwords, queries, throttle
from forum.accounts.access import Invitation, fingerprint
from forum.accounts.forms import AgeForm, MinorSignUpForm, SignUpForm, age_choices
from forum.accounts.joining import Ages
from forum.accounts.links import LinkRequest, Purpose
from forum.accounts.models import AgeBand, GroupKind
from forum.core import jobs, once
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.web import language
from forum.web.guard import account_id, me, public

blueprint = Blueprint("joining", __name__)
Answer = str | tuple[str, int] | Response


@blueprint.route("/undangan/<secret>", methods=["GET", "POST"])
@public
def invitation(secret: str) -> Answer:
    found = queries.invitation_by_fingerprint(fingerprint(secret))
    if found is None:
        raise NotFound
    return _accept(found) if me().signed_in else _sign_up(found.jurisdiction_id, found)


def _accept(invited: Invitation) -> Answer:
    """Somebody with an account takes the invitation up: one button, no second account."""
    refusal = invited.why_not_usable() or invited.why_not_accept(me())
    if refusal is not None or request.method == "GET":
        return render_template(
            "accounts/invited.html", invited=invited, city=invited.jurisdiction, refusal=refusal
        ), 409 if refusal else 200
    invited.accept(queries.account(account_id()))
    db.session.commit()
    flash(_("Undangan diterima."), "success")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.get("/daftar")
@public
def where() -> str:
    """Which city: those with an announced event that is open to all."""
    return render_template("accounts/where.html", cities=queries.open_cities())


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
    if not asked.validate():
        return render_template("accounts/age.html", form=asked, full=limits.full, **about), 422 if "usia" in request.args else 200
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
    used = invited.fingerprint if invited else None
    db.session.rollback()
    if throttle.take([(throttle.SIGN_UP_FROM, throttle.place_of(request.remote_addr))], str(current_app.config["SECRET_KEY"])).minutes:
        abort(429)
    there, lang, password_hash = url_for("accounts.sign_in"), language.selected(), passwords.hashed(form.password.data)
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
