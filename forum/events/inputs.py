"""How many inputs an event has by group, by question and by window: kept by the write, so that its page never counts them.

Submissions stand later in the process, so their model is not imported: only the columns by which they are counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, column, func, select, table, update

from forum.core import writes
from forum.core.columns import Utc
from forum.events.parts import InputWindow
from forum.extensions import db

_SUBMISSION = table("submission", column("event_id", Integer), column("submitted_at", Utc()))
_IN = _SUBMISSION.c


def scope(event_id: int) -> str:
    """The scope of the tallies that count its public submissions."""
    return f"event:{event_id}"


def of_group(group_id: int) -> str:
    return f"group:{group_id}"


def of_question(question_id: int) -> str:
    return f"question:{question_id}"


_W: Any = InputWindow.__table__
_HAND_IN = (
    update(_W)
    .where(_W.c.event_id == bindparam("place"), _W.c.opens_at <= bindparam("moment"), _W.c.closes_at > bindparam("moment"))
    .values(handed_in=_W.c.handed_in + bindparam("number"))
)


def hand_in(event_id: int, at: datetime, number: int = 1) -> None:
    """Count submissions in the window that they came in (one update, of the event's few windows)."""
    writes.run(_HAND_IN, {"place": event_id, "moment": at, "number": number})


def recount_windows(event_id: int) -> None:
    """Count anew what came within each window, after windows have moved. The one read that grows with the event."""
    came = (
        select(func.count())
        .select_from(_SUBMISSION)
        .where(_IN.event_id == event_id, _IN.submitted_at >= InputWindow.opens_at, _IN.submitted_at < InputWindow.closes_at)
        .correlate(InputWindow)
        .scalar_subquery()
    )
    counted = update(InputWindow).where(InputWindow.event_id == event_id).values(handed_in=came)
    db.session.execute(counted.execution_options(synchronize_session=False))
