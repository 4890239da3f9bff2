"""No page costs more because the archive is larger: the steps of SQLite's machine are counted in two worlds, and plans are read."""

from __future__ import annotations

import pytest
from flask import Flask

from bench import plans, plans_page
from bench.pages import PAGES
from bench.worlds.build import Builder, Plan
from bench.worlds.places import NOW
from bench.worlds.sink import SQLiteSink
from forum.core import clock
from forum.extensions import db
from tests import engines

FEW, MANY = 400, 4000
SLACK = 12_000
"""Steps that a page may take more: lists that are not full in the small world."""
GROWS = {"gabung": "candidates for a merge are ordered by nearness over the whole event"}


@pytest.fixture
def engine_file(engine: engines.Engine) -> engines.SQLite:
    if not isinstance(engine, engines.SQLite):
        pytest.skip("PostgreSQL scans small tables whatever indexes they have; docs/plans.md has its plans at a million")
    return engine


def read(app: Flask, engine: engines.SQLite, size: int) -> list[plans.Reading]:
    with app.app_context():
        db.engine.dispose()
        app.extensions["stored"].forget()
        engine.renew()
        Builder(SQLiteSink(db.engine, engine.file), Plan(size, cities=24, long_thread=120), lambda _: None).build()
    with clock.at(NOW):
        return plans.read(app, PAGES)


def test_no_page_scans_the_archive_or_costs_more_when_it_is_ten_times_as_large(app: Flask, engine_file: engines.SQLite) -> None:
    few, many = (read(app, engine_file, size) for size in (FEW, MANY))
    assert {str(one.page): one.status for one in (*few, *many) if one.status != 200} == {}
    assert {str(one.page): [asked.bad for asked in one.asked if asked.bad] for one in many if any(asked.bad for asked in one.asked)} == {}
    grown = {str(b.page): (a.cost, b.cost) for a, b in zip(few, many, strict=True) if b.cost > 1.5 * a.cost + SLACK}
    assert {page: cost for page, cost in grown.items() if not any(part in page for part in GROWS)} == {}


def test_a_page_that_scans_is_named(app: Flask, engine_file: engines.SQLite) -> None:
    read(app, engine_file, FEW)
    with app.app_context(), db.engine.connect() as connection:
        asked = plans.explained(connection, "SELECT count(*) FROM submission AS s WHERE s.title LIKE ?", ("%x%",))
    assert asked.bad == ["SCAN s"]
    assert asked.cost > FEW


def test_the_document_tells_every_statement_once_and_names_what_scans() -> None:
    shared = plans.Asked("SELECT a FROM event JOIN city ON 1 WHERE id IN (?)", ["SEARCH event"], 100)
    same = plans.Asked("SELECT a FROM event JOIN city ON 1 WHERE id IN (?, ?)", ["SEARCH event"], 100)
    scans = plans.Asked("SELECT b FROM submission", ["SCAN submission"], 9000, ["SCAN submission"])
    many = [plans.Reading(PAGES[0], 200, 1, [shared]), plans.Reading(PAGES[1], 200, 1, [same, scans])]
    told = plans_page.statements(many)
    assert told.count("**event, city**") == 1 and f"`{PAGES[0]}`, `{PAGES[1]}`" in told
    lines = plans_page.table(many, many, 1000, 1_000_000).splitlines()
    assert lines[-2].endswith("| none |") and lines[-1].endswith("| 9,100 | 9,100 | SCAN submission |")
