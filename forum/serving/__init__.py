"""The web process: ``python -m forum.serving``. The program is loaded once, and the workers that answer are forked from it.

What is there before the fork is there once for all of them, until somebody writes to it. So everything that the first
requests would make is made before: templates, mappings, the statements of pages that need nothing but their address.
No connection, no file and no thread may be open at the fork.

HUP replaces the workers one after the other, each with empty memory. New code and new settings need a new start.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.orm import close_all_sessions, configure_mappers

from forum.core import jobs
from forum.extensions import BUSY_MS, db, limiter, waiting_at_most

KILL_SECONDS = 5


def serve(app: Flask, host: str, port: int, workers: int = 1, threads: int = 4, log: str = "warning") -> None:
    """Answer requests until TERM or INT. With one worker the rate limits in memory hold for all of it."""
    multiprocessing.set_start_method("fork", force=True)
    warm(app)
    let_go(app)
    gc.freeze()
    server = Granian(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        workers_kill_timeout=KILL_SECONDS,
        log_level=LogLevels(log),
    )
    with waiting_at_most(BUSY_MS):
        server.serve(target_loader=lambda: app, wrap_loader=False)


def warm(app: Flask) -> None:
    """Make what every worker would make for itself. A database that does not answer yet ends it early, and does no harm."""
    configure_mappers()
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    visitor, counting = app.test_client(use_cookies=False), limiter.enabled
    limiter.enabled = False
    try:
        for path in (*plain_addresses(app), *plain_addresses(app)):
            if visitor.get(path).status_code >= 500:
                return
    finally:
        limiter.enabled = counting


def plain_addresses(app: Flask) -> Iterator[str]:
    """Public pages that are read at an address without parts."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if not rule.arguments and "GET" in (rule.methods or ()) and getattr(view, "is_public", False):
            yield rule.rule


def let_go(app: Flask) -> None:
    """Close what a fork must not share, of the running command too, and forget what was read: every worker opens and reads for itself."""
    close_all_sessions()
    with app.app_context():
        db.engine.dispose()
    app.extensions["stored"].forget()
    app.extensions.pop("clock_loaded", None)
    jobs.let_go()
