"""The first schema.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from forum.core import columns


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_key_at"), ["key", "at"], unique=False)

    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "demo_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", columns.Utc(), nullable=False),
        sa.Column("showed", columns.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_clock")),
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
    )
    op.create_table(
        "index_scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("scale_min", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("scale_max", sa.Numeric(precision=4, scale=2), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_scheme")),
        sa.UniqueConstraint("slug", name=op.f("uq_index_scheme_slug")),
    )
    op.create_table(
        "jurisdiction",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=80), nullable=False),
        sa.Column("kemendagri_code", sa.String(length=8), nullable=False),
        sa.Column("government_short", sa.String(length=80), nullable=False),
        sa.Column("tz", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "tz IN ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')", name=op.f("ck_jurisdiction_tz_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurisdiction")),
        sa.UniqueConstraint("kemendagri_code", name=op.f("uq_jurisdiction_kemendagri_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_jurisdiction_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_jurisdiction_slug")),
    )
    op.create_table(
        "legal_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=True),
        sa.Column("repealed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["repealed_by_id"], ["legal_basis.id"], name=op.f("fk_legal_basis_repealed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_basis")),
        sa.UniqueConstraint("slug", name=op.f("uq_legal_basis_slug")),
    )
    op.create_table(
        "once_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=400), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_once_key")),
    )
    op.create_table(
        "pillar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pillar")),
        sa.UniqueConstraint("slug", name=op.f("uq_pillar_slug")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_table(
        "stamp",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_stamp")),
    )
    op.create_table(
        "tally",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_tally")),
    )
    op.create_table(
        "agency",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("abbreviation", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_agency_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("public_id", name=op.f("uq_agency_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_agency_slug")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_jurisdiction_id"), ["jurisdiction_id"], unique=False)

    op.create_table(
        "index_band",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["index_scheme.id"], name=op.f("fk_index_band_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_band")),
        sa.UniqueConstraint("scheme_id", "floor", name=op.f("uq_index_band_scheme_id_floor")),
    )
    op.create_table(
        "index_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "actual", "target", "self_assessment", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("label_stated", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("value >= 0 AND value <= 10", name=op.f("ck_index_value_value_plausible")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_index_value_jurisdiction_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["index_scheme.id"], name=op.f("fk_index_value_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_value")),
        sa.UniqueConstraint(
            "jurisdiction_id",
            "scheme_id",
            "period",
            "kind",
            name=op.f("uq_index_value_jurisdiction_id_scheme_id_period_kind"),
        ),
    )
    op.create_table(
        "pillar_alias",
        sa.Column("alias", sa.String(length=80), nullable=False),
        sa.Column("pillar_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name=op.f("fk_pillar_alias_pillar_id")),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_pillar_alias")),
    )
    op.create_table(
        "stakeholder_group",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advisory_council",
                "civil_society",
                "youth",
                "government",
                "academia",
                "business",
                "media",
                "public",
                "external",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("is_element", sa.Boolean(), nullable=False),
        sa.Column("needs_mandate", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_stakeholder_group_jurisdiction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder_group")),
        sa.UniqueConstraint("jurisdiction_id", "code", name=op.f("uq_stakeholder_group_jurisdiction_id_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stakeholder_group_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_stakeholder_group_slug")),
    )
    op.create_table(
        "account",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "age_band",
            sa.Enum(
                "under_16",
                "16_17",
                "18_25",
                "adult",
                name="age_band",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=True),
        sa.Column("element_id", sa.Integer(), nullable=True),
        sa.Column("consented_at", columns.Utc(), nullable=True),
        sa.Column("consent_version", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("closed_at", columns.Utc(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_lower")),
        sa.ForeignKeyConstraint(["element_id"], ["stakeholder_group.id"], name=op.f("fk_account_element_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_account_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
    )
    op.create_table(
        "event",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "stakeholder_forum",
                "public_consultation_forum",
                "work_meeting",
                "coordination_meeting",
                "socialisation",
                "field_evaluation",
                "commitment_signing",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "announced",
                "closed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", columns.Utc(), nullable=False),
        sa.Column("ends_at", columns.Utc(), nullable=False),
        sa.Column("venue", sa.String(length=200), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum(
                "offline", "online", "hybrid", name="attendance", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("online_url", sa.String(length=300), nullable=True),
        sa.Column("organizer_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.String(length=120), nullable=False),
        sa.Column("opened_by_delegate", sa.String(length=120), nullable=True),
        sa.Column(
            "promise",
            sa.Enum(
                "inform",
                "consult",
                "involve",
                "collaborate",
                name="promise",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("what_can_change", sa.Text(), nullable=False),
        sa.Column("decision_maker", sa.String(length=160), nullable=False),
        sa.Column("result_due_on", sa.Date(), nullable=True),
        sa.Column("open_sign_up", sa.Boolean(), nullable=False),
        sa.Column("announced_at", columns.Utc(), nullable=True),
        sa.Column("closed_at", columns.Utc(), nullable=True),
        sa.Column("outcome_published_at", columns.Utc(), nullable=True),
        sa.Column("submission_count", sa.Integer(), nullable=False),
        sa.Column("public_count", sa.Integer(), nullable=False),
        sa.Column("undecided_count", sa.Integer(), nullable=False),
        sa.Column("unanswered_count", sa.Integer(), nullable=False),
        sa.Column("recommendation_count", sa.Integer(), nullable=False),
        sa.Column("provenance", sa.String(length=20), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_event_closed_dated")),
        sa.CheckConstraint(
            "(state IN ('announced', 'closed')) <= (announced_at IS NOT NULL)", name=op.f("ck_event_announced_dated")
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR outcome_published_at IS NOT NULL", name=op.f("ck_event_closed_means_published")
        ),
        sa.CheckConstraint("state <> 'closed' OR unanswered_count = 0", name=op.f("ck_event_closed_means_answered")),
        sa.CheckConstraint("state <> 'closed' OR undecided_count = 0", name=op.f("ck_event_closed_means_decided")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_ends_after_start")),
        sa.CheckConstraint(
            "submission_count >= 0 AND public_count >= 0 AND undecided_count >= 0 AND unanswered_count >= 0 AND recommendation_count >= 0",
            name=op.f("ck_event_counters_not_negative"),
        ),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_event_jurisdiction_id")),
        sa.ForeignKeyConstraint(["organizer_id"], ["agency.id"], name=op.f("fk_event_organizer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("public_id", name=op.f("uq_event_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_jurisdiction_id_starts_at_id"), ["jurisdiction_id", "starts_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_event_starts_at_id"), ["starts_at", "id"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", columns.Utc(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_agenda_item_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_agenda_item_event_id_position")),
    )
    op.create_table(
        "commitment",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("parent_instrument", sa.String(length=200), nullable=True),
        sa.Column("components", sa.Text(), nullable=False),
        sa.Column("signatories", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_commitment_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_public_id")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_legal_basis",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("legal_basis_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_legal_basis_event_id")),
        sa.ForeignKeyConstraint(
            ["legal_basis_id"], ["legal_basis.id"], name=op.f("fk_event_legal_basis_legal_basis_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "legal_basis_id", name=op.f("pk_event_legal_basis")),
    )
    op.create_table(
        "event_pillar",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("pillar_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_pillar_event_id")),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name=op.f("fk_event_pillar_pillar_id")),
        sa.PrimaryKeyConstraint("event_id", "pillar_id", name=op.f("pk_event_pillar")),
    )
    op.create_table(
        "input_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("before", "during", "after", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("opens_at", columns.Utc(), nullable=False),
        sa.Column("closes_at", columns.Utc(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_input_window_closes_after_opening")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_input_window_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_input_window")),
    )
    with op.batch_alter_table("input_window", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_input_window_event_id"), ["event_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "participant",
                "group_delegate",
                "group_representative",
                "moderator",
                "minute_taker",
                "agency_operator",
                "agency_head",
                "verifier",
                "publisher",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", columns.Utc(), nullable=False),
        sa.Column("revoked_at", columns.Utc(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("uses_left >= 0", name=op.f("ck_invitation_uses_left_not_negative")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_invitation_event_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_invitation_group_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_invitation_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_invitation_fingerprint")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_jurisdiction_id"), ["jurisdiction_id"], unique=False)

    op.create_table(
        "invited_group",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_invited_group_event_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_invited_group_group_id")),
        sa.PrimaryKeyConstraint("event_id", "group_id", name=op.f("pk_invited_group")),
    )
    op.create_table(
        "outcome",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_html", columns.CleanHtmlText(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "published",
                "superseded",
                "retracted",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", columns.Utc(), nullable=True),
        sa.Column("published_at", columns.Utc(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.Column("retracted_note", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'retracted') = (retracted_note IS NOT NULL)", name=op.f("ck_outcome_retracted_reasoned")
        ),
        sa.CheckConstraint(
            "(state IN ('published', 'superseded', 'retracted')) = (hash IS NOT NULL)", name=op.f("ck_outcome_frozen")
        ),
        sa.CheckConstraint(
            "(state NOT IN ('approved', 'published', 'superseded', 'retracted')) OR (reviewed_by_id IS NOT NULL)",
            name=op.f("ck_outcome_reviewed"),
        ),
        sa.CheckConstraint("(hash IS NULL) = (published_at IS NULL)", name=op.f("ck_outcome_published_dated")),
        sa.CheckConstraint("(hash IS NULL) = (snapshot IS NULL)", name=op.f("ck_outcome_hash_of_snapshot")),
        sa.CheckConstraint(
            "(supersedes_id IS NULL) = (correction IS NULL)", name=op.f("ck_outcome_correction_reasoned")
        ),
        sa.CheckConstraint(
            "reviewed_by_id IS NULL OR reviewed_by_id <> drafted_by_id", name=op.f("ck_outcome_two_people")
        ),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["account.id"], name=op.f("fk_outcome_drafted_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_outcome_event_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_outcome_jurisdiction_id")),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["account.id"], name=op.f("fk_outcome_reviewed_by_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["outcome.id"], name=op.f("fk_outcome_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_outcome_event_id_number")),
        sa.UniqueConstraint("hash", name=op.f("uq_outcome_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outcome_public_id")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_state_published_at_id"), ["state", "published_at", "id"], unique=False
        )
        batch_op.create_index(
            "uq_outcome_current",
            ["event_id"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.create_index(
            "uq_outcome_in_hand",
            ["event_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
        )

    op.create_table(
        "provision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_provision_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision")),
    )
    with op.batch_alter_table("provision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_provision_event_id"), ["event_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_question_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("event_id", "position", name=op.f("uq_question_event_id_position")),
    )
    op.create_table(
        "quick_win",
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("pillar_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_quick_win_event_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_quick_win_jurisdiction_id")),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name=op.f("fk_quick_win_pillar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quick_win")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quick_win_public_id")),
    )
    with op.batch_alter_table("quick_win", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quick_win_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quick_win_jurisdiction_id"), ["jurisdiction_id"], unique=False)

    op.create_table(
        "recommendation",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", columns.CleanHtmlText(), nullable=False),
        sa.Column("pillar_id", sa.Integer(), nullable=True),
        sa.Column(
            "horizon",
            sa.Enum("short", "medium", "long", name="horizon", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "priority",
            sa.Enum("high", "medium", "low", name="priority", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("success_indicator", sa.String(length=200), nullable=False),
        sa.Column("baseline", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("target", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("planning_reference", sa.String(length=160), nullable=False),
        sa.Column("index_reference", sa.String(length=80), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("draft", "issued", "cancelled", name="stage", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("issued_at", columns.Utc(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "none",
                "accepted",
                "partially_accepted",
                "deferred",
                "rejected",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answer_html", columns.CleanHtmlText(), nullable=True),
        sa.Column("answered_at", columns.Utc(), nullable=True),
        sa.Column(
            "work",
            sa.Enum(
                "not_started",
                "in_progress",
                "completed",
                "verified",
                name="work",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("claimed_percent", sa.Integer(), nullable=False),
        sa.Column("verified_percent", sa.Integer(), nullable=False),
        sa.Column("completed_at", columns.Utc(), nullable=True),
        sa.Column("cancelled_note", sa.Text(), nullable=True),
        sa.Column("source_count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(answer = 'none') = (answer_html IS NULL)", name=op.f("ck_recommendation_answer_reasoned")),
        sa.CheckConstraint("(answer = 'none') = (answered_at IS NULL)", name=op.f("ck_recommendation_answer_dated")),
        sa.CheckConstraint(
            "(answer = 'none') OR (issued_at IS NOT NULL)", name=op.f("ck_recommendation_answer_after_issue")
        ),
        sa.CheckConstraint(
            "(stage <> 'issued') OR (owner_id IS NOT NULL AND due_on IS NOT NULL AND issued_at IS NOT NULL)",
            name=op.f("ck_recommendation_issued_owned"),
        ),
        sa.CheckConstraint(
            "(stage = 'cancelled') = (cancelled_note IS NOT NULL)", name=op.f("ck_recommendation_cancelled_reasoned")
        ),
        sa.CheckConstraint(
            "(work = 'not_started') OR (answer IN ('accepted', 'partially_accepted', 'deferred'))",
            name=op.f("ck_recommendation_work_after_answer"),
        ),
        sa.CheckConstraint(
            "(work IN ('completed', 'verified')) = (completed_at IS NOT NULL)",
            name=op.f("ck_recommendation_completed_dated"),
        ),
        sa.CheckConstraint(
            "claimed_percent BETWEEN 0 AND 100 AND verified_percent BETWEEN 0 AND 100",
            name=op.f("ck_recommendation_percents"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_recommendation_event_id")),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_recommendation_jurisdiction_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["agency.id"], name=op.f("fk_recommendation_owner_id")),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name=op.f("fk_recommendation_pillar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("code", name=op.f("uq_recommendation_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recommendation_public_id")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index("ix_recommendation_city", ["jurisdiction_id", "stage", "due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_event_id_id"), ["event_id", "id"], unique=False)
        batch_op.create_index("ix_recommendation_owner", ["owner_id", "stage", "due_on", "id"], unique=False)
        batch_op.create_index("ix_recommendation_tracker", ["stage", "due_on", "id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "participant",
                "group_delegate",
                "group_representative",
                "moderator",
                "minute_taker",
                "agency_operator",
                "agency_head",
                "verifier",
                "publisher",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("mandate", sa.String(length=120), nullable=True),
        sa.Column("revoked_at", columns.Utc(), nullable=True),
        sa.CheckConstraint(
            "(role = 'administrator') = (jurisdiction_id IS NULL)", name=op.f("ck_role_grant_city_unless_administrator")
        ),
        sa.CheckConstraint(
            "(role IN ('agency_head', 'agency_operator')) = (agency_id IS NOT NULL)",
            name=op.f("ck_role_grant_agency_roles"),
        ),
        sa.CheckConstraint(
            "(role IN ('group_delegate', 'group_representative')) = (group_id IS NOT NULL)",
            name=op.f("ck_role_grant_group_roles"),
        ),
        sa.CheckConstraint("role <> 'participant'", name=op.f("ck_role_grant_participant_not_granted")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_role_grant_period_ordered")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_role_grant_agency_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_role_grant_group_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_role_grant_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_role_grant_jurisdiction_id_role"), ["jurisdiction_id", "role"], unique=False
        )

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=160), nullable=False),
        sa.Column("started_at", columns.Utc(), nullable=False),
        sa.Column("expires_at", columns.Utc(), nullable=False),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_sign_in_session_fingerprint")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_stored_file_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stored_file_public_id")),
    )
    op.create_table(
        "answer",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "none",
                "accepted",
                "partially_accepted",
                "deferred",
                "rejected",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("response_html", columns.CleanHtmlText(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "approved", "returned", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", columns.Utc(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", columns.Utc(), nullable=True),
        sa.Column("returned_note", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'returned') OR (returned_note IS NOT NULL)", name=op.f("ck_answer_returned_reasoned")
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)",
            name=op.f("ck_answer_approved_dated"),
        ),
        sa.CheckConstraint("kind <> 'none'", name=op.f("ck_answer_kind_chosen")),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> drafted_by_id", name=op.f("ck_answer_two_people")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_answer_approved_by_id")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["account.id"], name=op.f("fk_answer_drafted_by_id")),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_answer_recommendation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_answer_public_id")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_recommendation_id"), ["recommendation_id"], unique=False)
        batch_op.create_index(
            "uq_answer_in_force",
            ["recommendation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'approved'"),
            postgresql_where=sa.text("state = 'approved'"),
        )
        batch_op.create_index(
            "uq_answer_in_hand",
            ["recommendation_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'approved'"),
            postgresql_where=sa.text("state <> 'approved'"),
        )

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_milestone_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("recommendation_id", "position", name=op.f("uq_milestone_recommendation_id_position")),
    )
    op.create_table(
        "report",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("obstacle", sa.Text(), nullable=False),
        sa.Column("reached", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "verified",
                "returned",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", columns.Utc(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", columns.Utc(), nullable=True),
        sa.Column("verified_percent", sa.Integer(), nullable=True),
        sa.Column("verified_note", sa.Text(), nullable=True),
        sa.Column("returned_note", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'returned') OR (returned_note IS NOT NULL)", name=op.f("ck_report_returned_reasoned")
        ),
        sa.CheckConstraint("(state = 'draft') = (sent_at IS NULL)", name=op.f("ck_report_sent_dated")),
        sa.CheckConstraint(
            "(state = 'verified') = (verified_by_id IS NOT NULL AND verified_at IS NOT NULL AND verified_percent IS NOT NULL)",
            name=op.f("ck_report_verified_dated"),
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_report_percent")),
        sa.CheckConstraint(
            "verified_by_id IS NULL OR verified_by_id <> reported_by_id", name=op.f("ck_report_two_people")
        ),
        sa.CheckConstraint(
            "verified_percent IS NULL OR verified_percent BETWEEN 0 AND percent",
            name=op.f("ck_report_verified_within_claim"),
        ),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"], name=op.f("fk_report_recommendation_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["account.id"], name=op.f("fk_report_reported_by_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["account.id"], name=op.f("fk_report_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_recommendation_id_id"), ["recommendation_id", "id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("tracking_code", sa.String(length=24), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("for_group", sa.Boolean(), nullable=False),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column(
            "identity",
            sa.Enum(
                "named",
                "anonymous",
                "confidential",
                name="identity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "floor",
                "paper",
                "whatsapp",
                "interview",
                "email",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "type",
            sa.Enum(
                "suggestion",
                "complaint",
                "question",
                "information_request",
                "aspiration",
                "appreciation",
                "other",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("pillar_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("agenda_item_id", sa.Integer(), nullable=True),
        sa.Column("locality", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", columns.CleanHtmlText(), nullable=False),
        sa.Column("summary", sa.String(length=240), nullable=False),
        sa.Column("cleaner_version", sa.Integer(), nullable=False),
        sa.Column("redacted", sa.Boolean(), nullable=False),
        sa.Column("external_ref", sa.String(length=60), nullable=True),
        sa.Column("submitted_at", columns.Utc(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "waiting",
                "public",
                "returned",
                "held",
                "refused",
                "withdrawn",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility_reason",
            sa.Enum(
                "personal_data",
                "abusive_language",
                "hate_discrimination",
                "threat",
                "accusation_named_person",
                "unverified_claim",
                "spam_gambling",
                "commercial",
                "political_campaign",
                "out_of_scope",
                "service_complaint",
                "duplicate",
                "copyright",
                "minor_without_consent",
                name="visibility_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("visibility_note", sa.Text(), nullable=True),
        sa.Column("published_at", columns.Utc(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judge_by", sa.Date(), nullable=False),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", columns.Utc(), nullable=True),
        sa.Column(
            "disposition",
            sa.Enum(
                "open",
                "answered",
                "adopted",
                "acknowledged",
                "declined",
                "referred",
                "out_of_scope",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("response_html", columns.CleanHtmlText(), nullable=True),
        sa.Column(
            "referred_to",
            sa.Enum(
                "lapor",
                "ppid",
                "whistleblowing",
                name="referred_to",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("disposed_at", columns.Utc(), nullable=True),
        sa.Column("reopened_at", columns.Utc(), nullable=True),
        sa.Column(
            "appeal",
            sa.Enum(
                "none",
                "filed",
                "upheld",
                "overturned",
                name="appeal",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("appeal_text", sa.Text(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", columns.Utc(), nullable=True),
        sa.Column("merge_reason", sa.Text(), nullable=True),
        sa.Column("has_merged", sa.Boolean(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("support_group_count", sa.Integer(), nullable=False),
        sa.Column("reply_count", sa.Integer(), nullable=False),
        sa.Column("reply_seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(appeal = 'none') = (appeal_text IS NULL)", name=op.f("ck_submission_appeal_worded")),
        sa.CheckConstraint("(disposition = 'open') = (disposed_at IS NULL)", name=op.f("ck_submission_disposed_dated")),
        sa.CheckConstraint(
            "(disposition = 'referred') = (referred_to IS NOT NULL)", name=op.f("ck_submission_referred_somewhere")
        ),
        sa.CheckConstraint(
            "(disposition NOT IN ('answered', 'declined')) OR (response_html IS NOT NULL)",
            name=op.f("ck_submission_reasoned_response"),
        ),
        sa.CheckConstraint(
            "(visibility <> 'public') OR (published_at IS NOT NULL)", name=op.f("ck_submission_public_dated")
        ),
        sa.CheckConstraint(
            "(visibility NOT IN ('returned', 'held', 'refused')) OR (visibility_reason IS NOT NULL)",
            name=op.f("ck_submission_reason_given"),
        ),
        sa.CheckConstraint("(claimed_by_id IS NULL) = (claimed_at IS NULL)", name=op.f("ck_submission_claim_dated")),
        sa.CheckConstraint(
            "(merged_into_id IS NULL) = (merge_reason IS NULL)", name=op.f("ck_submission_merge_reasoned")
        ),
        sa.CheckConstraint("(merged_into_id IS NULL) = (merged_at IS NULL)", name=op.f("ck_submission_merge_dated")),
        sa.CheckConstraint("merged_into_id IS NULL OR has_merged = false", name=op.f("ck_submission_no_merge_chains")),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_submission_not_into_itself")
        ),
        sa.CheckConstraint(
            "support_count >= 0 AND support_group_count >= 0 AND reply_count >= 0",
            name=op.f("ck_submission_counters_not_negative"),
        ),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_submission_agenda_item_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_submission_author_id")),
        sa.ForeignKeyConstraint(["claimed_by_id"], ["account.id"], name=op.f("fk_submission_claimed_by_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_submission_event_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_submission_group_id")),
        sa.ForeignKeyConstraint(["judged_by_id"], ["account.id"], name=op.f("fk_submission_judged_by_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_submission_jurisdiction_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["submission.id"], name=op.f("fk_submission_merged_into_id")),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name=op.f("fk_submission_pillar_id")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_submission_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("code", name=op.f("uq_submission_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_public_id")),
        sa.UniqueConstraint("tracking_code", name=op.f("uq_submission_tracking_code")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(
            "ix_submission_appeal",
            ["jurisdiction_id", "judge_by", "id"],
            unique=False,
            sqlite_where=sa.text("appeal = 'filed'"),
            postgresql_where=sa.text("appeal = 'filed'"),
        )
        batch_op.create_index(batch_op.f("ix_submission_author_id_id"), ["author_id", "id"], unique=False)
        batch_op.create_index(
            "ix_submission_desk",
            ["jurisdiction_id", "judge_by", "id"],
            unique=False,
            sqlite_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
            postgresql_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
        )
        batch_op.create_index(
            "ix_submission_desk_event",
            ["event_id", "judge_by", "id"],
            unique=False,
            sqlite_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
            postgresql_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
        )
        batch_op.create_index(batch_op.f("ix_submission_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_submission_public", ["event_id", "visibility", "published_at", "id"], unique=False)
        batch_op.create_index("ix_submission_queue", ["jurisdiction_id", "visibility", "judge_by", "id"], unique=False)
        batch_op.create_index(
            "ix_submission_support",
            ["event_id", "visibility", "support_group_count", "support_count", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_submission_undecided", ["jurisdiction_id", "visibility", "disposition", "judge_by", "id"], unique=False
        )
        batch_op.create_index("uq_submission_external_ref", ["event_id", "external_ref"], unique=True)

    op.create_table(
        "supporting_agency",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_supporting_agency_agency_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_supporting_agency_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "agency_id", name=op.f("pk_supporting_agency")),
    )
    with op.batch_alter_table("supporting_agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supporting_agency_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "document",
                "letter",
                "photo",
                "screenshot",
                "link",
                "data",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_evidence_file_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_evidence_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_report_id"), ["report_id"], unique=False)

    op.create_table(
        "group_support",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_group_support_people_positive")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_group_support_group_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_group_support_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "group_id", name=op.f("pk_group_support")),
    )
    op.create_table(
        "history",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor_ref", sa.String(length=26), nullable=False),
        sa.Column("actor_role", sa.String(length=32), nullable=False),
        sa.Column("verb", sa.String(length=48), nullable=False),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("after", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=48), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_history_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_history_event_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_history_jurisdiction_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_history_outcome_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_history_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_history_submission_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_history")),
        sa.UniqueConstraint("hash", name=op.f("uq_history_hash")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_account_id_seq"), ["account_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_history_event_id_seq"), ["event_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_history_jurisdiction_id_seq"), ["jurisdiction_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_history_outcome_id_seq"), ["outcome_id", "seq"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_history_recommendation_id_seq"), ["recommendation_id", "seq"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_history_submission_id_seq"), ["submission_id", "seq"], unique=False)

    op.create_table(
        "recommendation_source",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_recommendation_source_recommendation_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_recommendation_source_submission_id")
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "submission_id", name=op.f("pk_recommendation_source")),
    )
    with op.batch_alter_table("recommendation_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_source_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.CheckConstraint('"start" >= 0 AND until > "start"', name=op.f("ck_redaction_span_ordered")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_redaction_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redaction_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "reply",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", columns.SortKey(length=72), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "public", "hidden", "withdrawn", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", columns.CleanHtmlText(), nullable=False),
        sa.Column("cleaner_version", sa.Integer(), nullable=False),
        sa.Column("edited_at", columns.Utc(), nullable=True),
        sa.Column("fragment_id", sa.Text(), nullable=False),
        sa.Column("fragment_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(parent_id IS NULL) = (depth = 0)", name=op.f("ck_reply_depth_of_roots")),
        sa.CheckConstraint("length(path) % 6 = 0 AND length(path) >= 6", name=op.f("ck_reply_path_of_steps")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_reply_author_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_reply_group_id")),
        sa.ForeignKeyConstraint(["official_id"], ["agency.id"], name=op.f("fk_reply_official_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["reply.id"], name=op.f("fk_reply_parent_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_reply_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reply_public_id")),
        sa.UniqueConstraint("submission_id", "path", name=op.f("uq_reply_submission_id_path")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_author_id"), ["author_id"], unique=False)

    op.create_table(
        "submission_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaced_at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_submission_version_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_version")),
    )
    with op.batch_alter_table("submission_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_version_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_support_account_id")),
        sa.ForeignKeyConstraint(["carried_from_id"], ["submission.id"], name=op.f("fk_support_carried_from_id")),
        sa.ForeignKeyConstraint(["group_id"], ["stakeholder_group.id"], name=op.f("fk_support_group_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_support_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint("submission_id", "account_id", name=op.f("uq_support_submission_id_account_id")),
    )
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_carried_from_id"), ["carried_from_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("history_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.Column("read_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
        sa.ForeignKeyConstraint(["history_seq"], ["history.seq"], name=op.f("fk_notice_history_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("account_id", "history_seq", name=op.f("uq_notice_account_id_history_seq")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_account_id_id"), ["account_id", "id"], unique=False)

    op.create_table(
        "reply_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaced_at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_version_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_version")),
    )
    with op.batch_alter_table("reply_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_version_reply_id"), ["reply_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", columns.Utc(), nullable=False),
        sa.Column("sent_at", columns.Utc(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mail_sent_dated")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_account_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_mail_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_mail_notice_id")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_state_due_at"), ["state", "due_at"], unique=False)

    append_only()


def downgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_mail_account_id"))

    op.drop_table("mail")
    with op.batch_alter_table("reply_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_version_reply_id"))

    op.drop_table("reply_version")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_account_id_id"))

    op.drop_table("notice")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_carried_from_id"))
        batch_op.drop_index(batch_op.f("ix_support_account_id"))

    op.drop_table("support")
    with op.batch_alter_table("submission_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_version_submission_id"))

    op.drop_table("submission_version")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_author_id"))

    op.drop_table("reply")
    with op.batch_alter_table("redaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_redaction_submission_id"))

    op.drop_table("redaction")
    with op.batch_alter_table("recommendation_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_source_submission_id"))

    op.drop_table("recommendation_source")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_submission_id_seq"))
        batch_op.drop_index(batch_op.f("ix_history_recommendation_id_seq"))
        batch_op.drop_index(batch_op.f("ix_history_outcome_id_seq"))
        batch_op.drop_index(batch_op.f("ix_history_jurisdiction_id_seq"))
        batch_op.drop_index(batch_op.f("ix_history_event_id_seq"))
        batch_op.drop_index(batch_op.f("ix_history_account_id_seq"))

    op.drop_table("history")
    op.drop_table("group_support")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_report_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("supporting_agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supporting_agency_agency_id"))

    op.drop_table("supporting_agency")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("uq_submission_external_ref")
        batch_op.drop_index("ix_submission_undecided")
        batch_op.drop_index("ix_submission_support")
        batch_op.drop_index("ix_submission_queue")
        batch_op.drop_index("ix_submission_public")
        batch_op.drop_index(batch_op.f("ix_submission_merged_into_id"))
        batch_op.drop_index(
            "ix_submission_desk_event",
            sqlite_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
            postgresql_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
        )
        batch_op.drop_index(
            "ix_submission_desk",
            sqlite_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
            postgresql_where=sa.text(
                "merged_into_id IS NULL AND ((disposition = 'open' AND visibility IN ('waiting', 'held', 'public')) OR appeal = 'filed')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_submission_author_id_id"))
        batch_op.drop_index(
            "ix_submission_appeal",
            sqlite_where=sa.text("appeal = 'filed'"),
            postgresql_where=sa.text("appeal = 'filed'"),
        )

    op.drop_table("submission")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_recommendation_id_id"))

    op.drop_table("report")
    op.drop_table("milestone")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_answer_in_hand",
            sqlite_where=sa.text("state <> 'approved'"),
            postgresql_where=sa.text("state <> 'approved'"),
        )
        batch_op.drop_index(
            "uq_answer_in_force",
            sqlite_where=sa.text("state = 'approved'"),
            postgresql_where=sa.text("state = 'approved'"),
        )
        batch_op.drop_index(batch_op.f("ix_answer_recommendation_id"))

    op.drop_table("answer")
    op.drop_table("stored_file")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_account_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_jurisdiction_id_role"))
        batch_op.drop_index(batch_op.f("ix_role_grant_group_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_agency_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index("ix_recommendation_tracker")
        batch_op.drop_index("ix_recommendation_owner")
        batch_op.drop_index(batch_op.f("ix_recommendation_event_id_id"))
        batch_op.drop_index("ix_recommendation_city")

    op.drop_table("recommendation")
    with op.batch_alter_table("quick_win", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quick_win_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_quick_win_event_id"))

    op.drop_table("quick_win")
    op.drop_table("question")
    with op.batch_alter_table("provision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_provision_event_id"))

    op.drop_table("provision")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outcome_in_hand",
            sqlite_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
            postgresql_where=sa.text("state IN ('draft', 'in_review', 'approved')"),
        )
        batch_op.drop_index(
            "uq_outcome_current",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(batch_op.f("ix_outcome_state_published_at_id"))

    op.drop_table("outcome")
    op.drop_table("invited_group")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_event_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("input_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_input_window_event_id"))

    op.drop_table("input_window")
    op.drop_table("event_pillar")
    op.drop_table("event_legal_basis")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_event_id"))

    op.drop_table("commitment")
    op.drop_table("agenda_item")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_event_jurisdiction_id_starts_at_id"))

    op.drop_table("event")
    op.drop_table("account")
    op.drop_table("stakeholder_group")
    op.drop_table("pillar_alias")
    op.drop_table("index_value")
    op.drop_table("index_band")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_jurisdiction_id"))

    op.drop_table("agency")
    op.drop_table("tally")
    op.drop_table("stamp")
    op.drop_table("reading")
    op.drop_table("pillar")
    op.drop_table("once_key")
    op.drop_table("legal_basis")
    op.drop_table("jurisdiction")
    op.drop_table("index_scheme")
    op.drop_table("holiday")
    op.drop_table("demo_clock")
    op.drop_table("chain_head")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_key_at"))

    op.drop_table("attempt")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_append_only()")


def append_only() -> None:
    """The history refuses change in the database too. Forgetting a person may only empty ``note`` and ``salt``."""
    sealed = "seq at jurisdiction_id event_id submission_id recommendation_id outcome_id account_id actor_ref actor_role verb before after reason commitment detail previous hash"
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in sealed.split())
        op.execute(
            "CREATE TRIGGER history_keeps_lines BEFORE UPDATE ON history "
            f"WHEN {changed} OR NEW.note IS NOT NULL OR NEW.salt IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER history_keeps_all BEFORE DELETE ON history "
            "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
        )
        return
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in sealed.split())
    op.execute(
        "CREATE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'history is append-only'; END IF; "
        f"IF {changed} OR NEW.note IS NOT NULL OR NEW.salt IS NOT NULL THEN RAISE EXCEPTION 'history is append-only'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER history_keeps_lines BEFORE UPDATE OR DELETE ON history "
        "FOR EACH ROW EXECUTE FUNCTION history_append_only()"
    )
