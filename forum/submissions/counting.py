"""Counters repaired from the rows they count (``flask forum recount``)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Update, case, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from forum.core import tally
from forum.core.tally import SITE, Tally
from forum.events import inputs
from forum.events.models import Event
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.reply_support import ReplySupport
from forum.submissions.states import Disposition, Identity, ReplyState, Visibility
from forum.submissions.support import GroupSupport, Support, spread
from forum.submissions.voices import Reply


def recount(event: Event) -> None:
    """Set the submission counters of an event to what its rows say. The caller commits."""
    shown = (Submission.visibility == Visibility.PUBLIC) & (Submission.identity != Identity.CONFIDENTIAL)
    gone = Submission.visibility.in_([Visibility.REFUSED, Visibility.WITHDRAWN])
    undecided = ~gone & Submission.merged_into_id.is_(None) & (Submission.disposition == Disposition.OPEN)
    counted = select(func.count(), func.count().filter(shown), func.count().filter(undecided))
    total, public, open_ = db.session.execute(counted.where(Submission.event_id == event.id)).one()
    found = {"submission_count": total, "public_count": public, "undecided_count": open_}
    db.session.execute(update(Event).where(Event.id == event.id).values(found))
    inputs.recount_windows(event.id)
    _retally_inputs(event.id, shown)
    event.touch()


def recount_voices(event: Event) -> None:
    """Set the petals, the support and the replies' counters of an event's submissions to what the rows say. The caller commits."""
    here = select(Submission.id).where(Submission.event_id == event.id)
    db.session.execute(delete(GroupSupport).where(GroupSupport.submission_id.in_(here)))
    petals = select(Support.submission_id, Support.group_id, func.count()).where(Support.submission_id.in_(here))
    petals = petals.group_by(Support.submission_id, Support.group_id)
    db.session.execute(insert(GroupSupport).from_select(["submission_id", "group_id", "people"], petals))
    supporters = select(func.count()).where(Support.submission_id == Submission.id).correlate(Submission).scalar_subquery()
    replies = select(func.count()).where(Reply.submission_id == Submission.id, Reply.state == ReplyState.PUBLIC)
    values = {"support_count": supporters, "reply_count": replies.correlate(Submission).scalar_subquery(), **spread(Submission.id)}
    _set(update(Submission).where(Submission.event_id == event.id), values)
    under = aliased(Reply)
    inside = (under.submission_id == Reply.submission_id) & (under.path > Reply.path) & (under.path < Reply.path + "~")
    branch = select(func.count()).select_from(under).where(inside, under.state == ReplyState.PUBLIC)
    agreed = select(func.count()).where(ReplySupport.reply_id == Reply.id)
    counters = {"branch_count": branch.correlate(Reply).scalar_subquery(), "support_count": agreed.correlate(Reply).scalar_subquery()}
    _set(update(Reply).where(Reply.submission_id.in_(here)), counters)
    event.touch()


def _set(found: Update, values: dict[str, Any]) -> None:
    """Counters move without touching versions: an edit that is under way does not collide."""
    db.session.execute(found.values(values).execution_options(synchronize_session=False))


def _retally_inputs(event_id: int, shown: Any) -> None:
    """Public submissions of an event by group and by question."""
    scope = inputs.scope(event_id)
    db.session.execute(delete(Tally).where(Tally.scope == scope))
    columns: tuple[tuple[Any, Any], ...] = ((Submission.group_id, inputs.of_group), (Submission.question_id, inputs.of_question))
    for column, key in columns:
        counted = select(column, func.count()).where(Submission.event_id == event_id, shown, column.is_not(None)).group_by(column)
        for of, count in db.session.execute(counted).all():
            tally.add(scope, key(of), count)


def retally(name: str, jurisdiction_id: Any, fate: Any, only: Any = None) -> None:
    """Set the tallies ``name.*`` of every city and of the site to what the rows say. The caller commits.

    ``jurisdiction_id`` and ``fate`` are the column expressions to group by, ``only`` a condition on the rows.
    """
    db.session.execute(delete(Tally).where(Tally.key.startswith(f"{name}.", autoescape=True)))
    counted = select(jurisdiction_id, fate, func.count()).group_by(jurisdiction_id, fate)
    counted = counted if only is None else counted.where(only)
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
