"""Sixteen and seventeen: a guardian is asked first, what they write waits, and the guardian can see it and take it away."""

from __future__ import annotations

import dataclasses
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

import config
import forum
from forum.accounts.guardians import ConsentEntry, ConsentKind, Guardianship
from forum.accounts.joining import Ages
from forum.accounts.links import LinkRequest, MailLink
from forum.accounts.models import FORGOTTEN, Account
from forum.accounts.roles import Role
from forum.core import clock, files
from forum.core.history import HistoryEntry
from forum.core.refusal import Refused
from forum.extensions import db
from forum.notices import letters
from forum.notices.models import Mail
from forum.submissions import flags
from forum.submissions.attachments import Attachment
from forum.submissions.drafts import Draft
from forum.submissions.flags import Flag
from forum.submissions.models import Submission
from forum.submissions.readings import SubmissionReading
from forum.submissions.states import Reason
from forum.submissions.voices import Reply
from forum.submissions.wordings import SealedWording
from tests import make
from tests.cast import Person, visitor
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")
YES = {"name": "Ibu Contoh", "relation": "mother", "agree": True}


def mailed(settings: config.Settings) -> list[Mail]:
    """What the delivery job writes when it runs now."""
    letters.answer_requests(settings)
    return db.session.query(Mail).order_by(Mail.id).all()


def link_in(mail: Mail) -> str:
    found = re.search(r"http://localhost(/\S+)", mail.body)
    assert found
    return found[1]


def writes(who: Person, event: object, title: str = "Kelas di sanggar") -> Page:
    form = who.opens(f"/forum/{event.slug}/masukan/baru").form()  # type: ignore[attr-defined]
    group = next(one for one in form.tag.select("[name=group]") if "saka" in str(one["value"]))
    filled = form.fill(
        title=title, body="Kami usul kelas dua minggu sekali.", type="suggestion", group=group["value"], identity="named", agree=True
    )
    return filled.submit()


def test_a_minor_joins_and_the_guardian_is_written_to_once(app: Flask, settings: config.Settings) -> None:
    make.event()
    page = visitor(app).opens("/daftar/pekalongan").form().fill(usia="minor").submit()
    answers = {"name": "Sekar", "email": "sekar@contoh.id", "password": "empat kata mudah ingat", "consent": True}
    page = page.form().fill(**answers, guardian_email="ibu@contoh.id").submit()
    assert page.has("orang tua atau wali Anda kami surati")
    (mail,) = mailed(settings)
    assert mail.address == "ibu@contoh.id" and mail.account_id is None and link_in(mail).startswith("/wali/")
    minor = db.session.query(Account).filter_by(email="sekar@contoh.id").one()
    assert minor.viewer().minor and minor.viewer().guardian == "asked" and not minor.viewer().named
    assert [entry.kind for entry in db.session.query(ConsentEntry)] == [ConsentKind.NOTICE]


def test_a_minor_cannot_name_their_own_address(app: Flask) -> None:
    make.event()
    page = visitor(app).opens("/daftar/pekalongan?usia=minor")
    answers = {"name": "Sekar", "email": "sekar@contoh.id", "password": "empat kata mudah ingat", "consent": True}
    assert page.form().fill(**answers, guardian_email="sekar@contoh.id").submit(422).has("bukan surel Anda sendiri")


def test_what_is_written_before_the_answer_waits_and_nobody_can_show_it(app: Flask) -> None:
    event, minor = make.event(), make.minor()
    receipt = writes(Person(app, minor), event)
    assert receipt.has("Menunggu wali Anda")
    one = db.session.query(Submission).one()
    assert one.awaiting_guardian and one.visibility_reason is Reason.MINOR_WITHOUT_CONSENT and one.author_name == "Anggota Saka Milenial"
    moderator = make.account("Rina", Role.MODERATOR)
    with pytest.raises(Refused, match="minor_without_consent"):
        one.publish(by=moderator.viewer())
    db.session.rollback()
    desk = Person(app, moderator).opens(f"/meja/triase/{one.code}")
    assert desk.has("di bawah 18 tahun") and desk.has("walinya belum menyetujui")
    assert not desk.all("[name=decision][value=publish]") and desk.all("[name=decision][value=return]")
    assert visitor(app).opens(f"/forum/{event.slug}/masukan/{one.code}", 404)


def test_before_the_answer_a_minor_neither_replies_nor_supports(app: Flask) -> None:
    one, minor = make.submission(), make.minor()
    page = Person(app, minor).opens(f"/forum/{one.event.slug}/masukan/{one.code}")
    assert page.has("belum dapat membalas atau mendukung") and not page.all("[name=body]")
    with pytest.raises(Refused, match="guardian_first"):
        Reply.post(one, by=minor.viewer(), author_id=minor.id, group=minor.element, body="Setuju.")


