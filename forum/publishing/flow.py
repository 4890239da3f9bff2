"""From input to result in numbers: what the chart of flow and its table are drawn from (kept by the writes)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select, text

from forum.core import clock, tally
from forum.extensions import db
from forum.recommendations.models import RUNNING, Recommendation


@dataclass(frozen=True, slots=True)
class Flow:
    """Counts. ``submissions`` = adopted + merged + answered + referred + not_shown + waiting; ``recommendations`` = the rest."""

    submissions: int
    adopted: int
    merged: int
    answered: int
    referred: int
    not_shown: int
    waiting: int
    recommendations: int
    unanswered: int
    deferred: int
    rejected: int
    running: int
    overdue: int
    completed: int
    verified: int
    late: int

    @property
    def accepted(self) -> int:
        return self.running + self.overdue + self.completed + self.verified

    @property
    def done(self) -> int:
        return self.completed + self.verified


_OVERDUE = select(func.count()).select_from(Recommendation).where(text(RUNNING), Recommendation.due_on < bindparam("today"))


def overdue_count(today: date, jurisdiction_id: int | None = None) -> int:
    """How many recommendations are overdue today (one range of the index over what is running)."""
    asked = _OVERDUE if jurisdiction_id is None else _OVERDUE.where(Recommendation.jurisdiction_id == jurisdiction_id)
    return db.session.scalar(asked, {"today": today}) or 0


def of(jurisdiction_id: int | None = None) -> Flow:
    """The flow of one city, or of the whole installation (two queries, whatever the size of the archive)."""
    counts = tally.read(tally.SITE if jurisdiction_id is None else f"city:{jurisdiction_id}")
    inputs = {key.removeprefix("submission."): n for key, n in counts.items() if key.startswith("submission.")}
    recs = {key.removeprefix("recommendation."): n for key, n in counts.items() if key.startswith("recommendation.")}
    overdue = overdue_count(clock.today("Asia/Jakarta"), jurisdiction_id)
    accepted = sum(recs.get(key, 0) for key in ("accepted", "partially_accepted", "in_progress"))
    return Flow(
        submissions=sum(inputs.values()),
        adopted=inputs.get("adopted", 0),
        merged=inputs.get("merged", 0),
        answered=sum(inputs.get(key, 0) for key in ("answered", "acknowledged", "declined")),
        referred=sum(inputs.get(key, 0) for key in ("referred", "out_of_scope")),
        not_shown=sum(inputs.get(key, 0) for key in ("refused", "withdrawn")),
        waiting=sum(inputs.get(key, 0) for key in ("waiting", "public", "returned", "held")),
        recommendations=sum(n for key, n in recs.items() if key not in ("draft", "cancelled")),
        unanswered=recs.get("issued", 0),
        deferred=recs.get("deferred", 0),
        rejected=recs.get("rejected", 0),
        running=max(accepted - overdue, 0),
        overdue=min(overdue, accepted),
        completed=recs.get("completed", 0),
        verified=recs.get("verified", 0),
        late=overdue,
    )
