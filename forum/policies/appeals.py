"""Who may appeal against a decision of the desk, and who judges the appeal: never the one who decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS
from forum.policies.handling import judges
from forum.policies.submissions import WITHDRAWN, why_not_as_author

if TYPE_CHECKING:
    from forum.submissions.models import Submission


def why_not_appeal(who: Viewer, submission: Submission) -> Refusal | None:
    """The author, once, against a refusal or a return."""
    if (refusal := why_not_as_author(who, submission)) is not None:
        return refusal
    if submission.visibility not in ("refused", "returned"):
        return Refusal.because("nothing_to_appeal", "Tidak ada penolakan yang dapat dibanding.")
    if submission.appeal != "none":
        return Refusal.because("appealed_before", "Banding hanya dapat diajukan satu kali.")
    return None


def why_not_judge_appeal(who: Viewer, submission: Submission) -> Refusal | None:
    """Another moderator than the one who decided; where a city has no other one, its publisher."""
    if submission.visibility == "withdrawn":
        return WITHDRAWN
    if who.account_id in (submission.author_id, submission.judged_by_id):
        return Refusal.because("judge_of_own_decision", "Banding diperiksa oleh orang lain, bukan oleh yang memutuskan.")
    if judges(who, submission):
        return None
    if not who.holds(Role.PUBLISHER, jurisdiction_id=submission.jurisdiction_id):
        return NOT_YOURS
    if submission.city_moderators - {submission.judged_by_id, submission.author_id}:
        return Refusal.because("other_moderators", "Kota ini punya moderator lain. Banding diperiksa oleh salah satu dari mereka.")
    return None
