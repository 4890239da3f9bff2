"""Masking by hand in a real browser: words chosen with the mouse or the keyboard, the preview beside them; and the desk's other pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum.accounts.roles import Role
from forum.extensions import db
from forum.submissions.flags import flag
from forum.submissions.models import Submission
from forum.submissions.states import Reason
from forum.submissions.watching import keep_words
from forum.triage.desk_models import ReplyTemplate
from tests import make
from tests.browser.conftest import Site

Visit, Look = Callable[..., Page], Callable[[Page], None]
BODY = "Tolong e-KTP ibu saya 😀. Namanya Siti Contoh, HP 0810-0000-1234. Bu Wati yang cerita."


@pytest.fixture
def scene(site: Site) -> tuple[str, str]:
    """A moderator's address and the code of a submission that waits, on an event with a template and held words."""
    with site.app.app_context():
        moderator = make.account("Rina", Role.MODERATOR)
        it = make.submission(public=False, title="e-KTP ibu saya", body=BODY)
        other = make.account("Penanda")
        make.said(keep_words, make.city(), ["goblok"], by=moderator.viewer(), plates=False)
        make.said(ReplyTemplate.write, make.city().id, f"Contoh {it.code}", "Yth. pengirim {judul}.", "", by=moderator.viewer())
        shown = make.submission(it.event)
        make.reply(shown, body="Dasar goblok.")
        make.said(flag, shown, by=other.viewer(), account_id=other.id, reason=Reason.COMMERCIAL, note="Iklan.")
        found = (moderator.email, it.code)
        db.session.remove()
    return found


def signed_in(visit: Visit, email: str, path: str, **how: object) -> Page:
    page = visit("/masuk", **how)
    page.fill("[name=email]", email)
    page.fill("[name=password]", make.PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    page.goto(path)
    return page


def choose(page: Page, words: str) -> None:
    """Select these words of the source as a mouse would."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector('[data-part=body]'), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
            return;
          }
          throw new Error('no such words');
        }""",
        words,
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_words_are_masked_by_selecting_them(visit: Visit, axe: Look, site: Site, scene: tuple[str, str], width: int) -> None:
    email, code = scene
    page = signed_in(visit, email, f"/meja/triase/{code}/samarkan", width=width)
    expect(page.locator(".said-source mark")).to_have_text(["Siti Contoh", "0810-0000-1234"])
    choose(page, "Bu Wati")
    page.select_option("[data-mask-kind]", "name")
    page.get_by_role("button", name="Samarkan M").click()
    expect(page.locator(".said-source mark")).to_have_text(["Siti Contoh", "0810-0000-1234", "Bu Wati"])
    expect(page.locator("#pratinjau mark.gone")).to_have_text(["nama disamarkan", "telepon disamarkan", "nama disamarkan"])
    page.locator("[data-mask-list] input").nth(1).uncheck()
    expect(page.locator("#pratinjau")).to_contain_text("0810-0000-1234")
    page.locator("[data-mask-list] input").nth(1).check()
    choose(page, "e-KTP")
    page.keyboard.press("m")
    expect(page.locator("[data-mask-list] li")).to_have_count(4)
    axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Samarkan dan tayangkan").click()
    with site.app.app_context():
        it = db.session.query(Submission).filter_by(code=code).one()
        assert (
            it.body
            == "Tolong [nama disamarkan] ibu saya 😀. Namanya [nama disamarkan], HP [telepon disamarkan]. [nama disamarkan] yang cerita."
        )
        db.session.remove()


@pytest.mark.browser
def test_a_template_goes_into_the_message_at_once(visit: Visit, axe: Look, scene: tuple[str, str]) -> None:
    email, code = scene
    page = signed_in(visit, email, f"/meja/triase/{code}")
    page.fill("#note", "Salam.")
    page.select_option("#template", label=f"Contoh {code}")
    expect(page.locator("#note")).to_have_value("Salam.\n\nYth. pengirim e-KTP ibu saya.")
    axe(page)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["kata", "tepercaya", "contoh", "contoh/baru"])
def test_the_lists_are_without_a_finding(visit: Visit, axe: Look, scene: tuple[str, str], path: str) -> None:
    axe(signed_in(visit, scene[0], f"/meja/triase/{path}", width=360))


@pytest.mark.browser
def test_the_ledger_with_its_table_open_is_without_a_finding(visit: Visit, axe: Look, scene: tuple[str, str]) -> None:
    for width in (1280, 360):
        page = visit("/keputusan", width=width)
        for summary in page.locator("main summary").all():
            if summary.is_visible():
                summary.click()
        axe(page)
