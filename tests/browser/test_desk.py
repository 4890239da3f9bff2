"""The moderators' desk in a real browser: an afternoon by keyboard alone, one thumb on a phone, two moderators at once.

The tests of this file share one site with the demo; each takes items that the others leave alone.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum.extensions import db
from forum.submissions.models import Submission
from tests.browser.conftest import Site


@pytest.fixture
def desk(go: Callable[..., Page]) -> Callable[..., Page]:
    """``desk("/meja/triase")``: Rina signs in and opens a page; ``who="moderator2"`` for Bima."""
    return lambda path="/meja/triase", who="moderator", **how: go(who, path, **how)


@pytest.fixture
def state(demo: Site) -> Callable[[str], tuple[str, str, bool]]:
    """How an item stands in the database: visibility, disposition, merged."""

    def reading(code: str) -> tuple[str, str, bool]:
        with demo.app.app_context():
            one = db.session.scalars(db.select(Submission).where(Submission.code == code)).one()
            found = (str(one.visibility), str(one.disposition), one.merged_into_id is not None)
            db.session.remove()
        return found

    return reading


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def decides(page: Page) -> None:
    """Ctrl+Enter, twice as an impatient person presses it."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Control+Enter")


def went_on(page: Page, code: str) -> None:
    """The decision was taken once, without a word of a conflict."""
    expect(page.get_by_role("status").filter(has_text=code).first).to_be_visible()
    expect(page.locator("main [role=alert]")).to_have_count(0)


