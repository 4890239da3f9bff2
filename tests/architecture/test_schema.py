"""The migrations make exactly what the models say, on the engine of this run, and can be undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flask_migrate
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect

from forum.extensions import Base, db

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
ENGINE_MADE = ("search_", "fts_")
"""Tables that an engine's own search needs and no model describes."""


def differences() -> list[Any]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or not str(name).startswith(ENGINE_MADE)},
        )
        return list(compare_metadata(context, Base.metadata))


def test_migrations_equal_the_models(app: Flask) -> None:
    with app.app_context():
        assert not differences()


def test_migrations_keep_every_check(app: Flask) -> None:
    """Building a table anew must not lose what it refuses: SQLite has no other way to change one."""
    with app.app_context():
        there = {name: {one["name"] for one in inspect(db.engine).get_check_constraints(name)} for name in Base.metadata.tables}
    wanted = {
        (table.name, one.name)
        for table in Base.metadata.tables.values()
        for one in table.constraints
        if isinstance(one, CheckConstraint) and one.name
    }
    assert wanted
    assert not [f"{table}.{name}" for table, name in sorted(wanted) if name not in there[table]]


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_every_migration_can_be_undone_and_done_again(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        assert not differences()
        db.session.remove()
        db.engine.dispose()
