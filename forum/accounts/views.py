"""Getting in and out, and one's own account."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import joining, passwords, queries, throttle
from forum.accounts.access import SignInSession, fingerprint
from forum.accounts.forms import PasswordForm, ProfileForm, SignInForm
from forum.accounts.models import Account
from forum.accounts.roles import HANDED_OVER
from forum.core import clock
from forum.extensions import db
from forum.notices import following_queries
from forum.web import devices, kept
from forum.web.guard import account_id, end_session, me, public, safe_next, session_secret, start_session

blueprint = Blueprint("accounts", __name__)
Answer = str | tuple[str, int] | Response
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@blueprint.route("/masuk", methods=["GET", "POST"])
@public
def sign_in() -> Answer:
    form = SignInForm()
    if not form.validate_on_submit():
        form.next.data = form.next.data or request.args.get("next", "")
        return _sign_in_page(form, 422 if form.errors else 200)
    email = form.email.data or ""
    db.session.rollback()
    tried = throttle.take(throttle.sign_in_limits(email, throttle.place_of(request.remote_addr), devices.known(email)), _secret())
    if tried.minutes:
        form.form_errors.append(_("Terlalu banyak percobaan. Coba lagi dalam %(n)s menit.", n=tried.minutes))
        return _sign_in_page(form, 429)
    account = queries.account_by_email(email)
    known = account.password_hash if account and not account.closed_at else None
    db.session.rollback()  # the slow comparison holds no lock
    if not passwords.matches(known, form.password.data or "") or account is None:
        form.form_errors.append(_("Surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."))
        return _sign_in_page(form, 422)
    answer = _enter(account, safe_next(form.next.data, ""), kept.opened(form.kept.data))
    throttle.succeeded(tried)
    return answer


def _enter(account: Account, target: str, writing: kept.Kept | None) -> Response:
    """Start a session row and its cookie, and go where the person wanted to, or on with what they were writing."""
    settings = current_app.extensions["settings"]
    started, secret = SignInSession.start(account, request.user_agent.string, settings.session_days)
    db.session.add(started)
    viewer = account.viewer()
    db.session.commit()
    start_session(secret, viewer)
    home = url_for("desk.index") if viewer.is_staff else url_for("home.index")
    answer = render_template("accounts/kept.html", kept=writing) if writing else redirect(target or home, 303)
    return devices.remember(current_app.make_response(answer), account.email)


def _sign_in_page(form: SignInForm, status: int) -> tuple[str, int]:
    demo = joining.demo_guide(current_app.extensions["settings"])
    return render_template("accounts/sign_in.html", form=form, demo=demo, kept=kept.opened(form.kept.data)), status


@blueprint.post("/keluar")
def sign_out() -> Response:
    """End the session row: a copied cookie is worth nothing afterwards."""
    found = queries.session_by_fingerprint(fingerprint(session_secret()))
    if found is not None:
        found.end()
        db.session.commit()
    end_session()
    flash(_("Anda sudah keluar."), "info")
    return redirect(url_for("home.index"), 303)


@blueprint.get("/akun")
def profile() -> str:
    account = queries.account(account_id())
    form = ProfileForm(obj=account, formdata=None)
    form.language.choices = LANGUAGES
    return _profile_page(account, form, PasswordForm(formdata=None))


@blueprint.post("/akun")
def save_profile() -> Answer:
    form = ProfileForm()
    form.language.choices = LANGUAGES
    account = queries.account(account_id())
    if not form.validate():
        return _profile_page(account, form, PasswordForm(formdata=None)), 422
    account.expect(form.seen_version)
    mail = (form.mail_mine.data, form.mail_supported.data, form.mail_followed.data)
    account.rename(form.name.data or "", form.language.data, by=me(), mail=mail)
    db.session.commit()
    flash(_("Perubahan disimpan."), "success")
    return redirect(url_for(".profile"), 303)


def _profile_page(account: Account, form: ProfileForm, password_form: PasswordForm) -> str:
    return render_template(
        "accounts/profile.html",
        account=account,
        form=form,
        password_form=password_form,
        sessions=queries.sessions_of(me()),
        today=clock.today("Asia/Jakarta"),
        handed_over=HANDED_OVER,
        grants=queries.grants_of(account_id()),
        followed=following_queries.followed(me(), size=8).rows,
    )


@blueprint.post("/akun/sandi")
def change_password() -> Answer:
    """A new password ends every other session."""
    form = PasswordForm()
    if form.validate():
        _prove(form)
    fresh = passwords.hashed(form.fresh.data or "") if not form.errors else ""
    account = queries.account(account_id())
    if form.errors:
        profile_form = ProfileForm(obj=account, formdata=None)
        profile_form.language.choices = LANGUAGES
        return _profile_page(account, profile_form, form), 422
    account.password_hash = fresh
    queries.end_sessions(account_id(), but=fingerprint(session_secret()))
    db.session.commit()
    flash(_("Kata sandi diganti. Perangkat lain sudah dikeluarkan."), "success")
    return redirect(url_for(".profile"), 303)


def _prove(form: PasswordForm) -> None:
    """Let the form stand only with the present password, which a stolen session must not be able to find out by trying."""
    db.session.rollback()
    tried = throttle.take([(throttle.PASSWORD, str(account_id()))], _secret())
    present = queries.account(account_id()).password_hash
    db.session.rollback()
    if tried.minutes:
        form.refuse(form.present, _("Terlalu banyak percobaan. Coba lagi dalam %(n)s menit.", n=tried.minutes))
    elif not passwords.matches(present, form.present.data or ""):
        form.refuse(form.present, _("Kata sandi sekarang tidak cocok."))
    else:
        throttle.succeeded(tried)


@blueprint.post("/akun/keluar-semua")
def sign_out_everywhere() -> Response:
    queries.end_sessions(account_id())
    db.session.commit()
    end_session()
    flash(_("Semua perangkat sudah dikeluarkan."), "info")
    return redirect(url_for(".sign_in"), 303)
