"""The door: who is looking, closed unless opened, and the write lock for requests that write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, flash, g, has_request_context, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from forum.accounts import queries
from forum.accounts.access import fingerprint
from forum.accounts.forms import SignInForm
from forum.accounts.roles import VISITOR, Role, Viewer
from forum.core import clock, history, jobs
from forum.core.refusal import NotFound
from forum.extensions import db, login, writing
from forum.web import kept

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SignedIn(UserMixin):
    """What Flask-Login keeps in the signed cookie: the secret of a session row, never an account.

    ``stamps`` stood when it was looked up, those of the site and of places.
    """

    def __init__(self, secret: str, viewer: Viewer, stamps: dict[str, int] | None = None) -> None:
        self.id = secret
        self.viewer = viewer
        self.stamps = stamps or {}


def public(view: View) -> View:
    """Open this view to visitors."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def only_reads(view: View) -> View:
    """This view answers a POST without writing, so it takes no write lock: its words are too long or too private for an address."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def me() -> Viewer:
    """Who asks: the one place where ``current_user`` is unwrapped."""
    return current_user.viewer if current_user.is_authenticated else VISITOR


def stamps_seen() -> dict[str, int]:
    """The stamps that were read together with who asks; none for a visitor."""
    return current_user.stamps if current_user.is_authenticated else {}


def be_nobody() -> None:
    """Answer as to a visitor for the rest of this request: who asks cannot be looked up."""
    login._update_request_context_with_user()


def account_id() -> int:
    """The account of a signed-in viewer; 401 otherwise."""
    found = me().account_id
    if found is None:
        abort(401)
    return found


def desk(*roles: Role) -> Callable[[], None]:
    """A ``before_request`` for a whole blueprint: others find nothing there."""

    def check() -> None:
        if not any(grant.role in roles for grant in me().grants):
            raise NotFound

    return check


def start_session(secret: str, viewer: Viewer) -> None:
    """Sign in: a fresh cookie, so that nothing set before it survives. Its token is made here, once for all pages that are then
    opened side by side; one that was made for the session that ended is dropped."""
    session.clear()
    g.pop("csrf_token", None)
    generate_csrf()
    session.permanent = True
    login_user(SignedIn(secret, viewer))


def end_session() -> None:
    logout_user()
    session.clear()


def session_secret() -> str:
    return str(current_user.get_id()) if current_user.is_authenticated else ""


def safe_next(target: str | None, fallback: str) -> str:
    """``target`` when it is a path on this site, else ``fallback``: a link must not lead people elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc or any(ord(c) < 32 for c in target) else target


def _load(secret: str) -> SignedIn | None:
    found = queries.viewer_of_session(fingerprint(secret), clock.wall())
    return SignedIn(secret, *found) if found else None


def _enter() -> BaseResponse | None:
    """Before every request: the clock, the viewer, the closed door; then writers take the lock at their first query."""
    writing.set(False)
    if request.blueprint == "health":
        return None
    if not current_app.extensions.get("clock_loaded"):
        clock.load()
        current_app.extensions["clock_loaded"] = True
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or me().signed_in:
        if request.method not in SAFE and not getattr(view, "only_reads", False):
            me()
            db.session.rollback()
            writing.set(True)
        return None
    if request.method not in SAFE:
        after = request.referrer and urlsplit(request.referrer).path
        return sign_in_keeping(401) if kept.worth_keeping() else _sign_in_page(after)
    return _sign_in_page(request.full_path.rstrip("?"))


def _sign_in_page(after: str | None) -> BaseResponse:
    flash(_("Masuk lebih dulu untuk membuka halaman itu."), "info")
    return redirect(url_for("accounts.sign_in", next=safe_next(after, "") or None), 302)


def sign_in_keeping(status: int) -> BaseResponse:
    """The sign-in page, with what was typed in it: whoever signs in there can send it on."""
    form = SignInForm(formdata=None)
    form.kept.data = kept.sealed()
    page = render_template("accounts/sign_in.html", form=form, demo=None, kept=kept.this())
    return current_app.make_response((page, status))


def _leave(_error: BaseException | None) -> None:
    writing.set(False)


def _tell(response: Response) -> Response:
    """What was recorded is told soon; the request does not wait for it."""
    if request.method not in SAFE and history.happened():
        jobs.soon("deliver")
    return response


def init_app(app: Flask) -> None:
    login.user_loader(_load)
    login.session_protection = None
    app.before_request(_enter)
    app.after_request(_tell)
    app.teardown_request(_leave)


@event.listens_for(Session, "before_flush")
def _reading_writes_nothing(session: Session, *_: object) -> None:
    changed = session.new or session.deleted or any(session.is_modified(one) for one in session.dirty)
    if changed and has_request_context() and not writing.get():
        raise RuntimeError(f"{request.method} {request.path} tried to write")
