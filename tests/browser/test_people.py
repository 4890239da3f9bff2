"""Young people, their guardians, and those who keep the registry, in a real browser: on a phone, without script, with axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, press

EVENT = "/forum/forum-tik-pekalongan-2025"


def test_a_guardian_consents_on_a_phone_without_script(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go(None, "/wali/demo-wali-sekar", width=360, scripts=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Anak Anda meminta persetujuan")
    press(page, "Setujui keikutsertaan")
    expect(page.get_by_role("alert")).to_contain_text("hal yang perlu diperbaiki")
    page.fill("[name=name]", "Ibu Contoh")
    page.check("[name=relation][value=mother]")
    page.check("[name=agree]")
    press(page, "Setujui keikutsertaan")
    expect(page.get_by_text("Persetujuan Anda dicatat")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    desk = go("moderator", "/meja/triase/S-M1")
    expect(desk.get_by_text("di bawah 18 tahun").first).to_be_visible()
    expect(desk.get_by_text("walinya belum menyetujui")).to_have_count(0)
    axe(desk)


def test_a_guardian_takes_the_consent_back_and_the_words_are_gone(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    expect(go(None, f"{EVENT}/masukan/S-M2").get_by_role("heading", level=1)).to_contain_text("Papan pengumuman digital")
    page = go(None, "/wali/demo-wali-dimas")
    axe(page)
    page.get_by_role("link", name="Tarik persetujuan").click()
    axe(page)
    press(page, "Ya, tarik persetujuan")
    axe(page)
    visitor = go(None, f"{EVENT}/masukan/S-M2")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Isi masukan ini dihapus")
    assert "Papan pengumuman" not in visitor.content()
    minor = go("dimas", "/akun/wali")
    expect(minor.get_by_text("Akun ini hanya dapat dipakai membaca.")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/daftar/pekalongan", "/daftar/pekalongan?usia=minor", "/daftar/pekalongan?usia=below", "/wali", "/masuk/tautan"]
)
def test_pages_of_joining_have_no_barrier(go: Callable[..., Page], axe: Callable[[Page], None], path: str) -> None:
    page = go(None, path, width=360)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["/kelompok/saka-milenial-pekalongan", "/kelompok/masyarakat-pekalongan", "/opd/bpbd-pkl", "/gabung"])
def test_public_pages_of_bodies_have_no_barrier_and_are_light(
    go: Callable[..., Page], axe: Callable[[Page], None], first_view: Callable[..., tuple[int, int]], demo: Site, path: str
) -> None:
    page = go(None, path, width=360)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    weight, requests = first_view(path, at=demo)
    assert weight <= 60_000 and requests <= 8


@pytest.mark.parametrize(
    "path",
    [
        "/meja/admin",
        "/meja/admin/beri",
        "/meja/kelompok",
        "/meja/kelompok/baru",
        "/meja/kelompok/dewan-tik-pekalongan",
        "/meja/perangkat/bpbd-pkl",
    ],
)
def test_the_desks_of_people_have_no_barrier(go: Callable[..., Page], axe: Callable[[Page], None], path: str) -> None:
    page = go("penerbit", path)
    axe(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_representative_hands_over_and_the_successor_accepts(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go("wakil", "/akun")
    axe(page)
    page.get_by_role("link", name="Serahkan kepada penerus Wakil kelompok").click()
    axe(page)
    page.fill("[name=email]", "peserta@demo.test")
    page.fill("[name=since]", "2025-10-15")
    press(page, "Undang penerus")
    axe(page)
    link = page.inner_text("#tautan-undangan").strip()
    successor = go("peserta", link)
    axe(successor)
    press(successor, "Terima undangan")
    expect(successor.get_by_text("Wakil kelompok").first).to_be_visible()
    page.goto("/akun")
    expect(page.get_by_text("Diserahkan", exact=True)).to_be_visible()


def test_an_event_code_is_shown_large_and_lets_people_in(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go("penerbit", f"/meja/acara{EVENT.removeprefix('/forum')}/kode")
    press(page, "Buat kode")
    axe(page)
    code = page.inner_text(".event-code-big").strip()
    joining = go(None, "/gabung", width=360)
    joining.fill("[name=kode]", code.lower())
    press(joining, "Lanjutkan")
    expect(joining.get_by_text("Berapa usia Anda?")).to_be_visible()
