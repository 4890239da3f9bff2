"""Letters that carry a link which acts: to sign in, to choose a new password, for a guardian. Written by the delivery job.

Nobody who asks for a link learns whether somebody has that address: the page keeps the request, this module looks later.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from functools import partial
from urllib.parse import urlsplit

from babel.dates import format_date
from sqlalchemy import delete, select, update

import config
from forum.accounts import queries as people
from forum.accounts.guardians import Guardianship
from forum.accounts.invitations import Invitation
from forum.accounts.links import LinkRequest, MailLink, Purpose
from forum.accounts.models import Account
from forum.core.history import HistoryEntry
from forum.core.rendering import words
from forum.extensions import db, writing
from forum.labels import N_, label
from forum.notices.models import Mail, MailState, Notice

BATCH = 50
PATHS = {Purpose.SIGN_IN: "/masuk/tautan", Purpose.PASSWORD: "/sandi/baru", Purpose.GUARDIAN: "/wali"}
IGNORE = N_("Bila Anda tidak memintanya, abaikan surel ini; tidak ada yang berubah.")


def answer_requests(settings: config.Settings) -> int:
    """Write the letters that were asked for; returns how many requests were looked at. Commits."""
    writing.set(True)
    waiting = db.session.scalars(select(LinkRequest).order_by(LinkRequest.id).limit(BATCH).with_for_update(skip_locked=True)).all()
    for one in waiting:
        _answer(one, settings)
        db.session.delete(one)
    db.session.commit()
    return len(waiting)


def _answer(request: LinkRequest, settings: config.Settings) -> None:
    if request.purpose is Purpose.GUARDIAN:
        for guardianship in people.guardianships_at(request.email):
            if guardianship.holds and request.guardianship_id in (None, guardianship.id):
                to_guardian(guardianship, settings)
        return
    account = people.account_by_email(request.email)
    if account is not None and account.closed_at is None:
        _to_account(account, request, settings)


def _to_account(account: Account, request: LinkRequest, settings: config.Settings) -> None:
    say = partial(words, request.language)
    link = _address(settings, request.language, request.purpose, MailLink.to_account(account, request.purpose))
    if request.purpose is Purpose.SIGN_IN:
        subject, body = N_("Tautan masuk Anda"), N_("Buka tautan ini untuk masuk tanpa kata sandi. Berlaku 30 menit, satu kali.")
    else:
        subject, body = N_("Kata sandi baru"), N_("Buka tautan ini untuk memilih kata sandi baru. Berlaku 60 menit, satu kali.")
    greeting = say(N_("Halo %(name)s,"), name=account.name)
    write(say(subject), (greeting, say(body), link, say(IGNORE)), settings, account_id=account.id)


def to_guardian(guardianship: Guardianship, settings: config.Settings) -> None:
    """Ask a guardian, or let one who answered look again."""
    say = partial(words, guardianship.language)
    link = _address(settings, guardianship.language, Purpose.GUARDIAN, MailLink.to_guardian(guardianship, settings.guardian_days))
    asking = guardianship.state == "asked"
    body = (
        N_(
            "Seorang anak menyebut alamat ini sebagai surel orang tua atau walinya. Ia ingin ikut memberi masukan kepada pemerintah kota di Urun Rembuk. Tanpa persetujuan Anda, tulisannya tidak ditayangkan kepada siapa pun. Buka tautan ini untuk membaca penjelasannya, lalu setujui atau tolak."
        )
        if asking
        else N_("Buka tautan ini untuk melihat apa yang ditulis anak Anda, menarik tulisannya, atau menarik persetujuan Anda.")
    )
    ends = say(N_("Tautan ini berlaku %(n)s hari. Jangan teruskan surel ini kepada orang lain."), n=settings.guardian_days)
    subject = say(N_("Persetujuan orang tua atau wali diminta") if asking else N_("Halaman wali Anda"))
    write(subject, (say(N_("Bapak/Ibu yang terhormat,")), say(body), link, ends, say(IGNORE)), settings, address=guardianship.email)


def to_invited(invitation: Invitation, secret: str, settings: config.Settings) -> None:
    """Tell whoever reads an address what they are asked to do; nobody is told whether they have an account."""
    if invitation.sent_to is None:
        return
    say = partial(words, "id")
    role, link = say(label("role", invitation.role).message), f"{settings.base_url}/undangan/{secret}"
    asked = say(N_("Anda diminta bertugas sebagai: %(role)s, %(place)s."), role=role, place=invitation.label)
    if invitation.replaces is not None:
        asked += " " + say(N_("Anda menggantikan %(name)s."), name=invitation.replaces.account.name)
    if invitation.since is not None:
        asked += " " + say(N_("Berlaku mulai %(day)s."), day=format_date(invitation.since, "d MMMM y", locale="id"))
    how = say(N_("Buka tautan ini, masuk atau daftar, lalu terima. Tautan ini berlaku sampai diterima, dicabut, atau 30 hari lewat."))
    write(say(N_("Undangan bertugas di Urun Rembuk")), (asked, how, link, say(IGNORE)), settings, address=invitation.sent_to)


def _address(settings: config.Settings, language: str, purpose: Purpose, secret: str) -> str:
    return f"{settings.base_url}{'/en' if language == 'en' else ''}{PATHS[purpose]}/{secret}"


def write(
    subject: str, paragraphs: Sequence[str], settings: config.Settings, *, account_id: int | None = None, address: str | None = None
) -> None:
    """Put a letter with a secret link into the outbox."""
    domain = urlsplit(settings.base_url).hostname or "localhost"
    body = "\n\n".join(paragraphs) + "\n"
    db.session.add(
        Mail(account_id=account_id, address=address, secret=True, message_id=make_msgid(domain=domain), subject=subject, body=body)
    )


def forget(submission_id: int) -> None:
    """Forget the words of mails about a submission that was erased; those that still wait are not sent."""
    lines = select(HistoryEntry.seq).where(HistoryEntry.submission_id == submission_id)
    mails = Mail.notice_id.in_(select(Notice.id).where(Notice.history_seq.in_(lines)))
    db.session.execute(delete(Mail).where(mails, Mail.state != MailState.SENT).execution_options(synchronize_session=False))
    db.session.execute(update(Mail).where(mails).values(body="").execution_options(synchronize_session=False))
