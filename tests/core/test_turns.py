"""Writers of one process come one after the other, in the order in which they asked."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from forum.extensions import Turns, db, writing


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_first_come_first_served() -> None:
    turns, came = Turns(), list[int]()
    assert turns.take(1)

    def writer(n: int) -> Callable[[], None]:
        def work() -> None:
            assert turns.take(20)
            came.append(n)
            turns.give()

        return work

    threads = []
    for n in range(8):
        threads.append(started(writer(n)))
        wait_for(lambda waiting=n + 1: len(turns._waiting) == waiting)  # type: ignore[misc]
    turns.give()
    for thread in threads:
        thread.join()
    assert came == list(range(8))


def test_whose_turn_does_not_come_in_time_leaves_the_line() -> None:
    turns = Turns()
    assert turns.take(1)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0.01)


@pytest.mark.usefixtures("db_session")
def test_the_turn_ends_with_the_transaction_however_it_ends(engine_name: str) -> None:
    if engine_name != "sqlite":
        pytest.skip("PostgreSQL's writers do not wait for one another")
    token = writing.set(True)
    try:
        for end in ("commit", "rollback", "close", "invalidate"):
            db.session.execute(text("SELECT 1"))
            getattr(db.session(), end)()
            db.session.rollback()
            began = time.monotonic()
            with db.engine.begin() as connection:
                connection.execute(text("SELECT 1"))
            assert time.monotonic() - began < 5, f"after {end} somebody still had the turn"
    finally:
        writing.reset(token)


@pytest.mark.usefixtures("db_session")
def test_readers_wait_for_nobody(engine_name: str) -> None:
    token = writing.set(True)
    try:
        db.session.execute(text("SELECT 1"))
        writing.set(False)
        with db.engine.connect() as reader:
            assert reader.execute(text("SELECT 1")).scalar_one() == 1
        db.session.rollback()
    finally:
        writing.reset(token)


BUSY_PROCESS = """
import sys, threading, time
from sqlalchemy import create_engine, text
from forum.extensions import writing

engine = create_engine(f"sqlite:///{sys.argv[1]}")


def work():
    writing.set(True)
    while True:
        with engine.begin() as connection:
            connection.execute(text("UPDATE beat SET n = n + 1"))
            time.sleep(0.005)


for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
print("writing", flush=True)
sys.stdin.read()
"""


def test_a_process_that_writes_without_a_pause_leaves_another_one_its_turn(tmp_path: Path) -> None:
    file = tmp_path / "beat.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    token = writing.set(True)
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE beat (n INTEGER NOT NULL)"))
            connection.execute(text("INSERT INTO beat VALUES (0)"))
        other = subprocess.Popen([sys.executable, "-c", BUSY_PROCESS, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert other.stdout and other.stdout.readline() == b"writing\n"
        seen = []
        for _ in range(12):
            with engine.begin() as connection:
                seen.append(connection.execute(text("SELECT n FROM beat")).scalar_one())
        other.communicate()
    finally:
        writing.reset(token)
        engine.dispose()
    assert seen[-1] - seen[0] <= 5 * len(seen), seen
