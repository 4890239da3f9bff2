"""``flask forum reindex``: read every submission anew, after a change of the lists of words or rows written past the verbs."""

from __future__ import annotations

import sys

import click
from sqlalchemy import func, select, text

from forum.events.models import Event
from forum.extensions import db, writing
from forum.submissions import readings
from forum.submissions.models import Submission
from forum.submissions.waiting import RUNNING
from forum.submissions.watching import held_forms

STEP = 500


@click.command("reindex")
@click.option("--event", "slug", help="Only this event.")
def reindex(slug: str | None) -> None:
    """Make the index of likeness anew, and the marks on what waits, event by event. Commits in steps: no writer is kept waiting."""
    asked = select(Event.id).order_by(Event.id)
    events = list(db.session.scalars(asked.where(Event.slug == slug) if slug else asked))
    total = db.session.scalar(select(func.count()).select_from(Submission).where(Submission.event_id.in_(events))) or 0
    db.session.rollback()
    with click.progressbar(length=total, label="Membaca ulang", file=sys.stderr) as bar:
        for event_id in events:
            _event(event_id, bar)


def _event(event_id: int, bar: object) -> None:
    writing.set(True)
    readings.clear(event_id)
    db.session.commit()
    last = 0
    while True:
        writing.set(True)
        asked = select(Submission.id).where(Submission.event_id == event_id, Submission.id > last).order_by(Submission.id).limit(STEP)
        ids = list(db.session.scalars(asked))
        readings.renew(event_id, ids)
        _look(event_id, ids)
        db.session.commit()
        db.session.expunge_all()
        if not ids:
            return
        last = ids[-1]
        bar.update(len(ids))  # type: ignore[attr-defined]


def _look(event_id: int, ids: list[int]) -> None:
    """Mark personal data, held and rough words in what a moderator still has to read, also where it came before there were marks."""
    city = db.session.scalar(select(Event.jurisdiction_id).where(Event.id == event_id)) or 0
    held = held_forms(city)
    for one in db.session.scalars(select(Submission).where(Submission.id.in_(ids), text(RUNNING))):
        one.look(held)
