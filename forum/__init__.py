"""Urun Rembuk: a stakeholder forum and consultation platform for Indonesian cities. The whole wiring is on this page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from forum import cli, extensions
from forum import models as models
from forum.core import chain_file, jobs
from forum.notices import jobs as notices_jobs
from forum.web import (
    addresses,
    assets,
    blueprints,
    counters,
    errors,
    guard,
    known,
    language,
    logs,
    navigation,
    pure,
    security,
    sending,
    sessions,
    sharing,
    stored,
    templating,
)
from forum.worker import redrawing


class Forum(Flask):
    """Ours has no coroutines, so nothing is asked for each call whether it is one: twenty times a page."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: config.Settings) -> Flask:
    """The application, complete: settings, machinery, edge, pages and commands, in this order."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Forum(__name__, template_folder="../templates", static_folder=None)
    app.config.from_mapping(flask_config(settings))
    app.extensions["settings"] = settings

    logs.init_app(app)
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, render_as_batch=True, compare_type=True)
    extensions.login.init_app(app)
    extensions.csrf.init_app(app)
    extensions.babel.init_app(app, locale_selector=language.selected, timezone_selector=None)
    extensions.compress.init_app(app)
    stored.init_app(app)
    extensions.limiter.init_app(app)
    chain_file.keep_in(settings.data_dir)
    jobs.register(notices_jobs.deliver)
    jobs.register(redrawing.redraw_group)
    jobs.open_queue(settings, app.app_context)

    security.init_app(app)
    sessions.init_app(app)
    sending.init_app(app)
    language.init_app(app)
    guard.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    addresses.init_app(app)
    pure.init_app(app)
    sharing.init_app(app)
    known.init_app(app)
    templating.init_app(app)
    navigation.init_app(app)
    blueprints.register(app)
    cli.register(app)
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    stored.wrap(app)
    return app


def flask_config(settings: config.Settings) -> dict[str, object]:
    """The settings in the words of Flask and its extensions."""
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SESSION_COOKIE_NAME": "urun",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=settings.session_days),
        "MAX_CONTENT_LENGTH": (settings.upload_max_mb * max(settings.attachments_max, 5) + 2) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "id",
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
        "RATELIMIT_STORAGE_URI": counters.storage(settings.ratelimit_url),
        "RATELIMIT_DEFAULT": "1200 per minute",
        "RATELIMIT_ENABLED": not settings.testing,
        "RATELIMIT_HEADERS_ENABLED": False,
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "text/calendar", "text/csv", "application/atom+xml"],
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_LEVEL": 4,
    }
