"""Alembic's environment: the same metadata and the same migrations on SQLite (batch mode) and PostgreSQL."""

from __future__ import annotations

from alembic import context
from flask import current_app

from forum.extensions import Base, db, writing


def run() -> None:
    writing.set(True)
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, **current_app.extensions["migrate"].configure_args)
        with context.begin_transaction():
            context.run_migrations()


run()
