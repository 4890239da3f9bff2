"""Evidence files: what is taken in, and who gets them back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core import files
from forum.core.refusal import Refused
from forum.recommendations.reports import Evidence, EvidenceKind, Report
from forum.web.files import download_name
from tests import make
from tests.cast import Person, visitor
from tests.recommendations.conftest import Scene, office, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def bomb() -> bytes:
    """A small file that unfolds into 144 million pixels."""
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bukti.exe", b"MZ" + b"\0" * 60, "file_kind"),
        ("bukti", b"%PDF-1.7", "file_kind"),
        ("foto.html", HTML, "file_kind"),
        ("gambar.svg", SVG, "file_kind"),
        ("foto.png", HTML, "file_lies"),
        ("foto.png", SVG, "file_lies"),
        ("foto.jpg", picture("PNG"), "file_lies"),
        ("surat.pdf", picture("PNG"), "file_lies"),
        ("surat.docx", b"PK\x03\x04" + b"\0" * 100, "file_lies"),
        ("surat.docx", office("xl"), "file_lies"),
        ("surat.docx", office("word", "vbaProject.bin"), "file_lies"),
        ("foto.png", picture("PNG")[:60], "file_broken"),
        ("foto.png", bomb(), "file_broken"),
        ("kosong.pdf", b"", "file_empty"),
        ("besar.pdf", b"%PDF-1.7" + b"0" * 11_000_000, "file_too_large"),
    ],
)
def test_it_refuses_what_a_file_only_pretends_to_be(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as no:
        files.inspect(name, io.BytesIO(content), 10)
    assert no.value.refusal.code == code


def test_each_refusal_stands_at_its_own_field(accepted: Scene) -> None:
    form = accepted.browser(accepted.operator).opens(accepted.report_page).button("Kirim laporan").fill(percent="20", note="Sudah")
    form.fill(
        **{
            "evidence-0-file": (io.BytesIO(SVG), "a.svg"),
            "evidence-1-file": (io.BytesIO(picture()), "b.png"),
            "evidence-2-file": (io.BytesIO(b""), "c.pdf"),
        }
    )
    page = form.submit(422)
    assert "tidak diterima" in page.text_of("#evidence-0-file-err")
    assert page.soup.select_one("#evidence-1-file-err") is None
    assert "kosong" in page.text_of("#evidence-2-file-err")
    assert make.db.session.query(files.StoredFile).count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", office()),
        ("b.xlsx", office("xl")),
        ("c.pptx", office("ppt")),
        ("d.pdf", b"%PDF-1.7\n%%EOF"),
        ("e.webp", picture("WEBP")),
        ("f.JPEG", picture("JPEG")),
    ],
)
def test_it_takes_what_offices_send(name: str, content: bytes) -> None:
    assert files.inspect(name, io.BytesIO(content), 10).mime == files.KINDS[name.rpartition(".")[2].lower()]


def test_a_picture_is_drawn_anew_without_what_hid_in_it() -> None:
    image, out = Image.new("RGB", (10, 10)), io.BytesIO()
    exif = image.getexif()
    exif[0x010E] = "KENARI-METADATA"
    image.save(out, "JPEG", exif=exif)
    kept = files.inspect("foto.jpg", io.BytesIO(out.getvalue() + HTML), 10).content
    assert b"KENARI" not in kept and b"<script" not in kept


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\windows.pdf", "a/b/c.pdf", "\x00\x07x\u202egpj.pdf"])
def test_the_name_is_only_a_label(name: str) -> None:
    label = files.inspect(name, io.BytesIO(b"%PDF-1.7"), 10).name
    assert not set(label) & set("/\\\x00\x07\u202e")


def attached(
    scene: Scene, name: str = "Berita acara <b>survei.pdf", content: bytes = b"%PDF-1.7\n<script>alert(1)</script>", send: bool = True
) -> str:
    """The address of a file in a report."""
    inspected = files.inspect(name, io.BytesIO(content), 10)
    stored = files.save(inspected, scene.app.extensions["settings"].upload_dir, scene.operator.id)
    piece = Evidence(kind=EvidenceKind.DOCUMENT, title=name, file=stored)
    if send:
        scene.sent(30, evidence=[piece])
    else:
        make.said(Report.draft, scene.rec, by=scene.operator.viewer(), author_id=scene.operator.id, percent=30, note="x", evidence=[piece])
    return f"/berkas/{stored.public_id}/{download_name(stored.name, stored.mime)}"


def test_a_file_of_a_sent_report_is_a_download_that_can_do_nothing(accepted: Scene) -> None:
    answer = visitor(accepted.app).client.get(attached(accepted))
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=Berita_acara_bsurvei.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "private" in answer.headers["Cache-Control"] and "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_browser_that_has_it_is_told_so(accepted: Scene) -> None:
    address = attached(accepted)
    guest = visitor(accepted.app).client
    tag = guest.get(address).headers["ETag"]
    again = guest.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_another_name_or_no_such_file_is_not_found(accepted: Scene) -> None:
    address = attached(accepted)
    guest = visitor(accepted.app)
    guest.opens(address.rpartition("/")[0] + "/lain.html", 404)
    guest.opens("/berkas/01ARZ3NDEKTSV4RRFFQ69G5FAV/x.pdf", 404)
    guest.opens("/berkas/..%2f..%2fsecret-key/x.pdf", 404)


def test_a_missing_file_on_disk_is_not_found(accepted: Scene) -> None:
    address = attached(accepted)
    for one in accepted.app.extensions["settings"].upload_dir.rglob("*"):
        if one.is_file():
            one.unlink()
    visitor(accepted.app).opens(address, 404)


def answers(scene: Scene, who: Account | None, address: str) -> int:
    return Person(scene.app, who).client.get(address).status_code


def test_a_drafts_file_is_for_its_agency_alone(accepted: Scene) -> None:
    address = attached(accepted, send=False)
    others = [
        None,
        accepted.verifier,
        make.account("Moderator", Role.MODERATOR),
        make.account("Dinkes", Role.AGENCY_OPERATOR, of=make.agency("Dinkes")),
    ]
    assert [answers(accepted, who, address) for who in others] == [404] * 4
    assert answers(accepted, accepted.head, address) == 200


def test_a_returned_reports_file_is_taken_from_the_public_but_not_from_those_who_judge(accepted: Scene) -> None:
    address = attached(accepted)
    report = make.db.session.query(Report).one()
    make.said(report.send_back, by=accepted.verifier.viewer(), note="Ada data pribadi.")
    elsewhere = make.account("Moderator Kediri", Role.MODERATOR, in_city=make.city("kediri"))
    assert [answers(accepted, who, address) for who in (None, elsewhere)] == [404, 404]
    assert [answers(accepted, who, address) for who in (accepted.operator, accepted.verifier, make.account("M", Role.MODERATOR))] == [
        200
    ] * 3


def test_a_file_of_nothing_is_not_found(scene: Scene, db_session: Any) -> None:
    stored = files.save(files.inspect("a.pdf", io.BytesIO(b"%PDF-1.7"), 10), scene.app.extensions["settings"].upload_dir, None)
    make.committed(stored)
    assert answers(scene, scene.head, f"/berkas/{stored.public_id}/a.pdf") == 404
