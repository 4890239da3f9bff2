"""The job worker: ``python -m forum.worker``. Delivers at each request of the web process, and every minute by itself."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType

from flask import Flask

import config
from forum.accounts import throttle
from forum.core import clock, files, jobs, once
from forum.extensions import db, writing
from forum.notices.jobs import deliver
from forum.submissions import draft_queries
from forum.submissions.drafts import oldest_kept
from forum.web.logs import log

ROUND_SECONDS = 60
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def rounds(app: Flask, stop: threading.Event) -> None:
    """The regular round, which catches up whatever a lost request or a dead mail server left behind."""
    while not stop.wait(ROUND_SECONDS):
        one_round(app)


def one_round(app: Flask) -> None:
    """On the domain's clock, which a demo sets after this process may have started."""
    with app.app_context():
        settings = app.extensions["settings"]
        for work in (clock.load, deliver, lambda: clear_drafts(settings), throttle.forget_old, lambda: forget_keys(settings)):
            try:
                work()
            except Exception as error:
                log.exception("round", exc_info=error)


def clear_drafts(settings: config.Settings) -> int:
    """Delete drafts that nobody saved for their days, and the files of what was erased; returns how many drafts. Commits."""
    writing.set(True)
    found = draft_queries.ended(oldest_kept(settings.draft_days))
    for draft in found:
        draft_queries.forget(draft, settings.upload_dir)
    for file in draft_queries.emptied():
        files.forget(file, settings.upload_dir)
        file.size, file.sha256 = 0, ""
    db.session.commit()
    return len(found)


def forget_keys(settings: config.Settings) -> int:
    """Delete the oldest keys of forms, so that they never fill the disk; returns how many. Commits."""
    writing.set(True)
    ended = once.forget_old(settings.once_days)
    db.session.commit()
    return ended


def run(app: Flask) -> None:
    """Work until TERM or INT."""
    consumer = jobs.queue().create_consumer(workers=1, periodic=False, check_worker_health=True)
    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        consumer.stop(graceful=True)
        sys.exit(0)

    # The consumer's start sets handlers that only its own loop reads: a signal that comes meanwhile waits for ours.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    consumer.start()
    for number in SIGNALS:
        signal.signal(number, leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    one_round(app)
    rounds(app, stop)
