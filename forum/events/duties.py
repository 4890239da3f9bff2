"""What an event still owes, and where its promise outgrows its plan: what its desk shows. Words as message ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forum.core import clock
from forum.core.refusal import Refusal
from forum.events.models import Event, Promise
from forum.events.parts import WindowKind
from forum.events.states import EventState
from forum.policies import events as policy


@dataclass(frozen=True, slots=True)
class Owes:
    """What must still be done: before a draft is announced (``missing``), before an announced event is closed (the rest)."""

    missing: Refusal | None = None
    undecided: int = 0
    unanswered: int = 0
    unpublished: bool = False
    running: bool = False

    def __bool__(self) -> bool:
        return bool(self.missing or self.undecided or self.unanswered or self.unpublished)


def owes(event: Event) -> Owes:
    """By the state and the counters of the event; its agenda and windows are read for a draft."""
    if event.state is EventState.DRAFT:
        return Owes(policy.why_incomplete(event))
    if event.state is not EventState.ANNOUNCED:
        return Owes()
    now = clock.now()
    running = event.ends_at > now or event.takes_input_later(now)
    return Owes(None, event.undecided_count, event.unanswered_count, event.outcome_published_at is None, running)


def cautions(event: Event) -> Iterator[Refusal]:
    """Where the promise is more (or less) than this plan supports. They warn; nothing is refused."""
    if event.promise in (Promise.INVOLVE, Promise.COLLABORATE) and not event.questions:
        yield Refusal.because(
            "promise_without_questions", "Melibatkan peserta menuntut pertanyaan yang dapat mereka jawab; belum ada satu pun."
        )
    if event.promise is Promise.COLLABORATE and not event.invited:
        yield Refusal.because("promise_without_groups", "Menyusun bersama menuntut kelompok yang diajak; belum ada yang diundang.")
    if event.promise is Promise.COLLABORATE and not any(one.kind is WindowKind.AFTER for one in event.windows):
        yield Refusal.because(
            "promise_without_response", "Menyusun bersama menuntut masa masukan sesudah pertemuan, agar rumusannya dapat ditanggapi."
        )
    if event.promise is Promise.INFORM and event.windows:
        yield Refusal.because(
            "promise_too_small", "Masukan akan diterima, padahal janjinya hanya memberi tahu. Pertimbangkan “Meminta pendapat”."
        )
    yield from _dates(event)


def _dates(event: Event) -> Iterator[Refusal]:
    last = max((one.last_minute for one in event.windows), default=None)
    if last and event.result_due_on and event.result_due_on < last.astimezone(clock.zone(event.tz)).date():
        yield Refusal.because("result_before_input_ends", "Hasil dijanjikan sebelum masa masukan berakhir.")
    if last and last < clock.now():
        yield Refusal.because("input_is_over", "Semua masa masukan sudah berakhir, jadi tidak seorang pun dapat memberi masukan.")
