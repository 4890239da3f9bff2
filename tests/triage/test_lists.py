"""The lists of a city: words that are held back, people who are trusted, messages that are used again, notes between colleagues."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Account
from forum.core.history import HistoryEntry
from forum.extensions import db
from forum.notices import rules
from forum.policies import moderation
from forum.submissions import flags
from forum.submissions.flags import Flag
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Reason, ReplyState, Visibility
from forum.submissions.voices import Reply
from forum.submissions.watching import HeldWord, TrustedAuthor, is_trusted, keep_words
from forum.triage.desk_models import ColleagueNote, ReplyTemplate
from tests import make
from tests.cast import Person, visitor
from tests.triage.conftest import Desk

Counting = Callable[[], AbstractContextManager[Any]]


def again(one: Any) -> Any:
    db.session.expire_all()
    return db.session.get_one(type(one), one.id)


def holds(desk: Desk, *words: str, plates: bool = False) -> None:
    make.said(keep_words, make.city(), words, by=desk.account.viewer(), plates=plates)


def trusts(desk: Desk, author: Account) -> TrustedAuthor:
    return make.said(TrustedAuthor.grant, author, make.city().id, by=desk.account.viewer(), why="Selalu santun.")


def sent(desk: Desk, by: Account | None = None, **facts: Any) -> Submission:
    return again(make.submission(desk.event, by, public=False, **facts))


# Held words


def test_a_moderator_keeps_the_list_of_the_city(desk: Desk) -> None:
    page = desk.rina.sends("/meja/triase/kata", words="Goblok\nmakan gaji buta\n\ngoblokk\n2024")
    assert "2 kata ditambah, 0 kata dihapus" in page
    assert page.find("#words").get_text().split("\n")[-2:] == ["Goblok", "makan gaji buta"]
    assert "0 kata ditambah, 1 kata dihapus" in desk.bima.sends("/meja/triase/kata", words="makan gaji buta")
    assert [one.form for one in db.session.query(HeldWord)] == ["makan gaji buta"]


def test_two_who_edit_the_list_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    late = desk.bima.opens("/meja/triase/kata").form("main form").fill(words="dua")
    desk.rina.sends("/meja/triase/kata", words="satu")
    late.submit(409)
    assert [one.word for one in db.session.query(HeldWord)] == ["satu"]


def test_another_city_has_another_list(desk: Desk) -> None:
    holds(desk, "goblok")
    assert desk.kediri.opens("/meja/triase/kata").find("#words").get_text().strip() == ""
    desk.kediri.opens("/meja/triase/kata?kota=pekalongan", 404)
    assert moderation.why_not_keep_lists(make.account("Peserta").viewer(), make.city().id) is not None


def test_a_submission_with_a_held_word_waits_is_marked_and_its_author_is_told(desk: Desk, app: Flask) -> None:
    holds(desk, "goblok")
    author = make.account("Pengirim")
    it = sent(desk, author, body="Pejabatnya g0bl0kkk semua.")
    assert it.visibility is Visibility.WAITING and "held_word" in it.seen_marks
    assert "memuat kata yang perlu dilihat moderator" in Person(app, author).opens(f"/masukan-saya/{it.code}")
    assert "Memuat kata yang ditahan" in desk.rina.opens(f"/meja/triase/{it.code}")


def test_a_reply_with_a_held_word_waits_and_appears_when_a_moderator_lets_it(desk: Desk, app: Flask) -> None:
    holds(desk, "goblok")
    it, author = make.submission(desk.event), make.account("Penulis")
    path = f"/forum/{desk.event.slug}/masukan/{it.code}"
    form = Person(app, author).opens(path).form("form[action$='/balasan']").fill(body="Dasar goblooog.")
    assert "belum tampil" in form.submit()
    reply = db.session.query(Reply).one()
    assert reply.state is ReplyState.HELD and again(it).reply_count == 0 and again(it).flag_count == 1
    page = visitor(app).opens(path)
    assert "goblooog" not in page.response.get_data(as_text=True) and "Balasan ini menunggu diperiksa moderator." in page
    desk.rina.opens(f"/meja/triase/{it.code}").form(".flag-acts").forge(act="stand").submit()
    assert again(reply).state is ReplyState.PUBLIC and again(it).reply_count == 1 and again(it).flag_count == 0
    line = db.session.scalars(db.select(HistoryEntry).where(HistoryEntry.verb == "flag.dismiss")).one()
    assert [(rule.subject, account) for rule, account in rules.concerned(line)] == [("Balasan Anda sudah tampil", author.id)]


def test_a_held_reply_may_be_hidden_or_withdrawn(desk: Desk) -> None:
    holds(desk, "goblok")
    it = make.submission(desk.event)
    first, second = make.reply(it, body="goblok"), make.reply(it, body="goblok")
    desk.rina.opens(f"/meja/triase/{it.code}").form(".flag-acts").forge(act="hide").submit()
    make.said(again(second).withdraw, by=second.author.viewer())
    assert [again(one).state for one in (first, second)] == [ReplyState.HIDDEN, ReplyState.WITHDRAWN]
    assert again(it).reply_count == 0


def test_a_reply_edited_into_a_held_word_waits(desk: Desk) -> None:
    holds(desk, "goblok")
    reply = make.reply(make.submission(desk.event))
    make.said(reply.edit, "Kamu goblok.", by=reply.author.viewer(), minutes=30)
    assert again(reply).state is ReplyState.HELD and again(reply.submission).reply_count == 0
    assert db.session.query(Flag).one().account_id is None


def test_number_plates_are_marked_where_the_city_asks(desk: Desk) -> None:
    holds(desk, plates=False)
    assert not sent(desk, body="Mobil G 1234 AB parkir sembarangan.").seen_marks
    holds(desk, plates=True)
    assert sent(desk, body="Mobil G 1234 AB parkir sembarangan.").seen_marks == {"personal_data"}


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        ("Dasar pejabat goblok, kerjanya tidur.", {"rough"}),
        ("GAMPANG MAXWIN malam ini, link alternatif slot gacor", {"gambling"}),
        ("Warga resah, judi togel di pos ronda tolong ditertibkan.", set()),
        ("Kolom slot waktu antrean penuh terus.", set()),
        ("Hubungi 0812-3456-7890", {"personal_data"}),
    ],
)
def test_the_machine_marks_and_decides_nothing(desk: Desk, body: str, marks: set[str]) -> None:
    it = sent(desk, body=body)
    assert it.seen_marks == marks and it.visibility is Visibility.WAITING


def test_rough_words_are_marked_in_the_text_of_the_desk_only(desk: Desk, app: Flask) -> None:
    it = sent(desk, body="Dasar **goblok** semua.")
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert [tag.get_text() for tag in page.all("mark.m-bad")] == ["goblok"]
    make.said(it.publish, by=desk.account.viewer())
    assert not visitor(app).opens(f"/forum/{desk.event.slug}/masukan/{it.code}").all("mark")


# Shown at once


def test_a_trusted_authors_submission_is_public_at_once_and_still_stands_in_the_queue(desk: Desk, app: Flask) -> None:
    author = make.account("Tepercaya")
    trusts(desk, author)
    it = sent(desk, author)
    assert (it.visibility, it.unchecked) == (Visibility.PUBLIC, True)
    assert again(desk.event).public_count == 1
    path = f"/forum/{desk.event.slug}/masukan/{it.code}"
    assert "moderator belum memeriksanya" in visitor(app).opens(path)
    assert "langsung tayang" in Person(app, author).opens(f"/masukan-saya/{it.code}")
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert "Tayang, belum diperiksa" in page and it.code in page.text_of(".queue")
    page.form("#putusan").fill(decision="keep").submit()
    assert (again(it).visibility, again(it).unchecked) == (Visibility.PUBLIC, False)
    assert "moderator belum memeriksanya" not in visitor(app).opens(path)


def test_having_looked_can_be_undone(desk: Desk) -> None:
    author = make.account("Tepercaya")
    trusts(desk, author)
    for values in ({"decision": "keep"}, {"decision": "acknowledge"}, {"decision": "hold", "reason": "unverified_claim"}):
        it = sent(desk, author)
        desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan").fill(**values).submit()
        assert not again(it).unchecked
        back = desk.rina.opens(f"/meja/triase/{it.code}").form("#act")
        back.action = f"/meja/triase/{it.code}/urungkan"
        back.submit()
        assert (again(it).visibility, again(it).disposition, again(it).unchecked) == (Visibility.PUBLIC, "open", True), values


def test_many_that_were_shown_at_once_are_looked_at_together(desk: Desk) -> None:
    author = make.account("Tepercaya")
    trusts(desk, author)
    items = [sent(desk, author) for _ in range(2)]
    own_look = make.submission(desk.event)
    assert "Tayang, belum diperiksa 2" in desk.rina.opens("/meja/triase").text_of(".chips")
    listed = desk.rina.opens("/meja/triase?apa=belum_diperiksa").text_of(".queue [data-list]")
    assert all(one.code in listed for one in items) and own_look.code not in listed
    codes = "".join(f"&dari={one.code}" for one in (*items, own_look))
    page = desk.rina.opens(f"/meja/triase/sekaligus?tindakan=keep{codes}")
    assert "Tetap tayangkan sekaligus" in page
    page.form("#kerjakan").submit()
    assert not any(again(one).unchecked for one in items)


def test_personal_data_is_looked_at_before_one_lets_it_stay(desk: Desk) -> None:
    author = make.account("Tepercaya")
    trusts(desk, author)
    it = sent(desk, author)
    make.said(db.session.execute, db.update(Submission).where(Submission.id == it.id).values(body="Hubungi 0812-3456-7890."))
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan").fill(decision="keep")
    assert "memuat data pribadi" in form.submit(422)
    desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan").fill(decision="keep", checked="y").submit()
    assert not again(it).unchecked


def test_a_whole_event_may_be_looked_at_afterwards(desk: Desk) -> None:
    publisher = desk.publisher
    page = publisher.opens(f"/meja/acara/{desk.event.slug}/ubah")
    page.form("main form").fill(post_moderated="y").submit()
    assert again(desk.event).post_moderated
    assert "Di acara ini masukan langsung tayang" in desk.bima.opens(f"/forum/{desk.event.slug}/masukan/baru")
    assert sent(desk).unchecked


@pytest.mark.parametrize(
    ("why", "facts"),
    [
        ("a held word", {"body": "Pejabat goblok."}),
        ("personal data", {"body": "Hubungi 0812-3456-7890."}),
        ("confidential", {"identity": Identity.CONFIDENTIAL}),
    ],
)
def test_some_things_wait_even_from_the_trusted(desk: Desk, why: str, facts: dict[str, Any]) -> None:
    holds(desk, "goblok")
    author = make.account("Tepercaya")
    trusts(desk, author)
    assert sent(desk, author, **facts).visibility is Visibility.WAITING, why


def test_minors_always_wait(desk: Desk) -> None:
    db.session.execute(db.text("UPDATE event SET post_moderated = true"))
    db.session.commit()
    young = make.minor(consent=True)
    assert sent(desk, young).visibility is Visibility.WAITING
    assert moderation.why_not_trust(desk.account.viewer(), young, make.city().id) is not None


def test_any_decision_is_a_look(desk: Desk) -> None:
    author = make.account("Tepercaya")
    trusts(desk, author)
    survivor = make.submission(desk.event)
    for values in (
        {"decision": "hold", "reason": "unverified_claim"},
        {"decision": "answer", "note": "Sudah."},
        {"decision": "refuse", "reason": "commercial", "note": "Iklan."},
    ):
        it = sent(desk, author)
        desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan").fill(**values).submit()
        assert not again(it).unchecked
    it = sent(desk, author)
    page = desk.rina.opens(f"/meja/triase/{it.code}/gabung?dengan={survivor.code}")
    page.form("#gabung").forge(survivor=survivor.code).fill(why="Sama.").submit()
    assert not again(it).unchecked
    it = sent(desk, author)
    make.said(it.withdraw, by=author.viewer())
    assert not again(it).unchecked


def test_trust_is_given_from_a_named_public_submission_with_a_reason_and_taken_back(desk: Desk) -> None:
    author = make.account("Warga Santun")
    it = make.submission(desk.event, author)
    page = desk.rina.opens(f"/meja/triase/{it.code}").follow("Percayai pengirim ini")
    form = page.form("main form")
    form.submit(422)
    form.fill(why="Dua tahun tanpa teguran.").submit()
    assert is_trusted(author.id, make.city().id)
    listed = desk.bima.opens("/meja/triase/tepercaya")
    assert "Warga Santun" in listed and "Dua tahun tanpa teguran." in listed
    listed.form("main .card form").submit(422)
    after = desk.bima.opens("/meja/triase/tepercaya").form("main .card form").fill(why="Beriklan.").submit()
    assert not is_trusted(author.id, make.city().id) and "tidak lagi tepercaya. Beriklan." in after
    assert [line.verb for line in db.session.query(HistoryEntry).filter(HistoryEntry.verb.like("trust.%"))] == [
        "trust.grant",
        "trust.revoke",
    ]
    assert not sent(desk, author).unchecked


def test_trust_is_not_given_to_the_unseen_the_young_or_oneself(desk: Desk) -> None:
    for it in (
        make.submission(desk.event, identity=Identity.ANONYMOUS),
        make.submission(desk.event, public=False),
        make.submission(desk.event, desk.account),
    ):
        assert not desk.rina.opens(f"/meja/triase/{it.code}").all("a[href$='/percaya']")
        desk.rina.opens(f"/meja/triase/{it.code}/percaya", 403)
    named = make.submission(desk.event)
    desk.publisher.opens(f"/meja/triase/{named.code}/percaya", 403)


def test_trust_stands_once_and_in_one_city(desk: Desk) -> None:
    author = make.account("Tepercaya")
    assert trusts(desk, author).id == trusts(desk, author).id
    assert not is_trusted(author.id, make.city("kediri").id)
    db.session.add(TrustedAuthor(account_id=author.id, jurisdiction_id=make.city().id))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_unchecked_means_public_in_the_database_too(desk: Desk) -> None:
    it = make.submission(desk.event, public=False)
    with pytest.raises(IntegrityError):
        db.session.execute(db.update(Submission).where(Submission.id == it.id).values(unchecked=True))
    db.session.rollback()


# Templates and notes


def templated(desk: Desk, body: str, name: str = "Kembalikan", verb: str = "") -> ReplyTemplate:
    return make.said(ReplyTemplate.write, make.city().id, name, body, verb, by=desk.account.viewer())


def test_a_template_is_written_used_changed_and_retired(desk: Desk) -> None:
    page = (
        desk.publisher.opens("/meja/triase/contoh/baru")
        .form("main form")
        .fill(name="Keluhan sah", verb="return", body="Terima kasih atas {judul}.")
    )
    assert "Keluhan sah" in page.submit()
    listed = desk.rina.opens("/meja/triase/contoh").follow("Keluhan sah")
    listed.form("main form").fill(body="Terima kasih atas “{judul}”.").submit()
    assert db.session.query(ReplyTemplate).one().body == "Terima kasih atas “{judul}”."
    desk.rina.opens("/meja/triase/contoh").follow("Keluhan sah").form("form[action$='/hapus']").submit()
    assert "Belum ada contoh" in desk.rina.opens("/meja/triase/contoh")
    assert db.session.query(ReplyTemplate).one().retired_at


def test_without_script_a_template_is_put_into_the_message_and_nothing_is_decided(desk: Desk) -> None:
    one = templated(desk, "Yth. {kelompok}, {judul} ({kode}) di {acara}, {kota}, sampai {tenggat}. {lain} {judul")
    it = sent(desk, title="Judul {kode}")
    page = (
        desk.rina.opens(f"/meja/triase/{it.code}")
        .form("#putusan")
        .forge(template=one.public_id, use="1", note="Halo.", decision="return")
        .submit()
    )
    words = page.find("#note").get_text().strip()
    assert words.startswith("Halo.\n\nYth. Masyarakat umum, Judul {kode} (" + it.code + ") di Forum")
    assert words.endswith("{lain} {judul") and not page.all(".err, .error-summary")
    assert page.find("input[name=decision][checked]")["value"] == "return"
    assert again(it).visibility is Visibility.WAITING


def test_a_templates_name_is_taken_once(desk: Desk) -> None:
    templated(desk, "Isi.")
    form = desk.rina.opens("/meja/triase/contoh/baru").form("main form").fill(name="Kembalikan", body="Lain.")
    assert "sudah dipakai" in form.submit(422).text_of("#name-err")
    db.session.add(ReplyTemplate(jurisdiction_id=make.city().id, name="Kembalikan", body="x", verb=""))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_another_citys_templates_are_not_there(desk: Desk) -> None:
    one = templated(desk, "Isi.")
    desk.kediri.opens(f"/meja/triase/contoh/{one.public_id}", 404)
    assert "Kembalikan" not in desk.kediri.opens("/meja/triase/contoh").text_of("main")


def test_notes_are_read_by_colleagues_with_time_and_author_and_by_nobody_else(desk: Desk, app: Flask) -> None:
    author = make.account("Pengirim")
    it = make.submission(desk.event, author)
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("form[action$='/catatan']").fill(body="KENARI-CATATAN, tunggu hukum.")
    form.submit()
    form.submit()
    page = desk.publisher.opens(f"/meja/triase/{it.code}")
    assert page.text_of(".notes").count("KENARI-CATATAN") == 1 and "Rina Contoh" in page.text_of(".notes")
    paths = [f"/forum/{desk.event.slug}/masukan/{it.code}", f"/forum/{desk.event.slug}", "/", "/keputusan", f"/lacak?kode={it.code}"]
    for person, more in ((visitor(app), []), (Person(app, author), [f"/masukan-saya/{it.code}"])):
        for path in (*paths, *more):
            assert "KENARI-CATATAN" not in person.opens(path).response.get_data(as_text=True), path


def test_an_empty_note_is_asked_for_and_ones_own_submission_takes_none(desk: Desk) -> None:
    it = make.submission(desk.event)
    desk.rina.opens(f"/meja/triase/{it.code}").form("form[action$='/catatan']").submit(422)
    own = make.submission(desk.event, desk.account)
    assert not desk.rina.opens(f"/meja/triase/{own.code}").all("form[action$='/catatan']")


def test_what_is_handed_on_is_ready_to_copy_without_what_was_masked(desk: Desk) -> None:
    it = make.submission(desk.event, body="Hubungi saya di 0812-3456-7890 soal KTP.", locality="Medono")
    desk.rina.opens(f"/meja/triase/{it.code}/samarkan").form("#samarkan").submit()
    page = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan")
    page.fill(decision="refer", reason="service_complaint", to="lapor", note="Urusan perorangan.").submit()
    words = desk.rina.opens(f"/meja/triase/{it.code}").find("#teks-salinan").get_text()
    assert "[telepon disamarkan] soal KTP." in words and "0812" not in words and it.code in words and "Lokasi: Medono" in words


def test_the_lists_speak_english_too(desk: Desk) -> None:
    templated(desk, "Isi.")
    for path in ("kata", "tepercaya", "contoh", "contoh/baru"):
        assert desk.rina.opens(f"/en/meja/triase/{path}").find("html")["lang"] == "en"


def test_the_pages_cost_the_same_however_long_the_lists_are(desk: Desk, queries: Counting) -> None:
    it = make.submission(desk.event)

    def costs() -> list[int]:
        found = []
        for path in ("kata", "contoh", "contoh/baru", "tepercaya", it.code):
            desk.rina.opens(f"/meja/triase/{path}")
            with queries() as seen:
                desk.rina.opens(f"/meja/triase/{path}")
            found.append(seen.count)
        return found

    few = costs()
    holds(desk, "satu", "dua", "tiga")
    for number in range(6):
        templated(desk, "Isi.", f"Contoh {number}")
        trusts(desk, make.account(f"Tepercaya {number}"))
        who = make.account("Yang menandai")
        make.said(flags.flag, it, by=who.viewer(), account_id=who.id, reason=Reason.THREAT)
        make.said(ColleagueNote.write, it, "Catatan.", by=desk.account.viewer(), account_id=desk.account.id)
    many = costs()
    assert many[:4] == few[:4] and many[4] <= few[4] + 1
    assert max(many[:4]) <= 6 and many[4] <= 26


def test_standing_in_costs_the_publisher_one_query_more_than_judging_costs_a_moderator(desk: Desk, queries: Counting) -> None:
    other, own = make.submission(desk.event), make.submission(desk.event, desk.account)
    desk.is_left_to_rina()
    costs = []
    for person, it in ((desk.rina, other), (desk.publisher, own)):
        person.opens(f"/meja/triase/{it.code}")
        with queries() as seen:
            assert person.opens(f"/meja/triase/{it.code}").all("#putusan")
        costs.append(seen.count)
    assert costs[1] <= costs[0] + 1
