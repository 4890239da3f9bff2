"""Counters repaired from the rows they count (``flask forum recount``)."""

from __future__ import annotations

from sqlalchemy import case, delete, func, insert, select, update

from forum.core.tally import SITE, Tally
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


def retally(name: str, jurisdiction_id: object, fate: object) -> None:
    """Set the tallies ``name.*`` of every city and of the site to what the rows say. The caller commits.

    ``jurisdiction_id`` and ``fate`` are the column expressions to group by.
    """
    db.session.execute(delete(Tally).where(Tally.key.startswith(f"{name}.", autoescape=True)))
    counted = select(jurisdiction_id, fate, func.count()).group_by(jurisdiction_id, fate)  # type: ignore[call-overload]
    totals: dict[tuple[str, str], int] = {}
    for city, word, count in db.session.execute(counted):
        for scope in (f"city:{city}", SITE):
            totals[scope, f"{name}.{word}"] = totals.get((scope, f"{name}.{word}"), 0) + count
    rows = [{"scope": scope, "key": key, "value": value} for (scope, key), value in totals.items()]
    if rows:
        db.session.execute(insert(Tally), rows)


def retally_groups() -> None:
    """Set what every group's page counts, ``input.*``, to what the rows say. The caller commits."""
    db.session.execute(delete(Tally).where(Tally.key.startswith("input.", autoescape=True)))
    counted = select(Submission.group_id, FATE, func.count()).group_by(Submission.group_id, FATE)
    rows = [{"scope": f"group:{group}", "key": f"input.{fate}", "value": n} for group, fate, n in db.session.execute(counted)]
    if rows:
        db.session.execute(insert(Tally), rows)


FATE = case(
    (Submission.merged_into_id.is_not(None), "merged"),
    (Submission.visibility.in_([Visibility.REFUSED, Visibility.WITHDRAWN]), func.lower(Submission.visibility)),
    (Submission.disposition == Disposition.OPEN, func.lower(Submission.visibility)),
    else_=func.lower(Submission.disposition),
)
"""In SQL what :attr:`Submission.fate` says in Python; a test holds the two together."""
