"""Who may take an item of the moderators' desk in hand: what every decision asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS

if TYPE_CHECKING:
    from forum.submissions.models import Submission

OWN = Refusal.because("own_submission", "Ini masukan Anda sendiri. Agar adil, moderator lain yang memutuskannya.")
HELD_BY_OTHER = Refusal.because(
    "held_by_other", "Rekan Anda sedang memegang masukan ini. Tunggu sampai dilepas, atau ambil alih lebih dulu."
)


def judges(who: Viewer, submission: Submission) -> bool:
    return who.holds(Role.MODERATOR, jurisdiction_id=submission.jurisdiction_id)


def why_not_judge(who: Viewer, submission: Submission) -> Refusal | None:
    """As for handling it, and nobody else holds it. Every decision of the desk asks this."""
    if (refusal := why_not_handle(who, submission)) is not None:
        return refusal
    return None if submission.holder_id in (None, who.account_id) else HELD_BY_OTHER


def why_not_handle(who: Viewer, submission: Submission) -> Refusal | None:
    """A moderator of the city, and not the author, while the event is not over."""
    if not judges(who, submission):
        return NOT_YOURS
    if who.account_id == submission.author_id:
        return OWN
    if submission.event.state in ("closed", "cancelled"):
        return Refusal.because("event_over", "Acara ini sudah selesai, jadi keputusannya tidak dapat diubah lagi.")
    return None
