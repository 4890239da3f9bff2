"""The job queue's one door. Jobs carry keys, never content: what is to be done stands in the database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import Any

from huey import Huey, PostgresHuey, PriorityRedisHuey, SqliteHuey

import config

_queue: Huey | None = None
_tasks: dict[str, Callable[..., Any]] = {}
_wrapped: dict[str, Callable[..., Any]] = {}


Context = Callable[[], AbstractContextManager[Any]]


def open_queue(settings: config.Settings, context: Context) -> Huey:
    """The queue that the settings name, a SQLite file of its own by default; its jobs run inside ``context()``."""
    global _queue
    if settings.queue_url.startswith("postgresql"):
        _queue = PostgresHuey("forum", dsn=settings.queue_url)
    elif settings.queue_url:
        _queue = PriorityRedisHuey("forum", url=settings.queue_url)
    else:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        _queue = SqliteHuey("forum", filename=str(settings.data_dir / "queue.sqlite3"))
    for name, run in _tasks.items():
        _wrapped[name] = _queue.task(name=name)(_inside(context, run))
    return _queue


def _inside(context: Context, run: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(run)
    def inside(*args: Any) -> None:
        with context():
            run(*args)

    return inside


def register(run: Callable[..., Any]) -> None:
    """Make a function a job under its own name; its arguments must be plain values."""
    _tasks[run.__name__] = run


def soon(name: str, *args: Any) -> None:
    """Ask for a job after the commit. A lost request is caught up by the worker's regular round."""
    if name in _wrapped:
        _wrapped[name](*args)
