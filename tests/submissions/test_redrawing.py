"""A group takes another name: what its people wrote is drawn again, by the worker."""

from __future__ import annotations

import pytest
from flask import Flask

from forum.accounts.roles import Role
from forum.core import jobs
from forum.worker import redrawing
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")


def asked_for() -> list[tuple[object, ...]]:
    """The arguments of every request to draw a group again that stood in the queue."""
    queue, found = jobs.queue(), []
    while task := queue.dequeue():
        if task.name == "redraw_group":
            found.append(task.args)
    return found


def test_the_new_name_stands_beside_earlier_replies(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "STEP", 2)
    one, publisher = make.submission(), Person(app, make.account("Penerbit", Role.PUBLISHER))
    replies = [make.reply(one) for _ in range(5)]
    group = replies[0].group
    thread = f"/forum/{one.event.slug}/masukan/{one.code}"
    assert visitor(app).opens(thread).has(group.name)
    asked_for()
    publisher.sends(f"/meja/kelompok/{group.slug}/ubah", name="Warga Kota", name_en="Residents")
    assert asked_for() == [(group.id,)]
    redrawing.redraw_group(group.id)
    shown = visitor(app).opens(thread)
    assert [badge.text for badge in shown.all(".reply .badge")] == ["Warga Kota"] * 5


def test_what_else_is_corrected_asks_for_nothing(app: Flask) -> None:
    group, publisher = make.group(), Person(app, make.account("Penerbit", Role.PUBLISHER))
    asked_for()
    publisher.sends(f"/meja/kelompok/{group.slug}/ubah", contact="sekretariat@contoh.id")
    assert not asked_for()
