"""The index of what submissions say follows every change of a text, whichever verb makes it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from forum.accounts.roles import Role
from forum.core import clock
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.readings import Posting, SubmissionReading, TermCount, postings, reading_of
from forum.submissions.states import Identity, Reason
from forum.submissions.wordings import MaskKind, Span
from tests import make

Db = scoped_session[Session]


def terms_of(one: Submission | int) -> set[str]:
    key = one if isinstance(one, int) else one.id
    return set(db.session.scalars(select(Posting.term).where(Posting.submission_id == key)))


def assert_index_is_right() -> None:
    """Postings equal what the texts say, and the counts equal the postings."""
    kept = {row.submission_id for row in db.session.execute(select(SubmissionReading.submission_id))}
    want = {(one.event_id, term, one.id, share) for one in db.session.scalars(select(Submission)) if one.id in kept
            for term, share in postings(reading_of(one)).items()}  # fmt: skip
    have = {tuple(row) for row in db.session.execute(select(Posting.event_id, Posting.term, Posting.submission_id, Posting.weight))}
    assert have == want
    counted = Counter((event_id, term) for event_id, term, _, _ in have)
    assert {(row.event_id, row.term): row.texts for row in db.session.execute(select(TermCount.event_id, TermCount.term, TermCount.texts))
            if row.texts} == counted  # fmt: skip


def test_what_is_sent_can_be_found_by_its_words(db_session: Db) -> None:
    one = make.submission(title="Pelayanan loket lambat", public=False)
    assert {"layan", "loket"} <= terms_of(one)
    assert_index_is_right()


def test_a_new_wording_replaces_the_old_one(db_session: Db) -> None:
    author = make.account()
    one = make.submission(by=author, title="Jembatan rapuh", public=False)
    make.said(one.reword, "Taman gelap", "Lampunya kurang.", by=author.viewer(), judge_by=clock.today("Asia/Jakarta") + timedelta(days=3))
    assert "jembatan" not in terms_of(one)
    assert {"taman", "gelap"} <= terms_of(one)
    assert_index_is_right()


def test_a_text_that_says_nothing_can_be_worded_anew(db_session: Db) -> None:
    author = make.account()
    one = make.submission(by=author, title="Mohon", body="Tolong dong.", public=False)
    assert not terms_of(one)
    make.said(one.reword, "Taman gelap", "Lampunya kurang.", by=author.viewer(), judge_by=clock.today("Asia/Jakarta") + timedelta(days=3))
    assert "taman" in terms_of(one)
    assert_index_is_right()


def test_what_is_masked_is_not_in_the_index_until_the_mask_is_lifted(db_session: Db) -> None:
    one = make.submission(title="Surat lama", body="Nama saya Zulaikha dan suratnya belum jadi.", public=False)
    judge = make.account("Moderator", Role.MODERATOR)
    assert "zulaikha" in terms_of(one)
    make.said(one.redact, [Span(10, 18, MaskKind.NAME)], by=judge.viewer())
    assert not {"zulaikha", "samar", "disamarkan"} & terms_of(one)
    assert "zulaikha" not in db.session.scalar(select(SubmissionReading.terms).where(SubmissionReading.submission_id == one.id))
    assert_index_is_right()
    make.said(one.redact, [], by=judge.viewer())
    assert "zulaikha" in terms_of(one)


def test_what_is_taken_back_leaves_the_index(db_session: Db) -> None:
    author = make.account()
    one = make.submission(by=author)
    make.said(one.withdraw, by=author.viewer())
    assert not terms_of(one)
    assert db.session.get(SubmissionReading, one.id) is None
    assert_index_is_right()


def test_a_confidential_text_never_enters_the_index(db_session: Db) -> None:
    assert not terms_of(make.submission(identity=Identity.CONFIDENTIAL, public=False))


def test_a_refused_transaction_leaves_no_trace(db_session: Db) -> None:
    one = make.submission(public=False)
    one.title = "Sesuatu yang lain"
    db.session.flush()
    db.session.rollback()
    assert_index_is_right()


def test_a_decision_does_not_touch_the_index(app: Flask, queries: object, db_session: Db) -> None:
    one = make.submission(public=False)
    judge = make.account("Moderator", Role.MODERATOR)
    with queries() as seen:  # type: ignore[operator]
        make.said(one.hold, by=judge.viewer(), reason=Reason.UNVERIFIED_CLAIM)
    assert "posting" not in str(seen)


def test_the_command_repairs_what_was_written_past_the_verbs(app: Flask, db_session: Db) -> None:
    one, other = make.submission(title="Halte bocor").id, make.submission(title="Pasar becek").id
    with db.engine.begin() as connection:
        connection.execute(Posting.__table__.delete().where(Posting.submission_id == one))
        connection.execute(TermCount.__table__.update().values(texts=77))
    result = app.test_cli_runner().invoke(args=["forum", "reindex"])
    assert result.exit_code == 0, result.output
    assert "halte" in terms_of(one)
    assert "becek" in terms_of(other)
    assert_index_is_right()


@pytest.mark.parametrize("weight", [0, 1001])
def test_the_database_refuses_a_weight_that_is_no_share(db_session: Db, weight: int) -> None:
    one = make.submission()
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Posting).values(event_id=one.event_id, term="x", submission_id=one.id, weight=weight))
    db.session.rollback()


def test_the_database_refuses_a_count_below_nothing(db_session: Db) -> None:
    one = make.submission()
    with pytest.raises(IntegrityError):
        db.session.execute(insert(TermCount).values(event_id=one.event_id, term="zzz", texts=-1))
    db.session.rollback()


def test_the_database_refuses_a_posting_of_nothing(db_session: Db) -> None:
    with pytest.raises(IntegrityError):
        db.session.execute(insert(Posting).values(event_id=1, term="x", submission_id=99, weight=5))
        db.session.commit()
    db.session.rollback()


def test_reindex_marks_what_waited_before_there_were_marks(app: Flask) -> None:
    with app.app_context():
        told = make.submission(public=False, body="Hubungi saya di 081234567890, lampunya padam.")
        done = make.submission(told.event, body="Hubungi saya di 081234567890.")
        make.said(done.acknowledge, by=make.account("Rina", Role.MODERATOR).viewer())
        marked = told.marks
        make.said(db.session.execute, update(Submission).values(marks=""))
        assert app.test_cli_runner().invoke(args=["forum", "reindex"]).exit_code == 0
        db.session.expire_all()
        assert "personal_data" in marked == db.session.get_one(Submission, told.id).marks
        assert db.session.get_one(Submission, done.id).marks == ""
