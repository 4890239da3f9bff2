"""From the history to the mailbox: notices are made once, mails wait in the outbox until a server has taken them.

A mail is claimed in a transaction of its own before it is sent. When the worker dies in between, the claim runs out and
the same mail, under the same Message-ID, is tried again: it is never lost, and a mailbox recognises it as the same.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import partial
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import func, or_, select, update

import config
from forum.accounts.follows import Matter, follows
from forum.accounts.models import Account
from forum.core import clock
from forum.core.history import HistoryEntry
from forum.core.rendering import words
from forum.extensions import db, writing
from forum.labels import N_
from forum.notices import follow_rules, rules, unsubscribing
from forum.notices.models import Mail, MailState, Notice, Reading
from forum.notices.unsubscribing import Ending

BATCH = 200
LEASE = timedelta(minutes=10)
PAUSES = (1, 5, 15, 60, 240, 720)

log = structlog.get_logger("urun.mail")
Send = Callable[[EmailMessage, str], None]


def read_history(settings: config.Settings) -> int:
    """Make notices and mails of the lines not read yet; returns how many lines were read. Commits."""
    writing.set(True)
    reading = db.session.get(Reading, 1, with_for_update=True)
    if reading is None:
        reading = Reading(id=1, seq=0)
        db.session.add(reading)
    asked = select(HistoryEntry).where(HistoryEntry.seq > reading.seq).order_by(HistoryEntry.seq).limit(BATCH)
    lines = db.session.scalars(asked).all()
    for line in lines:
        concerned = rules.concerned(line)
        for rule, account_id in concerned:
            _tell(rule, account_id, line, settings)
        _tell_followers(line, {account_id for _rule, account_id in concerned}, settings)
        reading.seq = line.seq
    db.session.commit()
    return len(lines)


def _tell(rule: rules.Rule, account_id: int, line: HistoryEntry, settings: config.Settings) -> None:
    account = db.session.get_one(Account, account_id)
    notice = Notice(account_id=account_id, history_seq=line.seq, kind=rule.verb, at=line.at)
    db.session.add(notice)
    db.session.flush()
    own = rule.audience is rules.author_of and line.submission_id is not None
    if account.closed_at is not None or not rules.wants_mail(account, rule):
        return
    if own and not follows(account_id, Matter.SUBMISSION, line.submission_id or 0):
        return
    subject, body = _words(rule, account, line, settings)
    leave = _leave(Ending(account_id, Matter.SUBMISSION, line.submission_id or 0), settings) if own else None
    _post(notice, subject, body, leave, account, settings)


def _tell_followers(line: HistoryEntry, but: set[int], settings: config.Settings) -> None:
    """Whoever follows what moved hears of it once; not who moved it, nor who is told as its author or supporter."""
    for account_id, moved in follow_rules.told(line).items():
        account = db.session.get_one(Account, account_id)
        if account_id in but or account.public_id == line.actor_ref:
            continue
        notice = Notice(account_id=account_id, history_seq=line.seq, kind=f"follow.{line.verb}", at=line.at)
        db.session.add(notice)
        db.session.flush()
        if account.closed_at is None and account.mail_followed:
            say = partial(words, account.language)
            text = (
                say(N_("Halo %(name)s,"), name=account.name),
                say(moved.move.sentence, title=moved.title, more=moved.more),
                f"{settings.base_url}{'/en' if account.language == 'en' else ''}{moved.path}",
                say(N_("Pesan ini dikirim otomatis oleh Urun Rembuk karena Anda mengikuti hal ini.")),
            )
            leave = _leave(Ending(account_id, moved.move.matter, moved.key), settings)
            _post(notice, say(moved.move.subject), "\n\n".join(text) + "\n", leave, account, settings)


def _leave(ending: Ending, settings: config.Settings) -> str:
    """The address that stops these mails by one press, without signing in."""
    return f"{settings.base_url}/berhenti/{unsubscribing.sealed(ending, settings.secret_key)}"


def _post(notice: Notice, subject: str, body: str, leave: str | None, account: Account, settings: config.Settings) -> None:
    """Put a mail into the outbox."""
    if leave is not None:
        body += "\n" + words(account.language, N_("Berhenti menerima surel tentang hal ini: %(address)s"), address=leave) + "\n"
    domain = urlsplit(settings.base_url).hostname or "localhost"
    made = Mail(notice_id=notice.id, account_id=account.id, message_id=make_msgid(domain=domain), subject=subject, body=body, leave=leave)
    db.session.add(made)


def _words(rule: rules.Rule, account: Account, line: HistoryEntry, settings: config.Settings) -> tuple[str, str]:
    """Subject and text in the language of the person."""
    matter = rules.matter(line.submission_id)
    say = partial(words, account.language)
    prefix = "/en" if account.language == "en" else ""
    own = rule.audience is rules.author_of
    path = f"/masukan-saya/{matter.code}" if own else f"/forum/{matter.slug}/masukan/{matter.code}?asli=1"
    paragraphs = (
        say(N_("Halo %(name)s,"), name=account.name),
        say(rule.sentence, title=matter.title, event=matter.event),
        f"{settings.base_url}{prefix}{path}",
        say(N_("Pesan ini dikirim otomatis oleh Urun Rembuk karena Anda mengirim atau mendukung masukan di sana.")),
    )
    return say(rule.subject), "\n\n".join(paragraphs) + "\n"


def waiting() -> int:
    """How many mails are still to be sent."""
    return db.session.scalar(select(func.count()).select_from(Mail).where(Mail.state.in_((MailState.QUEUED, MailState.SENDING)))) or 0


def send_waiting(settings: config.Settings, deliver: Send | None = None) -> tuple[int, int]:
    """Send what is due; returns how many were sent and how many failed for now. Each mail has its own transaction."""
    if not settings.smtp_url and deliver is None:
        return (0, 0)
    sent = failed = 0
    with _connection(settings) if deliver is None else _given(deliver) as send:
        while (mail := _claim()) is not None:
            if _try(mail, send, settings):
                sent += 1
            else:
                failed += 1
    return (sent, failed)


def _claim() -> Mail | None:
    """Take one mail that is due, or whose claim ran out. Commits, so that nobody else takes it too."""
    writing.set(True)
    now = clock.wall()
    due = or_(Mail.state == MailState.QUEUED, Mail.state == MailState.SENDING)
    asked = select(Mail).where(due, Mail.due_at <= now).order_by(Mail.due_at, Mail.id).limit(1)
    mail = db.session.scalar(asked.with_for_update(skip_locked=True))
    if mail is None:
        db.session.rollback()
        return None
    mail.state, mail.due_at, mail.attempts = MailState.SENDING, now + LEASE, mail.attempts + 1
    db.session.commit()
    return mail


def _try(mail: Mail, send: Send, settings: config.Settings) -> bool:
    to = mail.address or db.session.get_one(Account, mail.account_id).email
    try:
        send(_message(mail, to, settings), to)
    except (OSError, smtplib.SMTPException) as error:
        _postpone(mail, error)
        return False
    writing.set(True)
    done = {"state": MailState.SENT, "sent_at": clock.wall(), "last_error": None, **({"body": ""} if mail.secret else {})}
    db.session.execute(update(Mail).where(Mail.id == mail.id).values(done))
    db.session.commit()
    return True


def _postpone(mail: Mail, error: Exception) -> None:
    """Back to the outbox, for a longer while each time; refused for good only by the server's own 5xx."""
    permanent = isinstance(error, smtplib.SMTPRecipientsRefused) and all(code >= 500 for code, _ in error.recipients.values())
    pause = PAUSES[min(mail.attempts, len(PAUSES)) - 1]
    writing.set(True)
    values = {
        "state": MailState.FAILED if permanent else MailState.QUEUED,
        "due_at": clock.wall() + timedelta(minutes=pause),
        "last_error": type(error).__name__,
    }
    db.session.execute(update(Mail).where(Mail.id == mail.id).values(values))
    db.session.commit()
    log.warning("mail", id=mail.id, error=type(error).__name__, attempts=mail.attempts)


def _message(mail: Mail, to: str, settings: config.Settings) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(clock.wall())
    message["Auto-Submitted"] = "auto-generated"
    if mail.leave:
        message["List-Unsubscribe"] = f"<{mail.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    return message


@contextmanager
def _given(deliver: Send) -> Iterator[Send]:
    yield deliver


@contextmanager
def _connection(settings: config.Settings) -> Iterator[Send]:
    """A sender that opens one connection at the first mail and keeps it; an unreachable server fails each mail softly."""
    parts = urlsplit(settings.smtp_url)
    opened: list[smtplib.SMTP] = []

    def send(message: EmailMessage, to: str) -> None:
        if not opened:
            opened.append(
                _connect(
                    parts.scheme, parts.hostname or "localhost", parts.port, unquote(parts.username or ""), unquote(parts.password or "")
                )
            )
        try:
            opened[0].send_message(message, to_addrs=[to])
        except smtplib.SMTPServerDisconnected:
            opened.clear()
            raise

    try:
        yield send
    finally:
        for server in opened:
            server.close()


def _connect(scheme: str, host: str, port: int | None, user: str, password: str) -> smtplib.SMTP:
    if scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=20, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port or 25, timeout=20)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
    if user:
        server.login(user, password)
    return server
