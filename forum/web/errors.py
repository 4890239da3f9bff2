"""What went wrong, as pages with a way out; nothing typed is lost."""

from __future__ import annotations

from errno import EDQUOT, EIO, ENOSPC, EROFS

from flask import Flask, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InternalError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from forum.core import once
from forum.core.refusal import NotFound, Refused, Stale
from forum.extensions import db
from forum.forms import typed
from forum.web import kept
from forum.web.guard import be_nobody, me, sign_in_keeping
from forum.web.logs import log

Answer = tuple[str, int] | Response
READ_ONLY = "25006"


def _already_done() -> Response | None:
    """Two equal posts at one instant: the second, whatever stopped it, is led to what the first made."""
    db.session.rollback()
    made = once.seen(request.form.get("once"))
    return redirect(made, 303) if made else None


def _refused(error: Refused) -> Answer:
    if done := _already_done():
        return done
    why = error.refusal
    return render_template("errors/403.html", why=_(why.sentence, **dict(why.values)), typed=typed(request.form)), 403


def _not_found(_error: Exception) -> Answer:
    db.session.rollback()
    return render_template("errors/404.html"), 404


def _stale(_error: Exception) -> Answer:
    if done := _already_done():
        return done
    return render_template("errors/409.html", typed=typed(request.form)), 409


def _conflict(error: IntegrityError) -> Answer:
    if done := _already_done():
        return done
    log.error("integrity", error=str(error.orig)[:200], path=request.path)
    return render_template("errors/409.html", typed=typed(request.form)), 409


def _unusable(_error: Exception) -> Answer:
    db.session.rollback()
    return render_template("errors/404.html"), 404


def _busy(error: DBAPIError) -> Answer:
    """The database cannot write: busy, full, read-only, or not there at all."""
    log.error("database", error=str(error.orig)[:200], path=request.path)
    return _unavailable()


def _unavailable() -> Answer:
    """A page that keeps what was typed and can send it again, in an hour too. Where nothing can be read either, nobody is known."""
    again = kept.this() if kept.worth_keeping() else None
    try:
        db.session.rollback()
        page = render_template("errors/503.html", typed=typed(request.form), again=again)
    except DBAPIError:
        db.session.rollback()
        be_nobody()
        page = render_template("errors/503.html", typed=typed(request.form), again=again)
    answer = make_response(page, 503)
    answer.headers["Retry-After"] = "30"
    return answer


def _refuses_to_write(error: InternalError) -> Answer:
    """PostgreSQL says so when it is read-only, as after a failure of its disk."""
    return _busy(error) if getattr(error.orig, "sqlstate", "") == READ_ONLY else _broken(error)


def _no_room(error: OSError) -> Answer:
    """A file could not be kept."""
    if error.errno not in (ENOSPC, EDQUOT, EROFS, EIO):
        return _broken(error)
    log.error("files", error=str(error)[:200], path=request.path)
    return _unavailable()


def _token(_error: CSRFError) -> Answer:
    """The token is that of another session: what was typed can be sent again from this page, or after signing in."""
    held = kept.worth_keeping()
    if held and not me().signed_in and request.endpoint != "accounts.sign_in":
        return sign_in_keeping(400)
    again = kept.this() if held and request.endpoint != "accounts.sign_in" else None
    return render_template("errors/400.html", typed=typed(request.form), again=again), 400


def _http(error: HTTPException) -> Answer:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error.get_response()
    page = {404: "404", 413: "413", 429: "429"}.get(code, "400" if code < 500 else "500")
    answer = render_template(f"errors/{page}.html", typed={}, again=None)
    return answer, code


def _broken(error: Exception) -> Answer:
    db.session.rollback()
    log.exception("unexpected", path=request.path, endpoint=request.endpoint, exc_info=error)
    return render_template("errors/500.html", typed=typed(request.form)), 500


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _conflict)
    app.register_error_handler(DataError, _unusable)
    app.register_error_handler(OverflowError, _unusable)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InternalError, _refuses_to_write)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(CSRFError, _token)
    app.register_error_handler(HTTPException, _http)
    if not app.extensions["settings"].debug:
        app.register_error_handler(Exception, _broken)
