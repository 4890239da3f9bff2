"""Files beside a submission: how they come in, what is refused and why, who may open them, and how they go."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import literal_column, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Role
from forum.core.files import StoredFile
from forum.extensions import db
from forum.submissions.attachments import Attachment
from forum.submissions.models import Submission
from forum.submissions.watching import TrustedAuthor
from forum.submissions.wordings import MaskKind, Span
from tests import make
from tests.page import Client, Page
from tests.submissions.conftest import SignIn
from tests.submissions.test_drafts import drafts, sheet
from tests.submissions.test_page import address
from tests.submissions.test_writing import all_submissions, written

pytestmark = pytest.mark.usefixtures("db_session")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def pdf(name: str = "telaah.pdf", more: bytes = b"") -> tuple[io.BytesIO, str]:
    return io.BytesIO(PDF + more), name


def picture(name: str = "jalan.jpg") -> tuple[io.BytesIO, str]:
    """A photograph that knows where it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "rumah-kenari"
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    return io.BytesIO(out.getvalue()), name


def attachments() -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def stored(settings: Any) -> list[Path]:
    return [path for path in settings.upload_dir.rglob("*") if path.is_file()]


def uploaded(client: Client, slug: str, file: tuple[io.BytesIO, str]) -> Any:
    """As the page's script sends each file as soon as it is chosen."""
    token = sheet(client, slug).find("#tulis input[name=csrf_token]")["value"]
    return client.post(f"/forum/{slug}/masukan/lampiran", data={"csrf_token": token, "files": file}, headers={"X-Sent-By": "script"})


def test_files_travel_with_the_form_without_script(browser: SignIn, client: Client) -> None:
    event, author = make.event(), make.account()
    written(sheet(browser(author), event.slug), files=[pdf(), picture()]).submit()
    (made,) = all_submissions()
    assert [one.file.name for one in made.attachments] == ["telaah.pdf", "jalan.jpg"]
    make.said(made.publish, by=make.account("Moderator", Role.MODERATOR).viewer())
    page = client.page(address(made))
    link = page.find(".files a")
    assert link.get_text(strip=True) == "telaah.pdf"
    answer = client.get(str(link["href"]))
    assert answer.get_data() == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_picture_loses_where_it_was_taken(browser: SignIn, settings: Any) -> None:
    event = make.event()
    written(sheet(browser(make.account()), event.slug), files=picture()).submit()
    (file,) = stored(settings)
    assert b"rumah-kenari" not in file.read_bytes()


def test_each_file_goes_into_the_draft_as_it_is_chosen(browser: SignIn) -> None:
    event, client = make.event(), browser(make.account())
    told = json.loads(uploaded(client, event.slug, pdf()).get_data())
    assert "telaah.pdf" in told["line"]
    again = json.loads(uploaded(client, event.slug, pdf()).get_data())
    assert again["id"] == told["id"], "the same file sent twice lies there once"
    page = sheet(client, event.slug)
    assert "telaah.pdf" in page.text_of("[data-attached]")
    form = written(page).forge(**{f"keterangan-{told['id']}": "Telaah empat belas aplikasi"})
    form.submit()
    (made,) = all_submissions()
    assert [one.description for one in made.attachments] == ["Telaah empat belas aplikasi"]
    assert not drafts()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ((io.BytesIO(b"MZ\x90"), "pasang.exe"), "Jenis berkas “pasang.exe” tidak diterima."),
        ((io.BytesIO(b"<html><script>"), "rapor.pdf"), "Isi berkas “rapor.pdf” tidak sesuai dengan akhiran namanya."),
        ((io.BytesIO(b""), "kosong.pdf"), "Berkas “kosong.pdf” kosong."),
        ((io.BytesIO(PDF + b"x" * 10_485_760), "besar.pdf"), "Berkas “besar.pdf” lebih besar dari 10 MB."),
    ],
    ids=["kind", "lie", "empty", "size"],
)
def test_a_refusal_names_the_file_at_its_field_and_keeps_the_others(browser: SignIn, file: tuple[io.BytesIO, str], why: str) -> None:
    event, client = make.event(), browser(make.account())
    content = file[0].getvalue()
    page = written(sheet(client, event.slug), files=[pdf(), (io.BytesIO(content), file[1])]).submit(422)
    assert why in page.text_of("#lampiran .err")
    assert why in page.text_of(".error-summary")
    assert "telaah.pdf" in page.text_of("[data-attached]")
    assert not all_submissions()
    quick = uploaded(client, event.slug, (io.BytesIO(content), file[1]))
    assert quick.status_code == 422
    assert why in json.loads(quick.get_data())["sentence"]
    written(page).submit()
    assert [one.file.name for one in all_submissions()[0].attachments] == ["telaah.pdf"]


