"""Power cuts and dead machines: what was acknowledged is there, once; what was to be told is told, once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, text, update

from forum.core import clock, proof
from forum.extensions import db, writing
from forum.notices.models import Mail, MailState
from forum.submissions.models import Submission
from forum.submissions.voices import Reply
from tests import make
from tests.races.conftest import ROOT, Site, Surfer, free_port, read

KILLS = int(os.environ.get("PROVE_KILLS", "1"))
WRITERS = 4


class Writer(threading.Thread):
    """Replies without a pause, and keeps what was acknowledged; a reply without an answer is sent again, as a person would."""

    def __init__(self, surfer: Surfer, page: str, voice: str, name: str) -> None:
        super().__init__(daemon=True)
        self.surfer, self.page, self.voice, self.label = surfer, page, voice, name
        self.acknowledged: list[str] = []
        self.odd: list[int] = []
        self.over = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            word = f"{self.label}-{number}"
            try:
                answer = self.surfer.post(self.page, body=word, voice=self.voice, once=word)
            except OSError:
                time.sleep(0.05)
                continue
            except Exception:  # half an answer
                continue
            number += 1
            if answer.status == 303:
                self.acknowledged.append(word)
            elif answer.status != 503:
                self.odd.append(answer.status)


def test_nothing_acknowledged_is_lost_or_doubled_when_the_power_is_cut(site: Site, engine_name: str) -> None:
    one = make.submission(make.event())
    page, voice = f"/forum/{one.event.slug}/masukan/{one.code}/balasan", make.public_element().slug
    acknowledged: list[str] = []
    for turn in range(KILLS):
        people = [Surfer(site, make.account(f"Penulis {n}")) for n in range(WRITERS)]
        writers = [Writer(who, page, voice, f"kata-{turn}-{n}") for n, who in enumerate(people)]
        for writer in writers:
            writer.start()
        time.sleep(0.7)
        site.server.kill()
        site.server.start()
        time.sleep(0.3)
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join(60)
            acknowledged += writer.acknowledged
            assert not set(writer.odd) - {403}, writer.odd
    stored = Counter(body for (body,) in read(select(Reply.body).where(Reply.submission_id == one.id)))
    assert len(acknowledged) > KILLS
    assert not [word for word in acknowledged if stored[word] != 1]
    assert not [word for word, times in stored.items() if times > 1]
    assert read(select(Submission.reply_count).where(Submission.id == one.id)) == [(len(stored),)]
    assert [str(fault) for fault in proof.walk() if fault is not None] == []
    if engine_name == "sqlite":
        assert read(text("PRAGMA integrity_check")) == [("ok",)] and read(text("PRAGMA foreign_key_check")) == []


class Mailbox:
    """A mail server: what arrived for some people. While it is ``slow``, their mail is there a second before its sender hears so."""

    def __init__(self, addresses: set[str]) -> None:
        self.addresses = addresses
        self.arrived: list[Any] = []
        self.slow = True

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=default)
        if mail["To"] not in self.addresses:
            return "250 OK"
        self.arrived.append(mail)
        if self.slow:
            await asyncio.sleep(1)
        return "250 OK"


@pytest.fixture
def mail_port() -> int:
    return free_port()


@pytest.fixture
def worker(site: Site, mail_port: int) -> Iterator[Any]:
    """Start the job worker, as often as it is asked for; each can be killed."""
    running: list[subprocess.Popen[bytes]] = []

    def starting() -> subprocess.Popen[bytes]:
        environ = {**site.server.environ, "SMTP_URL": f"smtp://127.0.0.1:{mail_port}", "FORUM_MAIL_FROM": "forum@contoh.test"}
        running.append(subprocess.Popen([sys.executable, "-m", "forum.worker"], cwd=ROOT, env=environ, start_new_session=True))
        return running[-1]

    yield starting
    for one in running:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def test_workers_are_replaced_under_load_and_no_request_fails(site: Site) -> None:
    """HUP: the new ones are forked from the program that is loaded, and answer before the old ones go."""
    answers: list[int] = []
    done = threading.Event()

    def asking() -> None:
        while not done.is_set():
            answers.append(site.server.ask("GET", "/forum", {}).status)

    main = site.server.running[-1].pid
    before = workers_of(main)
    people = [threading.Thread(target=asking) for _ in range(3)]
    for one in people:
        one.start()
    os.kill(main, signal.SIGHUP)
    replaced = wait_until(lambda: bool(workers_of(main)) and not workers_of(main) & before)
    done.set()
    for one in people:
        one.join()
    assert replaced
    assert set(answers) == {200}


def workers_of(main: int) -> set[str]:
    found = Path(f"/proc/{main}/task").glob("*/children")
    return {pid for file in found for pid in file.read_text().split()}


def due_now() -> None:
    """Time passes: what was postponed, and what a dead worker held, is due."""
    writing.set(True)
    db.session.execute(update(Mail).where(Mail.state != MailState.SENT).values(due_at=clock.wall()))
    db.session.commit()
    writing.set(False)


def wait_until(true: Any, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.2)
    return False


def test_mail_waits_for_a_dead_server_and_a_killed_worker_and_is_told_once(site: Site, worker: Any, mail_port: int) -> None:
    event = make.event()
    authors = [make.account(f"Pengirim {n}") for n in range(6)]
    for author in authors:
        make.submission(event, author)
    mine = select(Mail.state).where(Mail.account_id.in_([one.id for one in authors]))
    first = worker()
    assert wait_until(lambda: len(read(mine.where(Mail.attempts > 0))) == 6), "nothing is lost while the server is down"
    assert {state for (state,) in read(mine)} <= {MailState.QUEUED, MailState.SENDING}
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    addresses = {one.email for one in authors}
    box = Mailbox(addresses)
    server = Controller(box, hostname="127.0.0.1", port=mail_port)
    server.start()
    try:
        cut = 0
        for _ in range(max(1, KILLS - 1)):
            due_now()
            dying = worker()
            assert wait_until(lambda: bool(box.arrived), 20)
            os.killpg(dying.pid, signal.SIGKILL)
            dying.wait()
            cut += len(read(mine.where(Mail.state == MailState.SENDING)))
        assert cut, "one had arrived, and the worker that sent it did not live to note it"
        box.slow = False
        due_now()
        worker()
        assert wait_until(lambda: {state for (state,) in read(mine)} == {MailState.SENT})
        time.sleep(1)
    finally:
        server.stop()
    arrived = [(mail["To"], mail["Message-ID"]) for mail in box.arrived]
    assert len(arrived) <= len(addresses) + cut
    told = set(arrived)
    assert sorted(to for to, _ in told) == sorted(addresses), "what a dying worker sent is sent again as the same mail at most"
