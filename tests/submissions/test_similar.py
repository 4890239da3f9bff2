"""While somebody writes: similar submissions of the same event, with the offer to stand behind one instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forum.events.models import Event
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Identity
from forum.submissions.support import Support
from tests import make
from tests.page import Client, Page
from tests.submissions.conftest import SignIn

pytestmark = pytest.mark.usefixtures("db_session")
THERE = {"title": "Halte depan pasar bocor", "body": "Atap halte depan pasar bocor, penumpang kehujanan. Mohon diperbaiki."}
TYPED = {"title": "atap halte bocor", "body": "halte pasar bocor kalo ujan, tolong dibenerin"}


def token_of(client: Client, event: Event) -> str:
    return str(client.page(f"/forum/{event.slug}/masukan/baru").find("main form [name=csrf_token]")["value"])


def ask(client: Client, event: Event, prefix: str = "", token: str = "", **typed: str) -> Page:
    """What the script asks for: a piece of a page, so it is not inspected as a whole one."""
    token = token or token_of(client, event)
    client.inspecting = False
    try:
        return Page(client, client.post(f"{prefix}/forum/{event.slug}/masukan/serupa", data={"csrf_token": token, **TYPED, **typed}))
    finally:
        client.inspecting = True


def titles(page: Page) -> list[str]:
    return [tag.get_text(strip=True) for tag in page.all(".suggest li a b")]


def test_the_similar_one_is_shown_while_one_writes(browser: SignIn) -> None:
    event = make.event()
    make.submission(event, **THERE)
    make.submission(event, title="Beasiswa", body="Mohon beasiswa bagi penghafal puisi.")
    page = ask(browser(make.account()), event)
    assert titles(page) == [THERE["title"]]
    assert "1 masukan serupa sudah ada di acara ini" in page


def test_nothing_is_shown_when_nothing_is_near(browser: SignIn) -> None:
    event = make.event()
    make.submission(event, **THERE)
    client = browser(make.account())
    for typed in ({"title": "Beasiswa penghafal puisi", "body": ""}, {"title": "", "body": ""}, {"title": "x" * 500, "body": "y"}):
        page = ask(client, event, **typed)
        assert (page.status, page.text.strip()) == (200, "")


def test_what_is_not_public_is_shown_to_nobody(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    make.submission(event, by=author, public=False, **THERE)
    make.submission(event, identity=Identity.CONFIDENTIAL, **THERE)
    make.submission(make.event(), **THERE)
    assert titles(ask(browser(author), event)) == []


def test_one_click_stands_behind_it_and_the_draft_is_not_sent(browser: SignIn) -> None:
    event, person = make.event(), make.account()
    there = make.submission(event, **THERE)
    client = browser(person)
    page = client.page(f"/forum/{event.slug}/masukan/baru").form("main form").fill(**TYPED).forge(preview="1").submit()
    assert titles(page) == [THERE["title"]]
    token = page.find("#act [name=csrf_token]")["value"]
    client.post(page.find(".suggest button")["formaction"], data={"csrf_token": token})
    db.session.expire_all()
    assert db.session.query(Support).filter_by(submission_id=there.id, account_id=person.id).count() == 1
    assert db.session.query(Submission).count() == 1


def test_one_is_not_asked_to_support_oneself(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    make.submission(event, by=author, **THERE)
    page = ask(browser(author), event)
    assert "Ini masukan Anda sendiri." in page
    assert not page.all(".suggest button")


def test_the_first_page_of_the_form_has_no_box(browser: SignIn) -> None:
    event = make.event()
    make.submission(event, **THERE)
    page = browser(make.account()).page(f"/forum/{event.slug}/masukan/baru")
    assert page.find("[data-similar]")["data-similar"] == f"/forum/{event.slug}/masukan/serupa"
    assert not page.all(".suggest")


def test_a_visitor_and_an_event_that_takes_no_input_get_no_answer(client: Client, browser: SignIn) -> None:
    event, over = make.event(), make.event(closes=timedelta(days=-1), opens=timedelta(days=-9))
    make.submission(event, **THERE)
    assert client.post(f"/forum/{event.slug}/masukan/serupa", data=TYPED).status_code in (303, 400)
    signed_in = browser(make.account())
    token = token_of(signed_in, event)
    assert signed_in.post(f"/forum/{over.slug}/masukan/serupa", data={"csrf_token": token, **TYPED}).status_code == 403


def test_it_writes_nothing_takes_no_write_lock_and_costs_few_queries(browser: SignIn, queries: Any) -> None:
    event = make.event()
    make.submission(event, **THERE)
    client: Client = browser(make.account())
    token = token_of(client, event)
    with queries() as seen:
        assert titles(ask(client, event, token=token))
    assert seen.count <= 8, seen
    assert not [text for text in seen.texts if not text.lstrip().upper().startswith("SELECT")]


def test_it_speaks_the_language_of_the_page(browser: SignIn) -> None:
    event = make.event()
    make.submission(event, **THERE)
    assert "1 similar submission" in ask(browser(make.account()), event, "/en")
