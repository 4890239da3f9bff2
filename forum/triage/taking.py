"""Taking a decision at the desk, one or many: the word that goes with it, and what is kept so that it can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from forum.accounts.roles import Viewer
from forum.core.history import HistoryEntry
from forum.submissions.models import Submission
from forum.submissions.states import Reason, Referral
from forum.submissions.undoing import remembered
from forum.triage.decisions import Decision, Word
from forum.triage.duties import Calendar


def word(submission: Submission, note: str | None, reason: str | None = None, to: str | None = None, checked: bool = False) -> Word:
    """What was written, with the dates that follow from the city's calendar (one query)."""
    settings, event = current_app.extensions["settings"], submission.event
    calendar = Calendar.read([event.jurisdiction_id])
    return Word(
        reason=Reason(reason) if reason else None,
        note=note or "",
        to=Referral(to) if to else None,
        answer_by=calendar.after(settings.answer_days, event.tz, event.jurisdiction_id),
        reword_by=calendar.after(settings.reword_days, event.tz, event.jurisdiction_id),
        checked=checked,
    )


def taken_already(decision: Decision, note: str | None, lines: Sequence[HistoryEntry], *, by: Viewer) -> bool:
    """Whether the newest of these lines is this very decision of this person: a form that arrived twice."""
    newest = lines[0] if lines else None
    return (
        newest is not None
        and newest.actor_ref == by.ref
        and newest.verb.endswith(f".{decision.verb}")
        and (newest.note or "") == (note or "")
    )


def take(decision: Decision, submission: Submission, said: Word, *, by: Viewer) -> None:
    """Say the decision; it can be undone for the minutes of the setting. The caller commits."""
    minutes = current_app.extensions["settings"].undo_minutes
    with remembered(submission, decision.workflow, decision.verb, by=by, minutes=minutes):
        decision.say(submission, by, said)