def test_opening_the_link_decides_nothing_and_pressing_does(app: Flask) -> None:
    minor = make.minor()
    link = make.guardian_link(minor)
    for _scanner in range(3):
        assert visitor(app).opens(link).heading == "Anak Anda meminta persetujuan"
    assert minor.guardianship.state == "asked"
    assert visitor(app).sends(link, "form[action$=setuju]", **YES).has("Persetujuan Anda dicatat")
    db.session.refresh(minor.guardianship)
    assert minor.guardianship.state == "granted" and minor.guardianship.notice_version == 2
    given = {entry.kind: entry.given for entry in db.session.query(ConsentEntry)}
    assert given == {ConsentKind.PARTICIPATION: True, ConsentKind.NAME: False}


def test_consent_hands_what_waited_to_the_moderators_under_the_groups_name(app: Flask) -> None:
    event, minor = make.event(), make.minor()
    one = make.submission(event, minor, public=False, group=make.group("saka_milenial"), for_group=True)
    visitor(app).sends(make.guardian_link(minor), "form[action$=setuju]", **YES)
    db.session.refresh(one)
    assert not one.awaiting_guardian and one.visibility_reason is None
    rina = Person(app, make.account("Rina", Role.MODERATOR))
    rina.sends(f"/meja/triase/{one.code}", "#putusan", decision="publish")
    page = visitor(app).opens(f"/forum/{event.slug}/masukan/{one.code}")
    assert page.has("Anggota Saka Milenial") and not page.has("Sekar")


def test_the_name_stands_there_only_when_the_guardian_allows_it(app: Flask) -> None:
    minor = make.minor(consent=True)
    one = make.submission(by=minor, group=make.group("saka_milenial"))
    reply = make.reply(make.submission(one.event), minor)
    link, public = make.guardian_link(minor), f"/forum/{one.event.slug}/masukan/{one.code}"
    assert not visitor(app).opens(public).has("Sekar Contoh")
    visitor(app).sends(link, "form[action$=nama]", name_allowed=True)
    assert visitor(app).opens(public).has("Sekar Contoh")
    db.session.refresh(reply)
    assert "Sekar Contoh" in reply.fragment_id
    visitor(app).sends(link, "form[action$=nama]", name_allowed=False)
    db.session.refresh(reply)
    assert not visitor(app).opens(public).has("Sekar Contoh") and "Sekar" not in reply.fragment_id


def test_a_refusal_closes_the_account_and_forgets_it(app: Flask) -> None:
    minor = make.minor()
    person = Person(app, minor)
    one = make.submission(by=minor, public=False, group=make.group("saka_milenial"), title="Judul rahasia saya")
    page = visitor(app).opens(make.guardian_link(minor)).follow("Saya tidak setuju")
    assert page.has("nama dan surelnya dihapus") and minor.closed_at is None
    assert page.form().submit().has("Akun ini ditutup")
    db.session.refresh(minor)
    db.session.refresh(one)
    assert minor.name == FORGOTTEN and minor.email.endswith("@dihapus.invalid") and minor.closed_at
    assert one.erased_at and one.body == "" and one.title == "(dihapus)" and one.visibility == "withdrawn"
    assert person.opens("/akun").path == "/masuk"


def test_the_guardian_reads_what_was_written_and_takes_one_text_away(app: Flask) -> None:
    minor = make.minor(consent=True)
    kept = make.submission(by=minor, group=make.group("saka_milenial"), title="Yang tinggal")
    gone = make.submission(kept.event, minor, group=make.group("saka_milenial"), title="Yang ditarik", body="Isi yang ditarik.")
    reply = make.reply(make.submission(kept.event), minor, body="Balasan anak.")
    link = make.guardian_link(minor)
    page = visitor(app).opens(link)
    assert page.has("Yang tinggal") and page.has("Isi yang ditarik.") and page.has("Balasan anak.")
    page.form(f"button[value={gone.code}]").forge(yang=gone.code).submit()
    page.form(f"button[value='{reply.public_id}']").forge(yang=reply.public_id).submit()
    public = f"/forum/{kept.event.slug}/masukan/{gone.code}"
    assert visitor(app).opens(public).heading == "Isi masukan ini dihapus"
    db.session.refresh(reply)
    assert reply.body == "" and "Balasan anak" not in reply.fragment_id and reply.state == "withdrawn"
    assert visitor(app).opens(f"/forum/{kept.event.slug}/masukan/{kept.code}").has("Yang tinggal")


