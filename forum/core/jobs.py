"""The job queue's one door. Jobs carry keys, never content: what is to be done stands in the database."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import config

if TYPE_CHECKING:
    from huey import Huey

_queue: Huey | None = None
_tasks: dict[str, Callable[..., Any]] = {}
_wrapped: dict[str, Callable[..., Any]] = {}


Context = Callable[[], AbstractContextManager[Any]]


def open_queue(settings: config.Settings, context: Context) -> Huey:
    """The queue that the settings name, a SQLite file of its own by default; its jobs run inside ``context()``."""
    global _queue
    wanted = settings.queue_url.partition(":")[0].rstrip("s").replace("postgresql", "psycopg")
    with leaving_out({"redis", "psycopg"} - {wanted}):
        import huey
    if wanted == "psycopg":
        _queue = huey.PostgresHuey("forum", dsn=settings.queue_url)
    elif wanted:
        _queue = huey.PriorityRedisHuey("forum", url=settings.queue_url)
    else:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        _queue = huey.SqliteHuey("forum", filename=str(settings.data_dir / "queue.sqlite3"), cache_mb=1, fsync=False)
    for name, run in _tasks.items():
        _wrapped[name] = _queue.task(name=name)(_inside(context, run))
    return _queue


@contextmanager
def leaving_out(libraries: set[str]) -> Iterator[None]:
    """Imports in it do without these libraries, which they would only load in case they are wanted (15 MB for redis)."""
    left_out = libraries - sys.modules.keys()
    sys.modules.update(dict.fromkeys(left_out))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in left_out:
            del sys.modules[name]


def queue() -> Huey:
    """The open queue.

    :raises RuntimeError: before :func:`open_queue`.
    """
    if _queue is None:
        raise RuntimeError("the job queue is not open")
    return _queue


def let_go() -> None:
    """Close the queue's connection; the next request opens one."""
    if _queue is not None:
        _queue.storage.close()


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
