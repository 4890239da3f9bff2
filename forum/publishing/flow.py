"""From input to result in numbers: what the chart of flow and its table are drawn from (kept by the writes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, bindparam, func, literal, select, text, union_all

from forum.core import clock, reads, tally
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
_KEPT = select(tally.Tally.key, tally.Tally.value).where(tally.Tally.scope == bindparam("scope"))
_LATE: Any = literal("late", String)
_EVERYWHERE = union_all(_KEPT, _OVERDUE.with_only_columns(_LATE, func.count()))
_OF_CITY = union_all(
    _KEPT, _OVERDUE.with_only_columns(_LATE, func.count()).where(Recommendation.jurisdiction_id == bindparam("jurisdiction_id"))
)


def of(jurisdiction_id: int | None = None) -> Flow:
    """The flow of one city, or of the whole installation (one query, whatever the size of the archive): what the writes count, and
    one range of the index over what is running."""
    scope = tally.SITE if jurisdiction_id is None else f"city:{jurisdiction_id}"
    asked = {"scope": scope, "today": clock.today("Asia/Jakarta"), "jurisdiction_id": jurisdiction_id}
    rows: Sequence[Any] = reads.rows(_EVERYWHERE if jurisdiction_id is None else _OF_CITY, asked).all()
    counts = {row[0]: row[1] for row in rows}
    inputs = {key.removeprefix("submission."): n for key, n in counts.items() if key.startswith("submission.")}
    recs = {key.removeprefix("recommendation."): n for key, n in counts.items() if key.startswith("recommendation.")}
    overdue = counts["late"]
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