def test_another_childs_text_cannot_be_taken_away_by_this_link(app: Flask) -> None:
    other = make.submission(by=make.minor("Dimas", consent=True), group=make.group("saka_milenial"))
    mine = make.minor(consent=True)
    make.submission(other.event, mine, group=make.group("saka_milenial"))
    page = visitor(app).opens(make.guardian_link(mine))
    page.form("form[action$=hapus]").forge(yang=other.code).submit(404)
    db.session.refresh(other)
    assert other.erased_at is None


def test_withdrawing_the_consent_erases_every_word_and_ends_the_writing(app: Flask) -> None:
    event, minor = make.event(), make.minor(consent=True)
    one = make.submission(event, minor, group=make.group("saka_milenial"), title="Lampu jalan", body="Jalan ke sanggar gelap.")
    make.said(one.return_for_rewording, by=make.account("Rina", Role.MODERATOR).viewer(), reason=Reason.PERSONAL_DATA, note="Samarkan.")
    make.said(one.file_appeal, "Saya keberatan dengan kata-kata saya.", by=minor.viewer(), judge_by=clock.today("Asia/Jakarta"))
    make.said(one.reword, "Lampu jalan baru", "Jalan gelap sekali.", by=minor.viewer(), judge_by=clock.today("Asia/Jakarta"))
    flagged = {"by": minor.viewer(), "account_id": minor.id, "reason": Reason.COMMERCIAL, "note": "Saya keberatan dengan iklan ini."}
    make.said(flags.flag, make.submission(event), **flagged)
    page = visitor(app).opens(make.guardian_link(minor)).follow("Tarik persetujuan")
    assert page.has("1 masukan dan semua balasannya dihapus isinya")
    page.form().submit()
    db.session.expire_all()
    words = ("Lampu", "gelap", "keberatan")
    assert one.versions == [] and one.appeal_text == "" and one.author_name == ""
    assert not db.session.query(SubmissionReading).filter_by(submission_id=one.id).count() and not db.session.query(SealedWording).count()
    assert [one.note for one in db.session.query(Flag)] == [""]
    assert not any(word in (line.note or "") for line in db.session.query(HistoryEntry) for word in words)
    assert not any(word in text for text in (one.title, one.body, str(one.body_html), one.summary) for word in words)
    person = Person(app, minor)
    assert person.opens("/akun/wali").has("Akun ini hanya dapat dipakai membaca.")
    assert person.opens(f"/forum/{event.slug}/masukan/baru").has("menarik persetujuannya")


def test_a_minor_attaches_no_files_and_drafts_go_with_the_consent(app: Flask) -> None:
    event, minor = make.event(), make.minor(consent=True)
    person = Person(app, minor)
    sheet = person.opens(f"/forum/{event.slug}/masukan/baru")
    assert not sheet.all("[name=files]")
    sheet.form("#tulis").fill(title="Baru separuh").forge(save="1").submit()
    assert db.session.query(Draft).count() == 1
    refused = sheet.form("#tulis")
    refused.files["files"] = (io.BytesIO(b"%PDF-1.4"), "foto.pdf")
    assert "Demi keamanan Anda" in refused.send(content_type="multipart/form-data").get_data(as_text=True)
    visitor(app).opens(make.guardian_link(minor)).follow("Tarik persetujuan").form().submit()
    assert db.session.query(Draft).count() == 0


