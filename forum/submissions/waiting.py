"""What of the submissions somebody waits for, as SQL conditions, and the partial indexes that hold nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Index, text

APPEALED = "appeal = 'filed' AND visibility <> 'withdrawn'"
FLAGGED = "flag_count > 0"
UNCHECKED = "unchecked"
OWED = f"merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR ({APPEALED}))"
ON_DESK = f"(({OWED}) OR {FLAGGED})"
"""What a moderator still owes something to, as the database's partial indexes and the desk's queue both say it."""

RETURNED = "merged_into_id IS NULL AND disposition = 'open' AND visibility = 'returned'"
REOPENED = "merged_into_id IS NULL AND disposition = 'open' AND reopened_at IS NOT NULL"
RUNNING = f"(({ON_DESK}) OR ({RETURNED}))"
"""Whatever has a clock that somebody waits for."""

HELD, MERGED = "claimed_by_id IS NOT NULL", "merged_into_id IS NOT NULL"
DESK_INDEXES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("desk", ("jurisdiction_id", "judge_by"), ON_DESK),
    ("desk_event", ("event_id", "judge_by"), ON_DESK),
    ("desk_group", ("group_id", "judge_by"), ON_DESK),
    ("desk_pillar", ("jurisdiction_id", "pillar_id", "judge_by"), ON_DESK),
    ("desk_newest", ("jurisdiction_id", "submitted_at"), ON_DESK),
    ("desk_support", ("jurisdiction_id", "support_group_count", "support_count"), ON_DESK),
    ("returned", ("jurisdiction_id", "judge_by"), RETURNED),
    ("reopened", ("jurisdiction_id", "judge_by"), REOPENED),
    ("held_by", ("claimed_by_id", "judge_by"), HELD),
    ("appeal", ("jurisdiction_id", "judge_by"), APPEALED),
    ("flagged", ("jurisdiction_id", "judge_by"), FLAGGED),
    ("unchecked", ("jurisdiction_id", "judge_by"), UNCHECKED),
)
"""The ways into the desk's queue: they hold only what somebody owes something to, however large the archive is."""

UNDECIDED = "merged_into_id IS NULL AND disposition = 'open' AND visibility IN ('waiting', 'public', 'returned', 'held')"
"""Without a decision, as a partial index and the list of what blocks the closing of an event both say it."""


def waiting_indexes() -> Iterator[Index]:
    """The indexes of the desk, for the table of submissions."""
    for name, columns, where in DESK_INDEXES:
        yield Index(f"ix_submission_{name}", *columns, "id", sqlite_where=text(where), postgresql_where=text(where))