def test_one_file_too_many_is_told_by_name(browser: SignIn) -> None:
    event, client = make.event(), browser(make.account())
    page = written(sheet(client, event.slug), files=[pdf(f"{n}.pdf", b"%" * n) for n in range(6)]).submit(422)
    assert "Berkas “5.pdf” tidak ikut: paling banyak 5 berkas" in page.text_of("#lampiran .err")
    assert len(page.all("[data-attached] li")) == 5
    assert page.find("#lampiran .drop").has_attr("hidden")


def test_a_file_is_taken_out_of_the_draft_bytes_and_all(browser: SignIn, settings: Any) -> None:
    event, client = make.event(), browser(make.account())
    page = written(sheet(client, event.slug), files=[pdf(), pdf("lain.pdf", b"%")]).forge(save="1").submit()
    assert len(stored(settings)) == 2
    form = page.form_around(page.all("[data-attached] button")[0])
    after = form.submit()
    assert "lain.pdf" in after.text_of("[data-attached]")
    assert "telaah.pdf" not in after.text_of("[data-attached]")
    assert after.find("input[name=title]")["value"]
    assert len(stored(settings)) == 1
    token = after.find("#tulis input[name=csrf_token]")["value"]
    left = attachments()[0]
    assert browser(make.account()).get(f"/masukan-saya/lampiran/{left.public_id}/buang").status_code == 405
    assert client.post(f"/masukan-saya/lampiran/{left.public_id}/buang", data={"csrf_token": token}).status_code == 204
    assert not attachments()
    assert not stored(settings)
    assert not db.session.scalars(select(StoredFile)).all()


def test_nobody_takes_a_file_out_of_anothers_draft(browser: SignIn) -> None:
    event, client = make.event(), browser(make.account())
    told = json.loads(uploaded(client, event.slug, pdf()).get_data())
    other = browser(make.account())
    token = sheet(other, event.slug).find("#tulis input[name=csrf_token]")["value"]
    assert other.post(f"/masukan-saya/lampiran/{told['id']}/buang", data={"csrf_token": token}).status_code == 404
    assert len(attachments()) == 1


def sent_with_file(browser: SignIn, author: Any, **facts: Any) -> Submission:
    event = make.event()
    written(sheet(browser(author), event.slug), files=pdf("kenari.pdf"), **facts).submit()
    return all_submissions()[-1]


def address_of(one: Submission) -> str:
    file = one.attachments[0].file
    return f"/berkas/{file.public_id}/{file.name}"


def test_a_file_is_opened_by_whom_the_text_is_read(browser: SignIn, client: Client) -> None:
    author, judge = make.account("Sari"), make.account("Moderator", Role.MODERATOR)
    one = sent_with_file(browser, author)
    stranger, writer, desk = browser(make.account()), browser(author), browser(judge)
    other_city = browser(make.account("M", Role.MODERATOR, in_city=make.city("kediri")))

    def who_may() -> list[int]:
        return [someone.get(address_of(one)).status_code for someone in (client, stranger, other_city, writer, desk)]

    assert who_may() == [404, 404, 404, 200, 200]
    make.said(one.publish, by=judge.viewer())
    assert who_may() == [200, 200, 200, 200, 200]
    make.said(one.redact, [Span(0, 5, MaskKind.NAME)], by=judge.viewer())
    assert who_may() == [404, 404, 404, 200, 200], "where the text is masked, the file is sealed too"
    assert "kenari.pdf" not in client.page(address(one))
    make.said(one.withdraw, by=author.viewer())
    assert who_may() == [404, 404, 404, 404, 404]


