"""Hostile text in every field of every form, in every query, key and header: never a fault of ours, never a byte that runs."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

from tests.page import Client, Form, Page
from tests.security.conftest import World
from tests.security.test_matrix import addresses, routes
from tests.submissions.test_hostile import harmless

ROUNDS = int(os.environ.get("PROVE_ROUNDS", "1"))
TEXTS = [
    "\x00", "a\x00b", "\ufffd", "\ud800", "\udfff\ud800", "\u202e\u2066", "9" * 25, "-9223372036854775809", "9223372036854775808",
    "1e999", "NaN", "\u0663", "0x10", "1_000", "-1", "2147483648", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)", "{{7*7}}", "%(x)s %s %n", "' OR 1=1 --", "\r\nSet-Cookie: a=b", "[" * 20_000, "{\"a\":" * 9_000,
    "\U0001f600" * 999, "a" * 200_000, "9999-99-99", "0000-00-00T00:00", "2025-13-01", "1-1-1", "9999-12-31", "9999-12-31T23:59",
    "0001-01-01T00:00", "../../etc/passwd", "%00", "None", "\u0130", "\u00df" * 300, "\uff0f\uff0f", "\u200b\u200b", "\x85\u2028", " ", "",
]  # fmt: skip


def sendable(text: str) -> str:
    """As a browser or a script could put it on the wire."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def fed(form: Form, name: str, text: str) -> MultiDict[str, Any]:
    values: MultiDict[str, Any] = MultiDict(form.values)
    values[name] = sendable(text)
    return values


def forms_of(world: World) -> Iterator[tuple[str, Client, Form]]:
    """One form of each kind that anybody meets at any desk or page, on the account of whoever meets it."""
    met: set[tuple[str, frozenset[str]]] = set()
    for who in ("visitor", "other@pekalongan", "author@pekalongan", "moderator@pekalongan", "publisher@pekalongan", "head@pekalongan",
                "operator@pekalongan", "verifier@pekalongan"):  # fmt: skip
        client = world.people[who].client
        for rule in routes(world.app):
            if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(("assets", "dev.")):
                continue
            for address in addresses(rule, world.keys["pekalongan"]):
                answer = client.get(address)
                for form in Page(client, answer).forms if (answer.status_code, answer.mimetype) == (200, "text/html") else ():
                    kind = (str(form.action).rsplit("/", 1)[-1], frozenset(form.names))
                    if kind not in met and "keluar" not in form.action and form.names - {"csrf_token"}:
                        met.add(kind)
                        yield who, client, form


def test_in_every_field_of_every_form(world: World, engine_name: str) -> None:
    """Every second form on either engine, all of them on both in ``make prove``."""
    dice, broken, sent = random.Random(815), [], 0
    forms = list(forms_of(world))
    for who, client, form in forms if ROUNDS > 1 else forms[engine_name == "postgres" :: 2]:
        names = sorted(form.names - {"csrf_token"})
        every = [(name, text) for name in names for text in TEXTS]
        chosen = [(name, dice.choice(TEXTS)) for name in names] if ROUNDS == 1 else dice.sample(every, min(len(every), ROUNDS * len(names)))
        for name, text in chosen:
            data = fed(form, name, text)
            method = str(form.tag.get("method", "get")).lower()
            address = form.action if form.action.startswith("/") else form.page.path
            answer = client.post(address, data=data) if method == "post" else client.get(address, query_string=data)
            sent += 1
            if answer.status_code >= 500:
                broken.append(f"{who} {address} {name}={text[:40]!r}: {answer.status_code}")
            elif answer.mimetype == "text/html":
                harmless(answer.text)
            assert "a=b" not in answer.headers.getlist("Set-Cookie")
    assert not broken
    assert sent > 100


ASKED = (
    "next", "kota", "jenis", "fase", "dari", "urut", "kelompok", "pilar", "keadaan", "kode", "hal", "balas", "balasan", "akhir",
    "asli", "q", "opd", "apa", "acara", "dari_sini", "tahap", "dengan", "cari", "versi", "baris", "sidik", "terkirim", "terlambat",
    "kata", "tindakan", "tahun", "usia", "peran", "berakhir", "alasan", "triwulan",
)  # fmt: skip


def test_in_every_query_of_every_page(world: World) -> None:
    dice, broken = random.Random(816), []
    public = ("events", "publishing", "recommendations", "submissions", "accounts", "home", "pages", "replies", "ledger")
    pages = [("visitor", one) for one in public]
    pages += [
        ("moderator@pekalongan", one) for one in ("triage", "triage_merge", "triage_lists", "recommendations_desk", "desk", "writing")
    ]
    pages += [("publisher@pekalongan", one) for one in ("events_desk", "publishing_desk")]
    for who, area in pages:
        client = world.people[who].client
        for rule in (one for one in routes(world.app) if one.endpoint.split(".")[0] == area and "GET" in (one.methods or ())):
            address = addresses(rule, world.keys["pekalongan"])[0]
            for _ in range(ROUNDS):
                query = {name: sendable(dice.choice(TEXTS)) for name in ASKED}
                answer = client.get(address, query_string=query)
                if answer.status_code >= 500:
                    broken.append((who, address, query))
                elif answer.mimetype == "text/html":
                    harmless(answer.text)
                raw = "&".join(
                    f"{name}={dice.choice(('%00', '%ff%fe', '%ed%a0%80', '%', '%zz', '+' * 50, ';', '%c0%af'))}" for name in ASKED
                )
                if client.get(f"{address}?{raw}").status_code >= 500:
                    broken.append((who, address, {"raw": raw}))
    assert not broken


