"""A real server, a real Chromium. Whatever a test does, no page may call another host or fail in the console."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import flask_migrate
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

import config
import forum
from forum.cli.processes import Processes
from forum.demo import loading
from forum.extensions import db

ROOT = Path(__file__).parent.parent.parent
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = ROOT / "build" / "pictures"
PASSWORD = "rembuk-bersama-2025"
"""Of everybody in the demo."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chosen = os.environ.get("CHROMIUM") or next((place for place in PLACES if Path(place).exists()), None)
    if chosen is None or not Path(chosen).exists():
        pytest.exit("The browser tests need Chromium. Run `make browser`, or: apt-get install chromium; or set CHROMIUM=/path.", 3)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chosen, args=FLAGS)
        yield launched
        launched.close()


@dataclass
class Site:
    """A running installation: its address, and the application on the same data, to make and look up things."""

    url: str
    app: Flask
    environ: dict[str, str]
    processes: Processes

    def start_worker(self) -> None:
        """Run the job worker too (mail, notices)."""
        self.processes.start("worker", partial(program, self.environ, "forum.worker"))


def program(environ: dict[str, str], module: str, *arguments: str) -> None:
    """Become ``python -m module``: nothing of what runs the tests stays in it."""
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "-m", module, *arguments], environ)


@pytest.fixture(scope="session")
def open_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """``open_site()``: a server on a fresh, migrated, empty database; ``open_site(SMTP_URL=...)`` with other settings,
    ``open_site(data=folder)`` on a copy of what that data folder holds."""
    started: list[Site] = []

    def opening(data: Path | None = None, **settings: str) -> Site:
        folder, port = tmp_path_factory.mktemp("site"), _free_port()
        if data is not None:
            shutil.copytree(data, folder, dirs_exist_ok=True)
        environ = {**_environ(folder), "PORT": str(port), "FORUM_BASE_URL": f"http://127.0.0.1:{port}", **settings}
        app = _migrated(environ)
        site = Site(f"http://127.0.0.1:{port}", app, environ, Processes())
        started.append(site)
        site.processes.start("web", partial(program, environ, "forum.serving", "--port", str(port)))
        _wait_for(site)
        return site

    yield opening
    for site in started:
        site.processes.stop()


@pytest.fixture(scope="session")
def site(open_site: Callable[..., Site]) -> Site:
    """One site for all tests that do not mind what the others did."""
    return open_site()


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the demo was loaded once; each module works on its own copy."""
    folder = tmp_path_factory.mktemp("demo")
    app = _migrated(_environ(folder))
    with app.app_context():
        loading.load(PASSWORD, lambda _done, _total: None)
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def demo(open_site: Callable[..., Site], demo_data: Path) -> Site:
    """The demo, on a site that the tests of one module share."""
    return open_site(data=demo_data)


def _environ(folder: Path) -> dict[str, str]:
    given = {"FORUM_ENV": "testing", "FORUM_DATA_DIR": str(folder), "SECRET_KEY": "for-the-browser-" * 3}
    return {name: value for name, value in {**os.environ, **given}.items() if name != "DATABASE_URL"}


def _migrated(environ: dict[str, str]) -> Flask:
    app = forum.create_app(config.load(environ))
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        db.session.remove()
    return app


@dataclass
class Watch:
    """What a page did behind the scenes; ``conflicts`` when the state of things (or a second person) is expected to stand in the way."""

    home: str
    conflicts: bool = False
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def on(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))

    def _asked(self, request: Request) -> None:
        self.requests.append(request)
        if urlsplit(request.url).netloc not in ("", urlsplit(self.home).netloc):
            self.foreign.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        """Errors count, but that a page itself refused is no error of the page."""
        documents = {request.url for request in self.requests if request.resource_type == "document"}
        refused = (
            "status of 4" in message.text and (self.conflicts or "of 409" not in message.text) and message.location.get("url") in documents
        )
        if message.type in ("error", "warning") and not refused:
            self.errors.append(f"{message.location.get('url')}: {message.text}")

    def weight(self) -> int:
        """Bytes on the wire of everything asked for so far, headers left out."""
        return sum(request.sizes()["responseBodySize"] for request in self.requests if request.response())


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """``visit(path="/", width=1280, scheme="light", scripts=True, at=site)``: a person with a fresh browser.

    Each call is another person. ``page.goto("/...")`` takes paths. What was seen behind the scenes is ``page.watch``; at
    the end of the test nobody may have called another host or met an error in the console.
    """
    opened: list[tuple[Any, Watch]] = []

    def visiting(path: str | None = "/", *, width: int = 1280, scheme: Any = "light", scripts: bool = True, at: Site | None = None) -> Page:
        where = (at or site).url
        view: Any = {"width": width, "height": 900}
        context = browser.new_context(
            base_url=where,
            viewport=view,
            color_scheme=scheme,
            java_script_enabled=scripts,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        page, watch = context.new_page(), Watch(where)
        watch.on(page)
        page.watch = watch  # type: ignore[attr-defined]
        opened.append((context, watch))
        if path is not None:
            page.goto(path)
        return page

    yield visiting
    for context, _ in opened:
        context.close()
    assert not [url for _, watch in opened for url in watch.foreign], "a page called another host"
    assert not [error for _, watch in opened for error in watch.errors], "the console reported errors"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    assert "/masuk" not in page.url


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).first.click()


@pytest.fixture
def go(visit: Callable[..., Page], demo: Site) -> Callable[..., Page]:
    """``go("penerbit", "/meja/admin")``: somebody of the demo signs in and opens a page; without a name, a visitor."""

    def going(who: str | None, path: str, **how: object) -> Page:
        page = visit("/masuk" if who else path, at=demo, **how)
        if who:
            sign_in(page, f"{who}@demo.test")
            page.goto(path)
        return page

    return going


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """``axe(page)``: no finding of the WCAG 2.2 AA and best-practice rules, as the page stands now, in light and in dark."""

    def checking(page: Page) -> None:
        found = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response
            assert answer["passes"], f"axe looked at nothing on {page.url}"
            for fault in answer["violations"]:
                places = [" ".join(map(str, node["target"])) for node in fault["nodes"]]
                found.append(f"{scheme}: {fault['id']}: {fault['help']}: {places[:4]}")
        page.emulate_media(color_scheme="light")
        assert not found, f"{page.url}\n" + "\n".join(found)

    return checking


@pytest.fixture
def first_view(visit: Callable[..., Page]) -> Callable[..., tuple[int, int]]:
    """``first_view("/", at=site)``: bytes on the wire and number of requests of somebody's first look at a page."""

    def looking(path: str, **how: Any) -> tuple[int, int]:
        page = visit(None, **how)
        page.goto(path, wait_until="networkidle")
        watch: Watch = page.watch  # type: ignore[attr-defined]
        return watch.weight(), len(watch.requests)

    return looking


@pytest.fixture
def picture() -> Callable[[Page, str], Path]:
    """``picture(page, "acara-390")``: a full-page picture in build/pictures/, to be looked at."""

    def taking(page: Page, name: str) -> Path:
        file = PICTURES / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file, full_page=True)
        return file

    return taking


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(site: Site) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert site.processes.died() is None, f"the server ended by itself: {site.processes.died()}"
        try:
            urllib.request.urlopen(f"{site.url}/healthz", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
