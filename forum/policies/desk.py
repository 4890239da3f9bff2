"""Who may undo a decision of the desk or hand an item over, and who keeps the holiday table."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from forum.accounts.roles import Role, Viewer
from forum.core import clock
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS
from forum.policies.submissions import why_not_handle, why_not_judge

if TYPE_CHECKING:
    from forum.submissions.models import Submission
    from forum.submissions.undoing import Takeback


NOTHING_TO_UNDO = Refusal.because("nothing_to_undo", "Keadaannya sudah berubah sejak keputusan itu, jadi tidak ada yang dapat diurungkan.")


def why_not_undo(who: Viewer, submission: Submission, last: Takeback, minutes: int) -> Refusal | None:
    """The one who decided, for some minutes, as long as nobody built on the decision."""
    if (refusal := why_not_judge(who, submission)) is not None:
        return refusal
    if not last.stands(submission):
        return NOTHING_TO_UNDO
    if last.account_id != who.account_id:
        return Refusal.because("undo_by_other", "Hanya yang mengambil keputusan dapat mengurungkannya. Hubungi rekan Anda.")
    if clock.now() > last.at + timedelta(minutes=minutes):
        return Refusal.because("undo_too_late", "Waktu untuk mengurungkan keputusan ini sudah lewat. Ambil keputusan baru.")
    if last.answered(submission):
        return Refusal.because("built_on", "Sudah ada yang mendukung atau membalas masukan ini, jadi keputusannya tidak dapat diurungkan.")
    return None


def why_not_hand_over(who: Viewer, to: Viewer, submission: Submission) -> Refusal | None:
    """To another moderator of the city, who may judge it."""
    if who.account_id == to.account_id:
        return Refusal.because("hand_over_to_oneself", "Pilih rekan lain, bukan diri sendiri.")
    if why_not_handle(to, submission) is not None:
        return Refusal.because("cannot_take_it", "Rekan itu tidak dapat memutus masukan ini. Pilih rekan lain.")
    return None


def why_not_in_bulk(who: Viewer, submission: Submission, act: str) -> Refusal | None:
    """What one glance cannot judge is judged by itself: what a minor wrote, what is confidential, an appeal."""
    if (refusal := why_not_judge(who, submission)) is not None:
        return refusal
    if submission.decided:
        return Refusal.because("decided_before", "Sudah diputuskan.")
    if act == "pegang":
        return None
    if submission.appeal == "filed":
        return Refusal.because("appeal_alone", "Ada banding. Buka dan putuskan bandingnya lebih dulu.")
    if submission.by_minor:
        return Refusal.because("minor_alone", "Pengirimnya masih di bawah umur. Baca dan putuskan satu per satu.")
    if submission.identity == "confidential":
        return Refusal.because("confidential_alone", "Masukan rahasia. Buka dan putuskan satu per satu.")
    return None


def why_not_keep_holidays(who: Viewer, jurisdiction_id: int | None) -> Refusal | None:
    """A city's days by its publishers; those of the whole country by administrators, who may keep any."""
    if who.is_administrator or (jurisdiction_id is not None and who.holds(Role.PUBLISHER, jurisdiction_id=jurisdiction_id)):
        return None
    return NOT_YOURS
