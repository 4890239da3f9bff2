"""Who may announce, change, close or cancel a forum event, and when it takes input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import Role, Viewer
from forum.core import clock
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS

if TYPE_CHECKING:
    from forum.events.models import Event


def _publishes(who: Viewer, event: Event) -> bool:
    return who.holds(Role.PUBLISHER, jurisdiction_id=event.jurisdiction_id)


def why_not_create_event(who: Viewer, jurisdiction_id: int) -> Refusal | None:
    return None if who.holds(Role.PUBLISHER, jurisdiction_id=jurisdiction_id) else NOT_YOURS


def why_not_edit_event(who: Viewer, event: Event) -> Refusal | None:
    """The publisher of the city, until the event is over."""
    if not _publishes(who, event):
        return NOT_YOURS
    if event.state in ("closed", "cancelled"):
        return Refusal.because("event_over", "Acara ini sudah selesai, jadi tidak dapat diubah lagi.")
    return None


def why_incomplete(event: Event) -> Refusal | None:
    """What an event must have before people are told of it, and keep while it stands."""
    if not event.agenda:
        return Refusal.because("agenda_missing", "Isi susunan acara lebih dulu, paling sedikit satu mata acara.")
    if not event.windows:
        return Refusal.because("window_missing", "Tentukan kapan masukan diterima lebih dulu.")
    if not (event.what_can_change and event.decision_maker and event.result_due_on):
        return Refusal.because(
            "preflight_missing", "Jawab dulu apa yang dapat berubah, siapa yang memutuskan, dan kapan hasilnya diumumkan."
        )
    return None


def why_not_announce(who: Viewer, event: Event) -> Refusal | None:
    """Announcing promises something: the pre-flight answers, an agenda and a window must be there."""
    return why_incomplete(event) if _publishes(who, event) else NOT_YOURS


def why_not_close(who: Viewer, event: Event) -> Refusal | None:
    """Closing is refused while anything is owed; the page lists what it is."""
    if not _publishes(who, event):
        return NOT_YOURS
    if event.ends_at > clock.now() or event.takes_input_later(clock.now()):
        return Refusal.because("event_running", "Pertemuan atau masa masukan belum berakhir, jadi acara belum dapat ditutup.")
    if event.undecided_count or event.unanswered_count or not event.outcome_published_at:
        return Refusal.because("something_owed", "Acara belum dapat ditutup. Selesaikan dulu yang masih tercantum di daftar di bawah ini.")
    return None


def why_not_cancel(who: Viewer, event: Event) -> Refusal | None:
    """An event is cancelled before it takes place, by the publisher, with a reason; a draft is given up at any time."""
    if not _publishes(who, event):
        return NOT_YOURS
    if event.state != "draft" and event.starts_at <= clock.now():
        return Refusal.because("event_begun", "Acara sudah berlangsung, jadi tidak dapat dibatalkan.")
    return None


def why_not_take_input(event: Event) -> Refusal | None:
    """Whether the clock lets anybody hand in input now."""
    if event.state == "draft":
        return Refusal.because("event_draft", "Acara ini belum diumumkan.")
    if event.state == "cancelled":
        return Refusal.because("event_cancelled", "Acara ini dibatalkan.")
    if event.state == "closed":
        return Refusal.because("event_closed", "Acara ini sudah selesai dan hanya dapat dibaca.")
    if event.open_window(clock.now()) is None:
        return Refusal.because("window_closed", "Masa masukan acara ini sedang tidak dibuka. Lihat jadwalnya di halaman acara.")
    return None
