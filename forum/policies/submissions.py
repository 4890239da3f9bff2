"""Who may write, reword, withdraw, support and reply; and who may judge what others wrote.

A moderator never judges their own submission, and never an appeal against their own decision.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from forum.accounts.roles import Role, Viewer
from forum.core import clock
from forum.core.refusal import Refusal
from forum.policies import minors
from forum.policies.accounts import NOT_YOURS as NOT_YOURS
from forum.policies.events import why_not_take_input
from forum.policies.handling import OWN as OWN
from forum.policies.handling import judges, stands_in
from forum.policies.handling import why_not_handle as why_not_handle
from forum.policies.handling import why_not_judge as why_not_judge
from forum.policies.sight import OPENS, sight

if TYPE_CHECKING:
    from forum.events.models import Event
    from forum.submissions.models import Submission
    from forum.submissions.voices import Reply

SIGN_IN_FIRST = Refusal.because("sign_in_first", "Masuk lebih dulu untuk melakukan ini.")
EVENT_OVER = Refusal.because("event_closed", "Acara ini sudah selesai dan hanya dapat dibaca.")
WITHDRAWN = Refusal.because("withdrawn", "Masukan ini sudah ditarik. Isinya tidak tampil lagi.")
PARENT_GONE = Refusal.because("parent_gone", "Balasan yang dituju sudah tidak tampil. Balas masukannya langsung.")
CONFIRMED = Refusal.because("confirmed", "Anda sudah menyatakan bahwa jawabannya menjawab masukan Anda.")
NOT_PUBLIC = Refusal.because("not_public", "Masukan ini belum tayang.")


def why_not_submit(who: Viewer, event: Event) -> Refusal | None:
    """Anyone with an account, while a window is open."""
    if not who.signed_in:
        return SIGN_IN_FIRST
    return minors.why_not_write(who) or why_not_take_input(event)


def why_not_speak_for(who: Viewer, group_id: int) -> Refusal | None:
    """For oneself under one's own community element, or for a group whose mandate is in force today."""
    if group_id in who.groups or group_id == who.element_id:
        return None
    return Refusal.because("no_mandate", "Mandat Anda untuk kelompok ini tidak berlaku. Hubungi pengurus kelompok.")


def why_not_see(who: Viewer, submission: Submission) -> Refusal | None:
    """The page of one submission is found by whom the table :data:`forum.policies.sight.SIGHT` lets read it, or its tombstone."""
    return None if sight(who, submission).text in OPENS else NOT_PUBLIC


def why_not_publish(who: Viewer, submission: Submission) -> Refusal | None:
    """A moderator of the city; what a minor wrote waits for the guardian first."""
    return why_not_judge(who, submission) or minors.why_not_show(submission)


def why_not_reveal(who: Viewer, submission: Submission) -> Refusal | None:
    """The author behind a hidden identity is shown to the city's moderators and publishers, with a reason that is kept."""
    within = who.cities(Role.MODERATOR, Role.PUBLISHER) & {submission.jurisdiction_id}
    return None if within else NOT_YOURS


def why_not_take_down(who: Viewer, submission: Submission) -> Refusal | None:
    """Return, hold or refuse: not while others follow it, or while an agency works on it."""
    if (refusal := why_not_judge(who, submission)) is not None:
        return refusal
    if submission.merged_into_id is not None or submission.has_merged:
        return Refusal.because("merged_first_split", "Masukan ini bagian dari penggabungan. Pisahkan dulu, lalu putuskan.")
    if submission.disposition == "adopted":
        return Refusal.because("adopted", "Masukan ini sudah menjadi rekomendasi. Keluarkan dulu dari rekomendasinya.")
    return None


def why_not_decide(who: Viewer, submission: Submission) -> Refusal | None:
    """Dispositions are given to what is public or referred, and not to one that follows another."""
    if (refusal := why_not_judge(who, submission)) is not None:
        return refusal
    if submission.merged_into_id is not None:
        return Refusal.because("merged", "Masukan ini sudah digabung dan mengikuti keputusan masukan pokoknya.")
    if submission.visibility in ("refused", "withdrawn"):
        return Refusal.because("already_out", "Masukan ini sudah ditolak atau ditarik.")
    return None


def why_not_answer(who: Viewer, submission: Submission) -> Refusal | None:
    """What is answered in public must be public (or confidential, then its author alone reads the answer)."""
    if (refusal := why_not_decide(who, submission)) is not None:
        return refusal
    return None if submission.visibility == "public" else NOT_PUBLIC


def why_not_as_author(who: Viewer, submission: Submission) -> Refusal | None:
    return None if who.signed_in and who.account_id == submission.author_id else NOT_YOURS


def why_not_reword(who: Viewer, submission: Submission) -> Refusal | None:
    """The author, while the event is not over."""
    if (refusal := why_not_as_author(who, submission)) is not None:
        return refusal
    return EVENT_OVER if submission.event.state in ("closed", "cancelled") else None


