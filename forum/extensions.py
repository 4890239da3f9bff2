"""Third-party machinery, made once and bound to the app in ``create_app``. Imports nothing of ours."""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, Pool, event
from sqlalchemy.orm import DeclarativeBase

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""True while this thread is to write: the next transaction takes the write lock at its start (SQLite)."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()
limiter = Limiter(get_remote_address)


BUSY_MS, PATIENT_MS = 10_000, 60_000
"""How long a write waits for another writer on SQLite: with somebody in front of a page, and in commands and the worker."""
_busy_ms = BUSY_MS


@contextmanager
def waiting_at_most(milliseconds: int) -> Iterator[None]:
    """Connections made in it, by this process and those forked from it, wait so long for another writer."""
    global _busy_ms
    before, _busy_ms = _busy_ms, milliseconds
    try:
        yield
    finally:
        _busy_ms = before


def patient() -> AbstractContextManager[None]:
    """Around the work of a command or of the worker: nobody sits in front of it."""
    return waiting_at_most(PATIENT_MS)


LOOK_AGAIN = 0.002
"""Seconds until a process that waits for another one's write on SQLite looks again. SQLite's own waiting sleeps up to a tenth of a second,
so that a process with writers in its line would go on and on."""


def give_way(after: float = 0) -> None:
    """Between two batches of a long work: leave the writers of other processes the time to look.

    ``after`` is how many seconds the batch held them up: on a busy machine they come to look less often.
    """
    if db.engine.dialect.name == "sqlite":
        time.sleep(max(3 * LOOK_AGAIN, after / 8))


class Turns:
    """Writers of one process, first come, first served. SQLite alone lets whoever looks at the luckiest instant go first: of many
    who write without a pause one waits until its time is over."""

    def __init__(self) -> None:
        self._mutex, self._taken = Lock(), False
        self._waiting: deque[Lock] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            time.sleep(1.5 * LOOK_AGAIN)  # whoever waits in another process comes before the next of this line
            return True
        with self._mutex:
            if mine not in self._waiting:
                return True
            self._waiting.remove(mine)
        return False

    def give(self) -> None:
        """Let the next one write."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_turns: defaultdict[str, Turns] = defaultdict(Turns)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Durable, concurrent, referentially checked; transactions are begun by us, never by the driver."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (f"busy_timeout={_busy_ms}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers lock at once: a read transaction that turns into a write fails when another wrote in between.

    They come one after the other; whose turn does not come in time tries all the same, and is told by SQLite.
    """
    if connection.dialect.name != "sqlite":
        return
    if not writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    turns = _turns[str(connection.engine.url.database)]
    if "turns" not in connection.info and turns.take(_busy_ms / 1000):
        connection.info["turns"] = turns
    _lock(connection, connection.connection.dbapi_connection)


def _lock(connection: Connection, driver: Any) -> None:
    """Begin to write as soon as no other process does; what the last try says is raised in the library's words."""
    until = time.monotonic() + _busy_ms / 1000
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(LOOK_AGAIN)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={_busy_ms}")


@event.listens_for(Pool, "checkin")
def _after_writing(_connection: Any, record: Any) -> None:
    """The transaction has ended, however it ended."""
    if turns := record.info.pop("turns", None):
        turns.give()
