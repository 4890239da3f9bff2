"""Arranging an event: its parts replaced by what the desk wrote, row by row, so that what refers to them stays valid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.refusal import Refusal, Refused
from forum.events import inputs
from forum.events.models import Event
from forum.events.parts import AgendaItem, InputWindow, InvitedGroup, LegalBasis, Provision, Question, WindowKind
from forum.events.states import EventState
from forum.extensions import db
from forum.indices.models import Pillar
from forum.policies import events as policy

Row = TypeVar("Row")


@dataclass(slots=True)
class Parts:
    """What stands under an event. Times of day and dates are local to the city; ``windows`` are whole days, both ends included."""

    agenda: Sequence[tuple[time | None, str, str]] = ()
    windows: dict[str, tuple[date, date]] = field(default_factory=dict)
    questions: Sequence[str] = ()
    provisions: Sequence[tuple[str, bool]] = ()
    invited: Sequence[int] = ()
    pillars: Sequence[int] = ()
    bases: Sequence[int] = ()


def arrange(event: Event, parts: Parts, *, by: Viewer, asked: frozenset[int] = frozenset()) -> None:
    """Make the parts of an event what ``parts`` says. ``asked`` are questions that submissions already answer.

    :raises Refused: unless ``by`` may edit the event, when a question that was answered would vanish, or when an announced
        event would lose what it was announced with.
    """
    if (refusal := policy.why_not_edit_event(by, event)) is not None:
        raise Refused(refusal)
    if any(question.id in asked for question in event.questions[len(parts.questions) :]):
        raise Refused(
            Refusal.because("question_answered", "Pertanyaan yang sudah dijawab masukan tidak dapat dihapus; kata-katanya boleh diubah.")
        )
    day = event.starts_at.astimezone(clock.zone(event.tz)).date()
    _agenda(event, parts, day)
    _fit(event.questions, [{"text": text} for text in parts.questions], Question)
    _fit(event.provisions, [{"text": text, "available": there} for text, there in parts.provisions], Provision)
    _windows(event, parts.windows)
    db.session.flush()
    inputs.recount_windows(event.id)
    _invited(event, parts.invited)
    event.pillars = list(db.session.scalars(select(Pillar).where(Pillar.id.in_(parts.pillars))))
    event.legal_bases = list(db.session.scalars(select(LegalBasis).where(LegalBasis.id.in_(parts.bases))))
    if event.state is EventState.ANNOUNCED and (refusal := policy.why_incomplete(event)) is not None:
        raise Refused(refusal)
    history.record("event.arrange", event, by=by, role="publisher")
    event.touch()


def _agenda(event: Event, parts: Parts, day: date) -> None:
    zone = clock.zone(event.tz)
    rows = [
        {"starts_at": datetime.combine(day, at, zone) if at else None, "title": title, "speaker": speaker}
        for at, title, speaker in parts.agenda
    ]
    _fit(event.agenda, rows, AgendaItem)


def _fit(rows: list[Any], wanted: Sequence[dict[str, Any]], make: Callable[..., Any]) -> None:
    """Change the first rows, add what is missing, take away what is too many: positions and keys stay."""
    for row, values in zip(rows, wanted, strict=False):
        for name, value in values.items():
            setattr(row, name, value)
    del rows[len(wanted) :]
    rows.extend(make(position=n, **values) for n, values in enumerate(wanted[len(rows) :], len(rows) + 1))


def _windows(event: Event, wanted: dict[str, tuple[date, date]]) -> None:
    standing = {str(window.kind): window for window in event.windows}
    for kind, window in standing.items():
        if kind not in wanted:
            event.windows.remove(window)
    for kind, (first, last) in wanted.items():
        opens, closes = clock.start_of(first, event.tz), clock.start_of(last + timedelta(days=1), event.tz)
        if kind in standing:
            standing[kind].opens_at, standing[kind].closes_at = opens, closes
        else:
            event.windows.append(InputWindow(kind=WindowKind(kind), opens_at=opens, closes_at=closes))


def _invited(event: Event, wanted: Sequence[int]) -> None:
    own = select(StakeholderGroup.id).where(StakeholderGroup.jurisdiction_id == event.jurisdiction_id, StakeholderGroup.id.in_(wanted))
    allowed = set(db.session.scalars(own))
    for row in list(event.invited):
        if row.group_id not in allowed:
            event.invited.remove(row)
    there = {row.group_id for row in event.invited}
    event.invited.extend(InvitedGroup(group_id=one, position=n) for n, one in enumerate(wanted, 1) if one in allowed and one not in there)
