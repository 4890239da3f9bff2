"""The decisions of the desk as a table: how each is called, what it needs, what the public sees, and the verb it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from forum.accounts.roles import Viewer
from forum.core.refusal import Refusal, Refused
from forum.core.workflow import Move, Workflow
from forum.labels import N_
from forum.submissions.flags import uphold_all
from forum.submissions.models import Submission
from forum.submissions.states import DISPOSITION, VISIBILITY, Identity, Reason, Referral, Visibility
from forum.triage.spans import findings


@dataclass(frozen=True, slots=True)
class Word:
    """What a moderator wrote beside the decision. ``answer_by`` is when a published one is to be answered, ``reword_by`` when a
    returned one stands in the queue again; ``checked`` says that what looks like personal data was looked at."""

    reason: Reason | None
    note: str
    to: Referral | None
    answer_by: date
    reword_by: date
    checked: bool = False


Say = Callable[[Submission, Viewer, Word], None]


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice of the form; all words are Indonesian message ids."""

    verb: str
    workflow: Workflow
    icon: str
    name: str
    hint: str
    button: str
    done: str
    seen: str
    say: Say

    @property
    def move(self) -> Move:
        return self.workflow.moves[self.verb]

    @property
    def needs_reason(self) -> bool:
        return self.move.reason

    @property
    def needs_note(self) -> bool:
        return self.move.note

    @property
    def needs_referral(self) -> bool:
        return self.verb == "refer"

    def why_not(self, who: Viewer, submission: Submission) -> Refusal | None:
        return self.workflow.why_not(self.verb, who, submission)


UNCHECKED = Refusal.because(
    "personal_data_unchecked", "Masukan ini tampaknya memuat data pribadi. Samarkan dulu, atau centang bahwa Anda sudah memeriksanya."
)


def _publish(it: Submission, by: Viewer, word: Word) -> None:
    _look_first(it, word)
    it.publish(by=by, note=word.note or None, answer_by=word.answer_by)


def _keep(it: Submission, by: Viewer, word: Word) -> None:
    _look_first(it, word)
    it.keep(by=by, answer_by=word.answer_by)


def _look_first(it: Submission, word: Word) -> None:
    """What everyone will read, or another body will receive, is looked at when the machine finds personal data in it.

    :raises Refused: when nobody has.
    """
    if it.identity is not Identity.CONFIDENTIAL and not word.checked and findings(it.wording):
        raise Refused(UNCHECKED)


def _refer(it: Submission, by: Viewer, word: Word) -> None:
    if it.visibility is Visibility.PUBLIC:
        _look_first(it, word)
    it.refer(word.to or Referral.LAPOR, word.note, by=by, reason=word.reason or Reason.SERVICE_COMPLAINT)


def _take_down(verb: Callable[[], None], it: Submission, by: Viewer) -> None:
    """Let it be seen no longer; whoever flagged it was right."""
    verb()
    uphold_all(it, by=by)


