"""Positions, support across groups, agreement with replies, follows

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from forum.core import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("since", columns.Utc(), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN submission_id IS NULL THEN 0 ELSE 1 END + CASE WHEN recommendation_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN event_id IS NULL THEN 0 ELSE 1 END + CASE WHEN group_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_follow_exactly_one"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_follow_event_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_follow_group_id")),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_follow_recommendation_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_follow_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("account_id", "event_id", name=op.f("uq_follow_account_id_event_id")),
        sa.UniqueConstraint("account_id", "group_id", name=op.f("uq_follow_account_id_group_id")),
        sa.UniqueConstraint("account_id", "recommendation_id", name=op.f("uq_follow_account_id_recommendation_id")),
        sa.UniqueConstraint("account_id", "submission_id", name=op.f("uq_follow_account_id_submission_id")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_recommendation_id"), ["recommendation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "group_position",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum("endorse", "amend", "object", name="stance", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", columns.CleanHtmlText(), nullable=False),
        sa.Column("cleaner_version", sa.Integer(), nullable=False),
        sa.Column("stated_at", columns.Utc(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(body) > 0", name=op.f("ck_group_position_worded")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_group_position_account_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_group_position_group_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_group_position_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_position_public_id")),
        sa.UniqueConstraint("submission_id", "group_id", name=op.f("uq_group_position_submission_id_group_id")),
    )
    with op.batch_alter_table("group_position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_position_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_position_group_id_id"), ["group_id", "id"], unique=False)

    op.create_table(
        "former_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum("endorse", "amend", "object", name="stance", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stated_at", columns.Utc(), nullable=False),
        sa.Column("replaced_at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["position_id"], ["group_position.id"], name=op.f("fk_former_position_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_position")),
    )
    with op.batch_alter_table("former_position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_position_position_id"), ["position_id"], unique=False)

    op.create_table(
        "reply_support",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reply_support_account_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_reply_support_group_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_support_reply_id")),
        sa.PrimaryKeyConstraint("reply_id", "account_id", name=op.f("pk_reply_support")),
    )
    with op.batch_alter_table("reply_support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_support_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(_counter("support_count", "ck_reply_agreement_not_negative"))
        batch_op.add_column(_counter("branch_count", "ck_reply_branch_not_negative"))
        batch_op.create_index(batch_op.f("ix_reply_submission_id_id"), ["submission_id", "id"], unique=False)
        batch_op.create_index("ix_reply_support", ["submission_id", "support_count", "id"], unique=False)

    with op.batch_alter_table("submission", schema=None) as batch_op:
        later = sa.CheckConstraint("confirmed_at IS NULL OR disposition <> 'open'", name=op.f("ck_submission_confirmed_after_answer"))
        batch_op.add_column(sa.Column("confirmed_at", columns.Utc(), later, nullable=True))
        batch_op.add_column(_counter("support_breadth", "ck_submission_breadth_not_negative"))
        batch_op.drop_index(batch_op.f("ix_submission_support"))
        batch_op.create_index("ix_submission_support", ["event_id", "visibility", "support_breadth", "support_count", "id"], unique=False)
    op.add_column("mail", sa.Column("leave", sa.String(length=400), nullable=True))
    _fill()


def _counter(name: str, check: str) -> sa.Column[int]:
    """A column whose rule comes along with it, so that SQLite need not copy a table that others point at."""
    return sa.Column(name, sa.Integer(), sa.CheckConstraint(f"{name} >= 0", name=op.f(check)), nullable=False, server_default="0")


def _fill() -> None:
    """What the new columns and rows are for everything said so far."""
    op.execute(
        "UPDATE submission SET support_breadth = coalesce((SELECT sum((2000 * people + people + 1) / (2 * (people + 1)))"
        " FROM group_support WHERE group_support.submission_id = submission.id), 0)"
    )
    op.execute(
        "UPDATE reply SET branch_count = (SELECT count(*) FROM reply AS under WHERE under.submission_id = reply.submission_id"
        " AND under.state = 'public' AND under.path > reply.path AND under.path < reply.path || '~')"
    )
    op.execute(
        "INSERT INTO follow (account_id, submission_id, since)"
        " SELECT author_id, id, submitted_at FROM submission WHERE visibility <> 'withdrawn'"
    )


def downgrade() -> None:
    op.drop_column("mail", "leave")
    op.drop_index("ix_submission_support", "submission")
    op.create_index("ix_submission_support", "submission", ["event_id", "visibility", "support_group_count", "support_count", "id"])
    op.drop_index("ix_reply_support", "reply")
    op.drop_index(op.f("ix_reply_submission_id_id"), "reply")
    for name in ("support_breadth", "confirmed_at"):
        op.drop_column("submission", name)
    with op.batch_alter_table("reply") as batch:
        for rule, name in (("branch_not_negative", "branch_count"), ("agreement_not_negative", "support_count")):
            batch.drop_constraint(op.f(f"ck_reply_{rule}"), type_="check")
            batch.drop_column(name)
    with op.batch_alter_table("reply_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_support_account_id"))

    op.drop_table("reply_support")
    with op.batch_alter_table("former_position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_position_position_id"))

    op.drop_table("former_position")
    with op.batch_alter_table("group_position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_position_group_id_id"))
        batch_op.drop_index(batch_op.f("ix_group_position_account_id"))

    op.drop_table("group_position")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_submission_id"))
        batch_op.drop_index(batch_op.f("ix_follow_recommendation_id"))
        batch_op.drop_index(batch_op.f("ix_follow_group_id"))
        batch_op.drop_index(batch_op.f("ix_follow_event_id"))

    op.drop_table("follow")
