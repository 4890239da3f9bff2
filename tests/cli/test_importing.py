"""``flask forum import submissions``: what was gathered elsewhere comes in once, whole, and waits for a person."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from forum.accounts.models import Account, Jurisdiction
from forum.accounts.roles import Role
from forum.core import proof, tally
from forum.core.history import HistoryEntry
from forum.core.tally import Tally
from forum.events.models import Event
from forum.events.states import EventState
from forum.extensions import BUSY_MS, db
from forum.submissions import counting
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Visibility
from tests import make
from tests.page import Client

Db = scoped_session[Session]
ROWS = [
    {"id": "A1", "group": "relawan_tik", "title": "Halte bocor", "body": "Atap halte bocor. Mohon diperbaiki."},
    {"id": 2, "group": "", "title": "Pasar becek", "body": "Lantai pasar becek. Mohon dikeringkan."},
]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Any:
    """Run the command over these rows; a text stands for a line as it is."""

    def run(rows: list[Any], *options: str, slug: str = "") -> Result:
        file = tmp_path / "masukan.jsonl"
        file.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in rows), encoding="utf-8")
        return app.test_cli_runner().invoke(args=["forum", "import", "submissions", str(file), "--event", slug or "kumpulan", *options])

    return run


def stored() -> list[Submission]:
    db.session.expire_all()
    return list(db.session.scalars(select(Submission).order_by(Submission.id)))


def test_rows_become_submissions_that_wait(bring: Any, db_session: Db) -> None:
    group, event = make.group(), make.event()
    assert bring(ROWS, slug=event.slug).exit_code == 0
    one, other = stored()
    assert (one.external_ref, other.external_ref) == ("A1", "2")
    assert (one.group_id, other.group.is_element) == (group.id, True)
    assert {one.visibility, other.visibility} == {Visibility.WAITING}
    assert one.identity is Identity.ANONYMOUS
    assert db.session.scalar(select(func.count()).select_from(HistoryEntry).where(HistoryEntry.verb == "submission.send")) == 2
    assert not [fault for fault in proof.walk() if fault]


def test_counters_and_tallies_are_what_the_rows_say(bring: Any, db_session: Db) -> None:
    event = make.event()
    bring(ROWS, slug=event.slug)
    db.session.expire_all()
    kept = (event.submission_count, event.public_count, event.undecided_count, tally.read()["submission.waiting"])
    counting.recount(event)
    db.session.expire_all()
    assert kept == (event.submission_count, event.public_count, event.undecided_count, 2) == (2, 0, 2, 2)


def test_counting_anew_changes_no_counter_of_groups_and_windows(bring: Any, db_session: Db) -> None:
    make.group()
    event = make.event()
    bring(ROWS, slug=event.slug)

    def counted() -> tuple[list[Any], list[int]]:
        db.session.expire_all()
        rows = db.session.execute(select(Tally.scope, Tally.key, Tally.value).where(Tally.value != 0).order_by(Tally.scope, Tally.key))
        return [tuple(row) for row in rows], [window.handed_in for window in event.windows]

    kept = counted()
    counting.recount(event)
    counting.retally("submission", Submission.jurisdiction_id, counting.FATE)
    counting.retally_groups()
    assert kept == counted()
    assert sum(kept[1]) == 2


def test_the_same_file_twice_changes_nothing(bring: Any, db_session: Db) -> None:
    slug = make.event().slug
    bring(ROWS, slug=slug)
    again = bring([*ROWS[:1], {**ROWS[1], "body": "Kata lain."}], slug=slug)
    assert again.exit_code == 0
    assert "there already: with other words" in again.output
    assert [one.body for one in stored()] == [ROWS[0]["body"], ROWS[1]["body"]]


def test_the_dry_run_tells_each_rows_fate_and_writes_nothing(bring: Any, db_session: Db) -> None:
    slug = make.event().slug
    bring(ROWS[:1], slug=slug)
    result = bring(
        [*ROWS, {"id": "A3", "group": "Paguyuban Senja", "title": "Lampu", "body": "Kurang terang."}, "{"], "--dry-run", slug=slug
    )
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert "1\tA1\tthere already" in lines
    assert "2\t2\tnew" in lines
    assert any(line.startswith("3\tA3\tnew: group 'Paguyuban Senja' is unknown") for line in lines)
    assert "4\t-\twrong: not a line of JSON in UTF-8" in lines
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("[1]", "not a JSON object"),
        ("{'id': 1}", "not a line of JSON"),
        ({"title": "Tanpa kunci", "body": "Isi."}, "id is missing"),
        ({"id": True, "title": "Kunci aneh", "body": "Isi."}, "id is missing"),
        ({"id": "B" * 61, "title": "Kunci panjang", "body": "Isi."}, "id is longer than 60"),
        ({"id": "B", "title": "J" * 161, "body": "Isi."}, "title is longer than 160"),
        ({"id": "B", "title": "Panjang", "body": "i" * 8001}, "body is longer than 8000"),
        ({"id": "B", "title": "", "body": " "}, "title is missing"),
        ({"id": "B", "title": 7, "body": "Isi."}, "title is not a text"),
        ({"id": "A1", "title": "Sekali lagi", "body": "Isi."}, "stands in line 1 already"),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_the_others_come_in(bring: Any, db_session: Db, row: Any, why: str) -> None:
    result = bring([ROWS[0], row, ROWS[1]], slug=make.event().slug)
    assert result.exit_code == 1
    assert any(line.startswith("2\t") and why in line for line in result.output.splitlines()), result.output
    assert [one.external_ref for one in stored()] == ["A1", "2"]


def test_it_works_on_an_installation_that_has_nothing_yet(bring: Any, db_session: Db) -> None:
    assert bring(ROWS, "--create-event").exit_code == 0
    event = db.session.scalars(select(Event)).one()
    assert (event.slug, event.state, event.submission_count) == ("kumpulan", EventState.DRAFT, 2)
    assert db.session.scalar(select(func.count()).select_from(Jurisdiction)) == 1


def test_an_event_is_made_in_the_city_that_is_named(bring: Any, db_session: Db) -> None:
    make.city()
    other = make.city("tegal")
    bring(ROWS, "--create-event", "--city", "tegal")
    assert db.session.scalars(select(Event.jurisdiction_id)).one() == other.id


def test_an_unknown_event_is_refused_unless_it_is_to_be_made(bring: Any, db_session: Db) -> None:
    result = bring(ROWS)
    assert result.exit_code == 2
    assert "--create-event" in result.output


def test_a_moderator_of_the_city_can_answer_for_publishing_them(bring: Any, db_session: Db) -> None:
    event, judge = make.event(), make.account("Moderator", Role.MODERATOR)
    assert bring(ROWS, "--publish-by", judge.email, slug=event.slug).exit_code == 0
    assert {one.visibility for one in stored()} == {Visibility.PUBLIC}
    assert {one.judged_by_id for one in stored()} == {judge.id}
    db.session.expire_all()
    assert event.public_count == 2


def test_nobody_else_can(bring: Any, db_session: Db) -> None:
    event = make.event()
    assert bring(ROWS, "--publish-by", make.account().email, slug=event.slug).exit_code == 2
    assert not stored()


def test_nobody_can_sign_in_as_the_bringer(bring: Any, client: Client, db_session: Db) -> None:
    bring(ROWS, slug=make.event().slug)
    bringer = db.session.get_one(Account, stored()[0].author_id)
    assert bringer.closed_at is not None
    assert bringer.email.endswith(".invalid")


def test_a_long_import_waits_for_another_writer_longer_than_a_page_does(bring: Any, app: Flask, db_session: Db) -> None:
    """On PostgreSQL writers do not wait for each other's transactions at all."""
    event = make.event()
    if db.engine.dialect.name != "sqlite":
        return
    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    let_go = threading.Timer(BUSY_MS / 1000 + 1, other.rollback)
    let_go.start()
    db.session.remove()
    db.engine.dispose()
    try:
        assert bring(ROWS, slug=event.slug).exit_code == 0
    finally:
        let_go.join()
        other.close()
    assert len(stored()) == 2
