"""Decisions at depth: flags, held words, trust, templates, notes, what was shown at once, and the counts of decisions.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from forum.core import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

REASONS = (
    "personal_data", "abusive_language", "hate_discrimination", "threat", "accusation_named_person", "unverified_claim", "spam_gambling",
    "commercial", "political_campaign", "out_of_scope", "service_complaint", "duplicate", "copyright", "minor_without_consent",
)  # fmt: skip
DECIDED = (
    "verb IN ('submission.publish', 'submission.keep', 'submission.return', 'submission.hold', 'submission.refuse', "
    "'submission.redact', 'submission.merge', 'submission.split', 'submission.answer', 'submission.adopt', 'submission.acknowledge', "
    "'submission.decline', 'submission.refer', 'submission.leave_out', 'submission.release', 'appeal.uphold', 'appeal.overturn', "
    "'submission.undo_waiting', 'submission.undo_public', 'submission.undo_returned', 'submission.undo_held', 'submission.undo_refused', "
    "'submission.undo_open', 'submission.undo_acknowledged')"
)
DECISIONS = {
    "ix_history_decided": ["at", "seq"],
    "ix_history_decided_city": ["jurisdiction_id", "at", "seq"],
    "ix_history_decided_reason": ["reason", "at", "seq"],
    "ix_history_decided_city_reason": ["jurisdiction_id", "reason", "at", "seq"],
}
FORMER_LEDGER = (
    "verb IN ('submission.publish', 'submission.return', 'submission.hold', 'submission.refuse', 'submission.merge', 'submission.split', "
    "'submission.answer', 'submission.adopt', 'submission.acknowledge', 'submission.decline', 'submission.refer', 'submission.leave_out', "
    "'submission.release', 'submission.redact', 'appeal.uphold', 'appeal.overturn')"
)
FORMER_LEDGER_INDEXES = {"ix_history_ledger": ["seq"], "ix_history_ledger_city": ["jurisdiction_id", "seq"]}
OPEN = "disposition = 'open' AND visibility IN ('waiting', 'held', 'public')"
APPEALED = "appeal = 'filed' AND visibility <> 'withdrawn'"
FORMER_DESK = f"merged_into_id IS NULL AND (({OPEN}) OR appeal = 'filed')"
DESK = f"((merged_into_id IS NULL AND (({OPEN}) OR ({APPEALED}))) OR flag_count > 0)"
WAYS_IN = {
    "desk": ["jurisdiction_id", "judge_by", "id"],
    "desk_event": ["event_id", "judge_by", "id"],
    "desk_group": ["group_id", "judge_by", "id"],
    "desk_pillar": ["jurisdiction_id", "pillar_id", "judge_by", "id"],
    "desk_newest": ["jurisdiction_id", "submitted_at", "id"],
    "desk_support": ["jurisdiction_id", "support_group_count", "support_count", "id"],
}
QUEUE = ["jurisdiction_id", "judge_by", "id"]


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _record(*columns_: sa.Column) -> list[sa.Column]:
    return [
        *columns_,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def upgrade() -> None:
    _lists()
    _flags()
    op.add_column("event", _switch("post_moderated"))
    op.add_column("jurisdiction", _switch("watch_plates"))
    op.add_column("jurisdiction", sa.Column("watched_at", columns.Utc(), nullable=True))
    with op.batch_alter_table("tally") as batch:
        batch.alter_column("key", existing_type=sa.String(length=60), type_=sa.String(length=80), existing_nullable=False)
    with op.batch_alter_table("reply") as batch:
        batch.drop_constraint(op.f("ck_reply_state"), type_="check")
        batch.create_check_constraint(op.f("ck_reply_state"), "state IN ('public', 'held', 'hidden', 'withdrawn')")
    _submission()
    for name in FORMER_LEDGER_INDEXES:
        op.drop_index(name, table_name="history")
    for name, parts in DECISIONS.items():
        op.create_index(name, "history", parts, **_where(DECIDED))
    _count_decisions()


def _count_decisions() -> None:
    """The counts of every decision so far, in the quarters of each city's own time."""
    history = sa.table("history", sa.column("at", columns.Utc()), sa.column("verb"), sa.column("reason"), sa.column("jurisdiction_id"))
    city = sa.table("jurisdiction", sa.column("id"), sa.column("tz"))
    rows = sa.select(history.c.at, history.c.verb, history.c.reason, city.c.id, city.c.tz).join(city, city.c.id == history.c.jurisdiction_id)
    found: Counter[tuple[str, str]] = Counter()
    for at, verb, reason, place, tz in op.get_bind().execute(rows.where(sa.text(DECIDED))):
        day = at.astimezone(ZoneInfo(tz))
        for scope in ("decisions", f"decisions:{place}"):
            found[scope, f"{day.year}-{(day.month + 2) // 3}.{verb}.{reason or ''}"] += 1
    tally = sa.table("tally", sa.column("scope"), sa.column("key"), sa.column("value"))
    if found:
        op.bulk_insert(tally, [{"scope": scope, "key": key, "value": value} for (scope, key), value in found.items()])


def _switch(name: str, *rules: sa.CheckConstraint) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), *rules, nullable=False, server_default=sa.false())