def test_in_every_key_of_every_address(world: World) -> None:
    broken = []
    keys = [
        "%00",
        "%ff%fe",
        "9" * 60,
        "-1",
        str(2**63),
        "..%2f..%2fetc%2fpasswd",
        "%ed%a0%80",
        "x" * 3000,
        "%0d%0aX-A:b",
        "<script>",
        "%20",
        "٣",
    ]
    for who in ("visitor", "moderator@pekalongan", "publisher@pekalongan", "head@pekalongan", "verifier@pekalongan"):
        client = world.people[who].client
        for rule in routes(world.app):
            if rule.arguments and "GET" in (rule.methods or ()) and rule.endpoint.split(".")[0] not in ("assets",):
                for key in keys if ROUNDS > 1 else keys[::3]:
                    address = rule.rule
                    for name in rule.arguments:
                        address = address.replace(f"<int:{name}>", key).replace(f"<path:{name}>", key).replace(f"<{name}>", key)
                    answer = client.get(address)
                    if answer.status_code >= 500 or "X-A" in answer.headers:
                        broken.append((who, address, answer.status_code))
    assert not broken


HEADERS = (
    "User-Agent", "Referer", "Accept-Language", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range", "Cookie",
    "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", "Origin", "Content-Type", "X-CSRFToken", "If-Match",
)  # fmt: skip


def test_in_every_header(world: World) -> None:
    keys, broken = world.keys["pekalongan"], []
    texts = [
        "\x01\x7f",
        "ÿ\x80",
        "9" * 4000,
        "bytes=0-99999999999999999999",
        "bytes=-1",
        'W/"x"',
        "<script>",
        "q=;;;q=9e99",
        "urun=%00; urun=.",
        "*",
    ]
    pages = ("/", f"/forum/{keys['slug']}", keys["file"], "/masuk", "/static/app/x.css", f"/hasil/{keys['slug']}/versi-1.json", "/en/akun")
    for turn, (name, text) in enumerate(itertools.product(HEADERS, texts)):
        for path in pages if ROUNDS > 1 else (pages[turn % len(pages)],):
            for who in ("visitor",) if name == "Cookie" else ("visitor", "moderator@pekalongan"):
                answer = world.people[who].client.get(path, headers={name: text})
                if answer.status_code >= 500 or "<script>" in str(answer.headers):
                    broken.append((path, name, text, answer.status_code))
    assert not broken


BODIES: list[tuple[bytes, str, set[int]]] = [
    (b"a=b&" * 400_000, "application/x-www-form-urlencoded", {400, 413}),
    (b"email=" + b"x" * 10_000_000, "application/x-www-form-urlencoded", {400, 413}),
    (b'{"a":' * 200_000, "application/json", {400}),
    (b"[" * 2_000_000, "application/json", {400}),
    (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" * 3000 + b"--x--\r\n", "multipart/form-data; boundary=x", {400, 413}),
    (b"--x\r\n" + b"A: b\r\n" * 200_000, "multipart/form-data; boundary=x", {400, 413}),
    (b"x" * 10_000_000, "multipart/form-data; boundary=x", {400, 413}),
    (b"x", "multipart/form-data", {400}),
    (b"x", "multipart/form-data; boundary=" + "y" * 5000, {400}),
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded; charset=utf-16", {400}),
    (b"", "\x00", {400}),
]


def test_a_body_of_any_kind_and_size_is_answered_with_a_page(world: World) -> None:
    keys, strange = world.keys["pekalongan"], []
    for turn, (body, kind, expected) in enumerate(BODIES):
        for who, path in (
            ("visitor", "/masuk"),
            ("head@pekalongan", f"/meja/opd/{keys['recommendation']}/laporan"),
            ("other@pekalongan", f"/forum/{keys['slug']}/masukan/{keys['submission']}/balasan"),
        ):
            answer = world.people[who].client.post(path, data=body, content_type=kind)
            if answer.status_code not in expected or BeautifulSoup(answer.data, "lxml").h1 is None:
                strange.append((turn, path, answer.status_code))
    assert not strange


def test_what_is_too_long_is_told_and_kept(world: World) -> None:
    """Not cut in silence: the page says so and still holds the beginning of what was typed."""
    keys = world.keys["pekalongan"]
    page = world.people["other@pekalongan"].opens(f"/forum/{keys['slug']}/masukan/{keys['submission']}")
    answer = page.form("form[data-draft]").forge(body="panjang sekali " * 2000).submit(422)
    assert answer.has("Paling panjang") and answer.has("panjang sekali")
