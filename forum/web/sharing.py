"""Pieces of pages that everybody who is signed in sees alike, kept beside the stored pages until a stamp rises.

A view says under which stamps its rows were read (:func:`under`), a piece that was made under the same is used again, and the queries
behind it are not asked. A piece holds no token and no name of a viewer, and depends on nothing of who looks but what its key names.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request
from markupsafe import Markup

from forum.core import clock
from forum.web import language
from forum.web.shelf import Shelf

T = TypeVar("T")
FRAME = 300
"""Bytes that everything kept takes besides its content."""
ROUGHLY = 2000
"""Bytes that a piece is counted with when it does not tell its size."""


@dataclass(slots=True)
class Piece:
    """``values`` are the stamps under which it was made, ``until`` the instant at which its words change."""

    values: tuple[tuple[str, int], ...]
    until: datetime
    content: Any

    def size(self) -> int:
        told = getattr(self.content, "size", None)
        return FRAME + (int(told()) if told else len(self.content) if isinstance(self.content, str) else ROUGHLY)


def under(seen: Mapping[str, int]) -> None:
    """Pieces of this page may be kept: the stamps stood like this in the first statement that read it. After ``stored.under``.

    Only where nothing is written: rows of an unfinished transaction are under stamps that are still to rise.
    """
    if request.method in ("GET", "HEAD"):
        g.shared_under = (tuple(seen.items()), g.stored_under[1])


def shared(name: str, key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` returns, made once for this key, the language and the stamps. Without :func:`under`, made every time."""
    if (said := g.get("shared_under")) is None:
        return make()
    values, until = said
    shelf: Shelf[Piece] = current_app.extensions["pieces"]
    place = (name, language.selected(), g.get("tz"), key)
    found = shelf.get(place)
    if found is not None and found.values == values and clock.now() < found.until:
        return cast(T, found.content)
    content = make()
    shelf.put(place, Piece(values, until, content))
    return content


def _call(name: str, *key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """``{% call shared(name, key...) %} ... {% endcall %}``"""
    return shared(name, key, caller)


def init_app(app: Flask) -> None:
    """A quarter of what stored pages may take."""
    app.extensions["pieces"] = Shelf[Piece](app.extensions["settings"].stored_mb * 1024 * 1024 // 4)
    app.jinja_env.globals["shared"] = _call
