"""Limits on reading are counted in this process, in windows that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from limits.storage import storage_from_string

from forum.core import clock
from forum.web import counters
from forum.web.counters import SWEEP_SECONDS, CountersHere


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that have passed, to be moved by the test."""
    begun, passed = clock.wall(), [0.0]
    monkeypatch.setattr(clock, "wall", lambda: begun + timedelta(seconds=passed[0]))
    return passed


def test_the_product_counts_here(app: Flask) -> None:
    assert isinstance(storage_from_string(app.config["RATELIMIT_STORAGE_URI"]), CountersHere)
    assert counters.storage("redis://counts:6379/0") == "redis://counts:6379/0"


def test_a_window_begins_with_the_first_request_and_ends(now: list[float]) -> None:
    here = CountersHere()
    assert [here.incr("a", 60), here.incr("a", 60), here.incr("b", 60)] == [1, 2, 1]
    now[0] = 59
    assert (here.incr("a", 60), here.get("a")) == (3, 3)
    now[0] = 61
    assert (here.get("a"), here.incr("a", 60)) == (0, 1)


def test_what_has_ended_is_swept(now: list[float]) -> None:
    here = CountersHere()
    for n in range(1000):
        here.incr(f"address {n}", 5)
    now[0] = SWEEP_SECONDS + 1
    here.incr("last", 5)
    assert list(here.counts) == ["last"]


def test_counts_can_be_forgotten() -> None:
    here = CountersHere()
    here.incr("a", 60)
    here.incr("b", 60)
    here.clear("a")
    assert (here.get("a"), here.get("b"), here.reset(), here.get("b")) == (0, 1, 1, 0)
    assert here.check()
