"""Addresses: those that leave the site, in a shared message, a calendar file, a QR code; and those of its own pages, built once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for

KEPT = 8000
PLAIN = frozenset({str, int, type(None)})


def absolute(path: str) -> str:
    """A path of this site as people type it, by the setting; never by what a request claims its host to be."""
    return f"{current_app.extensions['settings'].base_url}{path}"


def local(endpoint: str, *, _anchor: str | None = None, **values: Any) -> str:
    """``url_for`` of templates, within a request: a path of this site, built once for its values and the language."""
    if endpoint.startswith(".") or any(type(one) not in PLAIN for one in values.values()):
        return url_for(endpoint, _anchor=_anchor, **values)
    return _built(request.script_root, endpoint, _anchor, tuple(values.items()))


@lru_cache(maxsize=KEPT)
def _built(_root: str, endpoint: str, anchor: str | None, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, _anchor=anchor, **dict(values))


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(absolute=absolute, url_for=local)
