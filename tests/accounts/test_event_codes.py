"""Event codes: short, announced in the hall, good for a while; guessing is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from forum.accounts import throttle
from forum.accounts.invitations import Invitation
from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core import clock
from forum.events.models import Event
from forum.extensions import db
from tests import make
from tests.cast import Person, visitor
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")
ANSWERS = {"name": "Peserta", "email": "peserta@contoh.test", "password": "empat kata mudah ingat", "consent": True}


@pytest.fixture
def event() -> Event:
    return make.event(open_sign_up=False)


@pytest.fixture
def code(app: Flask, event: Event) -> str:
    """A code as the desk shows it."""
    page = Person(app, make.account("Penerbit", Role.PUBLISHER)).sends(f"/meja/acara/{event.slug}/kode", uses=2, days=1)
    assert page.has("localhost/gabung")
    return page.text_of(".event-code-big")


def join(app: Flask, code: str, **more: object) -> Page:
    page = visitor(app).sends("/gabung", kode=code)
    return page.form().fill(usia="adult").submit().form().fill(**{**ANSWERS, **more}).submit()


def test_with_the_code_one_signs_up_where_sign_up_is_closed(app: Flask, event: Event, code: str) -> None:
    assert visitor(app).opens("/daftar").has("Belum ada forum yang membuka pendaftaran")
    typed = f" {code[:3].lower()}-{code[3:].lower()} "
    assert join(app, typed).has("Akun siap.")
    joined = db.session.query(Account).filter_by(email="peserta@contoh.test").one()
    assert joined.jurisdiction_id == event.jurisdiction_id and not joined.grants
    assert db.session.query(Invitation).filter(Invitation.short_code.is_not(None)).one().uses_left == 1


def test_whoever_signed_up_with_a_code_comes_to_its_event_after_signing_in(app: Flask, event: Event, code: str) -> None:
    page = join(app, code)
    assert page.path == "/masuk"
    assert page.form().fill(email=ANSWERS["email"], password=ANSWERS["password"]).submit().path == f"/forum/{event.slug}"


def test_a_link_fills_the_code_in_and_looks_nothing_up(app: Flask, code: str) -> None:
    page = visitor(app).opens(f"/gabung?kode={code}")
    assert page.find("[name=kode]")["value"] == code and page.path == "/gabung"
    assert page.form().submit().path == "/gabung/daftar"


def test_a_code_ends_by_use_by_time_and_by_hand(app: Flask, event: Event, code: str) -> None:
    join(app, code)
    join(app, code, email="dua@contoh.test")
    visitor(app).sends("/gabung", status=422, kode=code)
    made = db.session.query(Invitation).filter(Invitation.short_code.is_not(None)).one()
    made.uses_left, made.expires_at = 5, clock.wall() - timedelta(minutes=1)
    make.committed(made)
    visitor(app).sends("/gabung", status=422, kode=code)
    made.expires_at = clock.wall() + timedelta(days=1)
    make.committed(made)
    publisher = Person(app, make.account("Penerbit", Role.PUBLISHER))
    publisher.opens(f"/meja/acara/{event.slug}").button("Cabut Kode acara").submit()
    assert visitor(app).sends("/gabung", status=422, kode=code).has("Kode ini tidak berlaku.")


def guessed(app: Flask, times: int) -> None:
    """As if so many wrong codes had been typed at the address of the hall."""
    with app.app_context():
        for _ in range(times):
            throttle.take([(throttle.CODE_FROM, "127.0.0.1")], str(app.config["SECRET_KEY"]))


def test_guessing_is_counted_and_a_right_code_is_not(app: Flask, code: str) -> None:
    guessed(app, throttle.CODE_FROM.times - 2)
    for _ in range(3):
        visitor(app).sends("/gabung", kode=code)
    for wrong in ("AAAA222", "AAAA333"):
        visitor(app).sends("/gabung", status=422, kode=wrong)
    assert visitor(app).sends("/gabung", status=429, kode=code).has("Terlalu banyak percobaan")


def test_a_hall_behind_one_address_mistypes_and_still_gets_in(app: Flask, code: str) -> None:
    guessed(app, 100)
    with app.app_context():
        for _ in range(throttle.SIGN_UP_FROM.times + 100):
            throttle.take([(throttle.INVITED_FROM, "127.0.0.1")], str(app.config["SECRET_KEY"]))
    assert join(app, code).has("Akun siap.")


def test_signing_up_by_code_needs_the_code_first(app: Flask, code: str) -> None:
    assert visitor(app).opens("/gabung/daftar").path == "/gabung"


def test_whoever_has_an_account_is_led_to_the_event(app: Flask, event: Event, code: str) -> None:
    assert Person(app, make.account("Warga")).sends("/gabung", kode=code).path == f"/forum/{event.slug}"


def test_another_citys_publisher_finds_no_code(app: Flask, event: Event, code: str) -> None:
    far = Person(app, make.account("Penerbit Kediri", Role.PUBLISHER, in_city=make.city("kediri")))
    far.opens(f"/meja/acara/{event.slug}/kode", 404)


@pytest.mark.parametrize("strange", ["", "\x00", "‮", "x" * 5000, "<b>", "%s", "' OR 1=1 --"])
def test_hostile_codes_are_only_wrong(app: Flask, strange: str) -> None:
    answer = visitor(app).opens("/gabung").form().forge(kode=strange).send()
    assert answer.status_code == 422
