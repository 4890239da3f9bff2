"""What went wrong, as pages with a way out; nothing typed is lost."""

from __future__ import annotations

from flask import Flask, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from forum.core import once
from forum.core.refusal import NotFound, Refused, Stale
from forum.extensions import db
from forum.forms import typed
from forum.web.logs import log

Answer = tuple[str, int] | Response


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


def _busy(error: OperationalError) -> Answer:
    db.session.rollback()
    log.error("database", error=str(error.orig)[:200], path=request.path)
    return render_template("errors/503.html", typed=typed(request.form)), 503


def _token(_error: CSRFError) -> Answer:
    return render_template("errors/400.html", typed=typed(request.form)), 400


def _http(error: HTTPException) -> Answer:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error.get_response()
    page = {404: "404", 413: "413", 429: "429"}.get(code, "400" if code < 500 else "500")
    answer = render_template(f"errors/{page}.html", typed={})
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
    app.register_error_handler(CSRFError, _token)
    app.register_error_handler(HTTPException, _http)
    if not app.extensions["settings"].debug:
        app.register_error_handler(Exception, _broken)
