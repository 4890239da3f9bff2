"""What can be done to many items at once, and what becomes of each before anything happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forum.accounts.roles import Viewer
from forum.core.refusal import Refusal
from forum.extensions import db
from forum.labels import N_
from forum.policies import desk as policy
from forum.submissions.models import Submission
from forum.submissions.undoing import Takeback
from forum.triage.decisions import DECISIONS, Decision
from forum.triage.spans import findings

CLAIM = "pegang"
UNREAD = Refusal.because("personal_data_alone", "Tampaknya memuat data pribadi. Buka, samarkan, lalu tayangkan satu per satu.")


@dataclass(frozen=True, slots=True)
class Act:
    """One choice of the list below the queue; all words are Indonesian message ids."""

    name: str
    words: str
    title: str
    will: str
    done: str
    icon: str

    @property
    def decision(self) -> Decision | None:
        return DECISIONS.get(self.name)


ACTS = {
    act.name: act
    for act in (
        Act(CLAIM, N_("Pegang"), N_("Pegang sekaligus"), N_("akan Anda pegang"), N_("Anda pegang"), "pen"),
        Act("publish", N_("Tayangkan"), N_("Tayangkan sekaligus"), N_("akan tayang"), N_("tayang"), "check"),
        Act(
            "keep", N_("Tetap tayangkan"), N_("Tetap tayangkan sekaligus"), N_("akan tetap tayang"),
            N_("sudah diperiksa dan tetap tayang"), "eye",
        ),
        Act("return", N_("Kembalikan"), N_("Kembalikan sekaligus"), N_("akan dikembalikan"), N_("dikembalikan"), "undo"),
        Act("refuse", N_("Tolak"), N_("Tolak sekaligus"), N_("akan ditolak"), N_("ditolak"), "x"),
        Act(
            "acknowledge", N_("Terima kasih"), N_("Ucapkan terima kasih sekaligus"), N_("akan diterima"),
            N_("diterima dengan terima kasih"), "hand",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fate:
    """What will become, or became, of one item; ``refusal`` says why it is passed over."""

    it: Submission
    refusal: Refusal | None = None


def fates(act: Act, items: Sequence[Submission], *, by: Viewer) -> list[Fate]:
    """Each item's fate as it stands now."""
    return [Fate(one, why_not(act, one, by=by)) for one in items]


def why_not(act: Act, submission: Submission, *, by: Viewer) -> Refusal | None:
    """By its policies; and what the machine takes for personal data is read and masked by itself."""
    refusal = policy.why_not_in_bulk(by, submission, act.name)
    if refusal is not None or act.decision is None:
        return refusal
    return act.decision.why_not(by, submission) or (UNREAD if act.name in ("publish", "keep") and findings(submission.wording) else None)


def done_already(act: Act, submission: Submission, *, by: Viewer) -> bool:
    """Whether this very act of this person made the item what it is: sent twice, it counts as done."""
    if act.name == CLAIM:
        return submission.holder_id == by.account_id
    last = db.session.get(Takeback, submission.id)
    return last is not None and (last.account_id, last.verb) == (by.account_id, act.name) and last.stands(submission)
