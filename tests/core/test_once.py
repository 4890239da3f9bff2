"""Keys of accepted forms: kept as long as the setting says, then forgotten by the worker."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from forum import worker
from forum.core import clock
from forum.core.once import OnceKey, forget_old
from forum.extensions import db
from tests import make


def test_the_worker_forgets_old_keys_and_keeps_the_others(app: Flask) -> None:
    with app.app_context():
        for key, days in (("lama", 366), ("baru", 300)):
            make.committed(OnceKey(key=key, location="/", at=clock.wall() - timedelta(days=days)))
        assert worker.forget_keys(app.extensions["settings"]) == 1
        assert db.session.scalars(select(OnceKey.key)).all() == ["baru"]


def test_a_round_forgets_so_many_at_most_and_the_oldest_first(app: Flask) -> None:
    with app.app_context():
        for n in range(5):
            make.committed(OnceKey(key=f"k{n}", location="/", at=clock.wall() - timedelta(days=400 + n)))
        assert make.said(forget_old, 365, 3) == 3
        assert set(db.session.scalars(select(OnceKey.key))) == {"k0", "k1"}
