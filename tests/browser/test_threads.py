"""Threads, support and positions in a real browser, mostly on a phone and without script: what a reader does with a long talk."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import press

LONG = "/forum/forum-tik-pekalongan-2024/masukan/S-S06"
OPEN = "/forum/forum-tik-pekalongan-2025"


def fits(page: Page, width: int = 360) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_branch_folds_without_script_on_a_phone(go: Callable[..., Page]) -> None:
    page = go(None, LONG, width=360, scripts=False)
    branch = page.locator(".thread details").first
    inner = branch.locator("article").first
    expect(inner).to_be_visible()
    branch.locator("summary").first.click()
    expect(inner).to_be_hidden()
    fits(page)


def test_a_long_thread_is_read_page_by_page_and_in_another_order(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go(None, LONG, width=360)
    seen = [page.locator(".thread li.reply").evaluate_all("found => found.map(one => one.id)")]
    while page.get_by_role("link", name="Berikutnya").count():
        page.get_by_role("link", name="Berikutnya").click()
        page.wait_for_url("**hal=**")
        seen.append(page.locator(".thread li.reply").evaluate_all("found => found.map(one => one.id)"))
        assert len(seen) < 9
    everything = [one for part in seen for one in part]
    assert len(everything) == len(set(everything)) == 120
    page.get_by_role("link", name="Terbaru").click()
    expect(page.get_by_role("navigation", name="Urutan utas").locator("[aria-current]")).to_have_text("Terbaru")
    assert page.locator(".thread li.reply").first.get_attribute("id") in everything
    axe(page)
    fits(page)


def test_the_address_of_a_reply_leads_to_its_page_of_the_thread(go: Callable[..., Page]) -> None:
    page = go(None, f"{LONG}?akhir=1", width=360)
    last = page.locator(".thread li.reply").last
    number = str(last.get_attribute("id"))
    page.goto(LONG)
    expect(page.locator(f"#{number}")).to_have_count(0)
    page.goto(f"{LONG}?balasan={number[1:]}#{number}")
    expect(page.locator(f"#{number}")).to_be_in_viewport()
    assert page.url.endswith(f"#{number}")


def test_a_reply_under_a_reply_stands_in_its_branch(go: Callable[..., Page]) -> None:
    page = go("peserta", f"{OPEN}/masukan/S-A03", width=360, scripts=False)
    to = page.locator(".thread li.reply").first
    page.goto(f"{OPEN}/masukan/S-A03?balas={str(to.get_attribute('id'))[1:]}#balas")
    page.fill("[name=body]", "Di kampung kami juga begitu, paling parah sehabis hujan.")
    press(page, "Kirim balasan")
    said = page.locator("li.reply article", has_text="paling parah sehabis hujan")
    expect(said).to_be_in_viewport()
    expect(page.locator(".thread details", has_text="paling parah sehabis hujan").first).to_be_visible()
    fits(page)


def test_support_turns_the_petal_of_ones_group_and_can_be_taken_back(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go("peserta", f"{OPEN}/masukan/S-A01", width=360)
    people = page.get_by_text(re.compile(r"^\d+ orang")).first
    before = people.inner_text()
    press(page, "Dukung masukan ini")
    expect(people).not_to_have_text(before)
    axe(page)
    with page.expect_navigation():
        page.locator("[aria-pressed=true]").first.click()
    expect(people).to_have_text(before)


def test_a_representative_states_the_position_of_the_group(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go("wakil", f"{OPEN}/masukan/S-A02", width=360)
    page.get_by_role("link", name="Nyatakan sikap Relawan TIK").click()
    press(page, "Nyatakan sikap")
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.check("[name=stance][value=amend]")
    page.fill("[name=body]", "Setuju, asal jam buka pojok bantuan ditulis di pintu kelurahan.")
    press(page, "Nyatakan sikap")
    visitor = go(None, f"{OPEN}/masukan/S-A02", width=360)
    expect(visitor.locator("article.position", has_text="Relawan TIK")).to_contain_text("asal jam buka pojok bantuan")
    axe(visitor)
    fits(visitor)


def test_one_follows_and_stops_again_without_script(go: Callable[..., Page]) -> None:
    page = go("peserta2", f"{OPEN}/masukan/S-A07", width=360, scripts=False)
    press(page, "Ikuti")
    page.goto("/akun/mengikuti")
    expect(page.get_by_role("link", name="Kapan data rumah pompa dibuka?")).to_be_visible()
    page.goto(f"{OPEN}/masukan/S-A07")
    page.locator('button[formaction^="/berhenti-ikuti/"]').first.click()
    page.goto("/akun/mengikuti")
    expect(page.get_by_role("link", name="Kapan data rumah pompa dibuka?")).to_have_count(0)


def test_a_similar_one_appears_while_one_types_and_is_supported_instead(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go("peserta2", f"{OPEN}/masukan/baru", width=360)
    page.fill("[name=title]", "Peta titik WiFi kelurahan: mana yang hidup, mana yang mati")
    page.fill("[name=body]", "Tolong tampilkan keadaan tiap titik WiFi kelurahan di satu halaman.")
    box = page.get_by_role("region", name=re.compile("masukan serupa sudah ada"))
    expect(box).to_be_visible()
    expect(box.get_by_role("link", name="Peta titik WiFi dan keadaannya")).to_be_visible()
    axe(page)
    fits(page)
    with page.expect_navigation():
        box.get_by_role("button", name=re.compile("^Dukung yang ini")).first.click()
    assert "/masukan/S-A01" in page.url
    expect(page.locator("[aria-pressed=true]").first).to_be_visible()
    page.goto(f"{OPEN}/masukan/baru")
    assert page.input_value("[name=title]") == "Peta titik WiFi kelurahan: mana yang hidup, mana yang mati"


def test_a_thread_is_printed_whole_and_shared_by_a_link(go: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    page = go(None, LONG)
    page.locator("summary", has_text="Bagikan").click()
    shared = page.get_by_role("link", name="Kirim lewat WhatsApp").get_attribute("href")
    assert shared and shared.startswith("https://wa.me/?text=") and "S-S06" in shared
    page.get_by_role("link", name="Cetak bersama utasnya").click()
    expect(page.locator("article, li").filter(has_text="Anak saya pindah ke teras masjid").first).to_be_visible()
    axe(page)
