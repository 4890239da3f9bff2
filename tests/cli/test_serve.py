"""``flask forum serve`` as a person starts and stops it."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
READY = "Tekan Ctrl-C untuk berhenti."
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    """Start it on a data folder of this test; a production has no demo, so it is ready at once."""
    started: list[subprocess.Popen[str]] = []

    def starting(**settings: str) -> subprocess.Popen[str]:
        production = {"FORUM_ENV": "production", "SECRET_KEY": "k" * 32, "FORUM_BASE_URL": "https://forum.example.go.id"}
        environ = {**os.environ, "FORUM_DATA_DIR": str(tmp_path), "PORT": str(port), **production, **settings}
        environ = {name: value for name, value in environ.items() if name not in ("DATABASE_URL", "QUEUE_URL", "SMTP_URL")}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "forum", "serve"]
        run = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(run)
        return run

    yield starting
    for run in started:
        if run.poll() is None:
            run.terminate()
            run.wait(20)


def said_until_ready(run: subprocess.Popen[str]) -> str:
    assert run.stdout is not None
    said = ""
    for line in run.stdout:
        said += line
        if READY in line:
            return said
    raise AssertionError(f"it never became ready:\n{said}")


@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_answers_and_stops_when_told_to(start: Start, port: int, signalled: signal.Signals) -> None:
    run = start()
    said_until_ready(run)
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).status == 200
    run.send_signal(signalled)
    said, _ = run.communicate(timeout=20)
    assert (run.returncode, "Urun Rembuk berhenti." in said) == (0, True), said
    assert "Traceback" not in said, said
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_once_it_is_ready_its_own_start_holds_no_writer_up(start: Start, tmp_path: Path) -> None:
    said_until_ready(start())
    other = sqlite3.connect(tmp_path / "forum.sqlite3", timeout=5)
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_taken_port_is_named_and_what_to_do_about_it(start: Start, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        said, _ = start().communicate(timeout=30)
    assert f"PORT {port}" in said
    assert "PORT=8001 make run" in said


def test_it_refuses_to_start_in_production_without_its_secret(start: Start) -> None:
    run = start(SECRET_KEY="")
    said, _ = run.communicate(timeout=30)
    assert run.returncode != 0
    assert "SECRET_KEY" in said
    assert "Traceback" not in said
