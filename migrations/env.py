"""Alembic's environment: the same metadata and the same migrations on SQLite (batch mode) and PostgreSQL."""

from __future__ import annotations

import sqlite3
from typing import Any

from alembic import context
from flask import current_app

from forum.extensions import Base, db, writing


def _check_references(driver: Any, on: bool) -> None:
    """SQLite builds a table anew by copying and dropping it; with references checked, dropping would count as deleting its rows."""
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
        broken = driver.execute("PRAGMA foreign_key_check").fetchall() if on else []
        if broken:
            raise RuntimeError(f"the migration broke references: {broken[:5]}")


def run() -> None:
    writing.set(True)
    with db.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        _check_references(driver, on=False)
        context.configure(connection=connection, target_metadata=Base.metadata, **current_app.extensions["migrate"].configure_args)
        with context.begin_transaction():
            context.run_migrations()
        _check_references(driver, on=True)


run()
