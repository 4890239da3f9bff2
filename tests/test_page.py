"""The page helper drives forms as a browser does; shown on a small application of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from tests.page import Client, Page

PAGE = """<!doctype html><html lang="id"><title>Coba</title><main><h1>Coba</h1>
<form id="tulis" method="post" action="/terima">
<input type="hidden" name="csrf_token" value="rahasia">
<input name="judul" value="lama"><textarea name="isi">\nsatu\ndua</textarea>
<select name="pilar"><option value="a">A</option><option value="b" selected>B</option></select>
<input type="radio" name="nama" value="asli" checked><input type="radio" name="nama" value="samar">
<input type="checkbox" name="setuju" value="ya">
<input type="checkbox" name="kelompok" value="1"><input type="checkbox" name="kelompok" value="2">
<input name="mati" value="x" disabled>
<button name="aksi" value="simpan">Simpan draf</button><button name="aksi" value="kirim">Kirim</button>
</form><form method="get" action="/cari"><input name="q"></form><a href="/cari?q=jalan">Cari jalan</a></main></html>"""


@pytest.fixture
def page() -> Iterator[Page]:
    app = Flask("coba")
    app.secret_key = "coba"
    app.test_client_class = Client
    app.add_url_rule("/", "form", lambda: PAGE)
    app.add_url_rule("/cari", "search", lambda: f"<h1>Cari {request.args['q']}</h1>")
    app.add_url_rule("/hasil", "result", lambda: f"<h1>{request.args['isi']}</h1>")

    def receive() -> Response:
        sent = "&".join(f"{name}={value}" for name, value in sorted(request.form.items(multi=True)))
        return redirect("/hasil?" + "isi=" + sent.replace("&", "%26").replace("\n", "/").replace("\r", ""), 303)

    app.add_url_rule("/terima", "receive", receive, methods=["POST"])
    client = app.test_client()
    assert isinstance(client, Client)
    client.inspecting = False
    yield client.page("/")


def test_it_sends_what_stands_in_the_form(page: Page) -> None:
    assert page.form("#tulis").submit().heading == "csrf_token=rahasia&isi=satu/dua&judul=lama&nama=asli&pilar=b"


def test_it_sends_what_was_filled_in_and_the_button_that_was_pressed(page: Page) -> None:
    sent = page.button("Kirim").fill(judul="baru", pilar="a", nama="samar", setuju=True, kelompok=["1", "2"]).submit().heading
    assert sent == "aksi=kirim&csrf_token=rahasia&isi=satu/dua&judul=baru&kelompok=1&kelompok=2&nama=samar&pilar=a&setuju=ya"


def test_it_refuses_fields_and_choices_that_the_page_does_not_offer(page: Page) -> None:
    with pytest.raises(AssertionError, match="no field 'tiada'"):
        page.form("#tulis").fill(tiada="x")
    with pytest.raises(AssertionError, match="does not offer"):
        page.form("#tulis").fill(pilar="c")


def test_an_attacker_can_forge_them(page: Page) -> None:
    assert "tiada=x" in page.form("#tulis").forge(tiada="x").submit()


def test_it_follows_links_and_get_forms(page: Page) -> None:
    assert page.follow("Cari jalan").heading == "Cari jalan"
    assert page.form("form[action='/cari']").fill(q="taman").submit().heading == "Cari taman"


def test_it_says_what_there_is_when_something_is_missing(page: Page) -> None:
    with pytest.raises(AssertionError, match="Simpan draf"):
        page.button("Hapus")
    with pytest.raises(AssertionError, match="not 404"):
        page.expect(404)
