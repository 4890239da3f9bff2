"""One application per worker, fresh data per test, every page inspected."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

import config
import forum
from forum.core import clock
from forum.extensions import db
from tests import engines
from tests.page import Client

ROOT = Path(__file__).parent.parent
hypothesis_settings.register_profile("shared machine", deadline=None)
hypothesis_settings.load_profile("shared machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=engines.ENGINES, default=os.environ.get("TEST_ENGINE", "sqlite"))


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the one PostgreSQL of the run; workers inherit its address."""
    if config.getoption("--engine") == "postgres" and "TEST_DATABASE_URL" not in os.environ:
        server = engines.start_server()
        os.environ["TEST_DATABASE_URL"] = server.get_uri()
        config.add_cleanup(lambda: (server.cleanup(), os.environ.pop("TEST_DATABASE_URL")))


def pytest_report_header(config: pytest.Config) -> str:
    return f"database engine: {config.getoption('--engine')}"


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def engine(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> engines.Engine:
    return engines.chosen(engine_name, tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def settings(engine: engines.Engine, tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    return config.load(
        {
            "FORUM_ENV": "testing",
            "FORUM_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "FORUM_BASE_URL": "http://localhost",
            "DATABASE_URL": engine.url,
            "SECRET_KEY": "only-for-tests-" * 3,
        }
    )


@pytest.fixture(scope="session")
def _application(settings: config.Settings, engine: engines.Engine) -> Flask:
    application = forum.create_app(settings)
    application.test_client_class = Client

    def migrate() -> None:
        with application.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            db.session.remove()
            db.engine.dispose()

    engine.prepare(migrate)
    return application


@pytest.fixture
def app(_application: Flask, engine: engines.Engine, settings: config.Settings) -> Iterator[Flask]:
    """The application on a fresh, migrated, empty database and an empty data folder."""
    with _application.app_context():
        db.engine.dispose()
    _application.extensions["stored"].forget()
    engine.renew()
    for kept in settings.data_dir.iterdir():
        if kept.is_dir():
            shutil.rmtree(kept)
        elif not kept.name.startswith("queue."):
            kept.unlink()
    _application.extensions.pop("clock_loaded", None)
    with _application.app_context():
        clock.load()
    yield _application


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Session]]:
    """A session inside an application context: what it holds is committed before a page is asked, and read anew after."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor. For more people at once: ``app.test_client()``."""
    made = app.test_client()
    assert isinstance(made, Client)
    return made


@dataclass
class Statements:
    """The SQL sent inside a ``with queries() as seen`` block, transaction control left out."""

    texts: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.texts)

    def __str__(self) -> str:
        return "\n".join(f"{n}. {' '.join(text.split())[:300]}" for n, text in enumerate(self.texts, 1))


@pytest.fixture
def queries(app: Flask) -> Callable[[], AbstractContextManager[Statements]]:
    """``with queries() as seen: client.get("/")`` then ``assert seen.count <= 4, seen``."""

    @contextmanager
    def counting() -> Iterator[Statements]:
        seen = Statements()

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
                seen.texts.append(statement)

        with app.app_context():
            watched = db.engine
        event.listen(watched, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(watched, "before_cursor_execute", note)

    return counting
