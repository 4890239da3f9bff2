"""Taking a decision at the desk, one or many: the word that goes with it, and what is kept so that it can be undone."""

from __future__ import annotations

from flask import current_app

from forum.accounts.roles import Viewer
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


def take(decision: Decision, submission: Submission, said: Word, *, by: Viewer) -> None:
    """Say the decision; it can be undone for the minutes of the setting. The caller commits."""
    minutes = current_app.extensions["settings"].undo_minutes
    with remembered(submission, decision.workflow, decision.verb, by=by, minutes=minutes):
        decision.say(submission, by, said)
