"""The history is append-only, sealed line by line, and every change behind its back is named."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forum.accounts.roles import Role
from forum.core import chain_file, clock, history, proof
from forum.extensions import db
from tests import make

pytestmark = pytest.mark.usefixtures("db_session")


def _faults() -> list[str]:
    return [str(found) for found in proof.walk() if found is not None]


def _open_the_table() -> None:
    """What an intruder with the database's password would do first; on PostgreSQL it lasts until the commit."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER history_keeps_lines"))
        db.session.execute(text("DROP TRIGGER history_keeps_all"))
    else:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))


def _change(statement: str) -> None:
    _open_the_table()
    db.session.execute(text(statement))
    db.session.commit()


@pytest.fixture
def story(app: Flask) -> None:
    moderator = make.account("Rina", Role.MODERATOR)
    forum = make.event()
    make.submission(forum, moderator=moderator)
    make.refused_submission(forum, moderator)


def test_an_untouched_history_is_whole(story: None) -> None:
    assert _faults() == []
    assert proof.length() > 5


@pytest.mark.parametrize(
    "column, value",
    [
        ("verb", "'submission.hold'"),
        ("actor_ref", "'somebody'"),
        ("actor_role", "'publisher'"),
        ("reason", "'threat'"),
        ("after", "'public'"),
        ("detail", "'{\"x\": 1}'"),
        ("note", "'anders'"),
        ("commitment", f"'{'0' * 64}'"),
        ("submission_id", "NULL"),
        ("at", "'2024-01-01 00:00:00.000000'"),
        ("hash", f"'{'0' * 64}'"),
        ("previous", f"'{'0' * 64}'"),
    ],
)
def test_a_changed_field_is_named_with_its_row(story: None, column: str, value: str) -> None:
    seq = db.session.execute(text("SELECT seq FROM history WHERE verb = 'submission.refuse'")).scalar_one()
    _change(f'UPDATE history SET "{column}" = {value} WHERE seq = {seq}')
    assert any(f"history seq={seq}:" in fault for fault in _faults()), _faults()


def test_a_line_is_whole_whatever_zone_its_moment_was_told_in(app: Flask) -> None:
    with clock.at(datetime(2025, 10, 1, 9, tzinfo=ZoneInfo("Asia/Jayapura"))):
        make.submission()
    db.session.expunge_all()
    assert _faults() == []


def test_a_removed_line_is_named(story: None) -> None:
    _change("DELETE FROM history WHERE seq = 4")
    assert any("seq=4: the line is missing" in fault for fault in _faults())


def test_a_cut_off_end_is_noticed_by_the_head_outside_the_database(story: None) -> None:
    length, _ = history.head()
    _open_the_table()
    db.session.execute(text(f"DELETE FROM history WHERE seq > {length - 2}"))
    last = db.session.execute(text(f"SELECT hash FROM history WHERE seq = {length - 2}")).scalar_one()
    db.session.execute(text("UPDATE chain_head SET length = :n, hash = :h"), {"n": length - 2, "h": last})
    db.session.commit()
    assert any("its end was cut off" in fault for fault in _faults())


def test_the_database_refuses_to_change_or_delete_a_line(story: None) -> None:
    for statement in ("UPDATE history SET verb = 'x' WHERE seq = 1", "DELETE FROM history WHERE seq = 1"):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_person_can_be_forgotten_and_the_chain_stays_whole(story: None) -> None:
    db.session.execute(text("UPDATE history SET note = NULL, salt = NULL WHERE note IS NOT NULL"))
    db.session.commit()
    assert _faults() == []


def test_the_head_is_kept_outside_the_database(story: None) -> None:
    assert chain_file.read() == history.head()


def test_what_is_rolled_back_leaves_no_line(story: None) -> None:
    before = history.head()
    submission = make.submission(public=True)
    after = history.head()
    history.record("submission.publish", submission, by=make.account().viewer())
    db.session.rollback()
    make.committed(submission)
    assert after[0] > before[0]
    assert db.session.execute(text("SELECT max(seq) FROM history")).scalar_one() == history.head()[0]


def test_verify_names_the_row_and_exits_with_one(app: Flask, story: None) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["forum", "verify", "--quiet"]).exit_code == 0
    _change("UPDATE history SET reason = 'threat' WHERE verb = 'submission.refuse'")
    result = runner.invoke(args=["forum", "verify", "--quiet"])
    assert result.exit_code == 1
    assert "history seq=" in result.output
