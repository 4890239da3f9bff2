"""Which line of the history concerns whom, and in which words they are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Account
from forum.core.history import HistoryEntry
from forum.events.models import Event
from forum.extensions import db
from forum.labels import N_
from forum.submissions.flags import Flag
from forum.submissions.models import Submission
from forum.submissions.states import DISPOSITION, VISIBILITY
from forum.submissions.support import Support
from forum.submissions.voices import Reply

Audience = Callable[[HistoryEntry], list[int]]


def author_of(line: HistoryEntry) -> list[int]:
    return list(db.session.scalars(select(Submission.author_id).where(Submission.id == line.submission_id)))


def supporters_of(line: HistoryEntry) -> list[int]:
    return list(db.session.scalars(select(Support.account_id).where(Support.submission_id == line.submission_id)))


def flagger_of(line: HistoryEntry) -> list[int]:
    """Who raised the flag that was settled; nobody where the machine did."""
    asked = select(Flag.account_id).where(Flag.public_id == line.facts["flag"], Flag.account_id.is_not(None))
    return [one for one in db.session.scalars(asked) if one is not None]


def held_writer_of(line: HistoryEntry) -> list[int]:
    """Whose reply the machine had held back."""
    asked = select(Reply.author_id).join(Flag, Flag.reply_id == Reply.id)
    return list(db.session.scalars(asked.where(Flag.public_id == line.facts["flag"], Flag.account_id.is_(None))))


@dataclass(frozen=True, slots=True)
class Rule:
    """For a verb: who is told, the subject and the sentence (message ids with the submission's title and event)."""

    verb: str
    audience: Audience
    subject: str
    sentence: str


UNDOING = tuple(f"submission.{verb}" for verb in (*VISIBILITY.moves, *DISPOSITION.moves) if verb.startswith("undo_"))
RULES = (
    *(
        Rule(
            verb,
            author_of,
            N_("Koreksi tentang masukan Anda"),
            N_(
                "Keputusan yang baru kami kabarkan tentang masukan Anda “%(title)s” untuk %(event)s sudah diurungkan. Keadaannya sekarang dapat dibaca di halaman masukan Anda."
            ),
        )
        for verb in UNDOING
    ),
    Rule(
        "submission.publish",
        author_of,
        N_("Masukan Anda sudah tayang"),
        N_("Masukan Anda “%(title)s” untuk %(event)s sudah tayang. Kini orang lain dapat mendukung dan menanggapinya."),
    ),
    Rule(
        "submission.return",
        author_of,
        N_("Masukan Anda perlu ditulis ulang"),
        N_("Moderator meminta masukan Anda “%(title)s” untuk %(event)s ditulis ulang. Catatannya dapat dibaca di halaman masukan Anda."),
    ),
    Rule(
        "submission.refuse",
        author_of,
        N_("Masukan Anda tidak ditayangkan"),
        N_(
            "Masukan Anda “%(title)s” untuk %(event)s tidak ditayangkan. Alasannya, dan cara mengajukan banding satu kali, ada di halaman masukan Anda."
        ),
    ),
    Rule("submission.answer", author_of, N_("Masukan Anda sudah dijawab"), N_("Masukan Anda “%(title)s” untuk %(event)s sudah dijawab.")),
    Rule(
        "submission.adopt",
        author_of,
        N_("Masukan Anda menjadi bagian rekomendasi"),
        N_("Masukan Anda “%(title)s” untuk %(event)s menjadi bagian rekomendasi bagi perangkat daerah."),
    ),
    Rule(
        "submission.merge",
        author_of,
        N_("Masukan Anda digabung dengan masukan serupa"),
        N_(
            "Masukan Anda “%(title)s” untuk %(event)s digabung dengan masukan serupa. Tulisan Anda tetap dapat dibaca dan Anda tetap tercatat sebagai pengusul."
        ),
    ),
    Rule(
        "submission.gain",
        author_of,
        N_("Masukan lain digabung ke masukan Anda"),
        N_("Masukan serupa digabung ke masukan Anda “%(title)s” untuk %(event)s."),
    ),
    Rule(
        "submission.merge",
        supporters_of,
        N_("Apakah dukungan Anda ikut dialihkan?"),
        N_(
            "Masukan “%(title)s” untuk %(event)s yang Anda dukung digabung dengan masukan serupa. Buka halamannya untuk memilih apakah dukungan Anda ikut dialihkan."
        ),
    ),
    Rule(
        "submission.split",
        author_of,
        N_("Masukan Anda dipisah kembali"),
        N_("Masukan Anda “%(title)s” untuk %(event)s dipisah kembali dan berdiri sendiri."),
    ),
    Rule(
        "submission.part",
        author_of,
        N_("Masukan Anda berdiri sendiri lagi"),
        N_(
            "Masukan pokok yang diikuti “%(title)s” untuk %(event)s ditarik pengirimnya. Masukan Anda berdiri sendiri lagi dan diputuskan tersendiri."
        ),
    ),
    Rule(
        "submission.redact",
        author_of,
        N_("Sebagian masukan Anda disamarkan"),
        N_("Sebagian masukan Anda “%(title)s” untuk %(event)s disamarkan karena memuat data pribadi. Tulisan asli Anda tersegel."),
    ),
    Rule(
        "flag.uphold",
        flagger_of,
        N_("Tanda Anda ditindaklanjuti"),
        N_("Moderator memeriksa tanda Anda di “%(title)s” untuk %(event)s dan menindaklanjutinya. Terima kasih."),
    ),
    Rule(
        "flag.dismiss",
        flagger_of,
        N_("Tanda Anda sudah diperiksa"),
        N_("Moderator memeriksa tanda Anda di “%(title)s” untuk %(event)s. Tulisan itu tidak melanggar pedoman, jadi tetap tampil."),
    ),
    Rule(
        "flag.reopen",
        flagger_of,
        N_("Tanda Anda diperiksa lagi"),
        N_("Moderator mengurungkan keputusannya di “%(title)s” untuk %(event)s, jadi tanda Anda diperiksa lagi."),
    ),
    Rule(
        "flag.dismiss",
        held_writer_of,
        N_("Balasan Anda sudah tampil"),
        N_("Balasan Anda di “%(title)s” untuk %(event)s sudah diperiksa moderator dan kini tampil."),
    ),
    Rule(
        "flag.uphold",
        held_writer_of,
        N_("Balasan Anda tidak ditampilkan"),
        N_("Balasan Anda di “%(title)s” untuk %(event)s diperiksa moderator dan tidak ditampilkan karena melanggar pedoman."),
    ),
)
BY_VERB: dict[str, list[Rule]] = {}
for _rule in RULES:
    BY_VERB.setdefault(_rule.verb, []).append(_rule)


def concerned(line: HistoryEntry) -> list[tuple[Rule, int]]:
    """Who is to be told of this line by which rule; never the one who did it."""
    if line.submission_id is None or not _worth_telling(line):
        return []
    actor = db.session.scalar(select(Account.id).where(Account.public_id == line.actor_ref))
    told: dict[int, Rule] = {}
    for rule in BY_VERB.get(line.verb, ()):
        for account_id in rule.audience(line):
            if account_id != actor:
                told.setdefault(account_id, rule)
    return [(rule, account_id) for account_id, rule in told.items()]


def wants_mail(account: Account, rule: Rule) -> bool:
    """Whether this person chose to be told by mail too: of what is theirs, of what they support."""
    return account.mail_mine if rule.audience is author_of else account.mail_supported


def _worth_telling(line: HistoryEntry) -> bool:
    """An undoing corrects what was told; of a decision that nobody was told of there is nothing to correct."""
    return line.verb not in UNDOING or f"submission.{line.facts.get('undone')}" in BY_VERB


def matter(submission_id: int | None) -> Any:
    """What the sentence names: the submission's title and code, its event and the city's zone."""
    asked = (
        select(Submission.title, Submission.code, Event.title.label("event"), Event.slug)
        .join(Event, Event.id == Submission.event_id)
        .where(Submission.id == submission_id)
    )
    return db.session.execute(asked).one()
