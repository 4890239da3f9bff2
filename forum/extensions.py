"""Third-party machinery, made once and bound to the app in ``create_app``. Imports nothing of ours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
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


BUSY_MS, PATIENT_MS = 5_000, 60_000
"""How long a write waits for another writer on SQLite: with somebody in front of a page, and in commands and the worker."""
_busy_ms = BUSY_MS


@contextmanager
def patient() -> Iterator[None]:
    """Around the work of a command or of the worker: nobody sits in front of it, so connections made in it wait longer."""
    global _busy_ms
    _busy_ms = PATIENT_MS
    try:
        yield
    finally:
        _busy_ms = BUSY_MS


def give_way() -> None:
    """Between two batches of a long work: SQLite's waiting writers look again each tenth of a second, so leave them that long."""
    if db.engine.dialect.name == "sqlite":
        time.sleep(0.11)


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
    """Writers lock at once: a read transaction that turns into a write fails when another wrote in between."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
