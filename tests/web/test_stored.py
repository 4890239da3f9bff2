"""Stored pages: who is given one, until when, and what can never stand in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum.accounts.roles import Role
from forum.core import clock
from forum.events.models import Event
from forum.web.shelf import Page, Shelf
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def event() -> Event:
    return make.event()


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return app.extensions["stored"].shelf


@pytest.fixture
def flash(app: Flask) -> Iterator[None]:
    """The flash-crowd layer switched on, at its longest."""
    app.extensions["stored"].flash = 1.0
    yield
    app.extensions["stored"].flash = 0.0


def asks(app: Flask, path: str, **headers: str) -> TestResponse:
    """A visitor's bare request; packed and empty answers are not read as pages."""
    client = app.test_client()
    client.inspecting = False  # type: ignore[attr-defined]
    return client.open(
        path, method=headers.pop("method", "GET"), headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_the_next_visitor_is_answered_without_a_query(app: Flask, event: Event, queries: Callable[[], Any]) -> None:
    path = f"/forum/{event.slug}"
    first = asks(app, path)
    with queries() as seen:
        second = asks(app, path)
    assert seen.count == 0, seen
    assert second.data == first.data and second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_browser_that_has_it_is_told_so(app: Flask, event: Event) -> None:
    path = f"/forum/{event.slug}"
    known = asks(app, path).headers["ETag"]
    answer = asks(app, path, If_None_Match=known)
    assert answer.status_code == 304 and answer.data == b"" and answer.headers["ETag"] == known


def test_what_was_written_is_seen_at_once(app: Flask, event: Event) -> None:
    path = f"/forum/{event.slug}"
    known = asks(app, path).headers["ETag"]
    make.submission(event, title="Peta lampu jalan")
    answer = asks(app, path, If_None_Match=known)
    assert answer.status_code == 200 and "Peta lampu jalan" in answer.text


def test_a_write_to_another_event_leaves_a_thread_where_it_is(app: Flask, event: Event, queries: Callable[[], Any]) -> None:
    one = make.submission(event)
    path = f"/forum/{event.slug}/masukan/{one.code}"
    asks(app, path)
    make.submission(make.event("Acara lain"))
    with queries() as seen:
        assert asks(app, path).status_code == 200
    assert seen.count == 0, seen


def test_refused_text_is_gone_from_every_page_at_the_commit(app: Flask, event: Event) -> None:
    moderator = make.account("Rina", Role.MODERATOR)
    one = make.submission(event, title="KENARI-7Q", moderator=moderator)
    pages = ["/", "/forum", f"/forum/{event.slug}", f"/forum/{event.slug}/masukan/{one.code}", "/keputusan"]
    assert any("KENARI-7Q" in asks(app, path).text for path in pages)
    make.said(one.withdraw, by=one.author.viewer())
    assert not any("KENARI-7Q" in asks(app, path).text for path in pages)


def test_people_who_signed_in_never_get_or_leave_one(app: Flask, event: Event, shelf: Shelf) -> None:
    person = Person(app, make.account("Nama Yang Masuk"))
    assert person.opens(f"/forum/{event.slug}").status == 200
    assert not shelf.pages
    asks(app, f"/forum/{event.slug}")
    page = person.opens(f"/forum/{event.slug}")
    assert page.response.headers["Cache-Control"] == "no-store"


def test_no_stored_page_begins_a_session_or_holds_a_token(app: Flask, event: Event, shelf: Shelf) -> None:
    one = make.submission(event)
    rec = make.recommendation([one])
    event_page = f"/forum/{event.slug}"
    pages = ["/", "/forum", event_page, f"{event_page}/masukan/{one.code}", "/rekomendasi", f"/rekomendasi/{rec.code}", "/hasil"]
    pages += ["/keputusan", "/pedoman", "/privasi", "/aksesibilitas", "/cara-menghitung"]
    for path in pages:
        answer = asks(app, path)
        assert "Set-Cookie" not in answer.headers and "csrf_token" not in answer.text, path
    assert {str(address).removesuffix("\n") for address in shelf.pages} == set(pages)


def test_a_languages_page_is_not_anothers(app: Flask) -> None:
    asks(app, "/forum")
    assert 'lang="en"' in asks(app, "/en/forum").text and 'lang="id"' in asks(app, "/forum").text


def test_the_host_that_a_request_claims_changes_nothing(app: Flask, event: Event) -> None:
    path = f"/forum/{event.slug}"
    assert b"jahat.example" not in app.test_client().get(path, base_url="http://jahat.example").data
    assert b"jahat.example" not in asks(app, path).data


def test_a_page_ends_when_the_clock_changes_its_words(app: Flask) -> None:
    event = make.event(closes=timedelta(hours=2))
    path = f"/forum/{event.slug}"
    assert visitor(app).opens(path).has("Terbuka untuk masukan")
    with clock.at(clock.now() + timedelta(hours=3)):
        assert not visitor(app).opens(path).has("Terbuka untuk masukan")


def test_what_becomes_overdue_at_midnight_is_overdue_then(app: Flask) -> None:
    rec = make.recommendation(due=timedelta(days=1))
    make.answered(rec)
    assert not visitor(app).opens(f"/rekomendasi/{rec.code}").has("Terlambat")
    with clock.at(clock.now() + timedelta(days=2)):
        assert visitor(app).opens(f"/rekomendasi/{rec.code}").has("Terlambat")


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_it_is_sent_packed_as_the_browser_likes_it(app: Flask, encoding: str) -> None:
    answers = [asks(app, "/forum", Accept_Encoding=encoding) for _ in range(2)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {encoding}
    assert answers[0].data == answers[1].data and len(answers[0].data) < len(asks(app, "/forum").data)


def test_a_head_request_gets_the_same_headers_and_no_body(app: Flask) -> None:
    whole = asks(app, "/forum")
    head = asks(app, "/forum", method="HEAD")
    assert head.data == b"" and head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.usefixtures("flash")
def test_a_flash_crowd_is_answered_without_a_look_at_the_database(app: Flask, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/forum/{event.slug}"
    before = asks(app, path)
    make.submission(event, title="Sesudah itu")
    assert asks(app, path).data == before.data
    for page in app.extensions["stored"].shelf.pages.values():
        page.checked -= 1.0
    assert "Sesudah itu" in asks(app, path).text


def test_the_shelf_keeps_to_its_size_and_drops_what_was_not_asked_for() -> None:
    shelf = Shelf(limit=250)
    page = lambda: Page({}, clock.now(), "", [], b"x" * 100)
    shelf.put("a", page())
    shelf.put("b", page())
    shelf.get("a")
    shelf.put("c", page())
    assert list(shelf.pages) == ["a", "c"] and shelf.size == 200
