"""Pieces that all who are signed in share: made once, never somebody's own, gone with the commit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from forum.accounts.roles import Role
from forum.web.shelf import Shelf
from tests import make
from tests.cast import Person

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def pieces(app: Flask) -> Shelf[Any]:
    found: Shelf[Any] = app.extensions["pieces"]
    return found


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    """Four who see different things beside the same thread."""
    accounts = {"author": make.account("Penulis"), "speaker": make.account("Pembalas"), "reader": make.account("Pembaca")}
    return {name: Person(app, one) for name, one in accounts.items()} | {"moderator": Person(app, make.account("Rina", Role.MODERATOR))}


@pytest.fixture
def thread(people: dict[str, Person]) -> str:
    """A thread in which everybody has something of their own; its address."""
    author, speaker = (people[name].account for name in ("author", "speaker"))
    assert author and speaker
    one = make.submission(make.event(), author, title="Peta lampu jalan")
    for n in range(3):
        make.reply(one, speaker, f"Balasan {n}")
    make.reply(one, author, "Jawab penulis")
    return f"/forum/{one.event.slug}/masukan/{one.code}"


def seen_by(one: Person, path: str) -> str:
    return re.sub(r'(name="(?:csrf_token|once)" value=)"[^"]*"', r"\1", one.client.get(path).get_data(as_text=True))


def test_whoever_came_before_changes_nothing_of_what_one_sees(people: dict[str, Person], thread: str, pieces: Shelf[Any]) -> None:
    alone = {}
    for name, one in people.items():
        pieces.clear()
        alone[name] = seen_by(one, thread)
    pieces.clear()
    for name in (*people, *reversed(people)):
        assert seen_by(people[name], thread) == alone[name], name
    assert len({*alone.values()}) == len(people)


def test_the_second_reader_asks_for_their_own_part_alone(people: dict[str, Person], thread: str, queries: Callable[[], Any]) -> None:
    people["author"].opens(thread)
    with queries() as first:
        people["reader"].opens(thread)
    assert first.count <= 3, first


def test_a_write_is_seen_by_all_at_once(people: dict[str, Person], thread: str) -> None:
    for one in people.values():
        one.opens(thread)
    people["reader"].sends(thread, form='form:has([name="parent"])', body="Saya baru membaca ini.")
    for name, one in people.items():
        assert "Saya baru membaca ini." in one.opens(thread).text, name


def test_no_piece_holds_a_token_a_key_or_a_name_of_who_looked(people: dict[str, Person], thread: str, pieces: Shelf[Any]) -> None:
    for one in people.values():
        one.opens(thread)
    kept = " ".join(str(piece.content) for piece in pieces.pages.values())
    assert "Balasan 2" in kept
    assert "csrf" not in kept and 'name="once"' not in kept
    assert "Pembaca" not in kept and "Rina" not in kept


def test_what_is_shown_while_something_is_written_is_not_kept(people: dict[str, Person], thread: str, pieces: Shelf[Any]) -> None:
    page = people["reader"].opens(thread)
    pieces.clear()
    page.form('form:has([name="parent"])').fill(body=" ").submit(422)
    assert not pieces.pages


def test_nothing_is_kept_where_nothing_is_stored(app: Flask, people: dict[str, Person], thread: str, pieces: Shelf[Any]) -> None:
    limit, pieces.limit = pieces.limit, 0
    try:
        people["reader"].opens(thread)
        assert not pieces.pages
    finally:
        pieces.limit = limit
