"""Counters for the limits on reading, in the memory of one process.

Like the ``memory`` storage of the limits library, but it sweeps what has ended now and then inside a request: that one starts a
thread for almost every request, which cost more than all of our queries.
"""

from __future__ import annotations

from threading import Lock

from limits.storage import Storage

from forum.core import clock

SWEEP_SECONDS = 10


def storage(setting: str) -> str:
    """Where limits are counted: the address in the settings, or here for ``memory://``."""
    return setting.replace("memory:", "here:", 1)


class CountersHere(Storage):
    """Counts within fixed windows; ``RATELIMIT_STORAGE_URI`` is ``here://``."""

    STORAGE_SCHEME = ["here"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self.lock = Lock()
        self.counts: dict[str, tuple[int, float]] = {}
        self.next_sweep = clock.wall().timestamp() + SWEEP_SECONDS

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, in the window that runs or in a new one of ``expiry`` seconds."""
        now = clock.wall().timestamp()
        with self.lock:
            if now >= self.next_sweep:
                self._sweep(now)
            count, until = self.counts.get(key, (0, 0.0))
            if until <= now:
                count, until = 0, now + expiry
            self.counts[key] = count + amount, until
            return count + amount

    def _sweep(self, now: float) -> None:
        self.counts = {key: kept for key, kept in self.counts.items() if kept[1] > now}
        self.next_sweep = now + SWEEP_SECONDS

    def get(self, key: str) -> int:
        count, until = self.counts.get(key, (0, 0.0))
        return count if until > clock.wall().timestamp() else 0

    def get_expiry(self, key: str) -> float:
        return self.counts.get(key, (0, clock.wall().timestamp()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self.lock:
            had = len(self.counts)
            self.counts.clear()
            return had

    def clear(self, key: str) -> None:
        with self.lock:
            self.counts.pop(key, None)
