"""What submissions say: readings, postings and term counts

Revision ID: 0006
Revises: 0005
"""
from alembic import op
import sqlalchemy as sa

import forum.core.columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "submission_reading",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_submission_reading_event_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_reading_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_reading")),
    )
    op.create_index(op.f("ix_submission_reading_event_id"), "submission_reading", ["event_id"])
    op.create_table(
        "posting",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", forum.core.columns.SortKey(40), nullable=False),
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 1000", name=op.f("ck_posting_weight_is_a_share")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_posting_submission_id")),
        sa.PrimaryKeyConstraint("event_id", "term", "submission_id", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term_count",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", forum.core.columns.SortKey(40), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.CheckConstraint("texts >= 0", name=op.f("ck_term_count_texts_not_negative")),
        sa.PrimaryKeyConstraint("event_id", "term", name=op.f("pk_term_count")),
        sqlite_with_rowid=False,
    )


def downgrade():
    op.drop_table("term_count")
    op.drop_table("posting")
    op.drop_table("submission_reading")
