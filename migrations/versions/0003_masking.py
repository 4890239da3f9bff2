"""Masked words leave every column that is read; the originals lie sealed in a table of their own.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from forum.core import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = {
    "name": "nama disamarkan",
    "nik": "NIK disamarkan",
    "phone": "telepon disamarkan",
    "email": "surel disamarkan",
    "address": "alamat disamarkan",
    "other": "bagian disamarkan",
}
PART = sa.Enum("title", "body", "locality", name="part", native_enum=False, create_constraint=True, length=32)
KIND = sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "sealed_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("locality", sa.String(length=120), nullable=False),
        sa.Column("sealed_at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_sealed_wording_submission_id")),
        sa.ForeignKeyConstraint(["version_id"], ["submission_version.id"], name=op.f("fk_sealed_wording_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_wording")),
        sa.UniqueConstraint("version_id", name=op.f("uq_sealed_wording_version_id")),
    )
    present = sa.text("version_id IS NULL")
    op.create_index(
        "uq_sealed_wording_present", "sealed_wording", ["submission_id"], unique=True, sqlite_where=present, postgresql_where=present
    )
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    op.execute(f"UPDATE redaction SET kind = 'other' WHERE kind NOT IN ({kinds})")
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", PART, nullable=False, server_default="body"))
        batch_op.alter_column("kind", existing_type=sa.String(length=24), type_=KIND, existing_nullable=False)
        batch_op.drop_index(batch_op.f("ix_redaction_submission_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_redaction_submission_id_part_start"), ["submission_id", "part", "start"])
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.alter_column("part", existing_type=PART, existing_nullable=False, server_default=None)
    _seal()


def _seal() -> None:
    """Take the originals of what was masked before out of the submissions' own columns."""
    connection = op.get_bind()
    masked = connection.execute(sa.text("SELECT id, title, body, locality, submitted_at FROM submission WHERE redacted")).all()
    for row in masked:
        asked = sa.text('SELECT "start", until, kind FROM redaction WHERE submission_id = :id ORDER BY "start"')
        shown, at = [], 0
        for start, until, kind in connection.execute(asked, {"id": row.id}):
            shown += [row.body[at : max(start, at)], f"[{KINDS[kind]}]"]
            at = max(until, at)
        values = {"id": row.id, "title": row.title, "body": row.body, "locality": row.locality, "at": row.submitted_at}
        sealed = "INSERT INTO sealed_wording (submission_id, title, body, locality, sealed_at) VALUES (:id, :title, :body, :locality, :at)"
        connection.execute(sa.text(sealed), values)
        changed = {"id": row.id, "body": "".join([*shown, row.body[at:]])}
        connection.execute(sa.text("UPDATE submission SET body = :body WHERE id = :id"), changed)


def downgrade() -> None:
    op.execute(
        "UPDATE submission SET title = s.title, body = s.body, locality = s.locality "
        "FROM sealed_wording s WHERE s.submission_id = submission.id AND s.version_id IS NULL"
    )
    op.execute("DELETE FROM redaction WHERE part <> 'body'")
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_redaction_submission_id_part_start"), type_="unique")
        batch_op.create_index(batch_op.f("ix_redaction_submission_id"), ["submission_id"], unique=False)
        batch_op.drop_constraint(batch_op.f("ck_redaction_kind"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_redaction_part"), type_="check")
        batch_op.alter_column("kind", existing_type=sa.String(length=32), type_=sa.String(length=24), existing_nullable=False)
        batch_op.drop_column("part")
    op.drop_index("uq_sealed_wording_present", table_name="sealed_wording")
    op.drop_table("sealed_wording")