def _lists() -> None:
    """What a city keeps: held words, trusted people, templates; and the notes of colleagues."""
    op.create_table(
        "held_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_held_word_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_word")),
        sa.UniqueConstraint("jurisdiction_id", "form", name=op.f("uq_held_word_jurisdiction_id_form")),
    )
    op.create_table(
        "trusted_author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", columns.Utc(), nullable=False),
        sa.Column("revoked_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_trusted_author_account_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_trusted_author_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_author")),
    )
    op.create_index(op.f("ix_trusted_author_jurisdiction_id_id"), "trusted_author", ["jurisdiction_id", "id"])
    op.create_index("uq_trusted_author", "trusted_author", ["account_id", "jurisdiction_id"], unique=True, **_where("revoked_at IS NULL"))
    op.create_table(
        "reply_template",
        *_record(
            sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
            sa.Column("verb", sa.String(length=24), nullable=False),
            sa.Column("name", sa.String(length=80), nullable=False),
            sa.Column("body", sa.Text(), nullable=False),
            sa.Column("retired_at", columns.Utc(), nullable=True),
        ),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_reply_template_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_template")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reply_template_public_id")),
    )
    op.create_index("uq_reply_template_name", "reply_template", ["jurisdiction_id", "name"], unique=True, **_where("retired_at IS NULL"))
    op.create_table(
        "colleague_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_colleague_note_account_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_colleague_note_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague_note")),
    )
    op.create_index(op.f("ix_colleague_note_submission_id_id"), "colleague_note", ["submission_id", "id"])


def _flags() -> None:
    reason = sa.Enum(*REASONS, name="reason", native_enum=False, create_constraint=True, length=32)
    state = sa.Enum("open", "upheld", "dismissed", "lapsed", name="state", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "flag",
        *_record(
            sa.Column("submission_id", sa.Integer(), nullable=False),
            sa.Column("reply_id", sa.Integer(), nullable=True),
            sa.Column("account_id", sa.Integer(), nullable=True),
            sa.Column("reason", reason, nullable=False),
            sa.Column("note", sa.Text(), nullable=False),
            sa.Column("state", state, nullable=False),
            sa.Column("outcome", sa.String(length=400), nullable=True),
        ),
        sa.CheckConstraint("account_id IS NOT NULL OR reply_id IS NOT NULL", name=op.f("ck_flag_machine_flags_replies")),
        sa.CheckConstraint("outcome IS NULL OR state <> 'open'", name=op.f("ck_flag_outcome_of_settled")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_flag_account_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_flag_reply_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_flag_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("public_id", name=op.f("uq_flag_public_id")),
    )
    op.create_index(op.f("ix_flag_account_id"), "flag", ["account_id"])
    op.create_index("ix_flag_open", "flag", ["submission_id", "id"], **_where("state = 'open'"))
    for name, place, condition in (("submission", "submission_id", "reply_id IS NULL"), ("reply", "reply_id", "reply_id IS NOT NULL")):
        op.create_index(f"uq_flag_{name}", "flag", [place, "account_id"], unique=True, **_where(f"account_id IS NOT NULL AND {condition}"))


def _submission() -> None:
    """Columns whose rules come along with them, so that SQLite need not copy a table that others point at."""
    shown = sa.CheckConstraint("(NOT unchecked) OR visibility = 'public'", name=op.f("ck_submission_unchecked_is_public"))
    counted = sa.CheckConstraint("flag_count >= 0", name=op.f("ck_submission_flags_not_negative"))
    op.add_column("submission", _switch("unchecked", shown))
    op.add_column("submission", sa.Column("marks", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("submission", sa.Column("flag_count", sa.Integer(), counted, nullable=False, server_default="0"))
    _ways_in(DESK, APPEALED)
    op.create_index("ix_submission_flagged", "submission", QUEUE, **_where("flag_count > 0"))
    op.create_index("ix_submission_unchecked", "submission", QUEUE, **_where("unchecked"))


def _ways_in(desk: str, appealed: str) -> None:
    """The partial indexes of the queue, made anew over what now waits in it."""
    for name in ("appeal", *WAYS_IN):
        op.drop_index(f"ix_submission_{name}", table_name="submission")
    for name, parts in WAYS_IN.items():
        op.create_index(f"ix_submission_{name}", "submission", parts, **_where(desk))
    op.create_index("ix_submission_appeal", "submission", QUEUE, **_where(appealed))


def downgrade() -> None:
    for name in DECISIONS:
        op.drop_index(name, table_name="history")
    for name, parts in FORMER_LEDGER_INDEXES.items():
        op.create_index(name, "history", parts, **_where(FORMER_LEDGER))
    for name in ("flagged", "unchecked"):
        op.drop_index(f"ix_submission_{name}", table_name="submission")
    _ways_in(FORMER_DESK, "appeal = 'filed'")
    for name in ("flag_count", "marks", "unchecked"):
        op.drop_column("submission", name)
    op.drop_table("flag")
    op.execute("UPDATE reply SET state = 'hidden' WHERE state = 'held'")
    with op.batch_alter_table("reply") as batch:
        batch.drop_constraint(op.f("ck_reply_state"), type_="check")
        batch.create_check_constraint(op.f("ck_reply_state"), "state IN ('public', 'hidden', 'withdrawn')")
    op.execute("DELETE FROM tally WHERE scope LIKE 'decisions%'")
    with op.batch_alter_table("tally") as batch:
        batch.alter_column("key", existing_type=sa.String(length=80), type_=sa.String(length=60), existing_nullable=False)
    op.drop_column("jurisdiction", "watched_at")
    op.drop_column("jurisdiction", "watch_plates")
    op.drop_column("event", "post_moderated")
    for name in ("colleague_note", "reply_template", "trusted_author", "held_word"):
        op.drop_table(name)
