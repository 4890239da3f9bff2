"""A journey told: one sentence for each move, with its date, from the history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.labels import N_, label
from forum.submissions.states import UNDOINGS
from forum.wording import gettext as _


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, and when."""

    words: str
    at: datetime


SENTENCES = {
    "submission.send": N_("Diterima %(channel)s."),
    "submission.publish": N_("Moderator menayangkannya."),
    "submission.show_at_once": N_("Langsung tayang; moderator memeriksanya sesudah itu."),
    "submission.keep": N_("Moderator memeriksanya; masukan ini tetap tayang."),
    "submission.return": N_("Moderator mengembalikannya untuk ditulis ulang. Alasan: %(reason)s."),
    "submission.hold": N_("Moderator menahannya sementara. Alasan: %(reason)s."),
    "submission.refuse": N_("Moderator tidak menayangkannya. Alasan: %(reason)s."),
    "submission.reword": N_("Pengirim menulis ulang; tulisan barunya menunggu diperiksa."),
    "submission.withdraw": N_("Pengirim menariknya."),
    "submission.erase": N_("Tulisannya dihapus untuk selamanya; tandanya tetap."),
    "submission.restore": N_("Keputusannya dibatalkan setelah banding; masukan ini diperiksa lagi dari awal."),
    "submission.redact": N_("Moderator menutup bagian yang memuat data pribadi."),
    "submission.answer": N_("Moderator menjawabnya."),
    "submission.acknowledge": N_("Diterima dengan terima kasih; tidak perlu tindak lanjut."),
    "submission.decline": N_("Dijawab: tidak dapat dipenuhi, dengan penjelasan."),
    "submission.refer": N_("Diteruskan ke %(to)s."),
    "submission.leave_out": N_("Dinyatakan bukan wewenang forum ini, dengan penjelasan."),
    "submission.adopt": N_("Dijadikan bagian sebuah rekomendasi."),
    "submission.release": N_("Dikeluarkan dari rekomendasi; menunggu keputusan lagi."),
    "submission.reopen": N_("Pengirim merasa jawabannya meleset dan membukanya kembali."),
    "submission.confirm": N_("Pengirim menyatakan jawabannya menjawab."),
    "submission.merge": N_("Digabung ke masukan %(survivor)s."),
    "submission.gain": N_("Masukan serupa, %(twin)s, digabung ke sini."),
    "submission.split": N_("Dipisah kembali dari masukan %(survivor)s."),
    "submission.part": N_("Masukan %(survivor)s ditarik pengirimnya; masukan ini berdiri sendiri lagi."),
    "submission.lose": N_("Masukan %(twin)s dipisah kembali."),
    "appeal.file": N_("Pengirim mengajukan banding; orang lain yang memeriksanya."),
    "appeal.uphold": N_("Banding diperiksa orang lain: keputusannya tetap."),
    "appeal.overturn": N_("Banding diperiksa orang lain: keputusannya dibatalkan."),
    **dict.fromkeys(UNDOINGS, N_("Moderator mengurungkan keputusannya.")),
    "position.state": N_("Sebuah kelompok menyatakan sikap resmi: %(stance)s."),
    "attachment.detach": N_("Pengirim menghapus sebuah lampiran."),
    "attachment.withhold": N_("Moderator menahan sebuah lampiran."),
    "attachment.clear": N_("Moderator menayangkan sebuah lampiran."),
    "recommendation.issue": N_("%(code)s diserahkan kepada %(agency)s."),
    "answer.approve": N_("%(agency)s menjawab %(code)s: %(answer)s."),
    "recommendation.progress": N_("%(agency)s melaporkan kemajuan %(code)s."),
    "recommendation.complete": N_("%(agency)s melaporkan %(code)s selesai, dengan bukti."),
    "recommendation.verify": N_("Pihak di luar pelaksana membenarkan hasil %(code)s."),
    "recommendation.resume": N_("%(code)s dikerjakan lagi karena hasilnya belum sesuai."),
    "recommendation.cancel": N_("%(code)s dibatalkan, dengan alasan."),
}
"""The sentence of a verb; verbs that are the desk's own business have none."""


def told(one: Any, lines: Sequence[Any]) -> list[Sentence]:
    """The sentences of a submission's history and of what it became, the oldest first."""
    return [Sentence(_(SENTENCES[line.verb], **_values(one, line)), line.at) for line in lines if line.verb in SENTENCES]


def _values(one: Any, line: Any) -> dict[str, str]:
    facts = json.loads(line.detail)
    return {
        "channel": label("channel", one.channel).text,
        "reason": label("reason", line.reason).text.lower() if line.reason and line.verb.startswith("submission.") else "",
        "to": label("referral", facts["to"]).text if "to" in facts else "",
        "survivor": facts.get("survivor", ""),
        "twin": facts.get("twin", ""),
        "stance": label("stance", line.after).text.lower() if line.verb == "position.state" else "",
        "code": line.code or "",
        "agency": line.abbreviation or "",
        "answer": label("answer", line.answer).text.lower() if line.answer else "",
    }
