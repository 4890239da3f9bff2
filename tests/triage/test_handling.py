"""Holding, handing over, undoing, and two moderators at one item."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Role
from forum.core import clock
from forum.core.history import HistoryEntry
from forum.core.refusal import Refused
from forum.extensions import db
from forum.notices import mailing
from forum.notices.models import Mail
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Reason, Visibility
from forum.submissions.support import support
from tests import make
from tests.cast import Person
from tests.triage.conftest import Desk
from tests.triage.test_decisions import again, decides, waiting

Counting = Callable[[], AbstractContextManager[Any]]


def holds(person: Person, it: Submission, **said: str) -> None:
    page = person.opens(f"/meja/triase/{it.code}")
    token = str(page.find("#act [name=csrf_token]")["value"])
    person.client.post(f"/meja/triase/{it.code}/pegang", data={"csrf_token": token, **said})


def undoes(person: Person, it: Submission, status: int = 200) -> Any:
    page = person.opens(f"/meja/triase/{it.code}")
    form = page.form("#act")
    form.action = f"/meja/triase/{it.code}/urungkan"
    return form.submit(status)


def last_line(it: Submission) -> HistoryEntry:
    found = db.select(HistoryEntry).where(HistoryEntry.submission_id == it.id).order_by(HistoryEntry.seq.desc())
    line = db.session.scalars(found).first()
    assert line is not None
    return line


def test_what_a_colleague_holds_cannot_be_decided_by_another(desk: Desk) -> None:
    it = waiting(desk)
    page = desk.bima.opens(f"/meja/triase/{it.code}")
    holds(desk.rina, it)
    late = page.form("#putusan").fill(decision="refuse", reason="commercial", note="Ini iklan.").submit(422)
    assert "sedang memegang masukan ini" in late and "Ini iklan." in str(late.soup)
    assert again(it).visibility is Visibility.WAITING
    assert not desk.bima.opens(f"/meja/triase/{it.code}").all("#putusan")


def test_a_claim_runs_out_by_itself(desk: Desk) -> None:
    it = waiting(desk)
    holds(desk.rina, it)
    assert "Dipegang Rina Contoh" in desk.bima.opens("/meja/triase")
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert "Dipegang Rina Contoh" not in desk.bima.opens("/meja/triase")
        decides(desk.bima, it, decision="publish")
    assert again(it).visibility is Visibility.PUBLIC


def test_holding_it_does_not_outdate_a_form_that_is_being_filled_in(desk: Desk) -> None:
    it = waiting(desk)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    holds(desk.rina, it)
    page.form("#putusan").fill(decision="publish").submit()
    assert again(it).visibility is Visibility.PUBLIC


def test_taking_over_is_said_aloud_and_kept(desk: Desk) -> None:
    it = waiting(desk)
    holds(desk.rina, it)
    holds(desk.bima, it)
    assert again(it).claimed_by_id == desk.account.id
    holds(desk.bima, it, ambil="1")
    assert again(it).holder_id == desk.bima.account.id  # type: ignore[union-attr]
    assert last_line(it).verb == "submission.take_over"


def test_an_item_is_handed_over_to_a_named_colleague_of_the_city_with_a_note(desk: Desk) -> None:
    it = waiting(desk)
    page = desk.rina.opens(f"/meja/triase/{it.code}").follow("Serahkan ke rekan")
    offered = [tag.get_text() for tag in page.all("#to option")]
    assert "Bima Contoh" in offered and "Rina Contoh" not in offered and "Orang Kediri" not in offered
    bima = desk.bima.account
    assert bima is not None
    page.form("main form").fill(to=bima.public_id, note="Tolong periksa lokasinya.").submit()
    assert again(it).holder_id == bima.id
    assert "Tolong periksa lokasinya." in desk.bima.opens(f"/meja/triase/{it.code}").text_of(".claim .handed")
    with clock.at(clock.now() + timedelta(hours=2)):
        assert again(it).holder_id == bima.id


def test_handing_over_asks_for_a_colleague_and_a_word(desk: Desk) -> None:
    it = waiting(desk)
    page = desk.rina.opens(f"/meja/triase/{it.code}/serahkan").form("main form").submit(422)
    assert page.find("#to-err") and page.find("#note-err")
    form = page.form("main form").fill(note="Untuk Kediri.")
    kediri = desk.kediri.account
    assert kediri is not None
    form.forge(to=kediri.public_id).submit(422)
    assert again(it).holder_id is None


def test_the_author_is_no_colleague_for_their_own(desk: Desk) -> None:
    it = waiting(desk, by=desk.bima.account)
    page = desk.rina.opens(f"/meja/triase/{it.code}/serahkan")
    assert "Bima Contoh" not in [tag.get_text() for tag in page.all("#to option")]


DECIDED = [
    ("publish", {}, Visibility.PUBLIC),
    ("return", {"reason": "abusive_language", "note": "Mohon tanpa kata kasar."}, Visibility.RETURNED),
    ("hold", {"reason": "unverified_claim"}, Visibility.HELD),
    ("refuse", {"reason": "commercial", "note": "Iklan."}, Visibility.REFUSED),
]


@pytest.mark.parametrize(("verb", "values", "shown"), DECIDED, ids=[verb for verb, _, _ in DECIDED])
def test_a_decision_is_undone_by_the_one_who_took_it(desk: Desk, verb: str, values: dict[str, str], shown: Visibility) -> None:
    it = waiting(desk)
    due, counted = it.judge_by, (it.event.public_count, it.event.undecided_count)
    page = decides(desk.rina, it, decision=verb, **values)
    assert again(it).visibility is shown and it.code in page.text_of(".undo-strip")
    assert "diurungkan" in undoes(desk.rina, it)
    found = again(it)
    assert (found.visibility, found.visibility_reason, found.visibility_note) == (Visibility.WAITING, None, None)
    assert (found.judge_by, found.published_at, found.judged_by_id) == (due, None, None)
    assert (found.event.public_count, found.event.undecided_count) == counted
    assert (last_line(it).verb, last_line(it).facts) == ("submission.undo_waiting", {"undone": verb})


@pytest.mark.parametrize(
    ("verb", "values"),
    [("answer", {"note": "Sudah."}), ("acknowledge", {}), ("decline", {"note": "Belum bisa."}), ("leave_out", {"note": "Provinsi."}),
     ("refer", {"reason": "service_complaint", "to": "lapor", "note": "Ke sana."})],
)  # fmt: skip
def test_a_last_word_is_undone_too(desk: Desk, verb: str, values: dict[str, str]) -> None:
    it = make.submission(desk.event)
    decides(desk.rina, it, decision=verb, **values)
    undoes(desk.rina, it)
    found = again(it)
    assert (found.disposition, found.response, found.response_html, found.referred_to, found.disposed_at) == (Disposition.OPEN, *[None] * 4)
    assert found.visibility is Visibility.PUBLIC and found.published_at is not None


def test_an_undone_release_from_holding_is_held_again_for_the_same_reason(desk: Desk) -> None:
    it = waiting(desk)
    decides(desk.rina, it, decision="hold", reason="unverified_claim", note="Periksa sumbernya.")
    decides(desk.rina, it, decision="publish")
    undoes(desk.rina, it)
    found = again(it)
    assert (found.visibility, found.visibility_reason, found.visibility_note) == (
        Visibility.HELD, Reason.UNVERIFIED_CLAIM, "Periksa sumbernya.",
    )  # fmt: skip


def test_only_the_one_who_decided_may_undo(desk: Desk) -> None:
    it = waiting(desk)
    decides(desk.rina, it, decision="publish")
    assert "Hanya yang mengambil keputusan" in undoes(desk.bima, it)
    assert again(it).visibility is Visibility.PUBLIC


def test_undoing_ends_after_some_minutes(desk: Desk) -> None:
    it = waiting(desk)
    decides(desk.rina, it, decision="publish")
    with clock.at(clock.now() + timedelta(minutes=31)):
        assert "sudah lewat" in undoes(desk.rina, it)
        assert not desk.rina.opens("/meja/triase").all(".undo-strip")
    assert again(it).visibility is Visibility.PUBLIC


def supports(it: Submission) -> None:
    who = make.account("Pendukung")
    make.said(support, it, by=who.viewer(), account_id=who.id, group=who.element)


@pytest.mark.parametrize("builds", [supports, lambda it: make.reply(it)], ids=["support", "reply"])
def test_what_others_built_on_cannot_be_undone(desk: Desk, builds: Callable[[Submission], Any]) -> None:
    it = waiting(desk)
    decides(desk.rina, it, decision="publish")
    builds(again(it))
    assert "Sudah ada yang mendukung atau membalas" in undoes(desk.rina, it)
    assert again(it).visibility is Visibility.PUBLIC


def test_what_became_part_of_a_recommendation_cannot_be_undone(desk: Desk) -> None:
    it = waiting(desk)
    decides(desk.rina, it, decision="publish")
    make.recommendation([again(it)])
    assert "Keadaannya sudah berubah" in undoes(desk.rina, it)


def test_the_author_who_was_told_is_told_of_the_correction(desk: Desk, settings: Any) -> None:
    it = waiting(desk, by=make.account("Pengirim"))
    decides(desk.rina, it, decision="publish")
    mailing.read_history(settings)
    undoes(desk.rina, it)
    mailing.read_history(settings)
    assert "Koreksi tentang masukan Anda" in [mail.subject for mail in db.session.scalars(db.select(Mail))]


def test_nobody_is_told_of_the_undoing_of_what_nobody_was_told(desk: Desk, settings: Any) -> None:
    it = waiting(desk, by=make.account("Pengirim"))
    decides(desk.rina, it, decision="hold", reason="unverified_claim")
    undoes(desk.rina, it)
    mailing.read_history(settings)
    assert not db.session.scalars(db.select(Mail)).all()


def test_the_second_of_two_sees_who_changed_what_and_keeps_the_text(desk: Desk) -> None:
    it = waiting(desk)
    page = desk.bima.opens(f"/meja/triase/{it.code}")
    decides(desk.rina, it, decision="publish")
    late = page.form("#putusan").fill(decision="refuse", reason="commercial", note="Ini iklan, mohon maaf.").submit(409)
    assert "Rina Contoh: Ditayangkan" in late
    assert late.find("#note").get_text().strip() == "Ini iklan, mohon maaf."
    late.form("#putusan").submit()
    assert again(it).visibility is Visibility.REFUSED


def test_the_text_is_shown_when_there_is_nothing_left_to_decide(desk: Desk) -> None:
    it = waiting(desk)
    page = desk.bima.opens(f"/meja/triase/{it.code}")
    decides(desk.rina, it, decision="leave_out", note="Urusan provinsi.")
    holds(desk.rina, it)
    late = page.form("#putusan").fill(decision="refuse", reason="commercial", note="Ini iklan, mohon maaf.").submit(409)
    assert "Ini iklan, mohon maaf." in late


def test_the_pulse_costs_a_304_while_nothing_changes_and_tells_claim_and_decision(desk: Desk, queries: Counting) -> None:
    it = waiting(desk)
    path = f"/meja/triase/denyut?kode={it.code}"
    first = desk.bima.client.get(path)
    assert first.json is not None and first.json[it.code]["deciding"] == ""
    with queries() as seen:
        again_ = desk.bima.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again_.status_code == 304 and not again_.data and seen.count <= 3, seen
    holds(desk.rina, it)
    held = desk.bima.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert held.json is not None and held.json[it.code]["deciding"] == "Rina Contoh sedang memutuskan masukan ini."
    decides(desk.rina, it, decision="publish")
    done = desk.bima.client.get(path, headers={"If-None-Match": held.headers["ETag"]})
    assert done.json is not None and done.json[it.code]["version"] > held.json[it.code]["version"]


def test_the_pulse_tells_nothing_of_another_city(desk: Desk) -> None:
    it = waiting(desk)
    assert desk.kediri.client.get(f"/meja/triase/denyut?kode={it.code}").json == {}


def test_a_claim_without_an_end_is_refused_by_the_database(desk: Desk) -> None:
    it = waiting(desk)
    values = {"claimed_by_id": desk.account.id, "claimed_at": clock.now(), "claimed_until": None}
    with pytest.raises(IntegrityError):
        make.said(db.session.execute, update(Submission).where(Submission.id == it.id).values(values))
    db.session.rollback()


def test_hand_over_to_oneself_and_to_a_stranger_is_refused_by_the_verb(desk: Desk) -> None:
    it = waiting(desk)
    for to in (desk.account, make.account("Warga"), make.account("Kediri", Role.MODERATOR, in_city=make.city("kediri"))):
        with pytest.raises(Refused):
            it.hand_over(to.viewer(), by=desk.account.viewer(), note="Ini.", until=clock.now())


def test_the_help_is_a_page_too(desk: Desk) -> None:
    page = desk.rina.opens("/meja/triase/papan-tombol")
    assert page.heading == "Papan tombol" and len(page.all("kbd")) > 15
    assert [str(tag) for tag in page.all(".key-list")] == [str(tag) for tag in desk.rina.opens("/meja/triase").all("dialog .key-list")]
