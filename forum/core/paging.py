"""Keyset pages: a page costs the same wherever it lies, because it starts at a key and never counts what is before it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: after (or, backwards, before) the row with this key."""

    key: Key
    backwards: bool = False

    def __str__(self) -> str:
        raw = json.dumps([int(self.backwards), *self.key], separators=(",", ":"), default=str).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str | None, kinds: tuple[type, ...]) -> Cursor | None:
        """The cursor in a query string, or None when it is absent or not one of ours (a page then starts at the first row)."""
        if not text or len(text) > 400:
            return None
        try:
            backwards, *key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error, TypeError, RecursionError):
            return None
        fits = len(key) == len(kinds) and all(type(value) is kind for value, kind in zip(key, kinds, strict=True))
        whole = all(type(value) is not int or abs(value) < 2**63 for value in key)
        return cls(tuple(key), bool(backwards)) if fits and whole else None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in reading order; ``previous`` and ``next`` are cursors or None at the ends."""

    rows: Sequence[Row]
    previous: Cursor | None
    next: Cursor | None


def page_of(
    found: Sequence[Row], size: int, cursor: Cursor | None, key: Callable[[Row], Key], last: bool = False
) -> Page[Row]:
    """Make a page of ``found``: up to ``size + 1`` rows in the direction read (backwards, or from the end with ``last``)."""
    backwards = last or (cursor is not None and cursor.backwards)
    more = len(found) > size
    rows = list(found[:size])
    if backwards:
        rows.reverse()
    if not rows:
        return Page(rows, None, None)
    has_before = more if backwards else cursor is not None
    has_after = (not last and cursor is not None) if backwards else more
    return Page(
        rows,
        Cursor(key(rows[0]), backwards=True) if has_before else None,
        Cursor(key(rows[-1])) if has_after else None,
    )
