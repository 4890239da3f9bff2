"""Two languages by address: English pages live under ``/en/``, so that a language is part of every cache key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from babel.support import NullTranslations
from flask import Flask, Request, request
from flask_babel import Domain

from forum.core.rendering import translations
from forum.extensions import babel

PREFIX = "/en"
_here: Callable[[], Request] = request._get_current_object  # type: ignore[attr-defined]


class LanguagePrefix:
    """WSGI middleware: takes ``/en`` off the path into SCRIPT_NAME, so that ``url_for`` stays in the language."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + PREFIX
            environ["PATH_INFO"] = path[len(PREFIX) :] or "/"
            environ["urun.language"] = "en"
        return self.wsgi_app(environ, start_response)


def selected() -> str:
    """The language of the page being made."""
    try:
        return str(_here().environ.get("urun.language", "id"))
    except RuntimeError:
        return "id"


class Messages(Domain):
    """Our catalogues for the form library, found by the language alone: it looks up the locale of the request for every message."""

    def get_translations(self) -> NullTranslations:
        return translations(selected())


def other_address() -> str:
    """This page's address in the other language (a path with its query)."""
    root = request.script_root
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    there = root.removesuffix(PREFIX) if selected() == "en" else root + PREFIX
    return there + request.path + query


def init_app(app: Flask) -> None:
    babel.domain_instance = Messages()
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
