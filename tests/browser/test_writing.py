"""Writing on a phone, in a real browser: on a 360 px screen, with the network cut in the middle, nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from forum.core import clock
from forum.extensions import db
from forum.submissions.drafts import Draft
from forum.submissions.models import Submission
from tests import make
from tests.browser.conftest import Site, sign_in


@pytest.fixture
def sheet(visit: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """``sheet(email, slug)``: a phone on which this person is signed in, at the page for writing."""

    def opened(email: str, slug: str, **how: object) -> Page:
        page = visit("/masuk", width=360, **how)
        sign_in(page, email, make.PASSWORD)
        page.goto(f"/forum/{slug}/masukan/baru")
        return page

    return opened


@pytest.fixture
def writer(site: Site) -> tuple[str, str]:
    """Somebody's address, and an event that takes input."""
    with site.app.app_context():
        clock.load()
        person, event = make.account("Sari Wulandari"), make.event()
        found = person.email, event.slug
        db.session.remove()
    return found


def count(site: Site, of: type) -> int:
    with site.app.app_context():
        found = db.session.scalar(select(func.count()).select_from(of)) or 0
        db.session.remove()
    return found


def fill(page: Page, title: str = "Lampu jalan padam di Noyontaan") -> None:
    page.fill("[name=title]", title)
    page.fill("[name=body]", "Sudah dua minggu gelap. Kami usul lampu tenaga surya.")
    page.check("[name=type][value=suggestion]")
    page.check("[name=identity][value=named]")
    page.check("[name=agree]")


def shown(page: Page, state: str) -> None:
    expect(page.locator(f"[data-when={state}]")).to_be_visible()


