"""What of the submissions somebody waits for, as SQL conditions, and the partial indexes that hold nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Index, text

APPEALED = "appeal = 'filed' AND visibility <> 'withdrawn'"
FLAGGED = "flag_count >= 1"
"""Not in the words of :data:`ON_DESK`, so that no engine takes the larger index for the smaller one."""
UNCHECKED = "unchecked"
OWED = f"merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR ({APPEALED}))"
ON_DESK = f"(({OWED}) OR flag_count > 0)"
"""What a moderator still owes something to, as the database's partial indexes and the desk's queue both say it."""

RETURNED = "merged_into_id IS NULL AND disposition = 'open' AND visibility = 'returned'"
REOPENED = "merged_into_id IS NULL AND disposition = 'open' AND reopened_at IS NOT NULL"
RUNNING = f"(({ON_DESK}) OR ({RETURNED}))"
"""Whatever has a clock that somebody waits for."""

HELD, MERGED = "claimed_by_id IS NOT NULL", "merged_into_id IS NOT NULL"
OPEN = "merged_into_id IS NULL AND disposition = 'open'"

_ORDERS: dict[str, tuple[str, ...]] = {
    "": ("judge_by",),
    "_newest": ("submitted_at",),
    "_support": ("support_group_count", "support_count"),
}
_IN_EVERY_ORDER: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("desk", ("jurisdiction_id",), ON_DESK),
    ("desk_event", ("event_id",), ON_DESK),
    ("desk_group", ("jurisdiction_id", "group_id"), ON_DESK),
    ("desk_pillar", ("jurisdiction_id", "pillar_id"), ON_DESK),
    ("returned", ("jurisdiction_id",), RETURNED),
    ("reopened", ("jurisdiction_id",), REOPENED),
    ("appeal", ("jurisdiction_id",), APPEALED),
    ("unchecked", ("jurisdiction_id",), UNCHECKED),
    ("merged", ("jurisdiction_id",), MERGED),
)
DESK_INDEXES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    *((name + end, (*lead, *order), where) for name, lead, where in _IN_EVERY_ORDER for end, order in _ORDERS.items()),
    ("open", ("jurisdiction_id", "visibility", "judge_by"), OPEN),
    ("flagged", ("jurisdiction_id", "judge_by"), FLAGGED),
    ("held_by", ("claimed_by_id", "claimed_until"), HELD),
)
"""The ways into the desk's queue: they hold only what somebody owes something to, however large the archive is."""

UNDECIDED = "merged_into_id IS NULL AND disposition = 'open' AND visibility IN ('waiting', 'public', 'returned', 'held')"
"""Without a decision, as a partial index and the list of what blocks the closing of an event both say it."""


def waiting_indexes() -> Iterator[Index]:
    """The indexes of the desk, for the table of submissions."""
    for name, columns, where in DESK_INDEXES:
        yield Index(f"ix_submission_{name}", *columns, "id", sqlite_where=text(where), postgresql_where=text(where))
