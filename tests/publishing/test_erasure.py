"""A minor's words are erased after an outcome was published: a new version takes its place, the old bytes are withheld."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Role
from forum.core import clock, proof
from forum.events.models import Event
from forum.extensions import db
from forum.publishing import proof as outcome_proof
from forum.publishing import snapshot
from forum.publishing.models import Outcome
from forum.publishing.states import OutcomeState
from forum.submissions.models import Submission
from tests import make
from tests.cast import visitor

pytestmark = pytest.mark.usefixtures("db_session")


def published(event: Event, supersedes: Outcome | None = None, correction: str | None = None) -> Outcome:
    one, other = (make.account(name, Role.PUBLISHER) for name in ("Penyusun", "Peninjau"))
    number = supersedes.number + 1 if supersedes else 1
    facts = {"title": "Laporan Hasil", "summary": "Ringkas.", "agreed": "", "supersedes": supersedes, "correction": correction}
    made = make.said(Outcome.of, event, by=one.viewer(), author_id=one.id, number=number, **facts)
    make.said(made.submit, by=one.viewer())
    make.said(made.approve, by=other.viewer())
    make.said(lambda: made.publish(snapshot.of(made), by=one.viewer()))
    return made


@pytest.fixture
def said() -> Submission:
    minor = make.minor(consent=True)
    return make.submission(by=minor, group=make.group("saka_milenial"), title="Lampu menuju sanggar")


def withdraw(app: Flask, said: Submission) -> None:
    visitor(app).opens(make.guardian_link(said.author)).follow("Tarik persetujuan").form().submit()
    db.session.expire_all()


def test_the_outcome_gets_a_version_without_the_words_and_the_old_hash_stays(app: Flask, said: Submission) -> None:
    kept = make.submission(said.event, title="Yang tinggal")
    first = published(said.event)
    second = published(said.event, first, "Salah ketik.")
    hashes = (first.hash, second.hash)
    withdraw(app, said)
    third = db.session.query(Outcome).filter_by(state=OutcomeState.PUBLISHED).one()
    assert third.number == 3 and third.supersedes is second and (first.hash, second.hash) == hashes
    assert first.snapshot is None and second.snapshot is None
    assert "Lampu" not in (third.snapshot or "")
    codes = [line["code"] for line in third.content["inputs"]]
    assert kept.code in codes and said.code not in codes and len(codes) == 2
    page = visitor(app).opens(f"/hasil/{said.event.slug}?versi=2")
    assert page.has("Isi versi ini dihapus") and (second.hash or "") in page.text.replace(" ", "")
    visitor(app).opens(f"/hasil/{said.event.slug}/versi-2.json", 404)
    assert visitor(app).opens(f"/verifikasi/{second.hash}").has("Dikenal, isinya sudah dihapus")
    assert visitor(app).opens(f"/hasil/{said.event.slug}").has("Yang tinggal")


def test_the_proof_still_holds_and_notices_words_that_vanish_without_an_erasure(app: Flask, said: Submission) -> None:
    published(said.event)
    withdraw(app, said)
    assert not [fault for fault in proof.walk() if fault] and not list(outcome_proof.check())
    newest = db.session.query(Outcome).filter_by(state=OutcomeState.PUBLISHED).one()
    make.said(lambda: db.session.execute(update(Outcome).where(Outcome.id == newest.id).values(snapshot="{}")))
    assert [fault.row for fault in outcome_proof.check()] == [f"id={newest.id}"]


def test_a_version_in_hand_follows_the_new_one(app: Flask, said: Submission) -> None:
    first = published(said.event)
    draft = make.said(
        Outcome.of, said.event, by=make.account("Penyusun", Role.PUBLISHER).viewer(), author_id=first.drafted_by_id, number=2,
        title="Perbaikan", summary="", agreed="", supersedes=first, correction="Salah ketik.",
    )  # fmt: skip
    withdraw(app, said)
    assert draft.number == 3 and draft.supersedes.number == 2 and draft.supersedes.state == "published"


def test_outcomes_that_do_not_quote_it_stay_as_they_are(app: Flask, said: Submission) -> None:
    other = published(make.submission().event)
    withdraw(app, said)
    assert other.state == "published" and other.snapshot and db.session.query(Outcome).count() == 1


def test_the_database_refuses_a_published_version_without_words(said: Submission) -> None:
    published(said.event)
    for columns in ({"snapshot": None}, {"snapshot": None, "withheld_at": clock.wall()}, {"withheld_at": clock.wall()}):
        with pytest.raises(IntegrityError):
            db.session.execute(update(Outcome).values(columns))
        db.session.rollback()
