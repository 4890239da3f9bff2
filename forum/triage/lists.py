"""The lists of a city at the desk: held words, trusted people, reply templates."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Role
from forum.core import once
from forum.core.refusal import Refused
from forum.extensions import db
from forum.policies import moderation as policy
from forum.submissions.watching import MOST_WORDS, TrustedAuthor, keep_words
from forum.triage import desk_queries, queries
from forum.triage.decisions import DECISIONS
from forum.triage.desk_models import PLACEHOLDERS, ReplyTemplate
from forum.triage.forms import RetireForm, RevokeForm, TemplateForm, TrustForm, WordsForm
from forum.triage.page import Answer
from forum.web.guard import desk, me

blueprint = Blueprint("triage_lists", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))

BRACED = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def _city() -> Jurisdiction:
    return desk_queries.city(me(), request.args.get("kota", ""))


def _shown(template: str, city: Jurisdiction, form: Any, **values: Any) -> Answer:
    page = render_template(f"triage/{template}.html", city=city, cities=desk_queries.cities(me()), form=form, **values)
    return (page, 422) if form.errors else page


@blueprint.route("/kata", methods=["GET", "POST"])
def words() -> Answer:
    form = WordsForm()
    valid = form.validate_on_submit()
    city = _city()
    if valid:
        city.expect(form.seen_version)
        came, went = keep_words(city, form.words.data.splitlines()[:MOST_WORDS], by=me(), plates=form.plates.data)
        db.session.commit()
        flash(_("Daftar disimpan: %(came)s kata ditambah, %(went)s kata dihapus.", came=came, went=went), "success")
        return redirect(url_for(".words", kota=city.slug), 303)
    if not form.is_submitted():
        form.words.data, form.plates.data = "\n".join(desk_queries.held_words(city.id)), city.watch_plates
        form.version.data = city.version
    return _shown("words", city, form)


@blueprint.get("/tepercaya")
def trusted() -> Answer:
    city = _city()
    people, lines = desk_queries.trusted(city.id), desk_queries.trust_lines(city.id)
    return _shown("trusted", city, RevokeForm(formdata=None), people=people, lines=lines, refusal=policy.why_not_distrust(me(), city.id))


@blueprint.post("/tepercaya/<int:trusted_id>/cabut")
def distrust(trusted_id: int) -> Answer:
    form = RevokeForm()
    valid = form.validate()
    one = desk_queries.trusted_author(me(), trusted_id)
    city = desk_queries.city(me())
    if not valid:
        people, lines = desk_queries.trusted(one.jurisdiction_id), desk_queries.trust_lines(one.jurisdiction_id)
        return _shown("trusted", city, form, people=people, lines=lines, refusal=policy.why_not_distrust(me(), city.id), asked=trusted_id)
    one.revoke(by=me(), why=form.why.data)
    db.session.commit()
    flash(_("Kepercayaan dicabut. Masukannya yang berikut diperiksa lebih dulu."), "success")
    return redirect(url_for(".trusted"), 303)


@blueprint.route("/<code>/percaya", methods=["GET", "POST"])
def trust(code: str) -> Answer:
    """Trust the named author of this submission from now on."""
    form = TrustForm()
    valid = form.validate_on_submit()
    submission = queries.item(me(), code)
    refusal = policy.why_not_trust_author_of(me(), submission)
    if refusal is not None:
        raise Refused(refusal)
    if valid:
        TrustedAuthor.grant(submission.author, submission.jurisdiction_id, by=me(), why=form.why.data)
        db.session.commit()
        flash(_("%(name)s sekarang tepercaya di kota ini.", name=submission.author_name), "success")
        return redirect(url_for("triage.item", code=code), 303)
    page = render_template("triage/trust.html", it=submission, form=form)
    return (page, 422) if form.errors else page


@blueprint.get("/contoh")
def templates() -> Answer:
    city = _city()
    found = desk_queries.templates(city.id)
    return render_template("triage/templates.html", city=city, cities=desk_queries.cities(me()), found=found, decisions=DECISIONS)


@blueprint.route("/contoh/baru", methods=["GET", "POST"])
def new_template() -> Answer:
    form = TemplateForm(DECISIONS)
    valid = form.validate_on_submit()
    if valid and (place := once.seen(form.once.data)):
        return redirect(place, 303)
    city = _city()
    if valid and _free(form, city.id):
        ReplyTemplate.write(city.id, form.name.data, form.body.data, form.verb.data, by=me())
        place = url_for(".templates", kota=city.slug)
        once.remember(form.once.data, place)
        db.session.commit()
        flash(_("Contoh balasan disimpan."), "success")
        return redirect(place, 303)
    return _shown("template", city, form, placeholders=BRACED, one=None)


@blueprint.route("/contoh/<public_id>", methods=["GET", "POST"])
def edit_template(public_id: str) -> Answer:
    form = TemplateForm(DECISIONS)
    valid = form.validate_on_submit()
    one = desk_queries.template(me(), public_id)
    if valid and _free(form, one.jurisdiction_id, one):
        one.expect(form.seen_version)
        one.revise(form.name.data, form.body.data, form.verb.data, by=me())
        db.session.commit()
        flash(_("Contoh balasan disimpan."), "success")
        return redirect(url_for(".templates"), 303)
    if not form.is_submitted():
        form.name.data, form.body.data, form.verb.data, form.version.data = one.name, one.body, one.verb, one.version
    retire = RetireForm(formdata=None, version=str(one.version))
    return _shown("template", desk_queries.city(me()), form, placeholders=BRACED, one=one, retire=retire)


@blueprint.post("/contoh/<public_id>/hapus")
def retire_template(public_id: str) -> Answer:
    form = RetireForm()
    form.validate()
    one = desk_queries.template(me(), public_id)
    one.expect(form.seen_version)
    one.retire(by=me())
    db.session.commit()
    flash(_("Contoh itu tidak ditawarkan lagi."), "success")
    return redirect(url_for(".templates"), 303)


def _free(form: TemplateForm, jurisdiction_id: int, but: ReplyTemplate | None = None) -> bool:
    """Whether no other template of the city has this name; says so at the field."""
    taken = any(one.name == form.name.data and one is not but for one in desk_queries.templates(jurisdiction_id))
    if taken:
        form.refuse(form.name, _("Nama ini sudah dipakai contoh lain."))
    return not taken
