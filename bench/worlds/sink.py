"""Bulk inserts: the same rows into SQLite by executemany and into PostgreSQL by COPY.

Instants are text as SQLAlchemy stores them in SQLite (UTC, six digits), which PostgreSQL reads as UTC in a session that
is set to it; truth is 0 or 1. Secondary indexes are made when everything is in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine, Table

from forum.extensions import Base

BATCH = 20_000
Row = tuple[Any, ...]


class Rows:
    """Rows of one table on their way in. ``names`` are the columns that each row brings; the rest take their defaults."""

    def __init__(self, sink: Sink, table: str, names: str, **fixed: Any) -> None:
        self.sink, self.table = sink, table
        self.given = names.split()
        self.fixed = _defaults(Base.metadata.tables[table], {*self.given, *fixed}) | fixed
        self.constants = tuple(self.fixed.values())
        self.waiting: list[Row] = []
        self.count = 0

    @property
    def columns(self) -> list[str]:
        return [*self.given, *self.fixed]

    def add(self, *values: Any) -> None:
        self.waiting.append(values + self.constants)
        self.count += 1
        if len(self.waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        if self.waiting:
            self.sink.write(self.table, self.columns, self.waiting)
            self.waiting = []


def _defaults(table: Table, given: set[str]) -> dict[str, Any]:
    """Values for the columns that rows do not bring: their scalar default, else NULL, 1 for a version."""
    unknown = given - set(table.columns.keys())
    if unknown:
        raise ValueError(f"{table.name} has no {sorted(unknown)}")
    found: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given or column.nullable:
            continue
        default: Any = column.default
        if column.name == "version":
            found[column.name] = 1
        elif default is not None and default.is_scalar:
            found[column.name] = int(default.arg) if isinstance(default.arg, bool) else getattr(default.arg, "value", default.arg)
        elif column.server_default is None:
            raise ValueError(f"the world must say what {table.name}.{column.name} is")
    return found


class Sink(Protocol):
    """Where rows go."""

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None: ...

    def finish(self) -> None:
        """Make the indexes and whatever the engine needs to plan well. Nothing is written afterwards."""


def _secondary() -> list[Any]:
    return [index for table in Base.metadata.sorted_tables for index in sorted(table.indexes, key=lambda one: str(one.name))]


class SQLiteSink:
    def __init__(self, engine: Engine, file: Path) -> None:
        self.engine = engine
        for index in _secondary():
            with engine.begin() as connection:
                index.drop(connection, checkfirst=True)
        engine.dispose()
        self.db = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "foreign_keys=OFF", "locking_mode=EXCLUSIVE"):
            self.db.execute(f"PRAGMA {pragma}")

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        named = ", ".join(f'"{name}"' for name in columns)
        self.db.execute("BEGIN")
        self.db.executemany(f"INSERT INTO {table} ({named}) VALUES ({', '.join('?' * len(columns))})", rows)
        self.db.execute("COMMIT")

    def finish(self) -> None:
        self.db.close()
        for index in _secondary():
            with self.engine.begin() as connection:
                index.create(connection)
        self.engine.dispose()


class PostgresSink:
    """COPY by the superuser, who may leave foreign keys unchecked while they are filled out of order."""

    def __init__(self, engine: Engine, url: str) -> None:
        self.engine = engine
        for index in _secondary():
            with engine.begin() as connection:
                index.drop(connection, checkfirst=True)
        self.db = psycopg.connect(url, autocommit=True)
        for setting in ("timezone = 'UTC'", "session_replication_role = replica", "synchronous_commit = off"):
            self.db.execute(f"SET {setting}")

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        named = ", ".join(f'"{name}"' for name in columns)
        with self.db.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        for index in _secondary():
            with self.engine.begin() as connection:
                index.create(connection)
        for table in Base.metadata.sorted_tables:
            if "id" in table.columns and table.columns["id"].autoincrement:
                moved = (
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"
                    f" WHERE pg_get_serial_sequence('{table.name}', 'id') IS NOT NULL AND EXISTS (SELECT 1 FROM {table.name})"
                )
                self.db.execute(moved)
        self.db.execute("VACUUM ANALYZE")
        self.db.close()