def leads(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_an_afternoon_by_keyboard_alone(desk, axe, state, picture) -> None:  # type: ignore[no-untyped-def]
    page = desk()
    keys(page, "?")
    expect(page.get_by_role("dialog", name="Papan tombol")).to_be_visible()
    axe(page)
    picture(page, "meja-tombol")
    keys(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    keys(page, "/")
    page.keyboard.type("S-A10")
    leads(page, "Enter")
    keys(page, "j")
    expect(page.locator(".q a").first).to_be_focused()
    leads(page, "Enter")
    expect(page.locator(".work .code").first).to_have_text("S-A10")
    axe(page)

    leads(page, "p")
    expect(page.locator(".claim").filter(has_text="Anda pegang sampai")).to_be_visible()
    keys(page, "s")
    expect(page.locator("#putusan [value=publish]")).to_be_checked()
    axe(page)
    decides(page)
    went_on(page, "S-A10")
    assert state("S-A10")[0] == "public"
    expect(page.locator(".undo-strip")).to_contain_text("S-A10")
    axe(page)

    leads(page, "u")
    expect(page.get_by_role("status").first).to_contain_text("diurungkan")
    assert state("S-A10")[0] == "waiting"
    keys(page, "s")
    decides(page)
    assert state("S-A10")[0] == "public"


def test_returning_and_refusing_by_keyboard_with_reason_and_message(desk, axe, state) -> None:  # type: ignore[no-untyped-def]
    page = desk("/meja/triase/S-A18")
    keys(page, "k")
    expect(page.locator("#putusan [name=reason]")).to_be_focused()
    page.keyboard.type("Di luar")
    keys(page, "Tab")
    page.keyboard.type("Mohon jelaskan aplikasi mana, j k l s x ?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    axe(page)
    decides(page)
    went_on(page, "S-A18")
    expect(page.locator(".work .code").first).not_to_have_text("S-A18")
    assert state("S-A18")[0] == "returned"

    page.goto("/meja/triase/S-A23")
    keys(page, "x")
    decides(page)
    expect(page.get_by_role("alert").first).to_be_visible()
    axe(page)
    keys(page, "Escape", "x")
    page.keyboard.type("Kabar")
    keys(page, "Tab")
    page.keyboard.type("Kabar ini tidak dapat dibuktikan.")
    decides(page)
    went_on(page, "S-A23")
    assert state("S-A23")[0] == "refused"


def test_merging_by_keyboard(desk, axe, state) -> None:  # type: ignore[no-untyped-def]
    page = desk("/meja/triase/S-A39")
    keys(page, "s")
    decides(page)
    page.goto("/meja/triase/S-A39")
    leads(page, "g")
    axe(page)
    page.goto("/meja/triase/S-A39/gabung?dengan=S-A01")
    page.locator("[name=why]").focus()
    page.keyboard.type("Sama-sama meminta peta.")
    keys(page, "Tab")
    leads(page, "Enter")
    axe(page)
    assert True in {state("S-A39")[2], state("S-A01")[2]}


def test_a_recommendation_by_keyboard_and_back_to_the_item(desk, axe, state) -> None:  # type: ignore[no-untyped-def]
    page = desk("/meja/triase/S-A02?urut=baru")
    leads(page, "r")
    axe(page)
    page.locator("[name=body]").focus()
    page.keyboard.type("Menyediakan meja bantuan di tiap kelurahan.")
    page.locator("button[value=draf]").focus()
    leads(page, "Enter")
    expect(page.locator(".work .code").first).to_have_text("S-A02")
    assert "urut=baru" in page.url and state("S-A02")[1] == "adopted"
    axe(page)


def test_many_at_once_by_keyboard(desk, axe, state, picture) -> None:  # type: ignore[no-untyped-def]
    page = desk("/meja/triase?cari=S-A1&apa=menunggu")
    codes = [one.get_attribute("data-code") for one in page.locator("[data-list] > li").all()][:3]
    keys(page, "j", "c", "j", "c", "j", "c")
    expect(page.locator("[data-ticked]")).to_have_text("3 dicentang")
    every = page.get_by_role("checkbox", name="Semua di halaman ini")
    keys(page, "v")
    expect(page.locator("[data-list] input:not(:checked)")).to_have_count(0)
    expect(every).to_be_checked()
    keys(page, "v")
    expect(page.locator("[data-ticked]")).to_have_text("Yang dicentang")
    for box in page.locator("[data-list] input").all()[:3]:
        box.check()
    expect(page.locator("[data-ticked]")).to_have_text("3 dicentang")
    axe(page)
    picture(page, "meja-dicentang")
    page.locator("#tindakan").focus()
    page.keyboard.type("Tayang")
    keys(page, "Tab")
    leads(page, "Enter")
    axe(page)
    picture(page, "meja-sekaligus")
    page.locator("#kerjakan button").focus()
    leads(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("selesai")
    axe(page)
    assert "public" in {state(str(code))[0] for code in codes}


def test_keys_can_be_switched_off_on_this_device(desk) -> None:  # type: ignore[no-untyped-def]
    page = desk("/meja/triase/S-A20")
    keys(page, "?")
    page.get_by_label("Matikan papan tombol di perangkat ini").check()
    keys(page, "Escape", "s")
    expect(page.locator("#putusan [value=publish]")).not_to_be_checked()
    page.reload()
    keys(page, "?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_list_keeps_its_place_and_the_text_survives_a_claim(desk) -> None:  # type: ignore[no-untyped-def]
    page = desk("/meja/triase/S-A20")
    page.locator("[data-list]").evaluate("list => { list.scrollTop = 300; }")
    page.fill("#putusan [name=note]", "Sudah panjang saya tulis.")
    page.wait_for_timeout(600)
    page.locator("[data-key=p]").focus()
    leads(page, "p")
    assert page.locator("[data-list]").evaluate("list => list.scrollTop") > 0
    expect(page.locator("#putusan [name=note]")).to_have_value("Sudah panjang saya tulis.")


def test_the_second_moderator_sees_claim_and_decision_at_once(desk, axe, picture) -> None:  # type: ignore[no-untyped-def]
    bima = desk("/meja/triase/S-A25", who="moderator2")
    bima.watch.conflicts = True
    rina = desk("/meja/triase/S-A25")
    leads(rina, "p")
    expect(bima.locator("[data-pulse]")).to_contain_text("Rina Contoh sedang memutuskan", timeout=12_000)
    expect(bima.locator("[data-list] li.is-cur [data-held]")).to_contain_text("Dipegang Rina Contoh")
    axe(bima)
    picture(bima, "meja-dipegang")
    keys(rina, "s")
    decides(rina)
    expect(bima.locator("[data-pulse]")).to_contain_text("Rekan sudah memutuskan", timeout=12_000)
    keys(bima, "h")
    bima.select_option("#putusan [name=reason]", "unverified_claim")
    bima.fill("#putusan [name=note]", "Perlu diperiksa sumbernya.")
    decides(bima)
    expect(bima.get_by_role("alert").first).to_contain_text("Rina Contoh: Ditayangkan")
    expect(bima.locator("#putusan [name=note]")).to_have_value("Perlu diperiksa sumbernya.")
    axe(bima)
    picture(bima, "meja-bentrok")


@pytest.mark.parametrize("width", [360, 390])
def test_one_thumb_decides_on_a_phone(desk, axe, state, picture, width: int) -> None:  # type: ignore[no-untyped-def]
    code = {360: "S-A28", 390: "S-A29"}[width]
    page = desk(f"/meja/triase?cari={code}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
    with page.expect_navigation():
        page.locator(".q a").first.click()
    expect(page.locator("#antrean")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 1
    bar = page.locator(".bar")
    box = bar.bounding_box()
    assert box is not None and box["y"] + box["height"] >= 899, "the bar stands where the thumb is"
    axe(page)
    bar.get_by_role("link", name="Keputusan").click()
    page.locator(".act", has_text="Setujui").click()
    expect(bar.get_by_role("button")).to_have_text("Tayangkan")
    picture(page, f"meja-jempol-{width}")
    axe(page)
    with page.expect_navigation():
        bar.get_by_role("button").click()
    assert state(code)[0] == "public"
    axe(page)


def test_without_scripts_the_desk_works_the_same(desk, state) -> None:  # type: ignore[no-untyped-def]
    page = desk("/meja/triase/S-A30", scripts=False)
    page.get_by_role("link", name="Papan tombol").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Papan tombol")
    page.goto("/meja/triase/S-A30")
    page.check("#putusan [value=publish]")
    page.locator("#putusan button").last.click()
    assert state("S-A30")[0] == "public"
    page.get_by_role("button", name="Urungkan").click()
    assert state("S-A30")[0] == "waiting"
