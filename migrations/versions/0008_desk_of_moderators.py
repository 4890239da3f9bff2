"""The desk of moderators: holidays by city, claims that run out, what may be taken back, ways into the queue.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from forum.core import columns


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ON_DESK = "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
INDEXES = (
    ("desk_group", ("group_id", "judge_by"), ON_DESK),
    ("desk_pillar", ("jurisdiction_id", "pillar_id", "judge_by"), ON_DESK),
    ("desk_newest", ("jurisdiction_id", "submitted_at"), ON_DESK),
    ("desk_support", ("jurisdiction_id", "support_group_count", "support_count"), ON_DESK),
    ("returned", ("jurisdiction_id", "judge_by"), "merged_into_id IS NULL AND disposition = 'open' AND visibility = 'returned'"),
    ("reopened", ("jurisdiction_id", "judge_by"), "merged_into_id IS NULL AND disposition = 'open' AND reopened_at IS NOT NULL"),
    ("held_by", ("claimed_by_id", "judge_by"), "claimed_by_id IS NOT NULL"),
)
CLAIM_ENDS = "(claimed_by_id IS NULL) = (claimed_until IS NULL)"


KNOWN = sa.table("holiday", sa.column("day", sa.Date()), sa.column("name", sa.String()), sa.column("jurisdiction_id", sa.Integer()))


def upgrade() -> None:
    known = op.get_bind().execute(sa.select(KNOWN.c.day, KNOWN.c.name)).fetchall()
    op.drop_table("holiday")
    table = op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_holiday_named")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_holiday_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("jurisdiction_id", "day", name=op.f("uq_holiday_jurisdiction_id_day")),
    )
    where = sa.text("jurisdiction_id IS NULL")
    op.create_index("uq_holiday_national", "holiday", ["day"], unique=True, sqlite_where=where, postgresql_where=where)
    for day, name in known:
        op.get_bind().execute(sa.insert(table).values(day=day, name=name or "-"))
    op.create_table(
        "takeback",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.Column("fact", sa.String(length=16), nullable=False),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_takeback_account_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_takeback_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_takeback")),
    )
    op.create_index(op.f("ix_takeback_account_id_at"), "takeback", ["account_id", "at"])
    op.create_index(op.f("ix_takeback_at"), "takeback", ["at"])
    _columns()
    _merged("merged_into_id IS NOT NULL")
    for name, keys, where in INDEXES:
        op.create_index(f"ix_submission_{name}", "submission", [*keys, "id"], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _columns() -> None:
    """Claims from before have no end and are let go; a running duty counts from the day it was sent in."""
    op.execute("UPDATE submission SET claimed_by_id = NULL, claimed_at = NULL WHERE claimed_by_id IS NOT NULL")
    op.add_column("submission", sa.Column("judge_since", sa.Date(), nullable=True))
    op.execute("UPDATE submission SET judge_since = date(submitted_at)")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE submission ADD COLUMN claimed_until DATETIME CONSTRAINT ck_submission_claim_ends CHECK ({CLAIM_ENDS})")
        return
    op.add_column("submission", sa.Column("claimed_until", columns.Utc(), nullable=True))
    op.create_check_constraint(op.f("ck_submission_claim_ends"), "submission", CLAIM_ENDS)


def _merged(where: str | None) -> None:
    """Only what is merged: an index over all rows would tempt SQLite to look up what is not."""
    op.drop_index("ix_submission_merged_into_id", table_name="submission")
    kept = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    op.create_index("ix_submission_merged_into_id", "submission", ["merged_into_id"], **kept)


def downgrade() -> None:
    _merged(None)
    for name, _keys, _where in INDEXES:
        op.drop_index(f"ix_submission_{name}", table_name="submission")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_submission_claim_ends"), "submission")
    op.execute("ALTER TABLE submission DROP COLUMN claimed_until")
    op.execute("ALTER TABLE submission DROP COLUMN judge_since")
    op.drop_table("takeback")
    national = sa.select(KNOWN.c.day, KNOWN.c.name).where(KNOWN.c.jurisdiction_id.is_(None))
    known = op.get_bind().execute(national).fetchall()
    op.drop_table("holiday")
    table = op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    for day, name in known:
        op.get_bind().execute(sa.insert(table).values(day=day, name=name))
