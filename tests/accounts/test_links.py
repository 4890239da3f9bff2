"""Signing in without a password and choosing a new one, by a link that is mailed and acts once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

import config
from forum.accounts.links import LinkRequest, MailLink, Purpose
from forum.accounts.models import Account
from forum.core import clock
from forum.extensions import db
from forum.notices import letters, mailing
from forum.notices.models import Mail
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def siti() -> Account:
    return make.account("Siti Contoh", email="siti@contoh.test")


def asked_for(app: Flask, settings: config.Settings, page: str, email: str = "siti@contoh.test") -> str:
    """Ask for a link on a page and read the address out of the mail."""
    visitor(app).sends(page, email=email)
    letters.answer_requests(settings)
    mail = db.session.query(Mail).order_by(Mail.id.desc()).first()
    assert mail is not None
    found = re.search(r"http://localhost(/\S+)", mail.body)
    assert found
    return found[1]


@pytest.mark.parametrize("page", ["/masuk/tautan", "/sandi"])
def test_known_and_unknown_addresses_are_answered_alike(app: Flask, siti: Account, page: str, settings: config.Settings) -> None:
    known, unknown = (visitor(app).sends(page, email=email).text for email in (siti.email, "tidak.ada@contoh.test"))
    assert known == unknown
    assert db.session.query(LinkRequest).count() == 2
    letters.answer_requests(settings)
    assert db.session.query(Mail).count() == 1


@pytest.mark.parametrize("page", ["/masuk/tautan", "/sandi"])
def test_known_and_unknown_addresses_cost_the_same_statements(app: Flask, siti: Account, page: str, queries) -> None:  # type: ignore[no-untyped-def]
    counts = []
    for email in (siti.email, "tidak.ada@contoh.test"):
        form = visitor(app).opens(page).form().fill(email=email)
        with queries() as seen:
            form.submit()
        counts.append(seen.count)
    assert counts[0] == counts[1]


def test_opening_the_link_signs_nobody_in_and_its_button_does_once(app: Flask, siti: Account, settings: config.Settings) -> None:
    link = asked_for(app, settings, "/masuk/tautan")
    scanner = visitor(app)
    for _ in range(3):
        scanner.opens(link)
    assert scanner.opens("/akun").path == "/masuk"
    person = visitor(app)
    person.opens(link).button("Masuk").submit()
    assert person.opens("/akun").heading == "Siti Contoh"
    assert visitor(app).opens(link, 410).heading == "Tautan ini tidak berlaku"


def test_a_new_link_ends_the_one_before_and_time_ends_every_link(app: Flask, siti: Account, settings: config.Settings) -> None:
    first = asked_for(app, settings, "/masuk/tautan")
    second = asked_for(app, settings, "/masuk/tautan")
    visitor(app).opens(first, 410)
    visitor(app).opens(second)
    make.said(lambda: db.session.execute(update(MailLink).values(expires_at=clock.wall() - timedelta(seconds=1))))
    visitor(app).opens(second, 410)


def test_a_new_password_is_chosen_once_and_ends_every_session(app: Flask, siti: Account, settings: config.Settings) -> None:
    elsewhere = Person(app, siti)
    link = asked_for(app, settings, "/sandi")
    visitor(app).sends(link, status=422, fresh="pendek")
    page = visitor(app).sends(link, fresh="kata sandi yang baru")
    assert page.path == "/masuk" and page.has("Kata sandi baru disimpan.")
    assert elsewhere.opens("/akun").path == "/masuk"
    page.form().fill(email=siti.email, password="kata sandi yang baru").submit()
    visitor(app).opens(link, 410)


def test_a_link_for_one_thing_does_not_do_another(app: Flask, siti: Account, settings: config.Settings) -> None:
    secret = asked_for(app, settings, "/masuk/tautan").rsplit("/", 1)[1]
    visitor(app).opens(f"/sandi/baru/{secret}", 410)
    visitor(app).opens(f"/wali/{secret}", 404)


def test_a_closed_account_gets_no_link_and_an_old_one_is_over(app: Flask, siti: Account, settings: config.Settings) -> None:
    link = asked_for(app, settings, "/masuk/tautan")
    siti.closed_at = clock.wall()
    make.committed(siti)
    visitor(app).opens(link, 410)
    visitor(app).sends("/masuk/tautan", email=siti.email)
    letters.answer_requests(settings)
    assert db.session.query(Mail).count() == 1


def test_the_fourth_request_for_an_address_waits(app: Flask, siti: Account) -> None:
    for _ in range(3):
        visitor(app).sends("/masuk/tautan", email=siti.email)
    assert visitor(app).sends("/masuk/tautan", status=429, email=siti.email).has("Terlalu banyak percobaan")


def test_no_secret_is_stored_but_in_the_mail_until_it_is_sent(app: Flask, siti: Account, settings: config.Settings) -> None:
    secret = asked_for(app, settings, "/masuk/tautan").rsplit("/", 1)[1]
    assert db.session.query(MailLink).one().fingerprint != secret
    sent: list[str] = []
    assert mailing.send_waiting(settings, lambda message, to: sent.append(f"{to} {message.get_content()}")) == (1, 0)
    assert sent[0].startswith(siti.email) and secret in sent[0]
    db.session.expire_all()
    assert db.session.query(Mail).one().body == ""


def test_a_letter_is_written_in_the_language_of_the_page(app: Flask, siti: Account, settings: config.Settings) -> None:
    assert asked_for(app, settings, "/en/masuk/tautan").startswith("/en/masuk/tautan/")
    assert db.session.query(Mail).one().subject == "Your sign-in link"


@pytest.mark.parametrize("columns", [{"account_id": None}, {"purpose": "guardian"}])
def test_the_database_refuses_an_illegal_link(siti: Account, columns: dict[str, object]) -> None:
    make.said(MailLink.to_account, siti, Purpose.SIGN_IN)
    with pytest.raises(IntegrityError):
        db.session.execute(update(MailLink.__table__).values(columns))
    db.session.rollback()


@pytest.mark.parametrize(
    "columns", [{"account_id": None}, {"address": "ibu@contoh.id"}, {"secret": True, "state": "sent", "sent_at": clock.wall()}]
)
def test_the_database_refuses_an_illegal_mail(siti: Account, columns: dict[str, object]) -> None:
    make.committed(Mail(account_id=siti.id, message_id="<1@localhost>", subject="Kabar", body="Isi"))
    with pytest.raises(IntegrityError):
        db.session.execute(update(Mail).values(columns))
    db.session.rollback()
