"""The desk at depth: flags, held words, trust, templates, notes, what was shown at once, and the counts of decisions.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from forum.core import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REASONS = (
    "personal_data", "abusive_language", "hate_discrimination", "threat", "accusation_named_person", "unverified_claim", "spam_gambling",
    "commercial", "political_campaign", "out_of_scope", "service_complaint", "duplicate", "copyright", "minor_without_consent",
)  # fmt: skip
DECIDED = (
    "verb IN ('submission.publish', 'submission.confirm', 'submission.return', 'submission.hold', 'submission.refuse', "
    "'submission.redact', 'submission.merge', 'submission.split', 'submission.answer', 'submission.adopt', 'submission.acknowledge', "
    "'submission.decline', 'submission.refer', 'submission.leave_out', 'submission.release', 'appeal.uphold', 'appeal.overturn')"
)
DECISIONS = {
    "ix_history_decided": ["at", "seq"],
    "ix_history_decided_city": ["jurisdiction_id", "at", "seq"],
    "ix_history_decided_reason": ["reason", "at", "seq"],
    "ix_history_decided_city_reason": ["jurisdiction_id", "reason", "at", "seq"],
}
OPEN = "disposition = 'open' AND visibility IN ('waiting', 'held', 'public')"
APPEALED = "appeal = 'filed' AND visibility <> 'withdrawn'"
FORMER_DESK = f"merged_into_id IS NULL AND (({OPEN}) OR appeal = 'filed')"
DESK = f"(merged_into_id IS NULL AND (({OPEN}) OR ({APPEALED}))) OR flag_count > 0"
QUEUE = ["jurisdiction_id", "judge_by", "id"]
COUNTERS = "support_count >= 0 AND support_group_count >= 0 AND reply_count >= 0"


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
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("post_moderated", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("jurisdiction") as batch:
        batch.add_column(sa.Column("watch_plates", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("watched_at", columns.Utc(), nullable=True))
    with op.batch_alter_table("tally") as batch:
        batch.alter_column("key", existing_type=sa.String(length=60), type_=sa.String(length=80), existing_nullable=False)
    with op.batch_alter_table("reply") as batch:
        batch.drop_constraint(batch.f("ck_reply_state"), type_="check")
        batch.create_check_constraint(batch.f("ck_reply_state"), "state IN ('public', 'held', 'hidden', 'withdrawn')")
    _submission()
    for name, parts in DECISIONS.items():
        op.create_index(name, "history", parts, **_where(DECIDED))


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
    state = sa.Enum("open", "upheld", "dismissed", name="state", native_enum=False, create_constraint=True, length=32)
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
    for name in ("ix_submission_desk", "ix_submission_desk_event", "ix_submission_appeal"):
        op.drop_index(name, table_name="submission")
    with op.batch_alter_table("submission") as batch:
        batch.add_column(sa.Column("unchecked", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("marks", sa.String(length=80), nullable=False, server_default=""))
        batch.add_column(sa.Column("flag_count", sa.Integer(), nullable=False, server_default="0"))
        batch.drop_constraint(batch.f("ck_submission_counters_not_negative"), type_="check")
        batch.create_check_constraint(batch.f("ck_submission_counters_not_negative"), f"{COUNTERS} AND flag_count >= 0")
        batch.create_check_constraint(batch.f("ck_submission_unchecked_is_public"), "(NOT unchecked) OR visibility = 'public'")
    op.create_index("ix_submission_desk", "submission", QUEUE, **_where(DESK))
    op.create_index("ix_submission_desk_event", "submission", ["event_id", "judge_by", "id"], **_where(DESK))
    op.create_index("ix_submission_appeal", "submission", QUEUE, **_where(APPEALED))
    op.create_index("ix_submission_flagged", "submission", QUEUE, **_where("flag_count > 0"))
    op.create_index("ix_submission_unchecked", "submission", QUEUE, **_where("unchecked"))


def downgrade() -> None:
    for name in DECISIONS:
        op.drop_index(name, table_name="history")
    for name in ("desk", "desk_event", "appeal", "flagged", "unchecked"):
        op.drop_index(f"ix_submission_{name}", table_name="submission")
    with op.batch_alter_table("submission") as batch:
        batch.drop_constraint(batch.f("ck_submission_unchecked_is_public"), type_="check")
        batch.drop_constraint(batch.f("ck_submission_counters_not_negative"), type_="check")
        batch.create_check_constraint(batch.f("ck_submission_counters_not_negative"), COUNTERS)
        for name in ("flag_count", "marks", "unchecked"):
            batch.drop_column(name)
    op.create_index("ix_submission_desk", "submission", QUEUE, **_where(FORMER_DESK))
    op.create_index("ix_submission_desk_event", "submission", ["event_id", "judge_by", "id"], **_where(FORMER_DESK))
    op.create_index("ix_submission_appeal", "submission", QUEUE, **_where("appeal = 'filed'"))
    op.drop_table("flag")
    op.execute("UPDATE reply SET state = 'hidden' WHERE state = 'held'")
    with op.batch_alter_table("reply") as batch:
        batch.drop_constraint(batch.f("ck_reply_state"), type_="check")
        batch.create_check_constraint(batch.f("ck_reply_state"), "state IN ('public', 'hidden', 'withdrawn')")
    op.execute("DELETE FROM tally WHERE scope LIKE 'decisions%'")
    with op.batch_alter_table("tally") as batch:
        batch.alter_column("key", existing_type=sa.String(length=80), type_=sa.String(length=60), existing_nullable=False)
    with op.batch_alter_table("jurisdiction") as batch:
        batch.drop_column("watched_at")
        batch.drop_column("watch_plates")
    with op.batch_alter_table("event") as batch:
        batch.drop_column("post_moderated")
    for name in ("colleague_note", "reply_template", "trusted_author", "held_word"):
        op.drop_table(name)
