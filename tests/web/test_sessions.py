"""A session's cookie among answers that arrive out of order."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests import make
from tests.cast import Person, visitor
from tests.page import Client

pytestmark = pytest.mark.usefixtures("db_session")
COOKIE = "urun"


@pytest.fixture
def siti(app: Flask) -> Person:
    make.account("Siti Contoh", email="siti@contoh.test")
    person = visitor(app)
    person.client.page("/masuk").form().fill(email="siti@contoh.test", password=make.PASSWORD).submit()
    return person


def cookie(client: Client) -> str:
    found = client.get_cookie(COOKIE)
    assert found
    return found.value


def test_a_form_can_still_be_sent_after_a_late_answer_brought_back_the_cookie_of_the_sign_in(siti: Person) -> None:
    first = cookie(siti.client)
    page = siti.opens("/akun")
    siti.client.set_cookie(COOKIE, first)
    page.button("Keluar").submit()
    assert siti.opens("/akun").path == "/masuk"


def test_a_file_carries_no_cookie_that_a_shared_cache_could_keep(siti: Person) -> None:
    page = siti.client.get("/")
    assert COOKIE in str(page.headers.getlist("Set-Cookie"))
    found = re.search(r"/static/app/[\w./]+", page.text)
    assert found
    file = siti.client.get(found[0])
    assert file.headers["Cache-Control"].startswith("public")
    assert not file.headers.getlist("Set-Cookie")
