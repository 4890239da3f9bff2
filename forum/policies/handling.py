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


def stands_in(who: Viewer, submission: Submission, instead_of: int | None) -> bool:
    """Whether a publisher acts in the place of the city's only moderator, ``instead_of`` whom nobody else could."""
    within = who.holds(Role.PUBLISHER, jurisdiction_id=submission.jurisdiction_id)
    return within and submission.city_moderators <= {instead_of}


def _alone_with(who: Viewer, submission: Submission) -> bool:
    """Whether this is the city's only moderator's own submission, and ``who`` its publisher."""
    return stands_in(who, submission, submission.author_id) and submission.author_id in submission.city_moderators


def why_not_judge(who: Viewer, submission: Submission) -> Refusal | None:
    """As for handling it, and nobody else holds it. Every decision of the desk asks this."""
    if (refusal := why_not_handle(who, submission)) is not None:
        return refusal
    return held_by_other(who, submission)


def held_by_other(who: Viewer, submission: Submission) -> Refusal | None:
    return None if submission.holder_id in (None, who.account_id) else HELD_BY_OTHER


def why_not_handle(who: Viewer, submission: Submission) -> Refusal | None:
    """A moderator of the city, and not the author, while the event is not over; for what a city's only moderator wrote, its publisher."""
    if not judges(who, submission) and not _alone_with(who, submission):
        return NOT_YOURS
    if who.account_id == submission.author_id:
        return OWN
    if submission.event.state in ("closed", "cancelled"):
        return Refusal.because("event_over", "Acara ini sudah selesai, jadi keputusannya tidak dapat diubah lagi.")
    return None
