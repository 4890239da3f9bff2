"""A moderator reads one submission and decides what becomes of it."""

from __future__ import annotations

import pytest

from forum.core import history
from forum.core.text import clean_text
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Appeal, Disposition, Identity, Reason, Visibility
from forum.triage import queries
from forum.triage.conduct import RULES
from tests import make
from tests.cast import Person
from tests.page import Page
from tests.triage.conftest import Desk


def waiting(desk: Desk, title: str = "Lampu jalan mati", **facts: object) -> Submission:
    return make.submission(desk.event, public=False, title=title, **facts)


def decides(person: Person, submission: Submission, status: int = 200, **values: object) -> Page:
    return person.opens(f"/meja/triase/{submission.code}").form("#putusan").fill(**values).submit(status)


def again(submission: Submission) -> Submission:
    db.session.expire_all()
    return db.session.get_one(Submission, submission.id)


def test_a_moderator_publishes_and_the_next_item_opens(desk: Desk) -> None:
    first, second = waiting(desk, "Yang pertama"), waiting(desk, "Yang kedua")
    page = decides(desk.rina, first, decision="publish")
    assert again(first).visibility is Visibility.PUBLIC
    assert f"{first.code} sudah tayang." in page
    assert page.text_of("#judul") == second.title


def test_a_published_one_is_due_an_answer_later_than_it_was_due_a_look(desk: Desk) -> None:
    it = waiting(desk)
    before = it.judge_by
    decides(desk.rina, it, decision="publish")
    assert again(it).judge_by > before


def test_a_moderator_returns_one_for_rewording(desk: Desk) -> None:
    it = waiting(desk)
    decides(desk.rina, it, decision="return", reason="abusive_language", note="Mohon tanpa kata kasar.")
    found = again(it)
    assert (found.visibility, found.visibility_reason) == (Visibility.RETURNED, Reason.ABUSIVE_LANGUAGE)
    assert found.visibility_note == "Mohon tanpa kata kasar."


def test_a_moderator_refuses_spam_with_a_reason(desk: Desk) -> None:
    it = waiting(desk, "GAMPANG MAXWIN")
    decides(desk.rina, it, decision="refuse", reason="spam_gambling", note="Ini promosi judi.")
    assert again(it).visibility is Visibility.REFUSED
    line = db.session.scalars(db.select(history.HistoryEntry).order_by(history.HistoryEntry.seq.desc())).first()
    assert line is not None and (line.verb, line.reason, line.actor_role) == ("submission.refuse", "spam_gambling", "moderator")


def test_a_missing_reason_is_asked_for_at_its_field_and_the_text_stays(desk: Desk) -> None:
    it = waiting(desk)
    page = decides(desk.rina, it, 422, decision="refuse", note="Sudah saya tulis panjang.")
    assert "Pilih alasannya" in page.text_of("#reason-err")
    assert page.find("#note").get_text().strip() == "Sudah saya tulis panjang."
    assert again(it).visibility is Visibility.WAITING


def test_a_missing_message_is_asked_for_at_its_field(desk: Desk) -> None:
    page = decides(desk.rina, waiting(desk), 422, decision="return", reason="personal_data")
    assert "Tuliskan penjelasannya" in page.text_of("#note-err")


def test_nothing_chosen_is_said_at_the_choice(desk: Desk) -> None:
    page = desk.rina.opens(f"/meja/triase/{waiting(desk).code}").form("#putusan").submit(422)
    assert "Pilih satu keputusan." in page.text_of("#decision-err")


def test_a_referral_names_where_it_goes(desk: Desk) -> None:
    it = waiting(desk)
    page = decides(desk.rina, it, 422, decision="refer", reason="service_complaint", note="Urusan KTP diurus di sana.")
    assert page.find("#to-err")
    page.form("#putusan").fill(to="lapor").submit()
    found = again(it)
    assert (found.disposition, found.referred_to) == (Disposition.REFERRED, "lapor")