def why_not_withdraw(who: Viewer, submission: Submission) -> Refusal | None:
    """The author, at any time; others' replies and the history stay."""
    return why_not_as_author(who, submission)


def why_not_reopen(who: Viewer, submission: Submission) -> Refusal | None:
    """The author, once, when the answer missed the point."""
    if (refusal := why_not_as_author(who, submission)) is not None:
        return refusal
    if submission.confirmed_at is not None:
        return CONFIRMED
    if submission.reopened_at is not None:
        return Refusal.because("reopened_before", "Masukan ini sudah pernah dibuka kembali satu kali.")
    return EVENT_OVER if submission.event.state in ("closed", "cancelled") else None


def why_not_merge(who: Viewer, twin: Submission, survivor: Submission) -> Refusal | None:
    """Two of one city and one event, neither merged elsewhere, neither the moderator's own."""
    for one in (twin, survivor):
        if (refusal := why_not_decide(who, one) or minors.why_not_show(one)) is not None:
            return refusal
    if twin.jurisdiction_id != survivor.jurisdiction_id:
        return Refusal.because("other_city", "Masukan dari kota lain tidak dapat digabung.")
    if twin.event_id != survivor.event_id:
        return Refusal.because("other_event", "Hanya masukan dari acara yang sama yang dapat digabung.")
    if "confidential" in (twin.identity, survivor.identity):
        return Refusal.because("confidential_apart", "Masukan rahasia tidak digabung, agar isinya tidak terlihat umum.")
    if twin.id == survivor.id:
        return Refusal.because("same_submission", "Masukan tidak dapat digabung dengan dirinya sendiri.")
    if survivor.visibility != "public":
        return Refusal.because("survivor_not_public", "Masukan pokok harus sudah tayang sebelum yang lain digabung.")
    if twin.has_merged:
        return Refusal.because("survivor_of_others", "Masukan ini menjadi pokok bagi yang lain. Pisahkan dulu, lalu gabungkan.")
    return None


def why_not_split(who: Viewer, submission: Submission) -> Refusal | None:
    if (refusal := why_not_judge(who, submission)) is not None:
        return refusal
    if submission.merged_into_id is None:
        return Refusal.because("not_merged", "Masukan ini tidak sedang digabung.")
    return None


def why_not_reply(who: Viewer, submission: Submission) -> Refusal | None:
    """Anyone with an account, under a public submission of an event that is not over."""
    if not who.signed_in:
        return SIGN_IN_FIRST
    if (refusal := minors.why_not_join_in(who)) is not None:
        return refusal
    if submission.visibility != "public" or submission.identity == "confidential":
        return NOT_PUBLIC
    return EVENT_OVER if submission.event.state in ("closed", "cancelled") else None


def why_not_reply_to(submission: Submission, parent: Reply) -> Refusal | None:
    """A reply that stands in this thread and can be read."""
    if parent.submission_id != submission.id:
        return Refusal.because("other_thread", "Balasan yang dituju tidak ada di utas ini.")
    if parent.state != "public":
        return PARENT_GONE
    return None


def why_not_stand_back(who: Viewer, submission: Submission) -> Refusal | None:
    """A supporter, while the event is not over."""
    if not who.signed_in:
        return SIGN_IN_FIRST
    return EVENT_OVER if submission.event.state in ("closed", "cancelled") else None


def why_not_support(who: Viewer, submission: Submission) -> Refusal | None:
    """As for a reply, and not one's own, nor one that was merged (its survivor takes the support)."""
    if (refusal := why_not_reply(who, submission)) is not None:
        return refusal
    if who.account_id == submission.author_id:
        return Refusal.because("own_support", "Anda pengirim masukan ini, jadi suara Anda sudah terhitung sebagai pengirim.")
    if submission.merged_into_id is not None:
        return Refusal.because("support_survivor", "Masukan ini sudah digabung. Dukung masukan pokoknya.")
    return None


def why_not_withdraw_reply(who: Viewer, reply: Reply) -> Refusal | None:
    return None if who.signed_in and who.account_id == reply.author_id else NOT_YOURS


def why_not_hide_reply(who: Viewer, reply: Reply) -> Refusal | None:
    """A moderator of the city, not the author; what a city's only moderator wrote, its publisher hides."""
    if who.account_id == reply.author_id:
        return OWN
    return None if judges(who, reply.submission) or stands_in(who, reply.submission, reply.author_id) else NOT_YOURS


def why_not_edit_reply(who: Viewer, reply: Reply, minutes: int) -> Refusal | None:
    """One's own, within the edit window."""
    if not who.signed_in or who.account_id != reply.author_id:
        return NOT_YOURS
    if reply.state != "public":
        return Refusal.because("reply_gone", "Balasan ini sudah tidak tampil, jadi tidak dapat diubah.")
    if clock.now() > reply.created_at + timedelta(minutes=minutes):
        return Refusal.because("edit_window_over", "Waktu untuk mengubah balasan ini sudah lewat.")
    return None
