"""Stored fragments drawn anew, in steps, after a change of what stands in them: a template, a translation, a group's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from forum.extensions import db, give_way, writing
from forum.submissions.voices import Reply

STEP = 200


def redraw(*which: Any) -> Iterator[int]:
    """Draw these replies again (all, without a condition); yields how many each step drew. Commits each, so that writers need not wait."""
    last = 0
    while True:
        writing.set(True)
        found = db.session.scalars(select(Reply).where(Reply.id > last, *which).order_by(Reply.id).limit(STEP)).all()
        if not found:
            db.session.rollback()
            return
        for reply in found:
            reply.draw()
        last = found[-1].id
        db.session.commit()
        yield len(found)
        db.session.expunge_all()
        give_way()


def redraw_group(group_id: int) -> None:
    """The job after a group was renamed: its name stands beside what its people wrote."""
    for _drawn in redraw(Reply.group_id == group_id):
        pass
