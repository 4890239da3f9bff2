"""What counts as a decision over a submission or a reply, and how many there were per reason and quarter: kept by the write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Index, text

from forum.core import clock, tally
from forum.core.history import HistoryEntry
from forum.submissions.states import APPEAL, DISPOSITION, REPLY, VISIBILITY

DECIDED = (
    "verb IN ('submission.publish', 'submission.keep', 'submission.return', 'submission.hold', 'submission.refuse', "
    "'submission.redact', 'submission.merge', 'submission.split', 'submission.answer', 'submission.adopt', 'submission.acknowledge', "
    "'submission.decline', 'submission.refer', 'submission.leave_out', 'submission.release', 'appeal.uphold', 'appeal.overturn', "
    "'submission.undo_waiting', 'submission.undo_public', 'submission.undo_returned', 'submission.undo_held', 'submission.undo_refused', "
    "'submission.undo_open', 'submission.undo_acknowledged', 'reply.hide', 'reply.show')"
)
"""The moves that the public ledger lists, as the partial indexes of the history and the ledger's reads both say it."""
VERBS = tuple(part.strip(" '()") for part in DECIDED.removeprefix("verb IN ").split(","))
EVERYWHERE = "decisions"

_DECIDED = text(DECIDED)
_H = HistoryEntry
_BY_PLACE = {
    "ix_history_decided": (_H.at, _H.seq),
    "ix_history_decided_city": (_H.jurisdiction_id, _H.at, _H.seq),
    "ix_history_decided_reason": (_H.reason, _H.at, _H.seq),
    "ix_history_decided_city_reason": (_H.jurisdiction_id, _H.reason, _H.at, _H.seq),
}
INDEXES = [Index(name, *parts, sqlite_where=_DECIDED, postgresql_where=_DECIDED) for name, parts in _BY_PLACE.items()]
"""A page of the ledger walks one of these, whatever is filtered."""


def quarter(day: date) -> str:
    """The quarter of a day, such as ``2025-4``: year and number, so that text order is time order."""
    return f"{day.year}-{(day.month + 2) // 3}"


def first_day(of_quarter: str) -> date:
    """The first day of a quarter as :func:`quarter` writes it."""
    year, number = of_quarter.split("-")
    return date(int(year), int(number) * 3 - 2, 1)


def next_quarter(of_quarter: str) -> str:
    year, number = (int(part) for part in of_quarter.split("-"))
    return f"{year}-{number + 1}" if number < 4 else f"{year + 1}-1"


def scope(jurisdiction_id: int | None) -> str:
    """Where a city's counts stand, or those of all cities together."""
    return f"{EVERYWHERE}:{jurisdiction_id}" if jurisdiction_id else EVERYWHERE


def key(of_quarter: str, verb: str, reason: str | None) -> str:
    return f"{of_quarter}.{verb}.{reason or ''}"


def count(submission: Any, verb: str, reason: str | None = None) -> None:
    """One decision more in this quarter of the city; moves that are none are left out."""
    if verb in VERBS:
        of_quarter = quarter(clock.today(submission.event.tz))
        for place in (EVERYWHERE, scope(submission.jurisdiction_id)):
            tally.add(place, key(of_quarter, verb, reason), 1)


def by_quarter(counts: Mapping[str, int]) -> dict[str, dict[tuple[str, str], int]]:
    """Tallies of one scope as quarter -> (verb, reason) -> number, the latest quarter first."""
    found: dict[str, dict[tuple[str, str], int]] = {}
    for name in sorted(counts, reverse=True):
        of_quarter, rest = name.split(".", 1)
        verb, reason = rest.rsplit(".", 1)
        if counts[name]:
            found.setdefault(of_quarter, {})[verb, reason] = counts[name]
    return found


for _flow in (VISIBILITY, DISPOSITION, APPEAL):
    _flow.counted = count
REPLY.counted = lambda reply, verb, reason=None: count(reply.submission, verb, reason)
