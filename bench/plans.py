"""How an engine reads every page of a large world.

A page's cost is counted, not timed: steps of SQLite's virtual machine, rows that PostgreSQL's plan nodes touched. Beside them
stands the cost of the same page in the small world, so that whatever grows with the archive is seen, however fast it is.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event

from bench.pages import PAGES, Page
from bench.people import ACTORS, Product
from forum.extensions import db

LARGE = frozenset(
    "submission reply support group_support history recommendation recommendation_source report notice mail once_key stamp tally outcome "
    "answer milestone evidence attempt".split()
)
"""Tables that grow with the archive; the others grow with the number of cities, or of events."""
STEP = 100
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_SCAN = re.compile(r"SCAN (\w+)")


@dataclass(slots=True)
class Asked:
    """One statement of a page: how it was planned and what it cost. ``bad`` names what grows with the archive."""

    statement: str
    plan: list[str]
    cost: int
    bad: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """One page: its answer and its statements."""

    page: Page
    status: int
    size: int
    asked: list[Asked]

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.asked)


def read(app: Flask, pages: Sequence[Page] = PAGES) -> list[Reading]:
    """Open every page twice, and explain what the second time asked, nothing of the page being kept."""
    product = Product(app)
    with app.app_context():
        engine = db.engine
    return [_page(app, engine, product, page) for page in pages]


def _page(app: Flask, engine: Engine, product: Product, page: Page) -> Reading:
    headers = product.cookie(ACTORS[page.who]) if page.who else product.no_one
    for _ in range(2):
        app.extensions["pieces"].clear()
        with noted(engine) as statements, app.app_context():
            answer = FlaskClient(app, app.response_class, use_cookies=False).get(page.path, headers=headers)
    with engine.connect() as connection:
        asked = [explained(connection, statement, values) for statement, values in statements]
    return Reading(page, answer.status_code, len(answer.data), asked)


def explained(connection: Connection, statement: str, values: Any) -> Asked:
    """The plan of a statement with these values, and what it costs."""
    driver: Any = connection.connection.driver_connection
    return _sqlite(driver, statement, values) if connection.dialect.name == "sqlite" else _postgres(driver, statement, values)


@contextmanager
def noted(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements sent inside the block, with their values."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if not statement.startswith(CONTROL):
            seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _sqlite(driver: sqlite3.Connection, statement: str, values: Any) -> Asked:
    plan = [str(row[3]) for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    steps = [0]

    def tick() -> int:
        steps[0] += 1
        return 0

    driver.set_progress_handler(tick, STEP)
    driver.execute(statement, values).fetchall()
    driver.set_progress_handler(None, 0)
    names = _aliases(statement)
    return Asked(statement, plan, steps[0] * STEP, [line for line in plan if _scans(line, names)])


def _scans(line: str, names: dict[str, str]) -> bool:
    found = _SCAN.match(line)
    return bool(found) and "USING" not in line and names.get(found[1] if found else "", "") in LARGE


def _aliases(statement: str) -> dict[str, str]:
    """Names under which a statement reads its tables."""
    found = dict.fromkeys(LARGE, "")
    for table, alias in re.findall(r"(?:FROM|JOIN|,)\s+(\w+)(?:\s+AS\s+\"?(\w+)\"?)?", statement):
        found[alias or table] = table
    return {alias: table or alias for alias, table in found.items()}


def _postgres(driver: Any, statement: str, values: Any) -> Asked:
    [(found,)] = driver.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", values).fetchall()
    plan: list[str] = []
    bad: list[str] = []
    cost = sum(_node(found[0]["Plan"], 0, plan, bad))
    return Asked(statement, plan, cost, bad)


def _node(node: dict[str, Any], depth: int, plan: list[str], bad: list[str]) -> Iterator[int]:
    """The nodes of a plan as lines, and the rows that each read from a table."""
    name, table = str(node["Node Type"]), node.get("Relation Name", "")
    index = f" using {node['Index Name']}" if "Index Name" in node else ""
    loops = int(node["Actual Loops"])
    removed = sum(int(node.get(key, 0)) for key in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
    rows = round((float(node["Actual Rows"]) + removed) * loops)
    plan.append(f"{'  ' * depth}{name}{f' on {table}' if table else ''}{index}: {rows}")
    if name == "Seq Scan" and table in LARGE and rows > 500:
        bad.append(f"{name} on {table}: {rows}")
    if table:
        yield rows
    for child in node.get("Plans", ()):
        yield from _node(child, depth + 1, plan, bad)
