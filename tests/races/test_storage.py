"""The disk is full, the database can only be read, or it is gone: a page that says so, keeps what was typed and can send it again."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NoReturn

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.voices import Reply
from tests import make
from tests.cast import Person, visitor
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")
WORDS = "Lampu di gang kami mati sejak Senin"
READ_ONLY = {"sqlite": "PRAGMA query_only = ON", "postgres": "SET default_transaction_read_only = on"}


@contextmanager
def every_connection(statement: str) -> Iterator[None]:
    """Each connection that is opened inside says this first."""

    def say(connection: Any, _record: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute(statement)
        if hasattr(connection, "autocommit"):
            connection.commit()

    db.session.close()
    db.engine.dispose()
    event.listen(db.engine, "connect", say)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", say)
        db.session.close()
        db.engine.dispose()


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite may not take another page."""
    pages = db.session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    with every_connection(f"PRAGMA max_page_count = {pages}"):
        yield


@contextmanager
def no_database() -> Iterator[None]:
    """Nothing can be read either."""

    def gone(*_: object) -> NoReturn:
        raise OperationalError("connect", {}, Exception("the server is gone"))

    db.session.close()
    event.listen(db.engine, "before_cursor_execute", gone)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", gone)


@pytest.fixture
def page(app: Flask) -> Page:
    """The page of a public submission, before somebody who is about to reply."""
    one = make.submission(make.event())
    return Person(app, make.account("Warga")).opens(f"/forum/{one.event.slug}/masukan/{one.code}")


def replied(page: Page, words: str = WORDS) -> Page:
    return Page(page.client, page.form("form[data-draft]").fill(body=words).send())


def replies() -> int:
    return db.session.scalar(select(func.count()).select_from(Reply)) or 0


def test_a_database_that_can_only_be_read_loses_no_word(page: Page, engine_name: str) -> None:
    with every_connection(READ_ONLY[engine_name]):
        answer = replied(page).expect(503)
        assert answer.has("Sistem sedang sibuk") and answer.has(WORDS)
        assert answer.response.headers["Retry-After"]
        page.client.page(page.path)
        again = answer.button("Kirim lagi").submit(503)
    assert again.has(WORDS)
    assert again.button("Kirim lagi").submit().has(WORDS)
    assert again.button("Kirim lagi").submit().has(WORDS)
    assert replies() == 1, "sent three times under one key"


def test_a_full_disk_loses_no_word(page: Page, engine_name: str) -> None:
    if engine_name != "sqlite":
        pytest.skip("a full disk is the server's there, and is told as an OperationalError")
    with full_disk():
        for turn in range(40):
            answer = replied(page.client.page(page.path), f"{WORDS} {turn} " + "dan juga di gang sebelah. " * 150)
            if answer.status == 503:
                break
        assert answer.expect(503).has(WORDS)
    kept = replies()
    assert answer.button("Kirim lagi").submit().has(WORDS)
    assert replies() == kept + 1


def test_who_asks_is_told_even_when_nothing_can_be_read(app: Flask, page: Page) -> None:
    page.client.inspecting = False
    with no_database():
        assert replied(page).expect(503).has(WORDS)
        for path in ("/", "/akun", f"{page.path}?akhir"):
            assert page.client.get(path).status_code == 503, path
        assert visitor(app).client.get("/masuk?next=/akun").status_code in (200, 503)
    assert replies() == 0


def test_a_file_for_which_there_is_no_room_is_asked_for_again(app: Flask, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = page.client.page(page.path.rpartition("/")[0] + "/baru").form("#tulis")
    sheet.fill(
        title="Lampu mati",
        body=WORDS,
        type="suggestion",
        identity="named",
        agree=True,
        files=(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "foto.pdf"),
    )

    def no_room(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    answer = Page(page.client, sheet.send()).expect(503)
    monkeypatch.undo()
    assert not [path for path in app.extensions["settings"].upload_dir.rglob("*") if path.is_file()]
    assert answer.has(WORDS) and answer.has("Berkas yang Anda pilih perlu dipilih lagi.")
    assert db.session.query(Submission).filter_by(title="Lampu mati").count() == 0
    assert answer.button("Kirim lagi").submit().has("Masukan Anda sudah kami terima.")


def test_no_page_of_a_fault_shows_a_password(app: Flask, engine_name: str) -> None:
    page = Person(app, make.account("Warga")).opens("/akun")
    with every_connection(READ_ONLY[engine_name]):
        form = page.form("form[action$=sandi]").fill(present=make.PASSWORD, fresh="kata sandi yang baru")
        answer = Page(page.client, form.send()).expect(503)
    assert make.PASSWORD not in answer.response.text and "kata sandi yang baru" not in answer.response.text
