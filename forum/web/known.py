"""What lists offer to choose from and what they count, the same for everybody: read once, and again after its stamp has risen.

Kept also where no pages are stored: a handful of small lists, as the menu is. The stamp is read before the rows,
so that what was committed in between is read again the next time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from forum.accounts import queries as people
from forum.core import clock, stamps
from forum.web import language
from forum.web.guard import stamps_seen
from forum.web.pure import Known

T = TypeVar("T")
KEPT = 80


class Kept:
    """By name and key: the stamp under which it was read, and what was read."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept, self.lock = kept, Lock()
        self.found: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()

    def get(self, place: Hashable, stamp: Hashable, read: Callable[[], T]) -> T:
        kept = self.found.get(place)
        if kept is not None and kept[0] == stamp and not _over(kept[1]):
            return kept[1]  # type: ignore[no-any-return]
        made = read()
        with self.lock:
            self.found[place] = stamp, made
            self.found.move_to_end(place)
            if len(self.found) > self.kept:
                self.found.popitem(last=False)
        return made

    def clear(self) -> None:
        with self.lock:
            self.found.clear()


def _over(thing: Any) -> bool:
    """Whether the clock has passed the instant up to which it holds, when it names one: ``until``."""
    until: datetime | None = getattr(thing, "until", None)
    return until is not None and clock.now() >= until


def known(name: str, read: Callable[[], T], *key: Hashable, under: str = stamps.PLACES, seen: Hashable = None) -> T:
    """What ``read`` finds for this key and the language of the page; it must not depend on who looks.

    It holds under a stamp of ours, or under those that were ``seen`` before it is read. A request that writes reads for itself:
    what it has not committed is under no stamp.
    """
    asks = request.method in ("GET", "HEAD")
    stamp = (_stamps().get(under) if seen is None else seen) if asks else None
    kept: Kept = current_app.extensions["known"]
    return read() if stamp is None else kept.get((name, language.selected(), key), stamp, read)


def cities() -> Known:
    """Slugs and names of all cities by name, as a form offers them."""
    return known("cities", lambda: Known.of((one.slug, one.name) for one in people.cities()))


def city(slug: str) -> Any:
    """The city with this slug, as :func:`forum.accounts.queries.cities` tells it; None when there is none."""
    return known("city", lambda: {one.slug: one for one in people.cities()}).get(slug)


def _stamps() -> dict[str, int]:
    """The stamps of the site and of places: read before this request's transaction began, or in it, so never newer than what it reads."""
    if (seen := g.get("known_under")) is None:
        asked = request.environ.get("urun.asked")
        before = asked.before if asked is not None else stamps_seen()
        seen = g.known_under = before if stamps.PLACES in before and stamps.SITE in before else stamps.here()
    return seen  # type: ignore[no-any-return]


def init_app(app: Flask) -> None:
    app.extensions["known"] = Kept()
