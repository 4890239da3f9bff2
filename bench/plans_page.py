"""``make plans``: docs/plans.md, how both engines read every page of a million submissions, and what that costs beside a thousand."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.plans import LARGE, Asked, Reading, read
from bench.stage import UNSTORED
from bench.worlds import kept

NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
COSTS = {"sqlite": "steps of the virtual machine, in hundreds", "postgres": "rows that plan nodes touched"}
HEAD = """# How pages are read

Written by `make plans`: the plan of every statement that every page asks, in a world of {size:,} submissions, and what the page costs
beside one of {small:,}. Cost is counted, not timed: {costs}.
Nothing is stored when the pages are asked, so that every statement is seen; statements that several pages share stand once. The large
world shows fuller lists than the small one, so a page may cost more; what must not be is a scan of a table that grows with the archive
({tables}).
`tests/bench/test_plans.py` holds SQLite to it at every run of the suite, in small worlds.
"""
TABLES = re.compile(r"(?:FROM|JOIN)\s+(\w+)")


def main() -> int:
    size, small = int(os.environ.get("WORLD") or 1_000_000), int(os.environ.get("SMALL") or 1000)
    engines = (os.environ.get("ENGINE") or "sqlite postgres").split()
    costs = " and ".join(f"{COSTS[one]} on {NAMES[one]}" for one in engines)
    parts = [HEAD.format(size=size, small=small, costs=costs, tables=", ".join(sorted(LARGE)))]
    bad = 0
    for engine in engines:
        with kept.server(engine) as address:
            few, many = (read(kept.world(engine, n, address).app(**UNSTORED)) for n in (small, size))
        bad += sum(bool(asked.bad) for one in many for asked in one.asked)
        parts += [f"## {NAMES[engine]}\n", table(few, many, small, size), statements(many)]
    place = Path(os.environ.get("OUT") or kept.ROOT / "docs") / "plans.md"
    place.write_text("\n".join(parts), encoding="utf-8")
    print(f"written: {place}; {bad} statements read a table that grows from end to end")
    return 0


def table(few: Sequence[Reading], many: Sequence[Reading], small: int, size: int) -> str:
    lines = [f"| page | queries | cost at {small:,} | at {size:,} | scans |", "|---|---|---|---|---|"]
    for before, one in zip(few, many, strict=True):
        scans = "; ".join(line for asked in one.asked for line in asked.bad)
        lines.append(f"| `{one.page}` | {len(one.asked)} | {before.cost:,} | {one.cost:,} | {scans or 'none'} |")
    return "\n".join(lines) + "\n"


def statements(many: Sequence[Reading]) -> str:
    """Every statement once, with the pages that ask it and its plan."""
    found: dict[str, tuple[Asked, list[str]]] = {}
    for one in many:
        for asked in one.asked:
            pages = found.setdefault(_shape(asked.statement), (asked, []))[1]
            if (page := f"`{one.page}`") not in pages:
                pages.append(page)
    return "\n".join(_told(asked, pages) for asked, pages in found.values())


def _shape(statement: str) -> str:
    """The statement whatever the number of values in its lists."""
    return re.sub(r"IN \([^()]*\)", "IN ()", " ".join(statement.split()))


def _told(asked: Asked, pages: list[str]) -> str:
    tables = ", ".join(dict.fromkeys(TABLES.findall(asked.statement)))
    more = f" and {len(pages) - 3} more" if len(pages) > 3 else ""
    return f"**{tables}** on {', '.join(pages[:3])}{more}\n\n```\n" + "\n".join(asked.plan) + "\n```\n"


if __name__ == "__main__":
    sys.exit(main())