def test_a_confidential_file_stays_with_author_and_desk(browser: SignIn, client: Client) -> None:
    author, judge = make.account("Sari"), make.account("Moderator", Role.MODERATOR)
    one = sent_with_file(browser, author, identity="confidential")
    make.said(one.publish, by=judge.viewer())
    assert client.get(address_of(one)).status_code == 404
    assert browser(author).get(address_of(one)).status_code == 200


def test_the_moderator_withholds_and_clears_a_file(browser: SignIn, client: Client) -> None:
    author, judge = make.account("Sari"), make.account("Moderator", Role.MODERATOR)
    one = sent_with_file(browser, author)
    make.said(one.publish, by=judge.viewer())
    desk = browser(judge)
    item = desk.page(f"/meja/triase/{one.code}")
    assert "kenari.pdf" in item.text_of("#lampiran + .files")
    path = f"/meja/triase/lampiran/{one.attachments[0].public_id}"
    token = item.find("#act input[name=csrf_token]")["value"]
    desk.post(path, data={"csrf_token": token, "putusan": "tahan"})
    assert client.get(address_of(one)).status_code == 404
    make.said(one.redact, [Span(0, 5, MaskKind.NAME)], by=judge.viewer())
    desk.post(path, data={"csrf_token": token, "putusan": "tayang"})
    assert client.get(address_of(one)).status_code == 200, "cleared although the text is masked"


def test_a_file_of_what_was_shown_at_once_waits_until_somebody_looked(browser: SignIn, client: Client) -> None:
    author, judge = make.account("Sari"), make.account("Moderator", Role.MODERATOR)
    make.said(TrustedAuthor.grant, author, make.city().id, by=judge.viewer(), why="Selalu santun.")
    one = sent_with_file(browser, author)
    assert one.unchecked and "kenari.pdf" not in client.page(address(one)) and client.get(address_of(one)).status_code == 404
    assert "terbuka untuk umum setelah Anda memeriksa" in browser(judge).page(f"/meja/triase/{one.code}")
    make.said(one.keep, by=judge.viewer(), answer_by=one.judge_by)
    assert "kenari.pdf" in client.page(address(one)) and client.get(address_of(one)).status_code == 200


def test_nobody_judges_a_file_but_another_moderator_of_the_city(browser: SignIn) -> None:
    author = make.account("Sari", Role.MODERATOR)
    one = sent_with_file(browser, author)
    path = f"/meja/triase/lampiran/{one.attachments[0].public_id}"
    strangers = make.account(), make.account("M", Role.MODERATOR, in_city=make.city("kediri"))
    for someone, status in ((author, 403), *((one, 404) for one in strangers)):
        client = browser(someone)
        token = client.page("/lacak").find("input[name=csrf_token]")["value"]
        assert client.post(path, data={"csrf_token": token, "putusan": "tahan"}).status_code == status
    assert one.attachments[0].clearance == "as_text"


def test_the_author_takes_a_file_back_after_its_effect_was_shown(browser: SignIn, client: Client) -> None:
    author = make.account("Sari")
    one = sent_with_file(browser, author)
    make.said(one.publish, by=make.account("Moderator", Role.MODERATOR).viewer())
    mine = browser(author)
    page: Page = mine.page(f"/masukan-saya/{one.code}").follow("Hapus kenari.pdf")
    assert "tidak dapat dibuka siapa pun lagi" in page
    page.form("main form").submit()
    assert client.get(address_of(one)).status_code == 404
    assert "kenari.pdf" not in mine.page(f"/masukan-saya/{one.code}")
    assert browser(make.account()).get(f"/masukan-saya/lampiran/{one.attachments[0].public_id}/hapus").status_code == 404


@pytest.mark.parametrize(
    "columns", [{"draft_id": None, "submission_id": None}, {"clearance": "maybe"}], ids=["belongs nowhere", "unknown clearance"]
)
def test_the_database_refuses_an_illegal_attachment(browser: SignIn, columns: dict[str, Any]) -> None:
    one = sent_with_file(browser, make.account())
    table = Attachment.__table__
    bare = {name: literal_column(f"'{value}'") if value else None for name, value in columns.items()}
    with pytest.raises(IntegrityError):
        db.session.execute(update(table).where(table.c.id == one.attachments[0].id).values(bare))
    db.session.rollback()
