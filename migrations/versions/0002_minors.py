"""Minors and their guardians, the consent ledger, links by mail, erasure.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

from forum.core import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PURPOSE = ("sign_in", "password", "guardian")
RELATION = ("mother", "father", "guardian")
BANDS = {"under_16": "minor", "16_17": "minor", "18_25": "young"}
EMPTY = "erased_at IS NULL OR ({state} = 'withdrawn' AND body = '')"


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _guardians()
    _links()
    _minors()
    with op.batch_alter_table("mail") as batch:
        batch.add_column(sa.Column("address", sa.String(length=254), nullable=True))
        batch.add_column(sa.Column("secret", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
        batch.create_check_constraint(op.f("ck_mail_one_receiver"), "(account_id IS NULL) <> (address IS NULL)")
        batch.create_check_constraint(op.f("ck_mail_secrets_forgotten"), "secret = false OR state <> 'sent' OR body = ''")
    with op.batch_alter_table("outcome") as batch:
        batch.add_column(sa.Column("withheld_at", columns.Utc(), nullable=True))
        batch.drop_constraint(op.f("ck_outcome_hash_of_snapshot"), type_="check")
        batch.create_check_constraint(op.f("ck_outcome_hash_of_snapshot"), "(hash IS NULL) = (snapshot IS NULL AND withheld_at IS NULL)")
        batch.create_check_constraint(
            op.f("ck_outcome_withheld_means_gone"), "withheld_at IS NULL OR (snapshot IS NULL AND state <> 'published')"
        )
    _said()


def _said() -> None:
    """Columns with their checks in one statement each, so that SQLite need not build the large tables anew."""
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    flag = "BOOLEAN DEFAULT false NOT NULL"
    waits = "awaiting_guardian = false OR (by_minor = true AND visibility <> 'public')"
    op.execute(f"ALTER TABLE submission ADD COLUMN by_minor {flag}")
    op.execute(f"ALTER TABLE submission ADD COLUMN awaiting_guardian {flag} CONSTRAINT ck_submission_guardian_before_public CHECK ({waits})")
    for table, state in (("submission", "visibility"), ("reply", "state")):
        check = f"CONSTRAINT ck_{table}_erased_means_empty CHECK ({EMPTY.format(state=state)})"
        op.execute(f"ALTER TABLE {table} ADD COLUMN erased_at {moment} {check}")
    op.execute(f"ALTER TABLE reply ADD COLUMN by_minor {flag}")


def _guardians() -> None:
    op.create_table(
        "guardianship",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", _choice("state", "asked", "granted", "refused", "withdrawn"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("relation", _choice("relation", *RELATION), nullable=True),
        sa.Column("name_allowed", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=True),
        sa.Column("asked_at", columns.Utc(), nullable=False),
        sa.Column("answered_at", columns.Utc(), nullable=True),
        sa.Column("withdrawn_at", columns.Utc(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_guardianship_email_lower")),
        sa.CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name=op.f("ck_guardianship_answer_dated")),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_guardianship_withdrawal_dated")),
        sa.CheckConstraint("name_allowed = false OR state = 'granted'", name=op.f("ck_guardianship_name_needs_consent")),
        sa.CheckConstraint(
            "state NOT IN ('granted', 'withdrawn') OR (name IS NOT NULL AND relation IS NOT NULL AND notice_version IS NOT NULL)",
            name=op.f("ck_guardianship_consent_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_guardianship_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
        sa.UniqueConstraint("account_id", name=op.f("uq_guardianship_account_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_guardianship_public_id")),
    )
    op.create_index(op.f("ix_guardianship_email"), "guardianship", ["email"])
    op.create_table(
        "consent_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("guardianship_id", sa.Integer(), nullable=True),
        sa.Column("kind", _choice("kind", "notice", "participation", "name"), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.CheckConstraint("(kind = 'notice') = (guardianship_id IS NULL)", name=op.f("ck_consent_entry_guardian_speaks")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_entry_account_id")),
        sa.ForeignKeyConstraint(["guardianship_id"], ["guardianship.id"], name=op.f("fk_consent_entry_guardianship_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_entry")),
    )
    op.create_index(op.f("ix_consent_entry_account_id_id"), "consent_entry", ["account_id", "id"])


def _links() -> None:
    op.create_table(
        "link_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", _choice("purpose", *PURPOSE), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("guardianship_id", sa.Integer(), nullable=True),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["guardianship_id"], ["guardianship.id"], name=op.f("fk_link_request_guardianship_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_request")),
    )
    op.create_table(
        "mail_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", _choice("purpose", *PURPOSE), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("guardianship_id", sa.Integer(), nullable=True),
        sa.Column("made_at", columns.Utc(), nullable=False),
        sa.Column("expires_at", columns.Utc(), nullable=False),
        sa.Column("used_at", columns.Utc(), nullable=True),
        sa.CheckConstraint("(purpose = 'guardian') = (account_id IS NULL)", name=op.f("ck_mail_link_link_of_somebody")),
        sa.CheckConstraint("(purpose = 'guardian') = (guardianship_id IS NOT NULL)", name=op.f("ck_mail_link_guardian_of_somebody")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_link_account_id")),
        sa.ForeignKeyConstraint(["guardianship_id"], ["guardianship.id"], name=op.f("fk_mail_link_guardianship_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_link")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_mail_link_fingerprint")),
    )
    op.create_index(op.f("ix_mail_link_account_id_purpose"), "mail_link", ["account_id", "purpose"])
    op.create_index(op.f("ix_mail_link_guardianship_id"), "mail_link", ["guardianship_id"])


def _minors() -> None:
    """The bands lose their numbers, which are settings now. Who said to be under age counts as a minor for two years."""
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint(op.f("ck_account_age_band"), type_="check")
        batch.add_column(sa.Column("minor_until", sa.Date(), nullable=True))
    account = sa.table("account", sa.column("age_band", sa.String), sa.column("minor_until", sa.Date))
    for old, new in BANDS.items():
        until = date.today() + timedelta(days=730) if new == "minor" else None
        op.execute(account.update().where(account.c.age_band == old).values(age_band=new, minor_until=until))
    with op.batch_alter_table("account") as batch:
        batch.create_check_constraint(op.f("ck_account_age_band"), "age_band IN ('minor', 'young', 'adult')")
        batch.create_check_constraint(op.f("ck_account_minor_dated"), "(age_band = 'minor') = (minor_until IS NOT NULL)")


def downgrade() -> None:
    with op.batch_alter_table("submission") as batch:
        for name in ("guardian_before_public", "erased_means_empty"):
            batch.drop_constraint(op.f(f"ck_submission_{name}"), type_="check")
        for name in ("erased_at", "awaiting_guardian", "by_minor"):
            batch.drop_column(name)
    with op.batch_alter_table("reply") as batch:
        batch.drop_constraint(op.f("ck_reply_erased_means_empty"), type_="check")
        for name in ("erased_at", "by_minor"):
            batch.drop_column(name)
    op.execute("DELETE FROM mail WHERE account_id IS NULL")
    with op.batch_alter_table("outcome") as batch:
        batch.drop_constraint(op.f("ck_outcome_withheld_means_gone"), type_="check")
        batch.drop_constraint(op.f("ck_outcome_hash_of_snapshot"), type_="check")
        batch.drop_column("withheld_at")
    op.execute("UPDATE outcome SET snapshot = '' WHERE hash IS NOT NULL AND snapshot IS NULL")
    with op.batch_alter_table("outcome") as batch:
        batch.create_check_constraint(op.f("ck_outcome_hash_of_snapshot"), "(hash IS NULL) = (snapshot IS NULL)")
    with op.batch_alter_table("mail") as batch:
        batch.drop_constraint(op.f("ck_mail_secrets_forgotten"), type_="check")
        batch.drop_constraint(op.f("ck_mail_one_receiver"), type_="check")
        batch.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("secret")
        batch.drop_column("address")
    _numbered_bands()
    for table in ("mail_link", "link_request", "consent_entry", "guardianship"):
        op.drop_table(table)


def _numbered_bands() -> None:
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint(op.f("ck_account_minor_dated"), type_="check")
        batch.drop_constraint(op.f("ck_account_age_band"), type_="check")
        batch.drop_column("minor_until")
    op.execute("UPDATE account SET age_band = '16_17' WHERE age_band = 'minor'")
    op.execute("UPDATE account SET age_band = '18_25' WHERE age_band = 'young'")
    with op.batch_alter_table("account") as batch:
        batch.create_check_constraint(op.f("ck_account_age_band"), "age_band IN ('under_16', '16_17', '18_25', 'adult')")
