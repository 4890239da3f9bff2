"""A mail is never lost and never sent twice, with a real mail server on the other side."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select, update

import config
from forum.accounts.roles import Role
from forum.core import clock
from forum.extensions import db, writing
from forum.notices import mailing
from forum.notices.models import Mail, MailState, Notice
from forum.submissions import merging, support
from tests import make
from tests.cast import Person

pytestmark = pytest.mark.usefixtures("db_session")


class Mailbox:
    """What arrived. ``refusing`` makes the server say that it is busy."""

    def __init__(self) -> None:
        self.arrived: list[Any] = []
        self.refusing = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refusing:
            return "451 Busy"
        self.arrived.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return _free_port()


@pytest.fixture
def mailbox(port: int) -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def to_server(settings: config.Settings, port: int) -> config.Settings:
    return replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")


@pytest.fixture
def published(app: Flask) -> str:
    """The address of an author whose submission was just published."""
    author = make.account("Siti Contoh", email="siti@contoh.test")
    make.submission(by=author)
    return author.email


def _round(settings: config.Settings) -> tuple[int, int]:
    while mailing.read_history(settings):
        pass
    return mailing.send_waiting(settings)


def _due_now() -> None:
    writing.set(True)
    db.session.execute(update(Mail).values(due_at=clock.wall() - timedelta(seconds=1)))
    db.session.commit()


def test_the_author_is_told_that_the_submission_was_published(mailbox: Mailbox, to_server: config.Settings, published: str) -> None:
    assert _round(to_server) == (1, 0)
    (mail,) = mailbox.arrived
    assert mail["To"] == published and mail["Subject"] == "Masukan Anda sudah tayang"
    assert "Satu akun untuk semua layanan" in mail.get_content() and "/masukan-saya/S-" in mail.get_content()


def test_a_second_round_tells_nobody_again(mailbox: Mailbox, to_server: config.Settings, published: str) -> None:
    _round(to_server)
    assert _round(to_server) == (0, 0)
    assert len(mailbox.arrived) == 1


def test_nothing_is_lost_while_the_server_is_down(to_server: config.Settings, published: str) -> None:
    assert _round(to_server) == (0, 1)
    mail = db.session.scalars(select(Mail)).one()
    assert mail.state is MailState.QUEUED and mail.due_at > clock.wall() and mail.attempts == 1


def test_it_is_sent_when_the_server_is_back(mailbox: Mailbox, to_server: config.Settings, published: str) -> None:
    mailbox.refusing = True
    assert _round(to_server) == (0, 1)
    mailbox.refusing = False
    assert _round(to_server) == (0, 0)
    _due_now()
    assert _round(to_server) == (1, 0)
    assert len(mailbox.arrived) == 1


def test_a_worker_that_died_while_sending_sends_the_same_mail_again(mailbox: Mailbox, to_server: config.Settings, published: str) -> None:
    while mailing.read_history(to_server):
        pass
    claimed = mailing._claim()
    assert claimed is not None and _round(to_server) == (0, 0)
    message_id = claimed.message_id
    _due_now()
    assert _round(to_server) == (1, 0)
    assert mailbox.arrived[0]["Message-ID"] == message_id


def test_nobody_is_told_of_what_they_did_themselves(to_server: config.Settings, mailbox: Mailbox) -> None:
    author = make.account()
    submission = make.submission(by=author, public=False)
    make.said(submission.withdraw, by=author.viewer())
    assert _round(to_server) == (0, 0)
    assert db.session.scalars(select(Notice)).all() == []


def test_supporters_of_a_merged_twin_are_asked(mailbox: Mailbox, to_server: config.Settings) -> None:
    forum = make.event()
    moderator = make.account("Rina", Role.MODERATOR)
    survivor, twin = make.submission(forum), make.submission(forum, title="Kembarannya")
    fan = make.account("Pendukung", email="pendukung@contoh.test")
    make.said(support.support, twin, by=fan.viewer(), account_id=fan.id, group=fan.element)
    make.said(merging.merge, twin, survivor, by=moderator.viewer(), reason="Pokoknya sama.")
    _round(to_server)
    asked = [mail for mail in mailbox.arrived if mail["To"] == "pendukung@contoh.test"]
    assert [mail["Subject"] for mail in asked] == ["Apakah dukungan Anda ikut dialihkan?"]


def test_whoever_chose_no_mail_is_told_in_the_inbox_alone(app: Flask, mailbox: Mailbox, to_server: config.Settings) -> None:
    quiet = make.account("Siti Contoh")
    Person(app, quiet).sends("/akun", "form[action='/akun']", mail_mine=False)
    make.submission(by=quiet)
    assert _round(to_server) == (0, 0)
    assert db.session.scalar(select(Notice.account_id)) == quiet.id and not mailbox.arrived


def test_the_choice_about_supported_ones_is_another(app: Flask, mailbox: Mailbox, to_server: config.Settings) -> None:
    supporter = make.account("Bagus Contoh")
    Person(app, supporter).sends("/akun", "form[action='/akun']", mail_supported=False)
    one = make.submission()
    twin = make.submission(one.event)
    make.said(support.support, twin, by=supporter.viewer(), account_id=supporter.id, group=supporter.element)
    make.said(merging.merge, twin, one, by=make.account("Rina", Role.MODERATOR).viewer(), reason="Sama.")
    _round(to_server)
    assert supporter.email not in [mail["To"] for mail in mailbox.arrived]
    assert db.session.scalar(select(Notice.id).where(Notice.account_id == supporter.id))
