"""Who may agree with a reply, state the position of a group, or say that an answer met the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import Viewer
from forum.core.refusal import Refusal
from forum.policies.submissions import CONFIRMED, PARENT_GONE, why_not_as_author, why_not_reply

if TYPE_CHECKING:
    from forum.accounts.models import StakeholderGroup
    from forum.submissions.models import Submission
    from forum.submissions.voices import Reply


def why_not_agree(who: Viewer, reply: Reply) -> Refusal | None:
    """As for a reply, with one that stands and is not one's own."""
    if (refusal := why_not_reply(who, reply.submission)) is not None:
        return refusal
    if reply.state != "public":
        return PARENT_GONE
    if who.account_id == reply.author_id:
        return Refusal.because("own_reply", "Ini balasan Anda sendiri.")
    return None


def why_not_state_position(who: Viewer, submission: Submission, group: StakeholderGroup) -> Refusal | None:
    """The representative of a group of the same city, while the mandate is in force; delegates speak, but do not bind their group."""
    if (refusal := why_not_reply(who, submission)) is not None:
        return refusal
    if group.is_element or group.jurisdiction_id != submission.jurisdiction_id:
        return Refusal.because("no_position", "Sikap resmi hanya dinyatakan kelompok dari kota acara ini.")
    if group.id not in who.represents:
        return Refusal.because("not_representative", "Sikap resmi kelompok hanya dinyatakan wakil resminya selama mandatnya berlaku.")
    return None


def why_not_confirm(who: Viewer, submission: Submission) -> Refusal | None:
    """The author, once, when there is an answer: that it met the point."""
    if (refusal := why_not_as_author(who, submission)) is not None:
        return refusal
    if submission.disposition == "open" or submission.merged_into_id is not None or submission.visibility == "withdrawn":
        return Refusal.because("nothing_to_confirm", "Belum ada jawaban yang dapat dinilai.")
    if submission.confirmed_at is not None:
        return CONFIRMED
    return None
