"""What happened to a submission, in the words of the desk (which reads more of the history than the public journey shows)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from forum.core.history import HistoryEntry
from forum.labels import N_, label

WORDS = {
    "submission.send": N_("Diterima"),
    "submission.publish": N_("Ditayangkan"),
    "submission.return": N_("Dikembalikan untuk ditulis ulang"),
    "submission.hold": N_("Ditahan"),
    "submission.refuse": N_("Ditolak"),
    "submission.reword": N_("Ditulis ulang oleh pengirim"),
    "submission.withdraw": N_("Ditarik pengirim"),
    "submission.restore": N_("Diperiksa lagi dari awal"),
    "submission.answer": N_("Dijawab"),
    "submission.adopt": N_("Menjadi sumber rekomendasi"),
    "submission.acknowledge": N_("Diterima dengan terima kasih"),
    "submission.decline": N_("Dinyatakan tidak dapat dipenuhi"),
    "submission.refer": N_("Diteruskan"),
    "submission.leave_out": N_("Dinyatakan bukan wewenang"),
    "submission.release": N_("Dikeluarkan dari rekomendasi"),
    "submission.reopen": N_("Dibuka kembali oleh pengirim"),
    "submission.redact": N_("Sebagian isinya disamarkan"),
    "submission.reveal": N_("Identitas atau isinya dibuka"),
    "submission.merge": N_("Digabung"),
    "submission.gain": N_("Menjadi pokok gabungan"),
    "submission.split": N_("Dipisahkan"),
    "submission.lose": N_("Gabungannya dipisahkan"),
    "appeal.file": N_("Pengirim mengajukan banding"),
    "appeal.uphold": N_("Banding ditolak"),
    "appeal.overturn": N_("Banding dikabulkan"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline; ``text`` is the reason and the note that its writer gave."""

    title: str
    at: datetime
    text: str
    tone: str = "nila"
    hollow: bool = False


def lines(entries: Iterable[HistoryEntry]) -> list[Line]:
    """The entries that have words, in the order given."""
    return [
        Line(_(WORDS[entry.verb]), entry.at, ". ".join(part for part in (_reason(entry), entry.note or "") if part))
        for entry in entries
        if entry.verb in WORDS
    ]


def _reason(entry: HistoryEntry) -> str:
    return label("reason", entry.reason).text if entry.reason else ""