@pytest.mark.parametrize(
    ("verb", "values", "disposition"),
    [
        ("answer", {"note": "Sudah dikerjakan bulan lalu."}, Disposition.ANSWERED),
        ("acknowledge", {}, Disposition.ACKNOWLEDGED),
        ("decline", {"note": "Anggarannya tidak ada tahun ini."}, Disposition.DECLINED),
        ("leave_out", {"note": "Ini wewenang provinsi."}, Disposition.OUT_OF_SCOPE),
    ],
)
def test_a_public_one_is_given_its_last_word(desk: Desk, verb: str, values: dict[str, str], disposition: Disposition) -> None:
    it = make.submission(desk.event)
    decides(desk.rina, it, decision=verb, **values)
    assert again(it).disposition is disposition


def test_only_open_moves_are_offered(desk: Desk) -> None:
    offered = {str(tag["value"]) for tag in desk.rina.opens(f"/meja/triase/{waiting(desk).code}").all("[name=decision]")}
    assert offered == {"publish", "return", "hold", "refer", "refuse", "leave_out"}
    offered = {str(tag["value"]) for tag in desk.rina.opens(f"/meja/triase/{make.submission(desk.event).code}").all("[name=decision]")}
    assert offered == {"return", "hold", "refer", "refuse", "leave_out", "answer", "acknowledge", "decline"}


def test_every_reason_has_its_rule_beside_the_button(desk: Desk) -> None:
    shown = {str(tag["data-reason"]) for tag in desk.rina.opens(f"/meja/triase/{waiting(desk).code}").all(".rule [data-reason]")}
    assert shown == {str(reason) for reason in Reason} == {str(reason) for reason in RULES}


def test_it_refuses_a_moderators_own_submission_by_button_and_by_address(desk: Desk) -> None:
    own = waiting(desk, by=desk.account)
    other = waiting(desk, "Milik orang lain")
    page = desk.rina.opens(f"/meja/triase/{own.code}")
    assert not page.all("#putusan") and "Ini masukan Anda sendiri" in page
    form = desk.rina.opens(f"/meja/triase/{other.code}").form("#putusan").fill(decision="publish").forge(version=str(own.version))
    form.action = f"/meja/triase/{own.code}"
    assert "Ini masukan Anda sendiri" in form.submit(422)
    form.action = f"/meja/triase/{own.code}/pegang"
    form.submit(403)
    assert again(own).visibility is Visibility.WAITING and again(own).claimed_by_id is None


def test_two_moderators_at_once_the_second_keeps_the_text(desk: Desk) -> None:
    it = waiting(desk)
    page = desk.bima.opens(f"/meja/triase/{it.code}")
    decides(desk.rina, it, decision="publish")
    late = page.form("#putusan").fill(decision="refuse", reason="commercial", note="Ini iklan, mohon maaf.").submit(409)
    assert "Ini iklan, mohon maaf." in str(late.soup)
    assert again(it).visibility is Visibility.PUBLIC


def test_a_decision_that_arrives_twice_is_taken_once_and_leads_on(desk: Desk) -> None:
    it, after = waiting(desk), waiting(desk, "Trotoar berlubang")
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan")
    form.fill(decision="return", reason="unverified_claim", note="Mohon diperjelas.")
    for _sending in range(2):
        page = form.submit()
        assert page.path == f"/meja/triase/{after.code}" and "dikembalikan" in page
    assert len([line for line in queries.history_of(again(it)) if line.verb == "submission.return"]) == 1


def test_another_decision_of_the_same_person_from_an_old_form_is_not_taken(desk: Desk) -> None:
    it = waiting(desk)
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan")
    form.fill(decision="return", reason="unverified_claim", note="Mohon diperjelas.").submit()
    form.fill(decision="refuse", reason="commercial", note="Ini iklan.").submit(409)
    assert again(it).visibility is Visibility.RETURNED


