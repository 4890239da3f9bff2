"""At the door: nobody is locked out by strangers, led astray, recognised by an answer, or let in by an old cookie."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum.accounts import passwords, throttle
from forum.accounts.access import Attempt, SignInSession
from forum.accounts.invitations import Invitation
from forum.accounts.links import MailLink, Purpose
from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.extensions import db
from tests import make
from tests.cast import Person, visitor
from tests.page import Client

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def siti() -> Account:
    return make.account("Siti Contoh", email="siti@contoh.test")


def tries(client: Client, email: str, password: str = "salah sekali", place: str = "10.0.0.1", **fields: str) -> TestResponse:
    """A try to sign in from an address."""
    from_there = {"REMOTE_ADDR": place}
    token = client.page("/masuk", environ_overrides=from_there).find("[name=csrf_token]")["value"]
    data: dict[str, Any] = {"csrf_token": token, "email": email, "password": password, **fields}
    return client.post("/masuk", data=data, environ_overrides=from_there)


def test_a_stranger_elsewhere_cannot_lock_somebody_out(app: Flask, siti: Account) -> None:
    stranger = visitor(app).client
    answers = [tries(stranger, siti.email, place="203.0.113.9").status_code for _ in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert tries(visitor(app).client, siti.email, make.PASSWORD, place="10.0.0.1").status_code == 303


def test_nor_a_crowd_where_the_owner_signed_in_before(app: Flask, siti: Account) -> None:
    own = visitor(app).client
    tries(own, siti.email, make.PASSWORD)
    own.page("/akun").button("Keluar").submit()
    _use_up(app, siti)
    assert tries(visitor(app).client, siti.email, make.PASSWORD, place="10.9.9.9").status_code == 429
    assert tries(own, siti.email, make.PASSWORD).status_code == 303


def _use_up(app: Flask, whose: Account) -> None:
    """As if a hundred had tried already: the sum over all places is used up."""
    with app.app_context():
        for _ in range(100):
            throttle.take([(throttle.SIGN_IN_TO, whose.email)], str(app.config["SECRET_KEY"]))


def asks(client: Client, path: str, email: str, place: str) -> int:
    """Ask for a link by mail from an address."""
    from_there = {"REMOTE_ADDR": place}
    token = client.page(path, environ_overrides=from_there).find("main [name=csrf_token]")["value"]
    return client.post(path, data={"csrf_token": token, "email": email}, environ_overrides=from_there).status_code


@pytest.mark.parametrize("path", ["/masuk/tautan", "/sandi", "/wali"])
def test_a_stranger_elsewhere_uses_up_nobodys_links(app: Flask, siti: Account, path: str) -> None:
    stranger = visitor(app).client
    assert [asks(stranger, path, siti.email, "203.0.113.9") for _ in range(4)] == [200] * 3 + [429]
    assert asks(visitor(app).client, path, siti.email, "10.0.0.1") == 200


def test_a_device_that_came_in_by_a_link_is_known_too(app: Flask, siti: Account) -> None:
    own = visitor(app).client
    own.page(f"/masuk/tautan/{make.said(MailLink.to_account, siti, Purpose.SIGN_IN)}").form("main form").submit()
    own.page("/akun").button("Keluar").submit()
    _use_up(app, siti)
    assert tries(own, siti.email, make.PASSWORD).status_code == 303


def test_no_password_is_compared_or_hashed_while_the_write_lock_is_held(app: Flask, siti: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever works at a password lets somebody else write meanwhile; with the lock held, this writer would wait in vain."""
    at_work: list[str] = []

    class Meanwhile(type(passwords.hasher)):  # type: ignore[misc]
        def verify(self, hashed: str, password: str) -> bool:
            at_work.append("verify")
            throttle.take([(throttle.PASSWORD, f"somebody else {len(at_work)}")], "x")
            return super().verify(hashed, password)

        def hash(self, password: str, **more: Any) -> str:
            at_work.append("hash")
            throttle.take([(throttle.PASSWORD, f"somebody else {len(at_work)}")], "x")
            return super().hash(password, **more)

    make.event(open_sign_up=True)
    link = make.said(MailLink.to_account, siti, Purpose.PASSWORD)
    monkeypatch.setattr(passwords, "hasher", Meanwhile(time_cost=1, memory_cost=8, parallelism=1))
    own = visitor(app).client
    tries(own, siti.email, make.PASSWORD)
    own.page("/akun").form("form[action$=sandi]").fill(present=make.PASSWORD, fresh="kata sandi yang baru").submit()
    own.page(f"/sandi/baru/{link}").form("main form").fill(fresh="kata sandi lain lagi").submit()
    form = visitor(app).client.page("/daftar/pekalongan?usia=adult").form("main form")
    form.fill(name="Nama", email="baru@contoh.test", password="rembuk-bersama-2025", consent=True).submit()
    assert at_work == ["verify", "verify", "hash", "hash", "hash"]


