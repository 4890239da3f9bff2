"""Somebody flags what breaks a rule; every flag lands in the queue, a moderator settles it, and whoever flagged is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from forum.core import clock
from forum.core.history import HistoryEntry
from forum.core.refusal import Refused
from forum.extensions import db
from forum.notices import rules
from forum.policies import moderation
from forum.submissions import flags, limits
from forum.submissions.flags import Flag
from forum.submissions.models import Submission
from forum.submissions.states import FlagState, Identity, Reason, ReplyState, Visibility
from forum.submissions.voices import Reply
from tests import make
from tests.cast import Person, visitor
from tests.page import Page
from tests.triage.conftest import Desk


def again(one: Any) -> Any:
    db.session.expire_all()
    return db.session.get_one(type(one), one.id)


def flagging(app: Flask, it: Submission, reply: Reply | None = None, by: Person | None = None) -> Page:
    person = by or Person(app, make.account("Yang menandai"))
    return person.opens(f"/balasan/{reply.public_id}/tandai" if reply else f"/forum/{it.event.slug}/masukan/{it.code}/tandai")


def flagged(it: Submission, reply: Reply | None = None, reason: Reason = Reason.ABUSIVE_LANGUAGE) -> Flag:
    who = make.account("Yang menandai")
    return make.said(flags.flag, it, by=who.viewer(), account_id=who.id, reason=reason, reply=reply)[0]


def lines(verb: str) -> list[HistoryEntry]:
    return list(db.session.scalars(db.select(HistoryEntry).where(HistoryEntry.verb == verb)))


def test_a_submission_is_flagged_with_a_reason_and_stands_in_the_queue(desk: Desk, app: Flask) -> None:
    it = make.submission(desk.event)
    make.said(it.answer, "Sudah dijawab.", by=desk.account.viewer())
    assert it.code not in desk.rina.opens("/meja/triase").text_of(".queue")
    page = flagging(app, it).form("main form").fill(reason="unverified_claim", note="Angkanya keliru.").submit()
    assert "Moderator akan memeriksanya" in page
    assert again(it).flag_count == 1 and it.code in desk.rina.opens("/meja/triase").text_of(".queue")
    shown = desk.rina.opens(f"/meja/triase/{it.code}").text_of(".flags")
    assert "Kabar yang belum terbukti" in shown and "Angkanya keliru." in shown


def test_the_public_page_offers_it_to_others_and_not_to_the_author(desk: Desk, app: Flask) -> None:
    author = make.account("Pengirim")
    it = make.submission(desk.event, author)
    path = f"/forum/{desk.event.slug}/masukan/{it.code}"
    assert visitor(app).opens(path).all("a[href$='/tandai']")
    assert not Person(app, author).opens(path).all("a[href$='/tandai']")
    assert visitor(app).opens(f"{path}/tandai").path == "/masuk"


def test_without_a_reason_it_is_asked_for(desk: Desk, app: Flask) -> None:
    form = flagging(app, make.submission(desk.event)).form("main form").fill(note="Saya tersinggung.")
    page = form.submit(422)
    assert "Pilih alasannya." in page.text_of("#reason-err") and page.find("#note").get_text().strip() == "Saya tersinggung."


def test_one_person_flags_a_thing_once_whatever_they_press(desk: Desk, app: Flask) -> None:
    it, person = make.submission(desk.event), Person(app, make.account("Yang menandai"))
    form = flagging(app, it, by=person).form("main form").fill(reason="commercial")
    form.submit()
    form.submit()
    assert "Anda sudah menandai tulisan ini." in flagging(app, it, by=person).form("main form").fill(reason="threat").submit()
    assert again(it).flag_count == 1 and db.session.query(Flag).count() == 1


def test_a_flag_on_a_reply_is_another_than_one_on_the_submission(desk: Desk, app: Flask) -> None:
    it = make.submission(desk.event)
    reply, person = make.reply(it), Person(app, make.account("Yang menandai"))
    flagging(app, it, by=person).form("main form").fill(reason="commercial").submit()
    flagging(app, it, reply, by=person).form("main form").fill(reason="commercial").submit()
    assert again(it).flag_count == 2


def test_what_is_not_public_or_ones_own_cannot_be_flagged(desk: Desk, app: Flask) -> None:
    author = make.account("Pengirim")
    it = make.submission(desk.event, author)
    for person, one, reply in (
        (author, it, None),
        (desk.account, make.submission(desk.event, public=False), None),
        (desk.account, make.submission(desk.event, identity=Identity.CONFIDENTIAL), None),
        (author, it, make.reply(it, author)),
    ):
        assert moderation.why_not_flag(person.viewer(), one, reply) is not None
    Person(app, author).opens(f"/forum/{desk.event.slug}/masukan/{it.code}/tandai", 403)


def test_flagging_has_a_limit(desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FLAGS_AN_HOUR", 2)
    person = Person(app, make.account("Yang menandai"))
    for status in (200, 200, 403):
        flagging(app, make.submission(desk.event), by=person).form("main form").fill(reason="duplicate").submit(status)


def test_a_moderator_hides_a_reply_and_the_flagger_is_told(desk: Desk) -> None:
    it = make.submission(desk.event)
    reply = make.reply(it, body="Dasar kalian semua.")
    first, second = flagged(it, reply), flagged(it, reply)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    page.form(".flag-acts").forge(act="hide", note="Terima kasih sudah memberi tahu.").submit()
    assert again(reply).state is ReplyState.HIDDEN and again(it).flag_count == 0 and again(it).reply_count == 0
    assert {again(one).state for one in (first, second)} == {FlagState.UPHELD}
    told = {account for line in lines("flag.uphold") for _rule, account in rules.concerned(line)}
    assert told == {first.account_id, second.account_id}


def test_a_flag_that_finds_nothing_is_dismissed_and_the_reply_stands(desk: Desk) -> None:
    it = make.submission(desk.event)
    reply = make.reply(it)
    one = flagged(it, reply)
    desk.rina.opens(f"/meja/triase/{it.code}").form(".flag-acts").forge(act="stand").submit()
    assert again(reply).state is ReplyState.PUBLIC and again(one).state is FlagState.DISMISSED and again(it).flag_count == 0
    assert [account for line in lines("flag.dismiss") for _rule, account in rules.concerned(line)] == [one.account_id]


def test_taking_a_submission_down_settles_its_flags(desk: Desk) -> None:
    it = make.submission(desk.event)
    one, other = flagged(it), flagged(it, make.reply(it))
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan")
    form.fill(decision="refuse", reason="threat", note="Memuat ancaman.").submit()
    assert (again(one).state, again(other).state, again(it).flag_count) == (FlagState.UPHELD, FlagState.OPEN, 1)
    assert again(it).visibility is Visibility.REFUSED


def test_undoing_the_decision_lets_its_flags_wait_again_and_tells_who_flagged(desk: Desk) -> None:
    it = make.submission(desk.event)
    earlier, one = flagged(it), flagged(it)
    make.said(earlier.uphold, by=desk.account.viewer())
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan")
    form.fill(decision="refuse", reason="threat", note="Memuat ancaman.").submit()
    back = desk.rina.opens(f"/meja/triase/{it.code}").form("#act")
    back.action = f"/meja/triase/{it.code}/urungkan"
    back.submit()
    assert again(it).visibility is Visibility.PUBLIC and again(it).flag_count == 1
    assert (again(one).state, again(earlier).state) == (FlagState.OPEN, FlagState.UPHELD)
    told = {account: rule.subject for line in lines("flag.reopen") for rule, account in rules.concerned(line)}
    assert told == {one.account_id: "Tanda Anda diperiksa lagi"}


def test_what_its_writer_takes_back_needs_no_look_any_more(desk: Desk) -> None:
    it = make.submission(desk.event)
    reply = make.reply(it)
    whole, part = flagged(it), flagged(it, reply)
    make.said(reply.withdraw, by=reply.author.viewer())
    assert (again(part).state, again(whole).state, again(it).flag_count) == (FlagState.LAPSED, FlagState.OPEN, 1)
    make.said(it.withdraw, by=it.author.viewer())
    assert again(whole).state is FlagState.LAPSED and again(it).flag_count == 0
    assert it.code not in desk.rina.opens("/meja/triase").text_of(".queue")


def test_nobody_lets_a_flag_lapse_while_the_words_stand(desk: Desk) -> None:
    one = flagged(make.submission(desk.event))
    with pytest.raises(Refused, match="still_there"):
        make.said(one.lapse, by=desk.account.viewer())


def test_what_was_decided_long_ago_is_due_anew_when_it_is_flagged(desk: Desk, app: Flask) -> None:
    it, open_one = make.submission(desk.event), make.submission(desk.event)
    make.said(it.answer, "Sudah dijawab.", by=desk.account.viewer())
    long_ago = clock.today("Asia/Jakarta") - timedelta(days=300)
    db.session.execute(db.update(Submission).values(judge_by=long_ago))
    db.session.commit()
    for one in (it, open_one):
        flagging(app, one).form("main form").fill(reason="commercial").submit()
    assert again(it).judge_by > clock.today("Asia/Jakarta") and again(open_one).judge_by == long_ago


def test_the_queue_lists_and_counts_the_flagged(desk: Desk) -> None:
    decided, undecided, other = (make.submission(desk.event) for _ in range(3))
    make.said(decided.answer, "Sudah dijawab.", by=desk.account.viewer())
    before = desk.rina.opens("/meja/triase").text_of("#judul-antrean")
    flagged(decided)
    flagged(undecided)
    page = desk.rina.opens("/meja/triase?apa=ditandai")
    listed = page.text_of(".queue [data-list]")
    assert decided.code in listed and undecided.code in listed and other.code not in listed and listed.count("1 tanda") == 2
    assert (before, page.text_of("#judul-antrean")) == ("Antrean 2 menunggu", "Antrean 3 menunggu")
    assert page.text_of(".chips [aria-current]") == "Ditandai 2"


def test_a_colleague_who_holds_it_settles_its_flags(desk: Desk) -> None:
    it = make.submission(desk.event)
    one = flagged(it)
    form = desk.rina.opens(f"/meja/triase/{it.code}").form(".flag-acts")
    make.said(again(it).claim, by=desk.bima.account.viewer())
    form.forge(act="uphold").submit(403)
    assert again(one).state is FlagState.OPEN and not desk.rina.opens(f"/meja/triase/{it.code}").all(".flag-acts")
    assert desk.bima.opens(f"/meja/triase/{it.code}").all(".flag-acts")


@pytest.mark.parametrize(("act", "state"), [("dismiss", FlagState.DISMISSED), ("uphold", FlagState.UPHELD)])
def test_a_flag_on_a_submission_is_settled_by_itself(desk: Desk, act: str, state: FlagState) -> None:
    it = make.submission(desk.event)
    one = flagged(it)
    desk.rina.opens(f"/meja/triase/{it.code}").form(".flag-acts").forge(act=act).submit()
    assert again(one).state is state and again(it).visibility is Visibility.PUBLIC


def test_a_flag_does_not_outdate_the_form_of_a_moderator(desk: Desk) -> None:
    it = make.submission(desk.event)
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan").fill(decision="acknowledge")
    flagged(it)
    form.submit()
    assert again(it).disposition == "acknowledged"


def test_two_moderators_settle_a_flag_once(desk: Desk) -> None:
    it = make.submission(desk.event)
    one = flagged(it)
    late = desk.bima.opens(f"/meja/triase/{it.code}").form(".flag-acts")
    make.said(one.dismiss, by=desk.account.viewer())
    late.forge(act="uphold").submit(409)
    assert again(one).state is FlagState.DISMISSED and again(it).flag_count == 0


def test_a_flag_on_ones_own_words_is_settled_by_somebody_else(desk: Desk) -> None:
    it = make.submission(desk.event, desk.account)
    one = flagged(it)
    assert moderation.why_not_settle_flag(desk.account.viewer(), one) is not None
    assert not desk.rina.opens(f"/meja/triase/{it.code}").all(".flag-acts")
    assert desk.bima.opens(f"/meja/triase/{it.code}").all(".flag-acts")


def test_another_citys_moderator_finds_no_flag(desk: Desk) -> None:
    one = flagged(make.submission(desk.event))
    form = desk.rina.opens(f"/meja/triase/{one.submission.code}").form(".flag-acts")
    token = str(desk.kediri.opens("/akun").find("[name=csrf_token]")["value"])
    answer = desk.kediri.client.post(form.action, data={"csrf_token": token, "act": "dismiss"})
    assert answer.status_code == 404 and again(one).state is FlagState.OPEN


def test_the_public_never_reads_who_flagged_or_why(desk: Desk, app: Flask) -> None:
    it = make.submission(desk.event)
    who = make.account("Warga Penanda")
    make.said(flags.flag, it, by=who.viewer(), account_id=who.id, reason=Reason.THREAT, note="KENARI-TANDA")
    for path in (f"/forum/{desk.event.slug}/masukan/{it.code}", f"/forum/{desk.event.slug}", "/keputusan", f"/lacak?kode={it.code}"):
        text = visitor(app).opens(path).response.get_data(as_text=True)
        assert "KENARI-TANDA" not in text and "Warga Penanda" not in text, path


def row(it: Submission, **facts: Any) -> Flag:
    return Flag(submission_id=it.id, **{"reason": Reason.THREAT, "state": FlagState.OPEN, "account_id": it.author_id, **facts})


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda it, reply: [row(it), row(it)], id="one person twice on a submission"),
        pytest.param(lambda it, reply: [row(it, reply_id=reply.id), row(it, reply_id=reply.id)], id="one person twice on a reply"),
        pytest.param(lambda it, reply: [row(it, account_id=None)], id="the machine on a submission"),
        pytest.param(lambda it, reply: [row(it, outcome="Sudah.")], id="an outcome of an open flag"),
    ],
)
def test_the_database_refuses(desk: Desk, wrong: Any) -> None:
    it = make.submission(desk.event)
    db.session.add_all(wrong(it, make.reply(it)))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_counter_is_never_negative(desk: Desk) -> None:
    it = make.submission(desk.event)
    with pytest.raises(IntegrityError):
        db.session.execute(db.update(Submission).where(Submission.id == it.id).values(flag_count=-1))
    db.session.rollback()