def test_our_script_is_told_where_a_decision_leads(desk: Desk) -> None:
    it, after = waiting(desk), waiting(desk, "Trotoar berlubang")
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan").fill(decision="publish")
    answer = form.send(headers={"X-Sent-By": "script"})
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/meja/triase/{after.code}")


def test_the_second_moderator_sees_who_holds_it_and_may_take_over(desk: Desk) -> None:
    it = waiting(desk)
    desk.rina.client.post(f"/meja/triase/{it.code}/pegang", data=_token(desk.rina, it))
    page = desk.bima.opens(f"/meja/triase/{it.code}")
    assert "Dipegang Rina Contoh" in page
    desk.bima.client.post(f"/meja/triase/{it.code}/pegang", data=_token(desk.bima, it))
    assert again(it).claimed_by_id == desk.account.id
    desk.bima.client.post(f"/meja/triase/{it.code}/pegang", data={**_token(desk.bima, it), "ambil": "1"})
    assert again(it).claimed_by_id == desk.bima.account.id  # type: ignore[union-attr]
    desk.bima.client.post(f"/meja/triase/{it.code}/pegang", data={**_token(desk.bima, it), "lepas": "1"})
    assert again(it).claimed_by_id is None


def _token(person: Person, it: Submission) -> dict[str, str]:
    return {"csrf_token": str(person.opens(f"/meja/triase/{it.code}").find("#act [name=csrf_token]")["value"])}


def test_an_anonymous_author_is_revealed_with_a_reason_that_is_kept(desk: Desk) -> None:
    it = waiting(desk, by=make.account("Warga Rahasia"), identity=Identity.ANONYMOUS)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert "Warga Rahasia" not in page
    form = page.form("[name=purpose]")
    form.submit(422)
    assert "Warga Rahasia" in form.fill(purpose="Ada ancaman, perlu dihubungi.").submit()
    line = db.session.scalars(db.select(history.HistoryEntry).where(history.HistoryEntry.verb == "submission.reveal")).one()
    assert line.note == "Ada ancaman, perlu dihubungi."
    assert "Warga Rahasia" not in desk.rina.opens(f"/meja/triase/{it.code}")


def test_a_confidential_text_is_read_only_after_writing_down_why(desk: Desk) -> None:
    it = waiting(desk, "Judul yang rahasia", identity=Identity.CONFIDENTIAL, body="Isi yang sangat rahasia.")
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert "Isi yang sangat rahasia." not in page and "Judul yang rahasia" not in page
    assert "Isi yang sangat rahasia." in page.form("[name=purpose]").fill(purpose="Memeriksa sebelum diteruskan.").submit()


def appealed(desk: Desk) -> Submission:
    author = make.account("Pengirim")
    it = waiting(desk, "Kata yang dianggap kasar", by=author)
    make.said(it.refuse, by=desk.account.viewer(), reason=Reason.ABUSIVE_LANGUAGE, note="Kasar.")
    make.said(it.file_appeal, "Itu nama tempat.", by=author.viewer(), judge_by=it.judge_by)
    return it


def test_an_appeal_is_judged_by_another_moderator(desk: Desk) -> None:
    it = appealed(desk)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert "Banding diperiksa oleh orang lain" in page and not page.all("[name=verdict]")
    page = desk.bima.opens(f"/meja/triase/{it.code}")
    page.form("[name=verdict]").fill(verdict="overturn", why="Benar, itu nama tempat.").submit()
    found = again(it)
    assert (found.appeal, found.visibility) == (Appeal.OVERTURNED, Visibility.WAITING)


def test_an_appeal_needs_its_explanation(desk: Desk) -> None:
    page = desk.bima.opens(f"/meja/triase/{appealed(desk).code}")
    assert page.form("[name=verdict]").fill(verdict="uphold").submit(422).find("#why-err")


