"""The inspection of every page must be able to fail: each fault, put into a sound page, is found."""

from __future__ import annotations

import pytest
from flask import Response

from tests.inspection import HEADERS, faults

SOUND = """<!doctype html>
<html lang="id"><head><meta name="viewport" content="width=device-width"><title>Forum</title>
<link rel="stylesheet" href="/static/app.css"><script src="/static/app.js" defer></script></head>
<body><h1>Forum</h1><h2>Masukan</h2><p>Kapan drainase diperbaiki?</p><div class="prose">Please read the report</div>
<a href="https://example.go.id/">Situs kota</a> <img src="/a.png" alt="Peta"> <p lang="en">Required</p>
<form method="post"><input type="hidden" name="csrf_token" value="t"><label for="judul">Judul</label>
<input id="judul" name="judul"><button>Kirim</button></form></body></html>"""
POLICY = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"

FAULTS = {
    "doctype": ("<!doctype html>", ""),
    "names no language": ('<html lang="id">', "<html>"),
    "no <title>": ("<title>Forum</title>", ""),
    "0 h1": ("<h1>Forum</h1>", ""),
    "skips from h1 to h3": ("<h2>Masukan</h2>", "<h3>Masukan</h3>"),
    "no label": ('<label for="judul">Judul</label>', ""),
    "nothing to read on <button": ("<button>Kirim</button>", "<button></button>"),
    "no alt": (' alt="Peta"', ""),
    "2 times": ("<h2>", '<h2 id="judul">'),
    "points to nothing": ("<h2>", '<h2 aria-describedby="tiada">'),
    "without csrf_token": ('<input type="hidden" name="csrf_token" value="t">', ""),
    "an inline script": (' src="/static/app.js"', ""),
    "an inline style": ("<h2>", '<h2 style="color:red">'),
    "an inline onclick": ("<h2>", '<h2 onclick="x()">'),
    "runs a script": ("https://example.go.id/", "javascript:alert(1)"),
    "from another host": ('src="/a.png"', 'src="https://elsewhere.example/a.png"'),
    "untranslated key": ("Kapan drainase", "state.public"),
    "Python value": ("Kapan drainase", "None"),
    "English on an Indonesian page: 'submit'": (">Kirim<", ">Submit<"),
}


def answer(html: str, **headers: str) -> Response:
    return Response(html, headers={**HEADERS, "Content-Security-Policy": POLICY, **headers})


def test_a_sound_page_has_no_fault() -> None:
    assert faults(answer(SOUND), signed_in=False) == []


@pytest.mark.parametrize("words", FAULTS)
def test_it_finds(words: str) -> None:
    sound, broken = FAULTS[words]
    assert sound in SOUND
    assert any(words in found for found in faults(answer(SOUND.replace(sound, broken, 1)), signed_in=False))


def test_it_finds_a_missing_header() -> None:
    assert any("X-Frame-Options" in found for found in faults(answer(SOUND, **{"X-Frame-Options": "SAMEORIGIN"}), signed_in=False))


def test_it_finds_a_signed_in_page_that_may_be_stored() -> None:
    assert any("no-store" in found for found in faults(answer(SOUND), signed_in=True))
    assert not faults(answer(SOUND, **{"Cache-Control": "private, no-store"}), signed_in=True)