def test_the_network_is_cut_while_sending_and_the_text_arrives_once(
    sheet: Callable[..., Page], writer: tuple[str, str], site: Site, axe: Callable[[Page], None]
) -> None:
    before = count(site, Submission)
    page = sheet(*writer)
    axe(page)
    fill(page)
    shown(page, "server")
    axe(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim masukan").click()
    shown(page, "offline")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.watch.errors.clear()  # type: ignore[attr-defined]  # the browser's own word about the cut
    page.context.set_offline(False)
    page.wait_for_url("**/masukan-saya/**")
    expect(page.get_by_text("Masukan Anda sudah kami terima.")).to_be_visible()
    axe(page)
    assert count(site, Submission) == before + 1
    assert count(site, Draft) == 0
    page.goto(f"/forum/{writer[1]}/masukan/baru")
    assert page.input_value("[name=title]") == ""


def test_the_answer_is_lost_and_the_second_sending_makes_no_second_one(
    sheet: Callable[..., Page], writer: tuple[str, str], site: Site
) -> None:
    before = count(site, Submission)
    page = sheet(*writer)
    fill(page, "Jawaban yang hilang")
    shown(page, "server")
    lost: list[str] = []

    def lose_the_first(route: object) -> None:
        if not lost and route.request.method == "POST":  # type: ignore[attr-defined]
            lost.append(route.fetch(max_redirects=0).headers["location"])  # type: ignore[attr-defined]
            route.abort("connectionreset")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/masukan/baru", lose_the_first)
    page.get_by_role("button", name="Kirim masukan").click()
    shown(page, "offline")
    page.watch.errors.clear()  # type: ignore[attr-defined]
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url(f"**{lost[0]}")
    assert count(site, Submission) == before + 1


def test_a_page_that_was_closed_while_waiting_sends_when_it_is_opened_again(
    sheet: Callable[..., Page], writer: tuple[str, str], site: Site
) -> None:
    before = count(site, Submission)
    page = sheet(*writer)
    fill(page, "Ditutup sebelum terkirim")
    shown(page, "server")
    page.route("**/masukan/baru", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="Kirim masukan").click()
    shown(page, "offline")
    page.watch.errors.clear()  # type: ignore[attr-defined]
    page.unroute("**/masukan/baru")
    page.goto(f"/forum/{writer[1]}/masukan/baru")
    page.wait_for_url("**/masukan-saya/**")
    assert count(site, Submission) == before + 1


def test_what_was_typed_without_network_stays_on_the_device_and_follows_to_the_server(
    sheet: Callable[..., Page], writer: tuple[str, str], site: Site
) -> None:
    page = sheet(*writer)
    page.context.set_offline(True)
    page.fill("[name=title]", "Ditulis di ruang tanpa sinyal")
    shown(page, "cut")
    page.watch.errors.clear()  # type: ignore[attr-defined]
    page.context.set_offline(False)
    shown(page, "server")
    page.reload()
    assert page.input_value("[name=title]") == "Ditulis di ruang tanpa sinyal"


def photograph(folder: Path, name: str = "lampu padam.jpg") -> Path:
    out = io.BytesIO()
    Image.effect_noise((1500, 1100), 90).convert("RGB").save(out, "JPEG", quality=95)
    file = folder / name
    file.write_bytes(out.getvalue())
    return file


def chosen_without_network(page: Page, title: str, folder: Path) -> None:
    """A draft that the server has, then a photograph that it does not get."""
    fill(page, title)
    shown(page, "server")
    page.context.set_offline(True)
    page.set_input_files("[name=files]", photograph(folder))
    expect(page.locator("[data-attached] li")).to_contain_text("Menunggu sambungan")


def test_a_photograph_goes_up_as_it_is_chosen_and_again_after_a_cut(
    sheet: Callable[..., Page], writer: tuple[str, str], site: Site, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page = sheet(*writer)
    chosen_without_network(page, "Dengan foto", tmp_path)
    axe(page)
    page.watch.errors.clear()  # type: ignore[attr-defined]
    page.context.set_offline(False)
    expect(page.locator("[data-attached] li")).to_contain_text("terunggah", timeout=20_000)
    page.fill("[data-attached] input", "Lampu padam di gang")
    axe(page)
    page.get_by_role("button", name="Kirim masukan").click()
    page.wait_for_url("**/masukan-saya/**")
    expect(page.locator(".files a").first).to_have_text("Lampu padam di gang")


def test_a_photograph_chosen_without_network_outlives_the_closed_page(
    sheet: Callable[..., Page], writer: tuple[str, str], tmp_path: Path
) -> None:
    page = sheet(*writer)
    chosen_without_network(page, "Foto yang menunggu", tmp_path)
    page.goto("about:blank")
    page.watch.errors.clear()  # type: ignore[attr-defined]
    page.context.set_offline(False)
    page.goto(f"/forum/{writer[1]}/masukan/baru")
    there = page.locator("[data-attached] li[data-file]")
    expect(there).to_contain_text("terunggah", timeout=20_000)
    expect(page.locator("[data-attached] li.sending")).to_have_count(0, timeout=20_000)
    page.reload()
    expect(there).to_have_count(1)
    page.wait_for_function(f"{WAITING}.then((held) => held === 0)")


WAITING = """new Promise((done) => { const open = indexedDB.open("urun-berkas"); open.onsuccess = () => {
  const asked = open.result.transaction("files").objectStore("files").count(); asked.onsuccess = () => done(asked.result); }; })"""
"""How many files this device still holds."""


def kept_here(page: Page) -> list[str]:
    """What this device holds of what was written: names of texts, and of the shelf of files."""
    texts = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('urun:'))")
    return [*texts, *page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")]


def test_signing_out_forgets_what_was_being_written(sheet: Callable[..., Page], writer: tuple[str, str], tmp_path: Path) -> None:
    page = sheet(*writer)
    page.route("**/masukan/lampiran", lambda route: route.abort())
    page.fill("[name=title]", "Hanya untuk saya")
    page.set_input_files("[name=files]", photograph(tmp_path))
    expect(page.locator("[data-attached] li")).to_contain_text("Menunggu sambungan")
    page.goto("/akun")
    assert len(kept_here(page)) == 2
    page.get_by_role("button", name="Keluar", exact=True).click()
    page.wait_for_url(lambda url: "/akun" not in url)
    page.watch.errors.clear()  # type: ignore[attr-defined]
    assert not kept_here(page)


def test_who_signs_in_next_on_the_device_finds_nothing_of_it(sheet: Callable[..., Page], writer: tuple[str, str], site: Site) -> None:
    page = sheet(*writer)
    page.fill("[name=title]", "Hanya untuk saya")
    shown(page, "server")
    with site.app.app_context():
        other = make.account("Orang Lain").email
        db.session.remove()
    page.context.clear_cookies()
    page.goto("/masuk")
    sign_in(page, other, make.PASSWORD)
    page.goto(f"/forum/{writer[1]}/masukan/baru")
    assert page.input_value("[name=title]") == ""


def test_a_refused_file_is_told_at_its_field_at_once(
    sheet: Callable[..., Page], writer: tuple[str, str], axe: Callable[[Page], None], tmp_path: Path
) -> None:
    page = sheet(*writer)
    strange, large = tmp_path / "pasang.exe", tmp_path / "besar.pdf"
    strange.write_bytes(b"MZ")
    large.write_bytes(b"%PDF-1.4" + b"0" * 11_000_000)
    page.set_input_files("[name=files]", [strange, large])
    expect(page.locator("#lampiran .err")).to_have_count(2)
    expect(page.locator("#lampiran .err", has_text="besar.pdf")).to_contain_text("lebih besar dari 10 MB")
    expect(page.locator("#lampiran .err", has_text="pasang.exe")).to_contain_text("tidak diterima")
    page.watch.errors.clear()  # type: ignore[attr-defined]  # 422 is the browser's word for the refusal
    axe(page)


def test_the_session_ends_while_writing_and_the_text_is_sent_after_signing_in(
    sheet: Callable[..., Page], writer: tuple[str, str], site: Site, axe: Callable[[Page], None]
) -> None:
    before = count(site, Submission)
    page = sheet(*writer)
    fill(page, "Sesi yang berakhir")
    page.context.clear_cookies()
    page.get_by_role("button", name="Kirim masukan").click()
    expect(page.get_by_role("heading", name="Masuk", exact=True)).to_be_visible()
    axe(page)
    page.watch.errors.clear()  # type: ignore[attr-defined]
    sign_in_here(page, writer[0])
    expect(page.get_by_role("heading", name="Tulisan Anda masih ada")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Lanjutkan mengirim").click()
    page.wait_for_url("**/masukan-saya/**")
    assert count(site, Submission) == before + 1


def sign_in_here(page: Page, email: str) -> None:
    page.fill("[name=email]", email)
    page.fill("[name=password]", make.PASSWORD)
    page.press("[name=password]", "Enter")


def test_without_script_a_draft_and_its_file_are_kept_and_sent(
    sheet: Callable[..., Page], writer: tuple[str, str], site: Site, tmp_path: Path
) -> None:
    before = count(site, Submission)
    page = sheet(*writer, scripts=False)
    fill(page, "Tanpa skrip")
    page.set_input_files("[name=files]", photograph(tmp_path))
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.locator("[data-attached] li")).to_contain_text("lampu padam.jpg")
    page.check("[name=agree]")
    page.get_by_role("button", name="Kirim masukan").click()
    page.wait_for_url("**/masukan-saya/**")
    expect(page.locator(".files a").first).to_contain_text("lampu padam.jpg")
    assert count(site, Submission) == before + 1
