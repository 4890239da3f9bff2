"""Keyset pages: a page costs the same wherever it lies, because it starts at a key and never counts what is before it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
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
        """The cursor in a query string. None when it is absent or not one of ours: a page then starts at the first row.

        ``kinds`` are the types of the key's parts: int, str, date, or datetime (aware).
        """
        if not text or len(text) > 400:
            return None
        try:
            backwards, *parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if len(parts) != len(kinds):
                return None
            key = tuple(_part(part, kind) for part, kind in zip(parts, kinds, strict=True))
        except (ValueError, TypeError, RecursionError):
            return None
        return cls(key, bool(backwards))


def _part(value: Any, kind: type) -> Any:
    """One part of a key, as its type. Raises ValueError or TypeError when it is none."""
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    if kind is date:
        return date.fromisoformat(value)
    if type(value) is not kind or (isinstance(value, int) and abs(value) >= 2**63):
        raise ValueError(value)
    return value


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in reading order; ``previous`` and ``next`` are cursors or None at the ends."""

    rows: Sequence[Row]
    previous: Cursor | None
    next: Cursor | None


def page_of(found: Sequence[Row], size: int, cursor: Cursor | None, key: Callable[[Row], Key], last: bool = False) -> Page[Row]:
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
    return Page(rows, Cursor(key(rows[0]), backwards=True) if has_before else None, Cursor(key(rows[-1])) if has_after else None)
