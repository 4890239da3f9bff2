"""Counters repaired from the rows they count (``flask forum recount``)."""

from __future__ import annotations

from sqlalchemy import func, select, update

from forum.events.models import Event
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Identity, Visibility


def recount(event: Event) -> None:
    """Set the submission counters of an event to what its rows say. The caller commits."""
    shown = (Submission.visibility == Visibility.PUBLIC) & (Submission.identity != Identity.CONFIDENTIAL)
    gone = Submission.visibility.in_([Visibility.REFUSED, Visibility.WITHDRAWN])
    undecided = ~gone & Submission.merged_into_id.is_(None) & (Submission.disposition == Disposition.OPEN)
    counted = select(func.count(), func.count().filter(shown), func.count().filter(undecided))
    total, public, open_ = db.session.execute(counted.where(Submission.event_id == event.id)).one()
    found = {"submission_count": total, "public_count": public, "undecided_count": open_}
    db.session.execute(update(Event).where(Event.id == event.id).values(found))
    event.touch()
