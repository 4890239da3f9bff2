"""The processes that make up a running installation: started together, watched, stopped together."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextvars import Context
from multiprocessing.context import ForkProcess
from types import FrameType, TracebackType

STOP_SECONDS = 10
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Processes:
    """Children in groups of their own, so that a Ctrl-C of the terminal reaches them once: from us.

    They are forked, and share what is loaded here; whoever starts them has closed its connections and runs no thread.
    Use as a context manager; leaving it stops them all. ``asked`` turns true when we were told to stop.
    """

    def __init__(self) -> None:
        self.running: dict[str, ForkProcess] = {}
        self.asked = False

    def __enter__(self) -> Processes:
        for number in SIGNALS:
            signal.signal(number, self._ask)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def start(self, name: str, run: Callable[[], None]) -> None:
        """Run it as the child ``name``. A signal that comes at the fork waits until the child can be ended by it."""
        child = multiprocessing.get_context("fork").Process(name=name, target=_child, args=(run,))
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        child.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        self.running[name] = child

    def died(self) -> tuple[str, int] | None:
        """The first child that ended by itself, and its exit code."""
        for name, child in self.running.items():
            if (code := child.exitcode) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Ask all to finish what they are doing; what is not gone after ``STOP_SECONDS`` is ended, with its children.

        One that is still starting has nothing to finish, and this signal ends it at once and in silence.
        """
        for child in self.running.values():
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in self.running.values():
            child.join(max(0.1, until - time.monotonic()))
            if child.pid is not None and child.exitcode is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.join()


def _child(run: Callable[[], None]) -> None:
    """In a context of its own: whatever command was going on here goes on in the parent only."""
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    Context().run(run)