_TABLE = (
    Decision(
        "keep",
        VISIBILITY,
        "check",
        N_("Tetap tayang"),
        N_("sudah diperiksa"),
        N_("Tetap tayangkan"),
        N_("%(code)s sudah diperiksa dan tetap tayang."),
        N_("Tidak berubah: masukan ini sudah tampil."),
        _keep,
    ),
    Decision(
        "publish",
        VISIBILITY,
        "check",
        N_("Setujui"),
        N_("tayang apa adanya"),
        N_("Tayangkan"),
        N_("%(code)s sudah tayang."),
        N_("Judul, isi, dan kelompok, dengan nama seperti yang dipilih pengirim."),
        _publish,
    ),
    Decision(
        "return",
        VISIBILITY,
        "undo",
        N_("Kembalikan"),
        N_("minta ditulis ulang"),
        N_("Kembalikan ke pengirim"),
        N_("%(code)s dikembalikan ke pengirim untuk ditulis ulang."),
        N_("Isinya tidak tampil. Umum hanya melihat bahwa satu masukan dikembalikan, beserta alasannya."),
        lambda it, by, word: _take_down(
            lambda: it.return_for_rewording(by=by, reason=_given(word), note=word.note, reword_by=word.reword_by), it, by
        ),
    ),
    Decision(
        "hold",
        VISIBILITY,
        "pause",
        N_("Tahan"),
        N_("perlu diperiksa dulu"),
        N_("Tahan"),
        N_("%(code)s ditahan untuk diperiksa."),
        N_("Isinya tidak tampil selama diperiksa. Umum hanya melihat bahwa satu masukan ditahan, beserta alasannya."),
        lambda it, by, word: _take_down(lambda: it.hold(by=by, reason=_given(word), note=word.note or None), it, by),
    ),
    Decision(
        "refer",
        DISPOSITION,
        "fwd",
        N_("Teruskan"),
        N_("ke SP4N-LAPOR!, PPID"),
        N_("Teruskan"),
        N_("%(code)s diteruskan."),
        N_("Ke mana diteruskan, alasannya, dan penjelasan Anda. Isinya hanya tampil bila sudah tayang."),
        _refer,
    ),
    Decision(
        "refuse",
        VISIBILITY,
        "x",
        N_("Tolak"),
        N_("melanggar aturan"),
        N_("Tolak"),
        N_("%(code)s ditolak."),
        N_("Satu baris di catatan keputusan: ditolak, alasannya, dan tanggalnya. Tanpa isi dan tanpa nama."),
        lambda it, by, word: _take_down(lambda: it.refuse(by=by, reason=_given(word), note=word.note), it, by),
    ),
    Decision(
        "leave_out",
        DISPOSITION,
        "ban",
        N_("Bukan wewenang"),
        N_("urusan lembaga lain"),
        N_("Nyatakan bukan wewenang"),
        N_("%(code)s dinyatakan bukan wewenang forum ini."),
        N_("Penjelasan Anda tentang siapa yang berwenang. Isinya hanya tampil bila sudah tayang."),
        lambda it, by, word: it.leave_out(word.note, by=by),
    ),
    Decision(
        "answer",
        DISPOSITION,
        "answer",
        N_("Jawab"),
        N_("jawaban yang menutup"),
        N_("Kirim jawaban"),
        N_("%(code)s sudah dijawab."),
        N_("Jawaban Anda tampil di bawah masukan sebagai jawaban resmi."),
        lambda it, by, word: it.answer(word.note, by=by),
    ),
    Decision(
        "acknowledge",
        DISPOSITION,
        "hand",
        N_("Terima kasih"),
        N_("tidak perlu tindak lanjut"),
        N_("Ucapkan terima kasih"),
        N_("%(code)s diterima dengan terima kasih."),
        N_("Masukan ini diterima dengan terima kasih, beserta pesan Anda bila ada."),
        lambda it, by, word: it.acknowledge(by=by, note=word.note or None),
    ),
    Decision(
        "decline",
        DISPOSITION,
        "x",
        N_("Tidak dapat dipenuhi"),
        N_("dengan penjelasan"),
        N_("Kirim penjelasan"),
        N_("%(code)s dijawab: tidak dapat dipenuhi."),
        N_("Penjelasan Anda mengapa masukan ini tidak dapat dipenuhi."),
        lambda it, by, word: it.decline(word.note, by=by),
    ),
)
DECISIONS: dict[str, Decision] = {one.verb: one for one in _TABLE}


def _given(word: Word) -> Reason:
    if word.reason is None:
        raise Refused(Refusal.because("reason_missing", "Pilih alasannya lebih dulu."))
    return word.reason


def open_to(who: Viewer, submission: Submission) -> list[Decision]:
    """The decisions that ``who`` may take now."""
    return [one for one in _TABLE if one.why_not(who, submission) is None]
