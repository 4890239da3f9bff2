"""A made-up world is a true one: its history is sealed, its counters count its rows, and every page opens in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, scoped_session

from bench.pages import PAGES, Page
from bench.people import ACTORS, Product
from bench.worlds import words
from bench.worlds.build import THREAD, Builder, Plan
from bench.worlds.places import NOW
from bench.worlds.sink import PostgresSink, Sink, SQLiteSink
from forum.core import clock, proof
from forum.core.tally import Tally
from forum.core.text import markdown
from forum.events.models import Event
from forum.events.parts import InputWindow
from forum.extensions import Base, db
from forum.publishing import proof as published
from forum.recommendations.models import Recommendation
from forum.submissions.models import Submission
from forum.submissions.support import GroupSupport, Support
from forum.submissions.voices import Reply
from tests import engines

SMALL = Plan(size=400, cities=24, long_thread=120)


@pytest.fixture
def world(app: Flask, engine: engines.Engine) -> Iterator[scoped_session[Session]]:
    """The smallest world, at its own instant."""
    with app.app_context():
        sink: Sink = SQLiteSink(db.engine, engine.file) if isinstance(engine, engines.SQLite) else PostgresSink(db.engine, engine.url)
        Builder(sink, SMALL, lambda _: None).build()
        with clock.at(NOW):
            yield db.session


def test_its_history_and_its_published_versions_are_intact(world: scoped_session[Session]) -> None:
    lines = list(proof.walk())
    assert len(lines) > SMALL.size
    assert [fault for fault in lines if fault is not None] == []
    assert list(published.check()) == []


def counters(session: scoped_session[Session]) -> tuple[list[Any], list[Any], list[Any]]:
    names = "id submission_count public_count undecided_count unanswered_count recommendation_count".split()
    of_events = session.execute(select(*(getattr(Event, name) for name in names)).order_by(Event.id)).all()
    tallies = session.execute(select(Tally.scope, Tally.key, Tally.value).where(Tally.value != 0).order_by(Tally.scope, Tally.key)).all()
    windows = session.execute(select(InputWindow.id, InputWindow.handed_in).order_by(InputWindow.id)).all()
    return list(of_events), sorted(tallies), list(windows)


def test_counting_again_changes_nothing(app: Flask, world: scoped_session[Session]) -> None:
    before = counters(world)
    assert sum(row.submission_count for row in before[0]) == SMALL.size
    assert app.test_cli_runner().invoke(args=["forum", "recount"]).exit_code == 0
    world.expire_all()
    assert counters(world) == before


def test_support_and_replies_are_what_their_counters_say(world: scoped_session[Session]) -> None:
    people = select(func.count()).where(Support.submission_id == Submission.id).scalar_subquery()
    by_group = select(func.coalesce(func.sum(GroupSupport.people), 0)).where(GroupSupport.submission_id == Submission.id).scalar_subquery()
    replies = select(func.count()).where(Reply.submission_id == Submission.id).scalar_subquery()
    asked = select(Submission.code, Submission.support_count, people, by_group, Submission.reply_count, replies)
    rows = world.execute(asked).all()
    assert [row for row in rows if not row[1] == row[2] == row[3] or row[4] != row[5]] == []
    assert max(row[4] for row in rows) == SMALL.long_thread


def test_no_row_refers_to_one_that_is_not_there(world: scoped_session[Session]) -> None:
    """Foreign keys are not checked while a world is filled."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            orphans = text(
                f'SELECT count(*) FROM {table.name} WHERE "{key.parent.name}" IS NOT NULL AND NOT EXISTS '
                f"(SELECT 1 FROM {key.column.table.name} parent WHERE parent.{key.column.name} = {table.name}.{key.parent.name})"
            )
            assert world.scalar(orphans) == 0, f"{table.name}.{key.parent.name}"


def test_copied_fragments_are_what_the_product_draws(world: scoped_session[Session]) -> None:
    thread = world.scalars(select(Reply).join(Submission).where(Submission.code == THREAD).order_by(Reply.path)).all()
    assert len(thread) == 50
    for reply in thread:
        kept = reply.fragment_id, reply.fragment_en
        with world.no_autoflush:
            reply.draw()
        assert (reply.fragment_id, reply.fragment_en) == kept
    world.rollback()


def test_what_people_say_is_its_own_markdown() -> None:
    pick = random.Random(3)
    for said in (words.body(pick) for _ in range(50)):
        assert markdown(said) == f"<p>{said}</p>\n"


def test_it_has_every_state_of_submissions_and_of_recommendations(world: scoped_session[Session]) -> None:
    assert set(world.scalars(select(Submission.visibility))) == set("waiting public returned held refused withdrawn".split())
    dispositions = "open answered adopted acknowledged declined referred out_of_scope".split()
    assert set(world.scalars(select(Submission.disposition))) == set(dispositions)
    assert set(world.scalars(select(Recommendation.work))) == set("not_started in_progress completed verified".split())
    assert set(world.scalars(select(Recommendation.answer))) >= set("none accepted deferred rejected".split())


def test_every_page_of_the_bench_opens(app: Flask, world: scoped_session[Session]) -> None:
    product = Product(app)
    answers = {str(page): _asked(app, product, page) for page in PAGES}
    assert {page: status for page, status in answers.items() if status != 200} == {}


def _asked(app: Flask, product: Product, page: Page) -> int:
    headers = product.cookie(ACTORS[page.who]) if page.who else {}
    with app.app_context():  # of its own: what one request knows of its viewer is no other's
        return FlaskClient(app, app.response_class, use_cookies=False).get(page.path, headers=headers).status_code