def test_what_a_known_device_tries_is_counted_too(app: Flask, siti: Account) -> None:
    own = visitor(app).client
    tries(own, siti.email, make.PASSWORD)
    own.page("/akun").button("Keluar").submit()
    assert [tries(own, siti.email).status_code for _ in range(6)] == [422] * 5 + [429]


def test_a_device_known_to_one_account_is_a_stranger_to_another(app: Flask, siti: Account) -> None:
    own, other = visitor(app).client, make.account(email="budi@contoh.test")
    tries(own, siti.email, make.PASSWORD)
    own.page("/akun").button("Keluar").submit()
    _use_up(app, other)
    assert tries(own, other.email, make.PASSWORD).status_code == 429


def test_a_whole_network_of_the_new_internet_is_one_place(app: Flask, siti: Account) -> None:
    answers = [tries(visitor(app).client, siti.email, place=f"2001:db8:1:2::{n:x}").status_code for n in range(1, 7)]
    assert answers == [422] * 5 + [429]


def test_being_refused_does_not_prolong_the_wait(app: Flask, siti: Account) -> None:
    client = visitor(app).client
    for _ in range(9):
        tries(client, siti.email)
    kept = db.session.query(Attempt).count()
    tries(client, siti.email)
    assert db.session.query(Attempt).count() == kept


def test_tries_are_forgotten_when_no_limit_counts_them_any_more(app: Flask, siti: Account) -> None:
    """Whoever tries a new address each time does not fill the table for ever; what still counts stays."""
    client = visitor(app).client
    for n in range(3):
        tries(client, f"orang{n}@contoh.test", place=f"10.1.{n}.1")
    old = db.session.query(Attempt).count()
    for row in db.session.query(Attempt):
        row.at -= timedelta(days=2)
    make.committed(siti)
    for _ in range(5):
        tries(client, siti.email)
    assert throttle.forget_old() == old
    assert tries(client, siti.email).status_code == 429


def test_a_stolen_session_cannot_find_out_the_password_by_trying(app: Flask, siti: Account) -> None:
    thief = Person(app, siti)
    for _ in range(5):
        thief.sends("/akun", "form[action$=sandi]", 422, present="salah", fresh="kata sandi yang baru")
    page = thief.sends("/akun", "form[action$=sandi]", 422, present=make.PASSWORD, fresh="kata sandi yang baru")
    assert page.has("Terlalu banyak percobaan")


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(app: Flask, siti: Account) -> None:
    """Session fixation: what somebody planted in a browser does not become their key."""
    client = visitor(app).client
    client.page("/masuk")
    with client.session_transaction() as kept:
        planted = dict(kept)
    tries(client, siti.email, make.PASSWORD)
    with client.session_transaction() as kept:
        assert planted["csrf_token"] not in kept.values()
    thief = visitor(app).client
    with thief.session_transaction() as kept:
        kept.update(planted)
    assert thief.page("/akun").path == "/masuk"