def test_where_a_city_has_other_moderators_the_publisher_judges_no_appeal(desk: Desk) -> None:
    page = desk.publisher.opens(f"/meja/triase/{appealed(desk).code}")
    assert not page.all("#putusan, [name=verdict]") and "Kota ini punya moderator lain." in page


def test_where_one_person_moderates_the_publisher_judges_the_appeal_but_decides_nothing_else(desk: Desk) -> None:
    it = appealed(desk)
    desk.is_left_to_rina()
    page = desk.publisher.opens(f"/meja/triase/{it.code}")
    assert not page.all("#putusan")
    page.form("[name=verdict]").fill(verdict="uphold", why="Keputusan itu tepat.").submit()
    assert again(it).appeal is Appeal.UPHELD


def test_the_publisher_decides_what_a_citys_only_moderator_wrote(desk: Desk) -> None:
    own, other = waiting(desk, by=desk.account), waiting(desk, "Milik orang lain")
    assert not desk.publisher.opens(f"/meja/triase/{own.code}").all("#putusan")
    desk.is_left_to_rina()
    assert not desk.publisher.opens(f"/meja/triase/{other.code}").all("#putusan")
    decides(desk.publisher, own, decision="publish")
    assert again(own).visibility is Visibility.PUBLIC


def test_an_appeal_is_judged_once_and_not_after_a_withdrawal(desk: Desk) -> None:
    it = appealed(desk)
    form = desk.bima.opens(f"/meja/triase/{it.code}").form("[name=verdict]").fill(verdict="uphold", why="Tepat.")
    make.said(it.withdraw, by=it.author.viewer())
    form.forge(version=str(again(it).version)).submit(403)
    assert again(it).appeal is Appeal.FILED
    assert it.code not in desk.bima.opens("/meja/triase?apa=banding").text_of(".queue")


def test_earlier_wordings_stay_readable(desk: Desk) -> None:
    author = make.account("Pengirim")
    it = waiting(desk, by=author, body="Tulisan pertama.")
    make.said(it.return_for_rewording, by=desk.account.viewer(), reason=Reason.PERSONAL_DATA, note="Tanpa nomor telepon.")
    make.said(it.reword, "Judul baru", "Tulisan kedua.", by=author.viewer(), judge_by=it.judge_by)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert "Tulisan pertama." in page and "Tulisan kedua." in page


HOSTILE = ["<script>alert(1)</script>", "\x00\x1f", "' OR 1=1 --", "%s%n{{7*7}}", "é" * 5000, "\u202e\ud7ff", "publish\npublish"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_nothing(desk: Desk, text: str) -> None:
    it = waiting(desk, "Judul <b>tebal</b>", body=f"Isi {clean_text(text)} <img src=x onerror=alert(1)>")
    token = _token(desk.rina, it)
    for fields in (
        {"decision": text, "reason": text, "to": text, "note": text, "version": text},
        {"decision": "refuse", "reason": text, "note": text},
    ):
        answer = desk.rina.client.post(f"/meja/triase/{it.code}", data={**token, **fields})
        assert answer.status_code in (303, 409, 422)
        assert b"<script>alert" not in answer.data and b"<img src=x" not in answer.data
    for part in ("identitas", "banding", "gabung", "pisah"):
        answer = desk.rina.client.post(
            f"/meja/triase/{it.code}/{part}", data={**token, "purpose": text, "verdict": text, "why": text, "survivor": text}
        )
        assert answer.status_code < 500
    for name in ("apa", "acara", "kelompok", "dari_sini"):
        assert desk.rina.client.get("/meja/triase", query_string={name: text}).status_code in (200, 404)


def test_the_desk_speaks_english_too(desk: Desk) -> None:
    it = waiting(desk)
    for path in ("/en/meja", "/en/meja/triase", f"/en/meja/triase/{it.code}", "/en/meja/rekomendasi"):
        assert desk.rina.opens(path).find("html")["lang"] == "en"
