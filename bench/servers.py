"""Real servers to measure: the product's own way of serving, with two workers; their CPU time and memory from /proc."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import psycopg

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60
OURS = "wsgi:app"
LOG = Path(tempfile.gettempdir()) / f"bench-servers-{os.getpid()}.log"
"""What the servers say; a run that goes well never looks at it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A granian with ``workers`` processes of four threads each; the product's as ``flask forum serve`` runs it, but for their number."""

    def __init__(self, target: str, environ: Mapping[str, str], path: str = "/", workers: int = 2, *, python: str = sys.executable) -> None:
        self.port = free_port()
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", str(workers), "--log-level", "error"]
        floor = ["granian", "--interface", "wsgi", "--blocking-threads", "4", "--workers-kill-timeout", "5", target]
        command = [python, "-m", *(["forum.serving"] if target == OURS else floor), *where]
        whole = {**os.environ, **environ, "PYTHONPATH": str(ROOT)}
        with LOG.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=whole, start_new_session=True, stdout=log, stderr=log)
        self._wait(path)

    def _wait(self, path: str) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the server on port {self.port} does not answer; see {LOG}")

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def cpu(self) -> float:
        """Seconds of CPU that the server and its workers have used."""
        return sum(cpu_of(pid) for pid in family(self.process.pid))

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return [pid for pid in family(self.process.pid)[1:] if pss_of(pid) > 8 * 2**20]

    def memory(self) -> int:
        """Bytes of the two workers, shared pages divided (PSS)."""
        return sum(pss_of(pid) for pid in self.workers())

    def whole_memory(self) -> int:
        """The same, with the process from which the workers are forked."""
        return sum(pss_of(pid) for pid in family(self.process.pid))


class Database:
    """The processes of a PostgreSQL server on this machine, whose CPU time belongs to every request. None for SQLite."""

    def __init__(self, url: str | None) -> None:
        self.pid: int | None = None
        if url:
            with psycopg.connect(url) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
            file = Path(str(row[0] if row else "")) / "postmaster.pid"
            self.pid = int(file.read_text().split()[0]) if file.exists() else None

    def cpu(self) -> float:
        if self.pid is None:
            return 0.0
        return sum(cpu_of(pid) for pid in family(self.pid)) + cpu_of(self.pid, of_children=True)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    except OSError:
        return []
    return found


def cpu_of(pid: int, of_children: bool = False) -> float:
    """User and system time of a process in seconds; or that of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    first = 13 if of_children else 11
    return (int(fields[first]) + int(fields[first + 1])) / TICK


def pss_of(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
