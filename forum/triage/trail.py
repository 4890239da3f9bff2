"""What happened to a submission, in the words of the desk (which reads more of the history than the public journey shows)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.core.history import HistoryEntry
from forum.labels import N_, Label, label
from forum.submissions.states import UNDOINGS

SAME_ACT = timedelta(seconds=2)
WORDS = {
    "submission.send": Label(N_("Diterima")),
    "submission.publish": Label(N_("Ditayangkan")),
    "submission.return": Label(N_("Dikembalikan untuk ditulis ulang")),
    "submission.hold": Label(N_("Ditahan")),
    "submission.refuse": Label(N_("Ditolak")),
    "submission.reword": Label(N_("Ditulis ulang oleh pengirim")),
    "submission.withdraw": Label(N_("Ditarik pengirim")),
    "submission.release_minor": Label(N_("Disetujui wali, menunggu moderator")),
    "submission.erase": Label(N_("Dihapus atas permintaan wali")),
    "submission.restore": Label(N_("Diperiksa lagi dari awal")),
    "submission.answer": Label(N_("Dijawab")),
    "submission.adopt": Label(N_("Menjadi sumber rekomendasi")),
    "submission.acknowledge": Label(N_("Diterima dengan terima kasih")),
    "submission.decline": Label(N_("Dinyatakan tidak dapat dipenuhi")),
    "submission.refer": Label(N_("Diteruskan")),
    "submission.leave_out": Label(N_("Dinyatakan bukan wewenang")),
    "submission.release": Label(N_("Dikeluarkan dari rekomendasi")),
    "submission.reopen": Label(N_("Dibuka kembali oleh pengirim")),
    "submission.redact": Label(N_("Sebagian isinya disamarkan")),
    "submission.reveal": Label(N_("Identitas atau isinya dibuka")),
    "submission.show_at_once": Label(N_("Tayang tanpa menunggu, belum diperiksa")),
    "submission.keep": Label(N_("Diperiksa, tetap tayang")),
    "flag.raise": Label(N_("Ditandai peserta")),
    "flag.uphold": Label(N_("Tanda ditindaklanjuti")),
    "flag.dismiss": Label(N_("Tanda diabaikan")),
    "flag.reopen": Label(N_("Tanda diperiksa lagi")),
    "submission.note_colleagues": Label(N_("Catatan untuk rekan ditulis")),
    "submission.open_original": Label(N_("Naskah asli dibaca")),
    "submission.merge": Label(N_("Digabung")),
    "submission.gain": Label(N_("Menjadi pokok gabungan")),
    "submission.split": Label(N_("Dipisahkan")),
    "submission.part": Label(N_("Berdiri sendiri lagi: masukan pokoknya ditarik")),
    "submission.lose": Label(N_("Gabungannya dipisahkan")),
    "submission.take_over": Label(N_("Diambil alih rekan")),
    "submission.hand_over": Label(N_("Diserahkan kepada rekan")),
    **dict.fromkeys(UNDOINGS, Label(N_("Keputusan diurungkan"))),
    "appeal.file": Label(N_("Pengirim mengajukan banding")),
    "appeal.uphold": Label(N_("Banding ditolak")),
    "appeal.overturn": Label(N_("Banding dikabulkan")),
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
        Line(WORDS[entry.verb].text, entry.at, ". ".join(part for part in (_reason(entry), entry.note or "") if part))
        for entry in entries
        if entry.verb in WORDS
    ]


def last_change(entries: Sequence[HistoryEntry]) -> Line | None:
    """The newest of them that has words."""
    return next(iter(lines(entries)), None)


def handed_over(entries: Sequence[HistoryEntry], claimed_at: datetime | None, holder_id: int | None) -> str | None:
    """What the colleague wrote who gave the item into the present hands, or None when nobody did."""
    if holder_id is None or claimed_at is None:
        return None
    found = (one.note for one in entries if one.verb == "submission.hand_over" and abs(one.at - claimed_at) < SAME_ACT)
    return next(found, None)


def _reason(entry: HistoryEntry) -> str:
    return label("reason", entry.reason).text if entry.reason else ""