def test_a_signed_cookie_without_its_row_opens_nothing(app: Flask, siti: Account) -> None:
    forged = visitor(app).client
    for secret in ("x" * 43, str(siti.id), siti.public_id, ""):
        with forged.session_transaction() as kept:
            kept["_user_id"] = secret
        assert forged.get("/akun").status_code == 302, secret


def test_a_copied_session_ends_with_its_row(app: Flask, siti: Account) -> None:
    person = Person(app, siti)
    for row in db.session.query(SignInSession):
        row.expires_at = row.started_at
    make.committed(siti)
    assert person.client.get("/akun").status_code == 302


def test_cookies_are_not_for_scripts_or_other_sites(app: Flask, siti: Account) -> None:
    answer = tries(visitor(app).client, siti.email, make.PASSWORD)
    cookies = answer.headers.getlist("Set-Cookie")
    assert {one.split("=")[0] for one in cookies} == {"urun", "kenal"}
    assert all("HttpOnly" in one and "SameSite=Lax" in one for one in cookies)
    assert all("Path=/masuk" in one or "Path=/en/masuk" in one for one in cookies if one.startswith("kenal"))


ELSEWHERE = [
    "https://jahat.test", "//jahat.test", "///jahat.test", "/\\jahat.test", "\\\\jahat.test", "/%5cjahat.test/..", "/\t/jahat.test",
    "/\n/jahat.test", "\t//jahat.test", " //jahat.test", "javascript:alert(1)", "data:text/html,x", "//jahat.test\\@kita",
    "https:jahat.test", "/\uff0fjahat.test", "/\u2028/jahat.test", "/\u202e/jahat.test", "/\x00/jahat.test", "/%2f/jahat.test",
    "/%0d%0aSet-Cookie:%20a=b", "http://[::1", "/[::1", "/" + "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_whatever_follows_next_one_stays_on_this_site(app: Flask, siti: Account, target: str) -> None:
    answer = tries(visitor(app).client, siti.email, make.PASSWORD, next=target)
    assert answer.status_code == 303
    place = answer.location
    assert place.startswith("/") and not place.startswith(("//", "/\\")) and "\\" not in place
    assert not any(ord(letter) < 33 or ord(letter) > 126 for letter in place)
    assert "a=b" not in {cookie.split(";")[0] for cookie in answer.headers.getlist("Set-Cookie")}


def test_the_door_page_takes_no_address_elsewhere(app: Flask) -> None:
    for target in ("//jahat.test", "https://jahat.test", '"><script>alert(1)</script>', "\x00", "%ff"):
        page = visitor(app).client.get("/masuk", query_string={"next": target})
        assert page.status_code == 200 and "<script>alert" not in page.text


def test_the_host_that_a_request_claims_stands_in_no_address_we_hand_out(app: Flask) -> None:
    event, publisher = make.event(), Person(app, make.account("Penerbit", Role.PUBLISHER))
    forged = {"Host": "jahat.test", "X-Forwarded-Host": "jahat.test", "Forwarded": "host=jahat.test"}
    for path in ("/", "/masuk", "/akun", f"/forum/{event.slug}", f"/forum/{event.slug}/kalender.ics", "/tidak-ada"):
        answer = visitor(app).client.get(path, headers=forged)
        assert "jahat" not in answer.text and "jahat" not in str(answer.headers), path
    page = publisher.opens(f"/meja/acara/{event.slug}").form("form[action$=undangan]").fill(label="Relawan")
    cookie = publisher.client.get_cookie("urun")
    assert cookie is not None
    signed_in = forged | {"Cookie": f"urun={cookie.value}"}
    bare = app.test_client(use_cookies=False)
    bare.inspecting = False  # type: ignore[attr-defined]
    answer = bare.post(page.action, data=page.values, headers=signed_in)
    assert answer.status_code == 201 and "http://localhost/undangan/" in answer.text and "jahat" not in answer.text


def test_signing_up_again_is_answered_byte_for_byte_alike(app: Flask, siti: Account) -> None:
    make.event(open_sign_up=True)

    def answer(email: str) -> tuple[int, str, str]:
        client = visitor(app).client
        form = client.page("/daftar/pekalongan?usia=adult").form("main form")
        form.fill(name="Nama", email=email, password="rembuk-bersama-2025", consent=True)
        sent = form.send()
        return sent.status_code, sent.location, client.page("/masuk").text

    assert answer("siti@contoh.test") == answer("baru@contoh.test")


def test_a_known_address_takes_as_long_as_an_unknown_one(app: Flask, siti: Account) -> None:
    """Interleaved, median against median; without the equal work the ratio is about ten."""
    siti.password_hash = passwords.hashed(make.PASSWORD)
    make.committed(siti)
    took: dict[str, list[float]] = {siti.email: [], "tidak.ada@contoh.test": []}
    client = visitor(app).client
    for n in range(4):
        for email, times in took.items():
            began = time.process_time()
            tries(client, email, place=f"10.0.{n}.1")
            times.append(time.process_time() - began)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < known / unknown < 2


def test_an_invitation_used_up_says_so_and_one_that_never_was_is_not_found(app: Flask) -> None:
    publisher = make.account("Penerbit", Role.PUBLISHER)
    made, secret = make.said(Invitation.issue, make.city(), by=publisher.viewer(), label="Relawan")
    make.committed(made)
    make.said(made.revoke, by=publisher.viewer())
    client = visitor(app).client
    assert client.get(f"/undangan/{secret}").status_code == 410
    for wrong in (secret[:-1], secret + "x", secret.swapcase(), "x", "%00"):
        assert client.get(f"/undangan/{wrong}").status_code == 404


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data", "application/json", "text/plain"])
def test_no_post_passes_without_the_token_of_this_very_session(app: Flask, siti: Account, kind: str) -> None:
    """With a session, whatever the body is called: none, an empty one, a stranger's."""
    stranger = Person(app, make.account()).opens("/akun").find("[name=csrf_token]")["value"]
    person = Person(app, siti)
    person.opens("/akun")
    for token in (None, "", "x", stranger):
        data = {"name": "Diganti", "language": "id", **({"csrf_token": token} if token is not None else {})}
        body: dict[str, Any] = {"data": data} if kind.startswith(("application/x", "multipart")) else {"data": "name=Diganti"}
        answer = person.client.post("/akun", content_type=kind, **body)
        assert answer.status_code == 400, (kind, token)
    db.session.expire_all()
    assert db.session.get_one(Account, siti.id).name == "Siti Contoh"


def test_a_page_of_somebody_is_kept_by_no_cache(app: Flask, siti: Account) -> None:
    person = Person(app, siti)
    event = make.event()
    one = make.submission(event)
    for path in ("/", "/akun", "/forum", f"/forum/{event.slug}", f"/forum/{event.slug}/masukan/{one.code}", "/rekomendasi", "/tidak-ada"):
        answer = person.client.get(path)
        assert "no-store" in answer.headers["Cache-Control"] and "Cookie" in answer.headers["Vary"], path


def test_what_a_device_calls_itself_is_only_text(app: Flask, siti: Account) -> None:
    client = visitor(app).client
    token = client.page("/masuk").find("[name=csrf_token]")["value"]
    name = "<script>alert(1)</script>\x00\x1b[31m" + "x" * 9000
    data = {"csrf_token": token, "email": siti.email, "password": make.PASSWORD}
    answer = client.post("/masuk", data=data, headers={"User-Agent": name.replace("\n", "")})
    assert answer.status_code == 303
    assert "<script>alert" not in client.get("/akun").text
