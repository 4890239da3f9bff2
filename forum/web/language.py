"""Two languages by address: English pages live under ``/en/``, so that a language is part of every cache key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request

from forum.extensions import babel
from forum.wording import messages
from forum.wording import selected as selected

PREFIX = "/en"


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


def other_address() -> str:
    """This page's address in the other language (a path with its query)."""
    root = request.script_root
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    there = root.removesuffix(PREFIX) if selected() == "en" else root + PREFIX
    return there + request.path + query


def init_app(app: Flask) -> None:
    babel.domain_instance = messages
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
