"""A moderator masks personal data: by what the machine found, by words, by place; nobody reads the original without a reason."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Viewer
from forum.core.history import HistoryEntry
from forum.extensions import Base, db
from forum.submissions.erasing import erase
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Identity, Reason, Visibility
from forum.submissions.wordings import MaskKind, Part, Redaction, SealedWording, Span, everywhere
from tests import make
from tests.cast import Person, visitor
from tests.page import Page
from tests.triage.conftest import Desk

NIK = "3375014107600000"
BODY = f"Tolong dibantu e-KTP ibu saya. Namanya Siti Contoh, NIK {NIK}, HP 0810-0000-1234, alamat Gang Contoh No. 0. Sudah tiga kali."
SECRETS = ("Siti Contoh", NIK, "0810-0000-1234", "Gang Contoh No. 0")


def waiting(desk: Desk, title: str = "e-KTP ibu saya belum jadi", body: str = BODY, **facts: Any) -> Submission:
    return make.submission(desk.event, public=False, title=title, body=body, **facts)


def again(submission: Submission) -> Submission:
    db.session.expire_all()
    return db.session.get_one(Submission, submission.id)


def masking(person: Person, it: Submission, status: int = 200) -> Page:
    return person.opens(f"/meja/triase/{it.code}/samarkan", status)


def masks(desk: Desk, it: Submission, words: str, kind: MaskKind = MaskKind.OTHER) -> None:
    make.said(it.redact, everywhere({words: kind}, it.original), by=desk.account.viewer())


def everything_stored(without: set[str] = frozenset({"sealed_wording"})) -> str:  # type: ignore[assignment]
    """Every text of every table, as a search or an export of the whole database would find it."""
    kept = []
    for table in Base.metadata.sorted_tables:
        if table.name not in without:
            kept += [str(value) for row in db.session.execute(table.select()) for value in row if isinstance(value, str)]
    return "\n".join(kept)


def test_the_item_says_what_the_machine_found_and_leads_to_the_page(desk: Desk) -> None:
    page = desk.rina.opens(f"/meja/triase/{waiting(desk).code}")
    assert "Nama, NIK, Telepon, Alamat" in page.text_of(".alert.t-mengkudu")
    assert page.all(".alert a[href$='/samarkan']")


def test_an_innocent_text_is_not_warned_of(desk: Desk) -> None:
    it = waiting(desk, "Lampu jalan", "Lampu di Jalan Merdeka mati sejak 3 hari, anggaran Rp 2.500.000.")
    assert "Memuat data pribadi" not in desk.rina.opens(f"/meja/triase/{it.code}")


def test_what_was_found_is_masked_and_published_in_one_step(desk: Desk, app: Any) -> None:
    it = waiting(desk)
    page = masking(desk.rina, it)
    assert [tag.get_text() for tag in page.all(".said-source mark")] == list(SECRETS)
    page.form("#samarkan").fill(note="Demi melindungi ibu Anda.").forge(publish="1").submit()
    found = again(it)
    assert found.visibility is Visibility.PUBLIC and found.redacted
    seen = visitor(app).opens(f"/forum/{desk.event.slug}/masukan/{it.code}")
    assert [tag.get_text() for tag in seen.all("mark.gone")] == [
        "nama disamarkan", "NIK disamarkan", "telepon disamarkan", "alamat disamarkan",
    ]  # fmt: skip
    assert "Sudah tiga kali." in seen


def test_masked_words_are_in_no_column_but_the_sealed_one(desk: Desk) -> None:
    it = waiting(desk, f"NIK {NIK} ditolak", BODY, locality="Gang Contoh No. 0")
    masking(desk.rina, it).form("#samarkan").forge(publish="1").submit()
    stored = everything_stored()
    assert not [secret for secret in SECRETS if secret in stored]
    assert again(it).original.body == BODY and again(it).original.locality == "Gang Contoh No. 0"
    assert again(it).title == "NIK [NIK disamarkan] ditolak"


def test_words_are_masked_wherever_they_stand_also_in_the_title(desk: Desk) -> None:
    it = waiting(desk, "Bu WATI pingsan", "Rumah bu Wati roboh. Bu  Wati sakit. Wati\nlain tidak; Bu Watini bukan.")
    masking(desk.rina, it).form("#samarkan").fill(words="Bu Wati", kind="name").submit()
    found = again(it)
    assert found.title == "[nama disamarkan] pingsan"
    assert found.body == "Rumah [nama disamarkan] roboh. [nama disamarkan] sakit. Wati\nlain tidak; Bu Watini bukan."


def test_words_that_stand_nowhere_are_told_at_their_field_and_the_rest_stays(desk: Desk) -> None:
    it = waiting(desk)
    page = masking(desk.rina, it).form("#samarkan").fill(words="Bukan ini", note="Pesan saya.").submit(422)
    assert "“Bukan ini” tidak ada di naskah." in page.text_of("#words-err")
    assert page.find("#note").get_text().strip() == "Pesan saya." and len(page.all("[name=tutup]")) == 4
    assert not again(it).redacted


def test_a_finding_that_is_none_is_left_open(desk: Desk) -> None:
    it = waiting(desk, "Telepon", "Kantor 0285-421234 tidak diangkat.")
    form = masking(desk.rina, it).form("#samarkan")
    form.forge(tutup="").submit()
    assert not again(it).redacted and again(it).body == "Kantor 0285-421234 tidak diangkat."


def test_the_preview_shows_what_the_public_will_see_and_changes_nothing(desk: Desk) -> None:
    it = waiting(desk)
    page = masking(desk.rina, it).form("#samarkan").fill(words="Tolong dibantu").forge(preview="1").submit()
    assert "nama disamarkan e-KTP ibu saya. Namanya nama disamarkan , NIK NIK disamarkan" in page.text_of("#pratinjau")
    assert not again(it).redacted


def test_it_is_masked_and_handed_on_in_one_step(desk: Desk) -> None:
    it = waiting(desk)
    form = masking(desk.rina, it).form("#samarkan").fill(to="lapor")
    assert "Tuliskan penjelasannya" in form.forge(publish="1").submit(422).text_of("#note-err")
    form.fill(note="Diteruskan ke Dindukcapil.").forge(publish="1").submit()
    found = again(it)
    assert (found.visibility, found.disposition, found.referred_to) == (Visibility.PUBLIC, Disposition.REFERRED, "lapor")


def test_publishing_what_has_findings_needs_a_look(desk: Desk) -> None:
    it = waiting(desk)
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan").fill(decision="publish")
    page = form.submit(422)
    assert "Samarkan dulu" in page.text_of("#checked-err") and again(it).visibility is Visibility.WAITING
    page.form("#putusan").fill(checked="y").submit()
    assert again(it).visibility is Visibility.PUBLIC


def test_a_public_one_with_findings_is_not_handed_on_without_a_look(desk: Desk) -> None:
    it = make.submission(desk.event, body=BODY)
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan")
    form.fill(decision="refer", reason="service_complaint", to="lapor", note="Diteruskan.")
    assert "Samarkan dulu" in form.submit(422).text_of("#checked-err")
    masks(desk, it, NIK)
    for words in ("Siti Contoh", "0810-0000-1234", "Gang Contoh No. 0"):
        make.said(it.redact, [*it.spans, *everywhere({words: MaskKind.OTHER}, it.original)], by=desk.account.viewer())
    form = desk.rina.opens(f"/meja/triase/{it.code}").form("#putusan")
    form.fill(decision="refer", reason="service_complaint", to="lapor", note="Diteruskan.").submit()
    assert again(it).disposition is Disposition.REFERRED


def test_a_sealed_original_is_read_with_a_reason_that_its_author_reads_without_a_name(desk: Desk, app: Any) -> None:
    author = make.account("Pengirim")
    it = waiting(desk, by=author)
    masks(desk, it, NIK, MaskKind.NIK)
    page = masking(desk.bima, it)
    assert NIK not in page
    form = page.form("[name=purpose]")
    assert NIK not in form.submit(422)
    assert NIK in form.fill(purpose="Memeriksa alamat sebelum diteruskan.").submit().text
    line = db.session.scalars(db.select(HistoryEntry).where(HistoryEntry.verb == "submission.open_original")).one()
    assert (line.note, line.actor_role) == ("Memeriksa alamat sebelum diteruskan.", "moderator")
    assert NIK not in masking(desk.bima, it)
    mine = Person(app, author).opens(f"/masukan-saya/{it.code}")
    assert "Dibaca oleh moderator karena: Memeriksa alamat sebelum diteruskan." in mine and "Bima" not in mine


def test_the_author_reads_their_own_words_and_rewords_from_them(desk: Desk, app: Any) -> None:
    author = make.account("Pengirim")
    it = waiting(desk, by=author)
    masks(desk, it, NIK, MaskKind.NIK)
    assert NIK in Person(app, author).opens(f"/masukan-saya/{it.code}")
    assert NIK in Person(app, author).opens(f"/masukan-saya/{it.code}/tulis-ulang").find("#body").get_text()


def test_masked_words_stay_masked_in_a_new_wording_that_still_has_them(desk: Desk) -> None:
    author = make.account("Pengirim")
    it = waiting(desk, by=author)
    masks(desk, it, NIK, MaskKind.NIK)
    make.said(it.return_for_rewording, by=desk.account.viewer(), reason=Reason.PERSONAL_DATA, note="Tanpa nomor.")
    make.said(it.reword, f"Soal {NIK}", f"Masih {NIK} dan lain-lain.", by=author.viewer(), judge_by=it.judge_by)
    found = again(it)
    assert (found.title, found.body) == ("Soal [NIK disamarkan]", "Masih [NIK disamarkan] dan lain-lain.")
    assert NIK not in everything_stored()
    make.said(found.reword, "Tanpa nomor", "Sudah bersih.", by=author.viewer(), judge_by=it.judge_by)
    assert not again(it).redacted and again(it).redactions == [] and NIK not in everything_stored()
    sealed = db.session.scalars(db.select(SealedWording).order_by(SealedWording.id)).all()
    assert [NIK in one.body for one in sealed] == [True, True] and all(one.version_id for one in sealed)


def test_a_mask_taken_away_brings_the_words_back(desk: Desk) -> None:
    it = waiting(desk)
    masks(desk, it, "Siti Contoh", MaskKind.NAME)
    make.said(it.redact, [], by=desk.account.viewer())
    assert (again(it).body, again(it).redacted) == (BODY, False)
    assert db.session.query(SealedWording).count() == 0


def test_a_confidential_text_is_masked_only_after_it_was_opened(desk: Desk) -> None:
    it = waiting(desk, identity=Identity.CONFIDENTIAL)
    page = masking(desk.rina, it)
    assert NIK not in page and "e-KTP" not in page.text_of(".work") and not page.all("#samarkan")
    assert page.form("[name=purpose]").fill(purpose="Sebelum diteruskan.").submit().all("#samarkan")


def test_data_of_others_are_masked_after_the_event_too(desk: Desk) -> None:
    it = make.submission(desk.event, body=BODY)
    make.said(it.answer, "Sudah.", by=desk.account.viewer())
    db.session.execute(db.text("UPDATE event SET state = 'cancelled'"))
    db.session.commit()
    masking(desk.rina, it).form("#samarkan").submit()
    assert again(it).redacted


def test_a_moderators_own_is_masked_by_somebody_else(desk: Desk) -> None:
    own = waiting(desk, by=desk.account)
    page = masking(desk.rina, own)
    assert "Ini masukan Anda sendiri" in page and not page.all("#samarkan")
    other = masking(desk.rina, waiting(desk, "Milik orang")).form("#samarkan")
    other.action = f"/meja/triase/{own.code}/samarkan"
    other.forge(version=str(own.version)).submit(422)
    assert not again(own).redacted


def test_the_publisher_reads_but_does_not_mask_and_strangers_find_nothing(desk: Desk) -> None:
    it = waiting(desk)
    masks(desk, it, NIK)
    page = masking(desk.publisher, it)
    assert not page.all("#samarkan")
    assert NIK in page.form("[name=purpose]").fill(purpose="Permintaan subjek data.").submit()
    masking(desk.kediri, it, 404)


def test_two_moderators_at_once_the_second_is_told(desk: Desk) -> None:
    it = waiting(desk)
    form = masking(desk.bima, it).form("#samarkan")
    masks(desk, it, NIK)
    form.submit(409)
    assert again(it).spans == [Span(BODY.index(NIK), BODY.index(NIK) + 16, MaskKind.OTHER)]


@pytest.mark.parametrize(
    "sent", ["body:5:3:nik", "body:-1:5:nik", "x:0:5:nik", "body:0:99999:nik", "body:0:5:zzz", "body:" * 9, "\x00", "body:0:5"]
)
def test_a_forged_span_breaks_nothing(desk: Desk, sent: str) -> None:
    it = waiting(desk)
    masking(desk.rina, it).form("#samarkan").forge(tutup=sent).submit()
    found = again(it)
    assert found.original.body == BODY and (NIK not in found.body or not found.redacted)


def test_a_long_title_of_masks_still_fits(desk: Desk) -> None:
    it = waiting(desk, "a b c d e f g h i j k l", "Isi.")
    spans = [Span(n, n + 1, MaskKind.ADDRESS, Part.TITLE) for n in range(0, 23, 2)]
    make.said(it.redact, spans, by=desk.account.viewer())
    assert len(again(it).title) == 160


@pytest.mark.parametrize("row", [{"start": 5, "end": 5, "kind": MaskKind.NIK}, {"start": -1, "end": 5, "kind": MaskKind.NIK}])
def test_the_database_refuses_a_span_without_words(desk: Desk, row: dict[str, Any]) -> None:
    db.session.add(Redaction(submission_id=waiting(desk).id, part=Part.BODY, **row))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("column", ["part", "kind"])
def test_the_database_refuses_an_unknown_kind_of_mask(desk: Desk, column: str) -> None:
    values = {"submission_id": waiting(desk).id, "part": "body", "start": 0, "until": 4, "kind": "nik"} | {column: "lain"}
    names = ", ".join(f'"{name}"' for name in values)
    with pytest.raises(IntegrityError):
        db.session.execute(db.text(f"INSERT INTO redaction ({names}) VALUES (:{', :'.join(values)})"), values)
    db.session.rollback()


def test_one_present_wording_is_sealed_once(desk: Desk) -> None:
    it = waiting(desk)
    masks(desk, it, NIK)
    db.session.add(SealedWording(submission_id=it.id, title="a", body="b", locality=""))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert inspect(SealedWording).local_table.name == "sealed_wording"


def test_a_guardian_who_erases_takes_the_sealed_original_too(desk: Desk) -> None:
    minor = make.minor(consent=True)
    it = waiting(desk, by=minor)
    masks(desk, it, NIK, MaskKind.NIK)
    make.said(it.reword, "Judul", f"Masih {NIK}.", by=minor.viewer(), judge_by=it.judge_by)
    make.said(erase, it, by=Viewer(ref=minor.guardianship.public_id))
    assert db.session.query(SealedWording).count() == 0 and NIK not in everything_stored(set())
