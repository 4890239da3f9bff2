"""The main job in a real browser, step by step, each by the person named, on the demo: from announcement to outcome.

The tests of this file are one story: each continues where the one before ended, on one site.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import press, sign_in

EVENT = "forum-tik-pekalongan-2025"


@dataclass
class Told:
    """What the story has brought about so far."""

    invitation: str = ""
    code: str = ""
    tracking: str = ""
    recommendation: str = ""
    seen: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


def decide(page: Page, decision: str, note: str = "", reason: str = "") -> None:
    page.check(f"[name=decision][value={decision}]")
    if reason:
        page.select_option("#putusan [name=reason]", reason)
    if note:
        page.fill("#putusan [name=note]", note)
    with page.expect_navigation():
        page.locator("#putusan button:not([type=button])").last.click()


def test_1_dinkominfo_plans_and_announces_an_event(go, axe, told) -> None:  # type: ignore[no-untyped-def]
    page = go("penerbit", "/meja/acara/baru")
    page.fill("[name=title]", "Konsultasi Layanan Digital")
    page.fill("[name=purpose]", "Menentukan layanan yang didahulukan.")
    page.fill("[name=starts_at]", "2025-10-20T09:00")
    page.fill("[name=ends_at]", "2025-10-20T08:00")
    press(page, "Simpan")
    expect(page.get_by_role("alert")).to_contain_text("Selesai harus sesudah mulai.")
    axe(page)
    page.fill("[name=ends_at]", "2025-10-20T12:00")
    for name, value in (("what_can_change", "Urutan kerja"), ("decision_maker", "Kepala Dinkominfo"), ("result_due_on", "2025-11-10")):
        page.fill(f"[name={name}]", value)
    page.fill("[name=before_from]", "2025-10-14")
    page.fill("[name=before_to]", "2025-10-19")
    page.fill("[name=agenda]", "09.00 | Pembukaan | Wali Kota\nMasukan kelompok")
    page.fill("[name=questions]", "Layanan mana yang didahulukan?")
    page.get_by_label("Relawan TIK", exact=True).check()
    press(page, "Simpan")
    axe(page)
    press(page, "Umumkan")
    expect(page.get_by_role("status")).to_contain_text("Acara diumumkan.")
    page.fill("[name=label]", "Pengurus Relawan TIK")
    page.select_option("[name=group]", label="Relawan TIK")
    press(page, "Buat tautan")
    told.invitation = page.inner_text("#tautan-undangan").strip()
    visitor = go(None, "/forum/konsultasi-layanan-digital")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Konsultasi Layanan Digital")
    axe(visitor)


def test_2_a_participant_joins_writes_replies_and_supports(go, axe, told, picture) -> None:  # type: ignore[no-untyped-def]
    page = go(None, re.sub(r"^https?://[^/]+", "", told.invitation))
    axe(page)
    page.check("[name=usia][value=adult]")
    press(page, "Lanjutkan")
    axe(page)
    page.fill("[name=name]", "Koordinator Relawan")
    page.fill("[name=email]", "koordinator@contoh.id")
    page.fill("[name=password]", "empat kata mudah ingat")
    page.select_option("[name=element]", label="Masyarakat umum")
    page.check("[name=consent]")
    press(page, "Buat akun")
    sign_in(page, "koordinator@contoh.id", "empat kata mudah ingat")
    page.goto(f"/forum/{EVENT}/masukan/baru")
    press(page, "Kirim masukan")
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    picture(page, "tulis-galat")
    page.fill("[name=title]", "Papan jadwal pelatihan di tiap kelurahan")
    page.fill("[name=body]", "Kami usul **satu papan** berisi:\n\n- jadwal pelatihan\n- nama relawan yang berjaga")
    page.check("[name=type][value=suggestion]")
    page.check("[name=group][value^=relawan-tik]")
    page.check("[name=identity][value=named]")
    page.check("[name=agree]")
    press(page, "Pratinjau")
    expect(page.locator(".preview strong").first).to_have_text("satu papan")
    press(page, "Kirim masukan")
    told.code = page.url.split("/masukan-saya/")[1].split("?")[0]
    tracking = re.search(r"UR-\w{5}-\w{5}", page.inner_text("main"))
    assert tracking
    told.tracking = tracking[0]
    axe(page)
    page.goto(f"/forum/{EVENT}/masukan/S-A01")
    page.fill("[name=body]", "Setuju, dan kami siap membantu memeriksa titiknya.")
    press(page, "Kirim balasan")
    expect(page.locator(".thread")).to_contain_text("siap membantu memeriksa")
    page.locator("summary", has_text="Dukung").first.click()
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Sebagai Relawan TIK").first.click()
    expect(page.locator("main")).to_contain_text("Anda mendukung")
    axe(page)


def test_2_a_visitor_tracks_by_code_without_an_account(go, axe, told) -> None:  # type: ignore[no-untyped-def]
    page = go(None, "/lacak", scripts=False)
    page.fill("main [name=kode]", told.tracking)
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Menunggu verifikasi")
    assert "Papan jadwal" not in page.inner_text("main")


def test_3_a_moderator_works_the_queue(go, axe, told, picture) -> None:  # type: ignore[no-untyped-def]
    page = go("moderator", "/meja/triase")
    axe(page)
    picture(page, "triase")
    page.goto(f"/meja/triase/{told.code}")
    decide(page, "publish")
    page.goto("/meja/triase/S-A18")
    decide(page, "return")
    expect(page.locator("main")).to_contain_text("Pilih alasannya")
    axe(page)
    decide(page, "return", "Mohon jelaskan aplikasi mana yang dimaksud.", "out_of_scope")
    page.goto("/meja/triase/S-A23")
    decide(page, "refuse", "Kabar ini tidak dapat dibuktikan.", "unverified_claim")
    for code in ("S-A10", "S-A39", "S-A14"):
        page.goto(f"/meja/triase/{code}")
        decide(page, "publish")
    page.goto("/meja/triase/S-A39/gabung?dengan=S-A10")
    axe(page)
    page.fill("[name=why]", "Sama-sama meminta peta lampu jalan.")
    press(page, "Gabungkan 2 masukan")
    page.goto("/meja/triase/S-A39/pisah")
    page.fill("[name=why]", "Yang satu tentang gang tertentu.")
    press(page, "Pisahkan")
    page.goto("/meja/triase/S-A14")
    decide(page, "answer", "Satu halaman pembayaran disiapkan triwulan pertama.")
    axe(page)


def test_3_two_submissions_become_a_recommendation(go, axe, told) -> None:  # type: ignore[no-untyped-def]
    page = go("moderator", f"/meja/rekomendasi/baru?dari={told.code}&dari=S-A02")
    press(page, "Terbitkan ke perangkat daerah")
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.fill("[name=title]", "Pojok bantuan digital di tiap kelurahan")
    page.fill("[name=body]", "Menyediakan meja bantuan dan papan jadwal di tiap kelurahan.")
    page.select_option("[name=owner]", label="Badan Penanggulangan Bencana Daerah")
    page.fill("[name=due_on]", "2026-06-30")
    press(page, "Terbitkan ke perangkat daerah")
    found = re.search(r"REK-\w+", page.inner_text("main"))
    assert found
    told.recommendation = found[0]
    axe(page)


def test_4_the_agency_answers_and_reports_and_another_verifies(go, axe, told) -> None:  # type: ignore[no-untyped-def]
    page = go("operator", f"/meja/opd/{told.recommendation}/jawaban")
    page.check("[name=kind][value=accepted]")
    page.fill("[name=response]", "Diterima. Dimulai di dua kelurahan.")
    with page.expect_navigation():
        page.locator("button[name=do][value=save]").click()
    head = go("kepala", f"/meja/opd/{told.recommendation}/jawaban")
    axe(head)
    press(head, "Setujui dan tayangkan")
    page.goto(f"/meja/opd/{told.recommendation}/laporan")
    page.fill("[name=percent]", "100")
    page.fill("[name=note]", "Semua kelurahan sudah punya pojok bantuan.")
    press(page, "Kirim laporan")
    expect(page.locator("main")).to_contain_text("lampirkan paling sedikit satu bukti")
    axe(page)
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(photo, "PNG")
    page.set_input_files("[name=evidence-0-file]", {"name": "pojok.png", "mimeType": "image/png", "buffer": photo.getvalue()})
    page.select_option("[name=evidence-0-kind]", "photo")
    press(page, "Kirim laporan")
    verifier = go("verifikator", "/meja/verifikasi")
    verifier.get_by_role("link", name=re.compile("Pojok bantuan")).first.click()
    verifier.fill("[name=percent]", "100")
    axe(verifier)
    press(verifier, "Catat hasil verifikasi")
    visitor = go(None, f"/rekomendasi/{told.recommendation}")
    expect(visitor.locator("main")).to_contain_text("Terverifikasi")
    axe(visitor)


def test_5_the_outcome_is_published_by_two_and_closing_is_refused(go, axe, told) -> None:  # type: ignore[no-untyped-def]
    desk = f"/meja/publikasi/{EVENT}"
    page = go("penerbit", f"{desk}/draf")
    page.fill("[name=summary]", "Forum musim gugur menghasilkan satu rekomendasi.")
    press(page, "Simpan draf")
    press(page, "Ajukan untuk ditinjau")
    axe(page)
    second = go("penerbit2", desk)
    press(second, "Setujui")
    page.goto(desk)
    page.check("[name=read]")
    press(page, "Terbitkan versi 1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Laporan Hasil")
    axe(page)
    page.goto("/meja/acara/konsultasi-layanan-digital")
    page.watch.conflicts = True
    press(page, "Tutup acara")
    expect(page.get_by_role("alert")).to_contain_text("belum berakhir")
    axe(page)


def test_6_everybody_sees_the_whole_journey(go, axe, told, picture) -> None:  # type: ignore[no-untyped-def]
    for scheme, width in (("light", 1280), ("dark", 390)):
        page = go(None, f"/forum/{EVENT}/masukan/{told.code}", scheme=scheme, width=width)
        journey = page.locator(".journey").first
        for words in ("Diterima", "Tayang", f"Menjadi {told.recommendation}", "Dijawab", "Hasil"):
            expect(journey).to_contain_text(words)
        axe(page)
        picture(page, f"perjalanan-{width}-{scheme}")
    page = go(None, "/rekomendasi")
    axe(page)


def test_6_the_history_proves_itself(demo) -> None:  # type: ignore[no-untyped-def]
    with demo.app.app_context():
        result = demo.app.test_cli_runner().invoke(args=["forum", "verify"])
    assert result.exit_code == 0, result.output


def test_another_citys_moderator_sees_nothing_of_this_desk(go, told) -> None:  # type: ignore[no-untyped-def]
    page = go("moderator.kediri", "/meja/triase")
    assert "Pekalongan" not in page.inner_text("main")
    for path in (f"/meja/triase/{told.code}", f"/meja/rekomendasi/{told.recommendation}", "/meja/triase/S-A10/gabung"):
        answer = page.goto(path)
        assert answer is not None and answer.status == 404


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_its_screen(go, width: int, told) -> None:  # type: ignore[no-untyped-def]
    page = go(None, "/", width=width)
    for path in (
        "/",
        f"/forum/{EVENT}",
        "/forum/forum-tik-pekalongan-2024/masukan/S-S06",
        "/rekomendasi",
        "/rekomendasi/REK-E1-02",
        "/keputusan",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1, path


def test_the_first_view_of_event_and_thread_is_light(first_view, demo) -> None:  # type: ignore[no-untyped-def]
    for path in ("/forum/forum-tik-pekalongan-2024", "/forum/forum-tik-pekalongan-2024/masukan/S-S06"):
        weight, requests = first_view(path, at=demo)
        assert weight <= 60 * 1024 and requests <= 8, (path, weight, requests)


def test_what_is_being_written_survives_a_closed_page(go) -> None:  # type: ignore[no-untyped-def]
    page = go("peserta", f"/forum/{EVENT}/masukan/baru")
    page.fill("[name=title]", "Belum selesai ditulis")
    page.wait_for_timeout(700)
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("Belum selesai ditulis")
