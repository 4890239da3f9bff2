"""One measurement: a server kept busy for some seconds; rate, latencies and the CPU time that every request took."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.servers import ROOT, Database, Server

CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run of the load generator saw. ``cpu`` is seconds per request, web and database together."""

    rate: float
    cpu: float
    p50: float
    p99: float
    size: float
    errors: int
    count: int


@dataclass(slots=True)
class Target:
    """A server and what is asked of it. ``good`` are the statuses of success; ``once``: a request is sent only once."""

    server: Server
    requests: Sequence[bytes]
    database: Database | None = None
    good: tuple[int, ...] = (200,)
    once: bool = False
    connections: int = CONNECTIONS
    samples: list[Sample] = field(default_factory=list)
    sent: int = 0

    def cpu(self) -> float:
        return self.server.cpu() + (self.database.cpu() if self.database else 0.0)

    def run(self, seconds: float) -> Sample:
        """Keep it busy; requests that are sent once go on where the last run ended."""
        before = self.cpu()
        rest = list(self.requests[self.sent :]) if self.once else list(self.requests)
        seen = _client(port=self.server.port, connections=self.connections, seconds=seconds, requests=rest, once=self.once)
        used = self.cpu() - before
        count = seen["count"]
        self.sent += count if self.once else 0
        if seen["used_up"] and seen["seconds"] < seconds * 0.9:
            raise RuntimeError(f"{len(rest)} requests did not last {seconds} seconds")
        errors = sum(n for status, n in seen["statuses"].items() if int(status) not in self.good)
        return Sample(count / seen["seconds"], used / count, seen["p50"], seen["p99"], seen["bytes"] / count, errors, count)

    def measure(self, seconds: float) -> None:
        self.samples.append(self.run(seconds))

    def middle(self, name: str) -> float:
        return median(float(getattr(one, name)) for one in self.samples)

    @property
    def errors(self) -> int:
        return sum(one.errors for one in self.samples)


def interleaved(targets: Sequence[Target], reps: int, seconds: float, warm: float = 0.7) -> None:
    """Measure all of them in turn, ``reps`` times, after a warm-up: what the machine does besides hits them alike."""
    for one in targets:
        one.run(warm)
    for _ in range(reps):
        for one in targets:
            one.measure(seconds)


def ratio(over: Target, under: Target, name: str) -> float:
    """The median of the ratios of the samples that were taken side by side."""
    return median(float(getattr(a, name) / getattr(b, name)) for a, b in zip(over.samples, under.samples, strict=True) if getattr(b, name))


def _client(**asked: Any) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "client.py")], input=pickle.dumps(asked), stdout=subprocess.PIPE, check=True, timeout=600
    )
    return dict(json.loads(done.stdout))
