"""``make bench``: WORLD (submissions), ENGINE (sqlite or postgres), REPS, SECONDS, ONLY (keys of cases), OUT (a folder)."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench import reading, report, similar, weighing, writing
from bench.rows import Row
from bench.stage import Stage
from bench.worlds import kept

CASES: Mapping[str, Callable[[Stage], Iterator[Row]]] = {
    "writes": writing.writes,
    "threads": reading.threads,
    "stored": reading.stored,
    "lists": reading.lists,
    "archive": reading.archive,
    "memory": reading.memory,
    "weights": weighing.weights,
    "queries": weighing.queries,
    "similar": similar.similar,
}
"""Writes first: PostgreSQL copies a world only while nobody is connected to it."""
MOST_SIMILAR = 100_000
"""Submissions up to which an event is filled to look for similar items in it; the bar names this size, and a million would take hours."""


def main(environ: Mapping[str, str] = os.environ) -> int:
    engine, size = environ.get("ENGINE") or "sqlite", int(environ.get("WORLD") or 1000)
    reps, seconds = int(environ.get("REPS") or 5), float(environ.get("SECONDS") or 2)
    usual = [name for name in CASES if name != "similar" or size <= MOST_SIMILAR]
    only = (environ.get("ONLY") or "").replace(",", " ").split() or usual
    if engine not in kept.ENGINES or not set(only) <= set(CASES):
        print(f"ENGINE is one of {', '.join(kept.ENGINES)}; ONLY names some of {', '.join(CASES)}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    with Stage(engine, size, int(environ.get("SMALL") or 1000), reps, seconds, tell) as stage:
        for name in only:
            tell(f"--- {name}")
            for row in CASES[name](stage):
                rows.append(row)
                tell(f"{row.what}: rate {row.rate or 0:.2f}, CPU {row.cpu or 0:.2f}, value {row.value} {row.note[:300]}")
    title = f"{size:,} submissions, {'SQLite' if engine == 'sqlite' else 'PostgreSQL'}"
    print(report.text(rows, title))
    facts = {
        "title": title, "engine": engine, "submissions": size, "reps": reps, "seconds": seconds, "cores": os.cpu_count(),
        "python": platform.python_version(), "cases": only,
    }  # fmt: skip
    whole = set(only) >= set(usual)
    folder = Path(environ.get("OUT") or (kept.ROOT / "docs" / "bench" if whole else kept.folder()))
    print(f"\nwritten: {report.save(rows, facts, folder, f'{engine}-{size}' if whole else f'{engine}-{size}-part')}")
    return 0


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
