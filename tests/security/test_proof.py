"""Whatever single byte is changed behind the program's back, in the history or in a published version, its row is named."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from forum.accounts.roles import Role
from forum.core import history, proof
from forum.core.history import HistoryEntry
from forum.extensions import db
from forum.publishing import proof as published
from forum.publishing import snapshot
from forum.publishing.models import Outcome
from tests import make

pytestmark = pytest.mark.usefixtures("db_session")
MUTATIONS = int(os.environ.get("PROVE_MUTATIONS", "60"))
SHOWN = ("snapshot", "hash", "title", "summary", "summary_html", "agreed", "number")


@pytest.fixture
def story(app: Flask) -> int:
    """A history with notes, and a published outcome: its key."""
    one, other = make.account("Penerbit", Role.PUBLISHER), make.account("Peninjau", Role.PUBLISHER)
    event = make.event()
    rina = make.account("Rina", Role.MODERATOR)
    make.answered(make.recommendation([make.submission(event, moderator=rina)]))
    make.refused_submission(event, rina)

    def drafted() -> Outcome:
        return Outcome.of(
            event, by=one.viewer(), author_id=one.id, number=1, title="Hasil", summary="Ringkasan **hasil**.", agreed="Satu\nDua"
        )

    made: Outcome = make.said(drafted)
    make.said(made.submit, by=one.viewer())
    make.said(made.approve, by=other.viewer())
    make.said(lambda: made.publish(snapshot.of(made), by=one.viewer()))
    return int(made.id)


def faults() -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    found = [str(one) for one in (*proof.walk(), *published.check()) if one is not None]
    db.session.rollback()
    return found


@pytest.fixture
def intruder(engine_name: str) -> Iterator[Any]:
    """Somebody with the database's password: whatever guards the table is taken away, and checks are ignored."""
    if engine_name == "sqlite":
        connection = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
        for trigger in ("history_keeps_lines", "history_keeps_all"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        yield lambda statement, *values: connection.execute(statement, values)
        connection.close()
    else:

        def change(statement: str, *values: Any) -> Any:
            with db.engine.begin() as connection:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                names = {f"v{n}": value for n, value in enumerate(values)}
                for name in names:
                    statement = statement.replace("?", f":{name}", 1)
                return connection.execute(text(statement), names)

        yield change


def mutated(value: Any, dice: random.Random) -> Any:
    """The value with one byte (or, of a number, the number) changed."""
    if isinstance(value, int):
        return value + dice.choice((1, -1, 1000))
    place = dice.randrange(len(value))
    other = dice.choice([c for c in '0aZ~ {"é' if c != value[place]])
    return value[:place] + other + value[place + 1 :]


def test_an_untouched_story_is_whole(story: int) -> None:
    assert faults() == []


def test_every_changed_byte_of_the_history_is_named(story: int, intruder: Any, engine_name: str) -> None:
    dice = random.Random(20251015)
    length = history.head()[0]
    db.session.rollback()
    columns = [*HistoryEntry.SEALED, "hash", "note", "salt", *(["at"] if engine_name == "sqlite" else [])]
    columns = [column for column in columns if column != "seq"]
    found, tried = [], 0
    while tried < MUTATIONS:
        seq, column = dice.randint(1, length), dice.choice(columns)
        before = intruder(f'SELECT "{column}" FROM history WHERE seq = ?', seq).fetchone()[0]
        if before in (None, ""):
            continue
        tried += 1
        intruder(f'UPDATE history SET "{column}" = ? WHERE seq = ?', mutated(before, dice), seq)
        if not any(fault.startswith(f"history seq={seq}:") for fault in faults()):
            found.append((seq, column, before))
        intruder(f'UPDATE history SET "{column}" = ? WHERE seq = ?', before, seq)
    assert not found
    assert faults() == []


def test_every_changed_byte_of_a_published_version_is_named(story: int, intruder: Any) -> None:
    dice = random.Random(20251016)
    silent = []
    for turn in range(MUTATIONS // 2):
        column = SHOWN[turn % len(SHOWN)]
        before = intruder(f"SELECT {column} FROM outcome WHERE id = ?", story).fetchone()[0]
        intruder(f"UPDATE outcome SET {column} = ? WHERE id = ?", mutated(before, dice), story)
        if not any(fault.startswith(f"outcome id={story}:") for fault in faults()):
            silent.append((column, before))
        intruder(f"UPDATE outcome SET {column} = ? WHERE id = ?", before, story)
    assert not silent
    assert faults() == []


@pytest.mark.parametrize("moved_to", [0, -7, 10**15])
def test_a_line_that_was_moved_is_missed_where_it_stood(story: int, intruder: Any, moved_to: int) -> None:
    intruder("UPDATE history SET seq = ? WHERE seq = 4", moved_to)
    assert "history seq=4: the line is missing" in faults()


def test_a_retracted_version_cannot_be_put_back_in_force_behind_our_back(story: int, intruder: Any) -> None:
    publisher = make.account("Penerbit", Role.PUBLISHER)
    make.said(db.session.get_one(Outcome, story).retract, by=publisher.viewer(), note="Keliru")
    assert faults() == []
    intruder("UPDATE outcome SET state = 'published', retracted_note = NULL WHERE id = ?", story)
    assert f"outcome id={story}: its state is not the one that was recorded last" in faults()


@pytest.mark.parametrize(
    "statement, named",
    [
        ("UPDATE history SET at = 'kapan saja' WHERE seq = 3", "history seq=3:"),
        ("UPDATE history SET verb = CAST(x'ff' AS TEXT) WHERE seq = 3", "history seq=3:"),
        ("UPDATE history SET at = replace(at, ' ', 'T') WHERE seq = 3", "history seq=3:"),
        ("UPDATE history SET detail = 'tidak ada' WHERE verb = 'outcome.publish'", "history seq="),
        ("UPDATE outcome SET state = 'bagus'", "outcome id="),
        ("UPDATE outcome SET snapshot = CAST(x'ff' AS TEXT)", "outcome id="),
        ("UPDATE chain_head SET hash = CAST(x'ff' AS TEXT)", "chain_head id=1:"),
        ("DELETE FROM chain_head", "chain_head id=1:"),
    ],
)
def test_what_cannot_even_be_read_is_named_too(story: int, intruder: Any, engine_name: str, statement: str, named: str) -> None:
    if engine_name != "sqlite":
        pytest.skip("PostgreSQL keeps such bytes out by itself")
    intruder(statement)
    assert any(fault.startswith(named) for fault in faults()), faults()


def test_a_cut_tail_is_named_even_when_the_head_was_made_to_fit(story: int, intruder: Any) -> None:
    length = history.head()[0]
    db.session.rollback()
    intruder("UPDATE history SET outcome_id = NULL WHERE seq > ?", length - 1)
    intruder("DELETE FROM history WHERE seq > ?", length - 1)
    last = intruder("SELECT hash FROM history WHERE seq = ?", length - 1).fetchone()[0]
    intruder("UPDATE chain_head SET length = ?, hash = ?", length - 1, last)
    found = faults()
    assert any(fault.startswith(f"history seq={length}:") and "cut off" in fault for fault in found), found
    assert any(fault.startswith(f"outcome id={story}:") for fault in found)
