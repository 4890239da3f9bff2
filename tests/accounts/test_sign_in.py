"""Getting in: alike for known and unknown addresses, throttled across restarts, and over when one signs out."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

import config
import forum
from forum.accounts import passwords
from forum.accounts.access import Attempt, SignInSession
from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.extensions import db
from forum.web import templating
from tests import make
from tests.cast import Person, visitor
from tests.page import Client, Page

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def siti() -> Account:
    return make.account("Siti Contoh", email="siti@contoh.test")


def sign_in(client: Client, email: str, password: str, **more: str) -> Page:
    return client.page("/masuk").form().fill(email=email, password=password, **more)


def test_the_right_password_opens_the_account(app: Flask, siti: Account) -> None:
    person = visitor(app)
    sign_in(person.client, " SITI@contoh.test ", make.PASSWORD).submit()
    assert person.opens("/akun").heading == "Siti Contoh"


def test_staff_land_at_their_desk(app: Flask) -> None:
    make.account("Rina", Role.MODERATOR, email="rina@contoh.test")
    assert sign_in(visitor(app).client, "rina@contoh.test", make.PASSWORD).submit().path == "/meja"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(app: Flask, siti: Account) -> None:
    def said(email: str) -> str:
        page = sign_in(visitor(app).client, email, "bukan kata sandinya").submit(422)
        return page.text.replace(email, "")

    assert said("siti@contoh.test") == said("tidak.ada@contoh.test")


def test_an_unknown_address_costs_the_same_work(app: Flask, siti: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Counting(type(passwords.hasher)):  # type: ignore[misc]
        def verify(self, hashed: str, password: str) -> bool:
            verified.append(password)
            return super().verify(hashed, password)

    monkeypatch.setattr(passwords, "hasher", Counting(time_cost=2, memory_cost=19456, parallelism=1))
    for email in ("siti@contoh.test", "tidak.ada@contoh.test"):
        sign_in(visitor(app).client, email, f"salah {email}").submit(422)
    assert verified == ["salah siti@contoh.test", "salah tidak.ada@contoh.test"]


def test_after_five_failures_one_has_to_wait_even_after_a_restart(app: Flask, siti: Account, settings: config.Settings) -> None:
    for _ in range(5):
        sign_in(visitor(app).client, siti.email, "salah sekali").submit(422)
    restarted = forum.create_app(dataclasses.replace(settings))
    restarted.test_client_class = Client
    try:
        page = sign_in(visitor(restarted).client, siti.email, make.PASSWORD).submit(429)
    finally:
        restarted.extensions["stored"].forget()
        with restarted.app_context():
            db.session.remove()
            db.engine.dispose()
    assert page.has("Terlalu banyak percobaan")


def test_attempts_name_nobody(app: Flask, siti: Account) -> None:
    sign_in(visitor(app).client, siti.email, "salah sekali").submit(422)
    assert all("@" not in one.key and len(one.key) == 64 for one in db.session.query(Attempt))


def test_a_success_clears_the_count(app: Flask, siti: Account) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(visitor(app).client, siti.email, "salah sekali").submit(422)
        sign_in(visitor(app).client, siti.email, make.PASSWORD).submit()


def test_a_copied_cookie_is_dead_after_signing_out(app: Flask, siti: Account) -> None:
    person, thief = Person(app, siti), visitor(app)
    with person.client.session_transaction() as kept:
        copied = dict(kept)
    with thief.client.session_transaction() as kept:
        kept.update(copied)
    assert thief.opens("/akun").heading == "Siti Contoh"
    person.opens("/akun").button("Keluar").submit()
    assert thief.opens("/akun").path == "/masuk"


def test_all_devices_can_be_signed_out_at_once(app: Flask, siti: Account) -> None:
    one, other = Person(app, siti), Person(app, siti)
    one.opens("/akun").button("Keluar dari semua perangkat").submit()
    assert other.opens("/akun").path == "/masuk"
    assert all(row.ended_at for row in db.session.query(SignInSession))


def test_a_new_password_ends_the_other_sessions(app: Flask, siti: Account) -> None:
    one, other = Person(app, siti), Person(app, siti)
    one.sends("/akun", "form[action$=sandi]", present=make.PASSWORD, fresh="kata sandi yang baru")
    assert one.opens("/akun").path == "/akun" and other.opens("/akun").path == "/masuk"


def test_the_present_password_is_asked_for(app: Flask, siti: Account) -> None:
    page = Person(app, siti).sends("/akun", "form[action$=sandi]", 422, present="salah", fresh="kata sandi yang baru")
    assert page.has("Kata sandi sekarang tidak cocok.")


@pytest.mark.parametrize("target", ["https://tempat.lain/", "//tempat.lain", "/\\tempat.lain", "javascript:alert(1)", "/\ttempat"])
def test_nobody_is_led_to_another_site(app: Flask, siti: Account, target: str) -> None:
    answer = sign_in(visitor(app).client, siti.email, make.PASSWORD).forge(next=target).send()
    assert answer.status_code == 303 and answer.location == "/"


def test_one_goes_where_one_wanted_to(app: Flask, siti: Account) -> None:
    person = visitor(app)
    page = person.client.page("/akun")
    assert page.path == "/masuk"
    assert page.form().fill(email=siti.email, password=make.PASSWORD).submit().path == "/akun"


def test_a_closed_account_stays_closed(app: Flask, siti: Account) -> None:
    siti.closed_at = siti.created_at
    make.committed(siti)
    sign_in(visitor(app).client, siti.email, make.PASSWORD).submit(422)


def test_two_profiles_at_once_do_not_overwrite(app: Flask, siti: Account) -> None:
    first = Person(app, siti).opens("/akun").form("form[action='/akun']").fill(name="Nama pertama")
    second = Person(app, siti).opens("/akun").form("form[action='/akun']").fill(name="Nama kedua")
    first.submit()
    assert second.submit(409).has("Nama kedua")


@pytest.mark.parametrize(
    "agent, words",
    [
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36", "Chrome di Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1 Version/17.1 Mobile Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox di Linux"),
        ("", "Perangkat"),
    ],
)
def test_a_device_is_called_as_people_call_it(app: Flask, agent: str, words: str) -> None:
    with app.test_request_context("/"):
        assert templating.device(agent) == words
