"""The processes that make up a running installation: started together, watched, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType

STOP_SECONDS = 10


class Processes:
    """Children in groups of their own, so that a Ctrl-C of the terminal reaches them once: from us.

    Use as a context manager; leaving it stops them all. ``asked`` turns true when we were told to stop.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = dict(environ)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asked = False

    def __enter__(self) -> Processes:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def start(self, name: str, module: str, arguments: Sequence[str] = ()) -> None:
        """Run ``python -m module arguments`` as the child ``name``."""
        command = [sys.executable, "-m", module, *arguments]
        self.running[name] = subprocess.Popen(command, cwd=self.folder, env=self.environ, start_new_session=True)

    def died(self) -> tuple[str, int] | None:
        """The first child that ended by itself, and its exit code."""
        for name, child in self.running.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Ask all to finish what they are doing; what is not gone after ``STOP_SECONDS`` is ended, with its children.

        One that is still starting has nothing to finish, and this signal ends it at once and in silence.
        """
        for child in self.running.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for child in self.running.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
