"""Hostile text in every field: never a fault of ours, never a byte that a browser would run."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from forum.accounts.roles import Role
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Reason
from tests import make
from tests.page import Client, Form
from tests.submissions.conftest import SignIn
from tests.submissions.test_page import address, moderator, press
from tests.submissions.test_writing import GOOD

pytestmark = pytest.mark.usefixtures("db_session")

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "'-alert(1)-'",
    "[klik](javascript:alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://jahat.test/p.png)",
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}{{ config }}",
    "%s%(x)s%n{0}{x.__class__}",
    "\x00\x01\x1f\ufeff\u202e\u2066balik",
    "\ud800 sendiri",
    "' OR 1=1; DROP TABLE submission; --",
    "[" * 3000,
    "> " * 2000 + "dalam",
    "*_" * 4000,
    "a" * 70_000,
    "\U0001f600" * 5000,
    "```\n<script>alert(1)</script>\n```",
    "0",
    " \t\n ",
]


def harmless(html: str) -> None:
    soup = BeautifulSoup(html, "lxml")
    assert all(tag.get("src", "").startswith("/static/") for tag in soup.find_all("script")), soup.find_all("script")
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        for name in ("href", "src", "action", "formaction"):
            assert not re.match(r"\s*(?:javascript|data|vbscript):", str(tag.get(name) or ""), re.IGNORECASE), tag
    assert not soup.select("main img, main iframe, main object, main embed, main style")


def sent(client: Client, form: Form, **values: str) -> int:
    """Send it past what the form offers; the answer and what it leads to are harmless."""
    client.inspecting = False
    form.values.update({name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in values.items()})
    answer = form.send(follow_redirects=True)
    assert answer.status_code < 500, values
    harmless(answer.get_data(as_text=True))
    return answer.status_code


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_in_every_field_of_the_compose_form(browser: SignIn, client: Client, text: str) -> None:
    event = make.event()
    author = browser(make.account())
    fresh: Callable[[], Form] = lambda: author.page(f"/forum/{event.slug}/masukan/baru").form("main form").fill(**GOOD, agree=True)
    for field in ("title", "body", "type", "pillar", "question", "locality", "group", "identity", "agree", "once", "preview"):
        sent(author, fresh(), **{field: text})
    judge = moderator()
    client.inspecting = False
    for one in db.session.query(Submission).all():
        make.said(one.publish, by=judge.viewer())
        page = client.get(address(one))
        assert page.status_code == 200
        harmless(page.get_data(as_text=True))
    harmless(author.get("/masukan-saya").get_data(as_text=True))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_in_every_other_form(browser: SignIn, client: Client, text: str) -> None:
    judge, person = moderator(), make.account()
    author = browser(person)
    one = make.submission(by=person, moderator=judge)
    reply = make.reply(one, person)
    make.said(one.answer, "Sudah.", by=judge.viewer())
    refused = make.submission(one.event, person, public=False)
    make.said(refused.refuse, by=judge.viewer(), reason=Reason.THREAT, note="Tidak.")
    returned = make.submission(one.event, person, public=False)
    make.said(returned.return_for_rewording, by=judge.viewer(), reason=Reason.THREAT, note="Ubah.")
    places: list[tuple[str, str, dict[str, Any]]] = [
        (address(one), "form[data-draft]", {"body": text, "voice": text, "parent": text}),
        (address(one), "form[data-draft]", {"body": text}),
        (f"/balasan/{reply.public_id}/ubah", "main form", {"body": text}),
        (f"/balasan/{reply.public_id}/ubah", "main form", {"version": text}),
        (f"/masukan-saya/{one.code}/buka-kembali", "main form", {"note": text}),
        (f"/masukan-saya/{refused.code}/banding", "main form", {"note": text}),
        (f"/masukan-saya/{returned.code}/tulis-ulang", "main form", {"title": text, "body": text}),
        ("/lacak", "main form", {"kode": text}),
    ]
    for place, selector, values in places:
        sent(author, author.page(place).form(selector), **values)
    client.inspecting = False
    harmless(client.get(address(one)).get_data(as_text=True))
    supporter = browser(make.account("Budi", Role.GROUP_DELEGATE, of=make.group()))
    supporter.inspecting = False
    assert press(supporter, address(one) + "/dukung", group=text.encode("utf-8", "replace").decode()).status_code < 500


PATHS = ["/forum/{x}/masukan/{x}", "/forum/{x}/masukan/baru", "/balasan/{x}", "/masukan-saya/{x}", "/lacak?kode={x}"]


@pytest.mark.parametrize("path", PATHS)
def test_in_addresses(browser: SignIn, path: str) -> None:
    person = browser(make.account())
    person.inspecting = False
    for text in ("%00", "%ff%fe", "..%2f..%2fetc", "%3Cscript%3E", "9" * 400, "%F0%9F%98%80", "'%20OR%201=1"):
        assert person.get(path.replace("{x}", text)).status_code < 500
