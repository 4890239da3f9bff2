"""Signing in without a password and choosing a new one, by a link that is mailed. The link opens a page; its button acts."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import passwords, queries, throttle
from forum.accounts.access import SignInSession, fingerprint
from forum.accounts.forms import FreshPasswordForm, LinkForm, PressForm
from forum.accounts.links import LinkRequest, MailLink, Purpose
from forum.accounts.models import Account
from forum.core import history, jobs
from forum.extensions import db
from forum.web import devices, language
from forum.web.guard import public, start_session

blueprint = Blueprint("links", __name__)
Answer = str | tuple[str, int] | Response


@blueprint.route("/masuk/tautan", methods=["GET", "POST"])
@public
def sign_in() -> Answer:
    return _asked(Purpose.SIGN_IN)


@blueprint.route("/sandi", methods=["GET", "POST"])
@public
def password() -> Answer:
    return _asked(Purpose.PASSWORD)


def _asked(purpose: Purpose) -> Answer:
    """Keep the request; the delivery job looks whether there is anybody. The answer is the same for every address."""
    form = LinkForm()
    template = f"links/{purpose}.html"
    if not form.validate_on_submit():
        return render_template(template, form=form, sent=False), 422 if form.errors else 200
    secret, email, place = str(current_app.config["SECRET_KEY"]), form.email.data, throttle.place_of(request.remote_addr)
    db.session.rollback()
    wait = throttle.take(throttle.link_limits(purpose, email, place, devices.known(email)), secret).minutes
    if wait:
        form.form_errors.append(_("Terlalu banyak percobaan. Coba lagi dalam %(n)s menit.", n=wait))
        return render_template(template, form=form, sent=False), 429
    db.session.add(LinkRequest(purpose=purpose, email=email, language=language.selected()))
    db.session.commit()
    jobs.soon("deliver")
    return render_template(template, form=form, sent=True)


def _link(secret: str, purpose: Purpose) -> tuple[MailLink, Account] | None:
    """The link and whose it is, while it can be used."""
    link = queries.link_by_fingerprint(fingerprint(secret), purpose)
    if link is None or not link.usable or link.account is None or link.account.closed_at is not None:
        return None
    return link, link.account


@blueprint.route("/masuk/tautan/<secret>", methods=["GET", "POST"])
@public
def enter(secret: str) -> Answer:
    """Opening the link does nothing: mail scanners open links too. Its button signs in, once."""
    form = PressForm()
    pressed = form.validate_on_submit()
    found = _link(secret, Purpose.SIGN_IN)
    if found is None:
        return render_template("links/over.html", again=url_for(".sign_in")), 410
    if not pressed:
        return render_template("links/enter.html", form=form)
    link, account = found
    if not link.use():
        return render_template("links/over.html", again=url_for(".sign_in")), 410
    return _entered(account)


def _entered(account: Account) -> Response:
    settings = current_app.extensions["settings"]
    started, secret = SignInSession.start(account, request.user_agent.string, settings.session_days)
    db.session.add(started)
    viewer = account.viewer()
    db.session.commit()
    start_session(secret, viewer)
    home = url_for("desk.index") if viewer.is_staff else url_for("home.index")
    return devices.remember(redirect(home, 303), account.email)


@blueprint.route("/sandi/baru/<secret>", methods=["GET", "POST"])
@public
def fresh_password(secret: str) -> Answer:
    """Choose a new password; every session of before ends."""
    form = FreshPasswordForm()
    valid = form.validate_on_submit()
    password_hash = passwords.hashed(form.fresh.data) if valid else ""  # slow, and so before the write lock is taken
    found = _link(secret, Purpose.PASSWORD)
    if found is None:
        return render_template("links/over.html", again=url_for(".password")), 410
    if not valid:
        return render_template("links/fresh_password.html", form=form), 422 if form.errors else 200
    link, account = found
    if not link.use():
        return render_template("links/over.html", again=url_for(".password")), 410
    account.password_hash = password_hash
    queries.end_sessions(account.id)
    history.record("account.password", account, by=account.viewer())
    db.session.commit()
    flash(_("Kata sandi baru disimpan. Masuk dengan kata sandi itu."), "success")
    return redirect(url_for("accounts.sign_in"), 303)
