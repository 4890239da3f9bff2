"""Every filter of the desk in every order from an index; hidden replies are decisions; follows by mail are a choice.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from forum.core import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REPLIES = "verb IN ('reply.hide', 'reply.show')"
FORMER_DECIDED = (
    "verb IN ('submission.publish', 'submission.keep', 'submission.return', 'submission.hold', 'submission.refuse', "
    "'submission.redact', 'submission.merge', 'submission.split', 'submission.answer', 'submission.adopt', 'submission.acknowledge', "
    "'submission.decline', 'submission.refer', 'submission.leave_out', 'submission.release', 'appeal.uphold', 'appeal.overturn', "
    "'submission.undo_waiting', 'submission.undo_public', 'submission.undo_returned', 'submission.undo_held', 'submission.undo_refused', "
    "'submission.undo_open', 'submission.undo_acknowledged')"
)
DECIDED = FORMER_DECIDED.removesuffix(")") + ", 'reply.hide', 'reply.show')"
DECISIONS = {
    "ix_history_decided": ["at", "seq"],
    "ix_history_decided_city": ["jurisdiction_id", "at", "seq"],
    "ix_history_decided_reason": ["reason", "at", "seq"],
    "ix_history_decided_city_reason": ["jurisdiction_id", "reason", "at", "seq"],
}
APPEALED = "appeal = 'filed' AND visibility <> 'withdrawn'"
OWED = f"merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR ({APPEALED}))"
DESK = f"(({OWED}) OR flag_count > 0)"
OPEN = "merged_into_id IS NULL AND disposition = 'open'"
NEWEST, SUPPORT = ["submitted_at", "id"], ["support_group_count", "support_count", "id"]
IN_OTHER_ORDERS = (
    ("desk_event", ["event_id"], DESK),
    ("desk_group", ["jurisdiction_id", "group_id"], DESK),
    ("desk_pillar", ["jurisdiction_id", "pillar_id"], DESK),
    ("returned", ["jurisdiction_id"], f"{OPEN} AND visibility = 'returned'"),
    ("reopened", ["jurisdiction_id"], f"{OPEN} AND reopened_at IS NOT NULL"),
    ("appeal", ["jurisdiction_id"], APPEALED),
    ("unchecked", ["jurisdiction_id"], "unchecked"),
    ("merged", ["jurisdiction_id"], "merged_into_id IS NOT NULL"),
)
WAYS: dict[str, tuple[list[str], str]] = {
    **{f"ix_submission_{name}_newest": ([*lead, *NEWEST], where) for name, lead, where in IN_OTHER_ORDERS},
    **{f"ix_submission_{name}_support": ([*lead, *SUPPORT], where) for name, lead, where in IN_OTHER_ORDERS},
    "ix_submission_merged": (["jurisdiction_id", "judge_by", "id"], "merged_into_id IS NOT NULL"),
    "ix_submission_open": (["jurisdiction_id", "visibility", "judge_by", "id"], OPEN),
}
WHOLE = {
    "ix_submission_queue": ["jurisdiction_id", "visibility", "judge_by", "id"],
    "ix_submission_undecided": ["jurisdiction_id", "visibility", "disposition", "judge_by", "id"],
}
"""Indexes over the whole archive, of which the desk needs the open part only."""


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    for name in WHOLE:
        op.drop_index(name, table_name="submission")
    for name, (parts, where) in WAYS.items():
        op.create_index(name, "submission", parts, **_where(where))
    _anew("flagged", ["jurisdiction_id"], "flag_count >= 1")
    _anew("desk_group", ["jurisdiction_id", "group_id"], DESK)
    _held_by("claimed_until")
    op.create_index("ix_report_sent", "report", ["sent_at", "id", "recommendation_id"], **_where("state = 'sent'"))
    op.create_index(op.f("ix_once_key_at"), "once_key", ["at"])
    op.add_column("account", sa.Column("mail_followed", sa.Boolean(), nullable=False, server_default=sa.true()))
    _decisions(DECIDED)
    _count_replies()


def _anew(name: str, lead: list[str], condition: str) -> None:
    op.drop_index(f"ix_submission_{name}", table_name="submission")
    op.create_index(f"ix_submission_{name}", "submission", [*lead, "judge_by", "id"], **_where(condition))


def _held_by(order: str) -> None:
    op.drop_index("ix_submission_held_by", table_name="submission")
    op.create_index("ix_submission_held_by", "submission", ["claimed_by_id", order, "id"], **_where("claimed_by_id IS NOT NULL"))


def _decisions(condition: str) -> None:
    """The indexes of the ledger, made anew over what now stands in it."""
    for name, parts in DECISIONS.items():
        op.drop_index(name, table_name="history")
        op.create_index(name, "history", parts, **_where(condition))


def _count_replies() -> None:
    """The counts of the replies hidden and shown so far, in the quarters of each city's own time."""
    history = sa.table("history", sa.column("at", columns.Utc()), sa.column("verb"), sa.column("reason"), sa.column("jurisdiction_id"))
    city = sa.table("jurisdiction", sa.column("id"), sa.column("tz"))
    rows = sa.select(history.c.at, history.c.verb, history.c.reason, city.c.id, city.c.tz).join(city, city.c.id == history.c.jurisdiction_id)
    found: Counter[tuple[str, str]] = Counter()
    for at, verb, reason, place, tz in op.get_bind().execute(rows.where(sa.text(REPLIES))):
        day = at.astimezone(ZoneInfo(tz))
        for scope in ("decisions", f"decisions:{place}"):
            found[scope, f"{day.year}-{(day.month + 2) // 3}.{verb}.{reason or ''}"] += 1
    tally = sa.table("tally", sa.column("scope"), sa.column("key"), sa.column("value"))
    if found:
        op.bulk_insert(tally, [{"scope": scope, "key": key, "value": value} for (scope, key), value in found.items()])


def downgrade() -> None:
    op.execute("DELETE FROM tally WHERE scope LIKE 'decisions%' AND (key LIKE '%.reply.hide.%' OR key LIKE '%.reply.show.%')")
    _decisions(FORMER_DECIDED)
    op.drop_column("account", "mail_followed")
    op.drop_index(op.f("ix_once_key_at"), table_name="once_key")
    op.drop_index("ix_report_sent", table_name="report")
    _held_by("judge_by")
    _anew("flagged", ["jurisdiction_id"], "flag_count > 0")
    _anew("desk_group", ["group_id"], DESK)
    for name in WAYS:
        op.drop_index(name, table_name="submission")
    for name, parts in WHOLE.items():
        op.create_index(name, "submission", parts)
