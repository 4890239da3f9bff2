"""Pages that are the same for every visitor, kept as compressed bytes and handed out before Flask.

A view says what its page depends on (:func:`under`). The next visitor gets the kept bytes after one read of those
stamps; a commit that raised one of them has made the page anew, in every process. Kept are pages of visitors without
a session cookie only: no token, no name and no flash can stand in one. What depends on the clock ends at that instant.

The flash-crowd layer, off by default, spares the read within some milliseconds of the last one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request, session
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError

from forum.core import clock, stamps
from forum.extensions import db
from forum.web.logs import log
from forum.web.shelf import Page, Shelf

ROOT = Path(__file__).resolve().parents[2]
_LEFT_OUT = frozenset({"content-length", "content-encoding", "x-request-id", "set-cookie", "date"})


@dataclass(slots=True)
class Asked:
    """A visitor's request that may fill the shelf: its address, and stamps as they stood before the page was made."""

    address: str
    before: dict[str, int]


class StoredPages:
    """The WSGI layer above Flask."""

    def __init__(self, app: Flask, *, limit: int, flash: float) -> None:
        self.app = app
        self.below: Callable[..., Iterable[bytes]] = app.wsgi_app
        self.shelf: Shelf[Page] = Shelf(limit)
        self.flash = flash
        self.cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self.build = _build()
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """Connections of its own, in autocommit: a read leaves no transaction behind."""
        if self._engine is None:
            with self.app.app_context():
                self._engine = create_engine(db.engine.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
        return self._engine

    def forget(self) -> None:
        """Empty the shelves and let go of the database (after it was replaced)."""
        self.shelf.clear()
        self.app.extensions["pieces"].clear()
        self.app.extensions["known"].clear()
        if self._engine is not None:
            self._engine.dispose()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self.cookie in environ.get("HTTP_COOKIE", ""):
            return self.below(environ, start_response)
        address = f"{environ.get('SCRIPT_NAME', '')}{environ['PATH_INFO']}\n{environ.get('QUERY_STRING', '')}"
        page = self.shelf.get(address)
        try:
            if page is not None and self._in_flash(page):
                return self._answer(page, environ, start_response)
            now = stamps.read(self.engine, page.values if page else (stamps.SITE, stamps.PLACES))
        except self._database_errors():
            return self.below(environ, start_response)
        if page is not None and now == page.values and clock.now() < page.until:
            page.checked = time.monotonic()
            return self._answer(page, environ, start_response)
        environ["urun.asked"] = Asked(address, now)
        return self.below(environ, start_response)

    def _in_flash(self, page: Page) -> bool:
        return self.flash > 0 and time.monotonic() - page.checked < self.flash and clock.now() < page.until

    def _database_errors(self) -> tuple[type[BaseException], ...]:
        driver = self.engine.dialect.dbapi
        return (SQLAlchemyError, driver.Error) if driver is not None else (SQLAlchemyError,)

    def _answer(self, page: Page, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if _matches(environ.get("HTTP_IF_NONE_MATCH", ""), page.etag):
            start_response("304 NOT MODIFIED", [header for header in page.headers if header[0] != "Content-Type"])
            return [b""]
        encoding = _encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        had = len(page.packed)
        body = page.encoded(encoding)
        if len(page.packed) > had:
            self.shelf.weigh(len(body))
        packed = [("Content-Encoding", encoding)] if body is not page.body else []
        start_response("200 OK", [*page.headers, *packed, ("Content-Length", str(len(body)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def keep(self, response: Response) -> Response:
        """After a view that said what its page depends on: put it on the shelf, give it its validator."""
        asked, said = request.environ.get("urun.asked"), g.get("stored_under")
        if asked is None or said is None or response.status_code != 200 or response.direct_passthrough:
            return response
        if session.modified:
            log.error("stored", path=request.path, why="it is said to be everybody's page, but begins a session")
            return response
        keys, until = said
        if (values := self._values(asked, keys)) is None:
            return response
        etag = _etag(self.build, asked.address, values, until)
        response.headers.update({"ETag": etag, "Cache-Control": "no-cache"})
        response.vary.update(("Accept-Encoding", "Cookie"))
        headers = [(name, value) for name, value in response.headers.items() if name.lower() not in _LEFT_OUT]
        page = Page(values, until, etag, headers, response.get_data(), checked=time.monotonic())
        self._send(page, response)
        self.shelf.put(asked.address, page)
        return response

    @staticmethod
    def _send(page: Page, response: Response) -> None:
        """Let this first answer be like the ones from the shelf."""
        if _matches(request.headers.get("If-None-Match", ""), page.etag):
            response.status_code = 304
            response.set_data(b"")
            return
        body = page.encoded(encoding := _encoding(request.headers.get("Accept-Encoding", "")))
        if body is not page.body:
            response.set_data(body)
            response.headers["Content-Encoding"] = encoding

    def _values(self, asked: Asked, keys: tuple[str, ...]) -> dict[str, int] | None:
        """The stamps under which this page was made; None when something was committed meanwhile, so that nobody can tell.

        At an address that is new here the keys were not known beforehand: then the stamp of the whole site, read before and
        after, says that nothing happened in between.
        """
        if all(key in asked.before for key in keys):
            return {key: asked.before[key] for key in keys}
        after = stamps.read(self.engine, (stamps.SITE, *keys))
        same = stamps.SITE in asked.before and asked.before[stamps.SITE] == after[stamps.SITE]
        return {key: after[key] for key in keys} if same else None


def under(*keys: str, until: datetime | None = None) -> None:
    """Say what the page being made depends on: stamps, and the instant (domain's time) at which its words change.

    Without ``until`` it holds to the end of the day, because dates and what is overdue turn then.
    """
    g.stored_under = (keys or (stamps.SITE,), by_midnight(until))


def by_midnight(until: datetime | None) -> datetime:
    """This instant, or the end of the day when that comes first."""
    return min(until, _midnight()) if until else _midnight()


_days: list[tuple[datetime, datetime]] = []
"""An instant, and the first midnight after it in any of our zones."""


def _midnight() -> datetime:
    now = clock.now()
    if not _days or not _days[0][0] <= now < _days[0][1]:
        _days[:] = [(now, min(clock.end_of(clock.today(tz), tz) for tz in clock.ZONES))]
    return _days[0][1]


def next_minute() -> datetime:
    """For pages that mix events: windows open and close on the minute."""
    now = clock.now()
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _encoding(accepted: str) -> str:
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def _matches(asked: str, etag: str) -> bool:
    return bool(asked) and (asked == etag or etag in (one.strip() for one in asked.split(",")))


def _etag(build: str, address: str, values: dict[str, int], until: datetime) -> str:
    """Of what the page depends on, never of its bytes."""
    facts = "\n".join([build, address, until.isoformat(), *(f"{key}={value}" for key, value in sorted(values.items()))])
    return f'W/"{hashlib.sha256(facts.encode("utf-8", "surrogateescape")).hexdigest()[:24]}"'


def _build() -> str:
    """The same in all processes of one release, another in the next: templates, translations, style and code."""
    seen = hashlib.sha256()
    for folder, pattern in (("templates", "*.html"), ("static", "*.*"), ("forum", "*.py"), ("forum/translations", "*.mo")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            seen.update(path.read_bytes())
    return seen.hexdigest()


def init_app(app: Flask) -> None:
    """Bind the hook: after compression and before all others, so that it sees what they made of the answer."""
    settings = app.extensions["settings"]
    stored = StoredPages(app, limit=settings.stored_mb * 1024 * 1024, flash=settings.flash_crowd_ms / 1000)
    app.extensions["stored"] = stored
    app.after_request(stored.keep)


def wrap(app: Flask) -> None:
    """Put the layer above everything else. Called last."""
    stored: StoredPages = app.extensions["stored"]
    stored.below = app.wsgi_app
    app.wsgi_app = stored  # type: ignore[method-assign]
