"""A real server, and people who act at the very same instant."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import flask_migrate
import pytest
from bs4 import BeautifulSoup
from flask import Flask

import config
import forum
from forum.accounts.models import Account
from forum.core import chain_file
from forum.extensions import db
from tests import engines
from tests.cast import Person
from tests.page import Client

ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")


@dataclass
class Answer:
    status: int
    location: str
    text: str

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "lxml")


@dataclass
class Server:
    """The web process, as ``forum serve`` runs it with more threads; it can be killed and started again."""

    port: int
    environ: dict[str, str]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    workers: int = 1

    def start(self) -> None:
        size = ["--workers", str(self.workers), "--threads", "8", "--log-level", "critical"]
        command = [sys.executable, "-m", "forum.serving", "--port", str(self.port), *size]
        self.running.append(subprocess.Popen(command, cwd=ROOT, env=self.environ, start_new_session=True))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if self.ask("GET", "/healthz", {}).status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not answer")

    def kill(self) -> None:
        """As a power cut does: no process of the group has a moment to finish anything."""
        for one in self.running:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()
        self.running.clear()

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read_all = answer.read()  # type: ignore[attr-defined]
        finally:
            connection.close()
        return answer


@dataclass
class Site:
    """A running server, and the application on the same data in this process."""

    server: Server
    app: Flask
    settings: config.Settings


class Surfer:
    """Somebody who asks the real server: signed in, or a visitor without an account."""

    def __init__(self, site: Site, account: Account | None) -> None:
        self.server, self.cookie, self.token = site.server, "", ""
        if account is not None:
            kept = Person(site.app, account).client.get_cookie("urun")
            assert kept is not None
            self.cookie = kept.value
        self.get("/akun" if account else "/masuk")

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path)
        token = answer.soup.select_one("main [name=csrf_token], [name=csrf_token]")
        self.token = str(token["value"]) if token else self.token
        return answer

    def post(self, path: str, **values: Any) -> Answer:
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **values}, doseq=True).encode())

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Cookie": f"urun={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        answer = self.server.ask(method, path, headers, body)
        for one in answer.headers.get_all("Set-Cookie") or ():
            if one.startswith("urun=") and method == "GET":
                self.cookie = one.split(";")[0].removeprefix("urun=")
        return Answer(answer.status, answer.headers.get("Location", ""), answer.read_all.decode())  # type: ignore[attr-defined]


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Everybody waits for everybody, then all act."""
    gate = threading.Barrier(len(acts))

    def one(act: Callable[[], T]) -> T:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.fixture(scope="session")
def _site(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all races of a run, on a database of its own: starting one is what costs."""
    folder = tmp_path_factory.mktemp("race")
    engine = engines.chosen(engine_name, folder, "race")
    port = free_port()
    given = {"FORUM_ENV": "testing", "FORUM_DATA_DIR": str(folder), "DATABASE_URL": engine.url, "PORT": str(port)}
    given |= {"SECRET_KEY": "for-the-races-" * 3, "FORUM_BASE_URL": f"http://127.0.0.1:{port}"}
    environ = {name: value for name, value in os.environ.items() if name not in ("QUEUE_URL", "SMTP_URL")} | given
    settings = config.load(environ)
    app = forum.create_app(settings)
    app.test_client_class = Client

    def migrate() -> None:
        with app.app_context():
            flask_migrate.upgrade(directory=str(ROOT / "migrations"))
            db.session.remove()
            db.engine.dispose()

    engine.prepare(migrate)
    made = Server(port, environ)
    made.start()
    yield Site(made, app, settings)
    made.kill()


@pytest.fixture
def site(_site: Site, settings: config.Settings) -> Iterator[Site]:
    """The site, with this process inside its application; afterwards the other tests have their own again."""
    chain_file.keep_in(_site.settings.data_dir)
    with _site.app.app_context():
        yield _site
        db.session.rollback()
        db.session.remove()
    chain_file.keep_in(settings.data_dir)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read(asked: Any) -> Any:
    """What stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.execute(asked).all()
    db.session.rollback()
    return found
