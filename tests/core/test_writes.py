"""Writes past the unit of work leave the same rows, and the same records in the session, as those through it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect, select

from forum.core import stamps, tally, writes
from forum.core.stamps import Stamp
from forum.extensions import db
from forum.submissions import readings
from forum.submissions.models import Submission
from forum.submissions.readings import Posting, SubmissionReading
from forum.submissions.voices import Reply
from tests import make

pytestmark = pytest.mark.usefixtures("db_session")


def columns_of(record: Any) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in inspect(type(record)).columns}


@pytest.mark.parametrize("kind", [Submission, Reply])
def test_a_record_that_was_put_is_what_the_database_holds(kind: Any) -> None:
    made: Any = make.submission(public=False, locality="Kraton") if kind is Submission else make.reply(make.submission())
    known = columns_of(made)
    db.session.expire_all()
    assert known == columns_of(made)
    assert made.version == 1


def test_a_record_that_was_put_can_be_changed_in_the_same_transaction() -> None:
    place, author = make.event(), make.account()
    made = make.submission(place, author, public=False)
    own = ("id", "public_id", "code", "tracking_code")
    facts = {name: value for name, value in columns_of(made).items() if name not in own}
    twin = Submission(event=place, **facts)

    def both() -> None:
        writes.put(twin)
        twin.title = "Judul yang lain"

    make.said(both)
    db.session.expire_all()
    assert (twin.title, twin.version, twin.code != made.code) == ("Judul yang lain", 2, True)


def test_what_was_put_is_read_into_the_index_unless_it_is_taken_back() -> None:
    made = make.submission(public=False, body="Lampu jalan padam di Kraton.")
    kept = db.session.get(SubmissionReading, made.id)
    assert kept is not None
    assert kept.terms == readings.reading_of(made).dump()
    assert db.session.scalars(select(Posting.term).where(Posting.submission_id == made.id)).all()
    db.session.info["put"] = [made]
    db.session.rollback()
    assert writes.new_ones(db.session()) == []


def test_stamps_and_tallies_are_raised_or_begun_in_one_statement() -> None:
    def twice() -> None:
        stamps.touch("event:901")
        tally.add("event:901", "group:1", 2)
        tally.add("event:901", "group:2", 1)

    make.said(twice)
    make.said(twice)
    assert db.session.scalar(select(Stamp.value).where(Stamp.key == "event:901")) == 2
    assert tally.read("event:901") == {"group:1": 4, "group:2": 2}
