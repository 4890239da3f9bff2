"""The design system in a real browser: every component in every state, both themes, narrow and wide, with what opens opened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES = ("/_components", "/_components/galat", "/_components/meja", "/en/_components")
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
SMALL = """[...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && getComputedStyle(one).display !== 'inline' && !one.labels?.length && (box.width < 24 || box.height < 24);
}).map((one) => one.outerHTML)"""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_with_everything_open(visit: Callable[..., Page], axe: Callable[[Page], None], path: str, width: int) -> None:
    page = visit(path, width=width)
    axe(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    axe(page)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_small_phone(visit: Callable[..., Page], path: str) -> None:
    page = visit(path, width=320)
    assert page.evaluate(WIDER) == 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.set_viewport_size({"width": 640, "height": 900})
    assert page.evaluate(WIDER) == 0


def test_every_target_is_large_enough(visit: Callable[..., Page]) -> None:
    for width in (390, 1280):
        assert visit("/_components", width=width).evaluate(SMALL) == []


def test_a_draft_outlives_the_page(visit: Callable[..., Page]) -> None:
    page = visit("/_components")
    page.get_by_role("button", name="Tebal").click()
    page.keyboard.type("rob")
    expect(page.locator("[data-when=device]")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Isi masukan")).to_have_value("**rob**")
    expect(page.locator("#text-count")).to_have_text("7 dari 5.000 huruf")


def test_a_menu_closes_by_escape_and_gives_the_focus_back(visit: Callable[..., Page]) -> None:
    page = visit("/_components", width=390)
    menu = page.locator(".site-menu summary")
    menu.click()
    expect(page.locator(".site-menu nav")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".site-menu nav")).to_be_hidden()
    expect(menu).to_be_focused()


def test_symbols_come_from_the_one_sprite_and_are_drawn(visit: Callable[..., Page]) -> None:
    page = visit("/_components")
    assert page.evaluate("document.querySelector('.tag .i use').getBoundingClientRect().width") > 0
    asked = [request.url for request in page.watch.requests if "icons" in request.url]  # type: ignore[attr-defined]
    assert len(asked) == 1
