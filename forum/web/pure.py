"""Macros that are drawn once for each set of values: a component is a function of what it is given and of the language.

``{% set icon = pure(_icon) %}`` in a component's file makes every caller share what was drawn before. Only values can be
told apart safely (text, numbers, dates, rows, plain records); given anything else, the macro is simply called.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from threading import Lock
from typing import Any

from flask import Flask, g
from jinja2 import Template, Undefined
from jinja2.runtime import Context
from markupsafe import Markup
from sqlalchemy import Row

from forum.web import language

KEPT = 3000
LETTERS = 6_000_000
"""Pieces and letters of them that are kept in a process."""
PLAIN = frozenset({str, int, type(None), float, date, datetime, Decimal})
_all_plain = PLAIN.issuperset
_ROWS = {Row}


class NotAValue(Exception):
    """Something that two equal looking calls may not share."""


class Known(list[Any]):
    """A list that nobody changes any more, with its own value worked out before: ``key``."""

    key: Any = None

    @classmethod
    def of(cls, things: Iterable[Any]) -> Known:
        made = cls(things)
        made.key = Weighed(value(list(made)))
        return made


class Weighed:
    """A large value that is hashed once, and told apart from itself without a look at its parts."""

    __slots__ = ("hash", "value")

    def __init__(self, value: Hashable) -> None:
        self.value, self.hash = value, hash(value)

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Weighed) and self.hash == other.hash and self.value == other.value)


def value(thing: Any) -> Any:
    """``thing`` as a key. Markup and text of the same letters differ, and so do 1 and True.

    :raises NotAValue: for an object that has an identity.
    """
    kind = type(thing)
    if kind in PLAIN:
        return thing
    if kind is tuple or kind is list:
        return tuple(thing) if _all_plain(kinds := set(map(type, thing))) else _rows(thing) if kinds == _ROWS else tuple(map(value, thing))
    if kind is Known:
        return thing.key
    if isinstance(thing, str | bool | Enum):
        return kind, str(thing)
    if isinstance(thing, Undefined):
        return Undefined
    if isinstance(thing, Row):
        return thing._fields, tuple(thing)
    if isinstance(thing, tuple | list):
        return tuple([value(one) for one in thing])
    if names := _names(kind):  # type: ignore[arg-type]
        return kind, value([getattr(thing, name) for name in names])
    raise NotAValue


def _rows(rows: Sequence[Row[Any]]) -> tuple[Any, ...]:
    """Rows of one statement share their names."""
    return rows[0]._fields, *map(tuple, rows)


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a plain record; none for other kinds of things."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


class Drawn:
    """What was drawn lately, in this process."""

    def __init__(self, kept: int = KEPT, letters: int = LETTERS) -> None:
        self.kept, self.letters, self.lock = kept, letters, Lock()
        self.size = 0
        self.pieces: OrderedDict[Any, Markup] = OrderedDict()

    def pure(self, macro: Callable[..., Markup]) -> Callable[..., Markup]:
        """``macro``, drawn once for each set of values, language and time zone of the page."""

        def drawing(*args: Any, **kwargs: Any) -> Markup:
            try:
                key = (macro, language.selected(), g.get("tz"), value(args), *kwargs, value(tuple(kwargs.values())))
                return self.pieces.get(key) or self._keep(key, macro(*args, **kwargs))
            except NotAValue:
                return macro(*args, **kwargs)

        return drawing

    def once(self, name: str, values: Hashable, draw: Callable[[], Markup]) -> Markup:
        """What ``draw`` makes of these values, in the language and time zone of the page."""
        key = (name, language.selected(), g.get("tz"), values)
        return self.pieces.get(key) or self._keep(key, draw())

    def _keep(self, key: Any, piece: Markup) -> Markup:
        with self.lock:
            self.size += len(piece) - len(self.pieces.get(key, ""))
            self.pieces[key] = piece
            while self.pieces and (len(self.pieces) > self.kept or self.size > self.letters):
                self.size -= len(self.pieces.popitem(last=False)[1])
        return piece


class QuickTemplate(Template):
    """Imports of macros without asking each time whether a template has globals of its own: ours never have."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def init_app(app: Flask) -> None:
    app.jinja_env.template_class = QuickTemplate
    app.extensions["drawn"] = drawn = Drawn()
    app.jinja_env.globals["pure"] = drawn.pure