def test_a_file_beside_an_erased_text_is_deleted_with_its_bytes(app: Flask, settings: config.Settings) -> None:
    minor = make.minor(consent=True)
    one = make.submission(by=minor, group=make.group("saka_milenial"))
    found = files.inspect("telaah.pdf", io.BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"), 5)
    with files.saving([found], settings.upload_dir, minor.id) as stored:
        make.committed(Attachment(submission=one, file=stored[0]))
    place = files.path_of(stored[0], settings.upload_dir)
    assert place.exists()
    page = visitor(app).opens(make.guardian_link(minor))
    page.form(f"button[value={one.code}]").forge(yang=one.code).submit()
    assert not place.exists() and db.session.query(Attachment).count() == 0


def test_the_minor_can_ask_again_elsewhere_and_the_old_link_ends(app: Flask, settings: config.Settings) -> None:
    minor = make.minor()
    old = make.guardian_link(minor)
    person = Person(app, minor)
    assert person.sends("/akun/wali", guardian_email="ayah@contoh.test").has("Wali Anda kami surati.")
    (mail,) = mailed(settings)
    assert mail.address == "ayah@contoh.test"
    visitor(app).opens(old, 404)
    visitor(app).opens(link_in(mail))
    person.sends("/akun/wali", status=422, guardian_email=minor.email)


def test_asking_a_guardian_again_and_again_is_refused(app: Flask) -> None:
    person = Person(app, make.minor())
    for _ in range(3):
        person.sends("/akun/wali", guardian_email="ayah@contoh.test")
    person.sends("/akun/wali", status=403, guardian_email="ayah@contoh.test")


def test_an_expired_or_unknown_link_opens_nothing(app: Flask) -> None:
    link = make.guardian_link(make.minor())
    make.said(lambda: db.session.execute(update(MailLink).values(expires_at=clock.wall() - timedelta(minutes=1))))
    visitor(app).opens(link, 404)
    visitor(app).opens("/wali/tidak-ada", 404)


def test_the_form_for_guardians_answers_every_address_alike(app: Flask, settings: config.Settings) -> None:
    minor = make.minor(consent=True)

    def answer(email: str) -> str:
        return visitor(app).sends("/wali", email=email).text

    assert answer(minor.guardianship.email) == answer("tidak.dikenal@contoh.test")
    assert db.session.query(LinkRequest).count() == 2
    (mail,) = mailed(settings)
    assert mail.address == minor.guardianship.email
    assert db.session.query(LinkRequest).count() == 0


def test_when_nobody_can_be_a_minor_any_more_the_guardian_has_no_say(app: Flask) -> None:
    minor = make.minor()
    link = make.guardian_link(minor)
    minor.minor_until = clock.today("Asia/Jakarta") - timedelta(days=1)
    make.committed(minor)
    assert not minor.viewer().minor and minor.viewer().named
    visitor(app).opens(link, 404)
    assert not writes(Person(app, minor), make.event()).has("Menunggu wali Anda")


def test_a_guardians_page_is_never_stored(app: Flask) -> None:
    answer = visitor(app).client.get(make.guardian_link(make.minor()))
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_signed_in_minor_cannot_consent_for_themselves() -> None:
    minor = make.minor()
    with pytest.raises(Refused, match="not_your_role"):
        minor.guardianship.refuse(by=minor.viewer())


@pytest.mark.parametrize(
    "lowest, full, offered", [("16", "18", "16 sampai 17 tahun"), ("13", "18", "13 sampai 17 tahun"), ("18", "18", "")]
)
def test_the_ages_are_settings(settings: config.Settings, app: Flask, lowest: str, full: str, offered: str) -> None:
    make.event()
    other = forum.create_app(dataclasses.replace(settings, lowest_age=int(lowest), full_age=int(full)))
    other.test_client_class = type(visitor(app).client)
    try:
        words = visitor(other).opens("/daftar/pekalongan").text
    finally:
        other.extensions["stored"].forget()
        with other.app_context():
            db.session.remove()
            db.engine.dispose()
    assert f"Di bawah {lowest} tahun" in words
    assert offered in words if offered else "sampai 17" not in words


def test_a_lowest_age_above_the_full_one_stops_the_start() -> None:
    with pytest.raises(config.ConfigError, match="FORUM_LOWEST_AGE"):
        config.load({"FORUM_ENV": "testing", "FORUM_LOWEST_AGE": "19", "FORUM_FULL_AGE": "18", "SECRET_KEY": "x" * 32})


def test_nobody_is_a_minor_longer_than_the_ages_allow() -> None:
    ages = Ages(16, 18)
    assert ages.minor_until(clock.now().date().replace(year=2024, month=2, day=29)).isoformat() == "2026-02-28"
    assert ages.minor_until(clock.now().date().replace(year=2025, month=5, day=1)).isoformat() == "2027-05-01"


ILLEGAL_GUARDIANSHIPS = [
    {"state": "granted"},
    {"state": "granted", "answered_at": clock.wall()},
    {"state": "withdrawn", "answered_at": clock.wall(), "name": "Ibu", "relation": "mother", "notice_version": 2},
    {"name_allowed": True},
    {"email": "HURUF@BESAR.id"},
]


@pytest.mark.parametrize("columns", ILLEGAL_GUARDIANSHIPS)
def test_the_database_refuses_an_illegal_guardianship(columns: dict[str, object]) -> None:
    make.minor()
    with pytest.raises(IntegrityError):
        db.session.execute(update(Guardianship).values(columns))
    db.session.rollback()


@pytest.mark.parametrize(
    "columns",
    [
        {"awaiting_guardian": True, "by_minor": False},
        {"awaiting_guardian": True, "by_minor": True, "visibility": "public", "published_at": clock.wall()},
        {"erased_at": clock.wall()},
        {"erased_at": clock.wall(), "visibility": "withdrawn"},
    ],
)
def test_the_database_refuses_an_illegal_minors_submission(columns: dict[str, object]) -> None:
    make.submission(public=False)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Submission).values(columns))
    db.session.rollback()


def test_the_database_refuses_an_erased_reply_with_words_and_a_minor_without_a_date() -> None:
    make.reply(make.submission())
    for statement in (update(Reply).values(erased_at=clock.wall()), update(Account).values(age_band="minor")):
        with pytest.raises(IntegrityError):
            db.session.execute(statement)
        db.session.rollback()
