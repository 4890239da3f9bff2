"""Following: begun and ended by one press, told once of each move, listed at one's account, stopped from a mail without signing in."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts.follows import Follow, Matter
from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.extensions import db
from forum.notices import mailing, unsubscribing
from forum.notices.models import Mail, Notice
from forum.notices.unsubscribing import Ending
from forum.submissions import positions
from forum.submissions.positions import Stance
from forum.submissions.states import Identity
from forum.submissions.voices import Reply
from forum.submissions.watching import keep_words
from tests import make
from tests.cast import Person
from tests.page import Client
from tests.submissions.conftest import SignIn, browser  # noqa: F401
from tests.submissions.test_page import address, press

pytestmark = pytest.mark.usefixtures("db_session")


def mails(settings: Any, to: Account) -> list[Mail]:
    """What waits for this person after the history was read twice: nothing is told a second time."""
    mailing.read_history(settings)
    mailing.read_history(settings)
    return list(db.session.scalars(select(Mail).where(Mail.account_id == to.id).order_by(Mail.id)))


def following(person: Account, **thing: int) -> None:
    make.committed(Follow(account_id=person.id, **thing))


def test_a_submission_is_followed_and_left_by_one_press(browser: SignIn) -> None:  # noqa: F811
    one, person = make.submission(), make.account()
    client = browser(person)
    page = client.page(address(one))
    press(client, str(page.find('button[formaction^="/ikuti/"]')["formaction"]))
    press(client, f"/ikuti/submission/{one.code}")
    assert one.title in client.page("/akun/mengikuti")
    assert one.title in client.page("/akun")
    page = client.page(address(one))
    press(client, str(page.find('button[formaction^="/berhenti-ikuti/"]')["formaction"]))
    client.page("/lacak")
    assert one.title not in client.page("/akun/mengikuti")


def test_event_recommendation_and_group_are_followed_too(browser: SignIn) -> None:  # noqa: F811
    rec, group = make.recommendation(), make.group()
    client = browser(make.account())
    for path in (f"/forum/{rec.event.slug}", f"/rekomendasi/{rec.code}", "/akun/mengikuti"):
        press(client, str(client.page(path).find('button[formaction^="/ikuti/"]')["formaction"]))
    listed = client.page("/akun/mengikuti")
    for name in (rec.event.title, rec.title, group.name):
        assert name in listed


def test_what_one_may_not_see_cannot_be_followed(browser: SignIn) -> None:  # noqa: F811
    hidden = make.submission(public=False)
    draft = make.recommendation(issued=False)
    event, person = make.event(announced=False), make.account()
    client = browser(person)
    for path in (f"submission/{hidden.code}", f"recommendation/{draft.code}", f"event/{event.slug}", "group/tidak-ada", "kota/pekalongan"):
        assert press(client, f"/ikuti/{path}").status_code == 404
    assert not db.session.scalars(select(Follow).where(Follow.account_id == person.id)).all()


def test_the_author_follows_by_writing() -> None:
    author = make.account()
    one = make.submission(by=author, public=False)
    assert db.session.scalars(select(Follow.submission_id).where(Follow.account_id == author.id)).all() == [one.id]


def test_a_follower_is_told_of_a_move_once_and_who_moved_is_not(settings: Any) -> None:
    judge, person = make.account("M", Role.MODERATOR), make.account("Pengikut")
    one = make.submission(moderator=judge)
    mailing.read_history(settings)
    following(person, submission_id=one.id)
    following(judge, submission_id=one.id)
    make.said(one.decline, "Tidak ada anggaran.", by=judge.viewer())
    told = mails(settings, person)
    assert [mail.subject for mail in told] == ["Perkembangan masukan yang Anda ikuti"]
    assert one.title in told[0].body
    assert not mails(settings, judge)
    notices = db.session.scalars(select(Notice).where(Notice.account_id == person.id)).all()
    assert len(notices) == 1


def test_one_who_follows_twice_over_hears_once(settings: Any) -> None:
    group, person = make.group(), make.account()
    delegate = make.account("Budi", Role.GROUP_DELEGATE, of=group)
    one = make.submission(by=delegate, group=group, for_group=True, public=False)
    following(person, submission_id=one.id)
    following(person, group_id=group.id)
    make.said(one.publish, by=make.account("M", Role.MODERATOR).viewer())
    assert len(mails(settings, person)) == 1


def test_the_author_is_told_as_author_and_not_again_as_follower(settings: Any) -> None:
    author = make.account("Sari")
    make.submission(by=author)
    assert [mail.subject for mail in mails(settings, author)] == ["Masukan Anda sudah tayang"]


@pytest.mark.parametrize("identity", [Identity.CONFIDENTIAL, Identity.NAMED])
def test_what_is_not_public_is_told_to_no_follower(settings: Any, identity: Identity) -> None:
    judge, person = make.account("M", Role.MODERATOR), make.account()
    one = make.submission(moderator=judge, identity=identity, public=identity is Identity.CONFIDENTIAL)
    following(person, submission_id=one.id)
    if identity is Identity.CONFIDENTIAL:
        make.said(one.answer, "kenari-jawaban", by=judge.viewer())
    else:
        make.said(one.hold, by=judge.viewer(), reason="threat")
    assert not mails(settings, person)


def test_an_official_reply_is_told_with_its_address_and_what_people_say_among_each_other_is_not(settings: Any) -> None:
    one, person = make.submission(), make.account("Pengikut")
    agency = make.agency()
    operator = make.account("Operator", Role.AGENCY_OPERATOR, of=agency)
    mailing.read_history(settings)
    following(person, submission_id=one.id)
    make.reply(one)
    facts = {"author_id": operator.id, "group": operator.element, "official": agency}
    made = make.said(Reply.post, one, by=operator.viewer(), body="Tiang baru dipasang bulan depan.", **facts)
    told = mails(settings, person)
    assert len(told) == 1
    assert f"{agency.name} menanggapi masukan “{one.title}” secara resmi." in told[0].body
    assert f"/balasan/{made.public_id}" in told[0].body


def test_an_official_reply_that_was_held_is_told_when_it_is_shown(settings: Any) -> None:
    moderator = make.account("M", Role.MODERATOR)
    one, person, agency = make.submission(moderator=moderator), make.account("Pengikut"), make.agency()
    operator = make.account("Operator", Role.AGENCY_OPERATOR, of=agency)
    mailing.read_history(settings)
    following(person, submission_id=one.id)
    make.said(keep_words, one.event.jurisdiction, ["tiang"], by=moderator.viewer(), plates=False)
    facts = {"author_id": operator.id, "group": operator.element, "official": agency}
    made = make.said(Reply.post, one, by=operator.viewer(), body="Tiang baru dipasang bulan depan.", **facts)
    assert not mails(settings, person)
    make.said(made.show, by=moderator.viewer())
    assert "secara resmi" in mails(settings, person)[0].body
    make.said(made.hide, by=moderator.viewer(), reason="threat")
    make.said(made.show, by=moderator.viewer())
    assert len(mails(settings, person)) == 1


def test_followers_of_a_group_hear_of_its_inputs_and_positions(settings: Any) -> None:
    group, person = make.group("dewan_tik", "Dewan TIK"), make.account()
    following(person, group_id=group.id)
    wakil = make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=group)
    one = make.submission(make.event(), wakil, group=group, for_group=True)
    other = make.submission()
    make.said(positions.state, other, group, Stance.OBJECT, "Belum.", by=wakil.viewer(), account_id=wakil.id)
    bodies = [mail.body for mail in mails(settings, person)]
    assert len(bodies) == 2
    assert f"Dewan TIK mengirim masukan “{one.title}”." in bodies[0]
    assert "Dewan TIK menyatakan sikap resmi" in bodies[1]


def test_followers_of_a_recommendation_hear_of_the_answer(settings: Any) -> None:
    rec, person = make.recommendation(), make.account()
    mailing.read_history(settings)
    following(person, recommendation_id=rec.id)
    make.answered(rec)
    assert ["menjawab rekomendasi" in mail.body for mail in mails(settings, person)] == [True]


def test_every_such_mail_can_be_stopped_by_its_program_without_signing_in(client: Client, settings: Any) -> None:
    judge, person = make.account("M", Role.MODERATOR), make.account()
    one = make.submission(moderator=judge)
    mailing.read_history(settings)
    following(person, submission_id=one.id)
    make.said(one.answer, "Sudah.", by=judge.viewer())
    (mail,) = mails(settings, person)
    message = mailing._message(mail, person.email, settings)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = str(message["List-Unsubscribe"]).strip("<>").removeprefix(settings.base_url)
    assert path in mail.body
    assert client.get(path).status_code == 200
    assert db.session.scalars(select(Follow).where(Follow.account_id == person.id)).all(), "opening the link changes nothing"
    for _ in range(2):
        assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not db.session.scalars(select(Follow).where(Follow.account_id == person.id)).all()


def test_the_page_behind_the_link_stops_it_by_its_button(client: Client) -> None:
    one, person = make.submission(), make.account()
    following(person, submission_id=one.id)
    token = unsubscribing.sealed(Ending(person.id, Matter.SUBMISSION, one.id), client.application.config["SECRET_KEY"])
    page = client.page(f"/berhenti/{token}").button("Ya, berhenti mengikuti").submit()
    assert page.heading == "Anda tidak lagi mengikutinya"
    client.page(f"/berhenti/{token}x", 404)


def test_the_page_behind_the_link_can_stop_all_such_mail_and_what_is_followed_stays(client: Client, settings: Any) -> None:
    judge, person = make.account("M", Role.MODERATOR), make.account()
    one = make.submission(moderator=judge)
    mailing.read_history(settings)
    following(person, submission_id=one.id)
    token = unsubscribing.sealed(Ending(person.id, Matter.SUBMISSION, one.id), client.application.config["SECRET_KEY"])
    page = client.page(f"/berhenti/{token}")
    assert db.session.get_one(Account, person.id).mail_followed, "opening the link changes nothing"
    assert page.button("Berhenti menerima surel tentang semua yang saya ikuti").submit().heading == "Surel tentang yang Anda ikuti berhenti"
    make.said(one.answer, "Sudah.", by=judge.viewer())
    assert not mails(settings, person)
    assert db.session.scalars(select(Notice.kind).where(Notice.account_id == person.id)).all() == ["follow.submission.answer"]
    assert db.session.scalars(select(Follow).where(Follow.account_id == person.id)).all()


def test_whoever_wants_no_mail_about_what_they_follow_says_so_in_the_account(client: Client, settings: Any) -> None:
    judge, person = make.account("M", Role.MODERATOR), make.account()
    mine = Person(client.application, person)
    mine.sends("/akun", "form[action='/akun']", mail_followed=False)
    one = make.submission(moderator=judge)
    mailing.read_history(settings)
    following(person, submission_id=one.id)
    make.said(one.answer, "Sudah.", by=judge.viewer())
    assert not mails(settings, person)
    assert "Surel tentang yang Anda ikuti dimatikan" in mine.opens("/akun/mengikuti")
    mine.sends("/akun", "form[action='/akun']", mail_followed=True)
    make.said(one.reopen, by=one.author.viewer(), note="Belum.", judge_by=one.judge_by)
    assert len(mails(settings, person)) == 1


def test_an_author_who_stopped_following_gets_no_more_mail_and_keeps_the_notice(settings: Any) -> None:
    author, judge = make.account(), make.account("M", Role.MODERATOR)
    one = make.submission(by=author, public=False)
    db.session.delete(db.session.scalar(select(Follow).where(Follow.account_id == author.id)))
    make.said(one.publish, by=judge.viewer())
    assert not mails(settings, author)
    assert db.session.scalars(select(Notice.kind).where(Notice.account_id == author.id)).all() == ["submission.publish"]


@pytest.mark.parametrize("things", [{}, {"submission_id": 1, "event_id": 1}], ids=["nothing", "two things"])
def test_the_database_wants_exactly_one_thing(things: dict[str, int]) -> None:
    one, person = make.submission(), make.account()
    chosen = {name: one.id if name == "submission_id" else one.event_id for name in things}
    with pytest.raises(IntegrityError):
        following(person, **chosen)
    db.session.rollback()


def test_the_database_keeps_one_row_for_a_person_and_a_thing() -> None:
    one, person = make.submission(), make.account()
    following(person, submission_id=one.id)
    with pytest.raises(IntegrityError):
        following(person, submission_id=one.id)
    db.session.rollback()


def test_the_list_pages_by_key(browser: SignIn, queries: Any) -> None:  # noqa: F811
    person, event, moderator = make.account(), make.event(), make.account("Moderator", Role.MODERATOR)
    for n in range(25):
        following(person, submission_id=make.submission(event, moderator=moderator, title=f"Masukan {n:02}").id)
    client = browser(person)
    client.page("/akun/mengikuti")
    with queries() as seen:
        first = client.page("/akun/mengikuti")
    assert seen.count <= 6, seen
    second = first.follow("Berikutnya")
    names = [tag.get_text(strip=True) for page in (first, second) for tag in page.all(".items h2")]
    assert names == [f"Masukan {n:02}" for n in reversed(range(25))]
