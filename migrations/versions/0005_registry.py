"""The registry: groups as bodies, offices, roles for outsiders and single events, invitations to a role, event codes.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from forum.core import columns


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD = ("participant", "group_delegate", "group_representative", "moderator", "minute_taker", "agency_operator", "agency_head", "verifier", "publisher", "administrator")
NEW = (*OLD, "information_officer", "assessor", "mentor")
CAPACITY = ("definitive", "acting", "daily_acting", "interim")
GROUP_ROLES = "(role IN ('group_delegate', 'group_representative')) = (group_id IS NOT NULL)"
AGENCY_ROLES = "(role IN ('agency_operator', 'agency_head')) = (agency_id IS NOT NULL)"
FATE = (
    "CASE WHEN merged_into_id IS NOT NULL THEN 'merged' WHEN visibility IN ('refused', 'withdrawn') OR disposition = 'open' "
    "THEN visibility ELSE disposition END"
)


def _in(*roles: str) -> str:
    return f"role IN ({', '.join(repr(role) for role in roles)})"


def upgrade() -> None:
    _bodies()
    _roles()
    _invitations()
    with op.batch_alter_table("event") as batch:
        kind = sa.Enum(*CAPACITY, name="opened_by_capacity", native_enum=False, create_constraint=True, length=32)
        batch.add_column(sa.Column("opened_by_capacity", kind, nullable=False, server_default="definitive"))
    op.create_index("ix_submission_group", "submission", ["group_id", "visibility", "published_at", "id"])
    op.execute(
        f"INSERT INTO tally (scope, key, value) SELECT 'group:' || group_id, 'input.' || {FATE}, count(*) FROM submission GROUP BY 1, 2"
    )


def _bodies() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Enum(*CAPACITY, name="capacity", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_office_period_ordered")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_office_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_index(op.f("ix_office_agency_id"), "office", ["agency_id"])
    held = sa.text("until IS NULL")
    op.create_index("uq_office_held", "office", ["agency_id", "title"], unique=True, sqlite_where=held, postgresql_where=held)
    with op.batch_alter_table("stakeholder_group") as batch:
        for name, length in (("abbreviation", 40), ("founding_decree", 120), ("contact", 160)):
            batch.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        for name in ("period_from", "period_to"):
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch.add_column(sa.Column("minors_possible", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("counts_for_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_stakeholder_group_counts_for_id"), "stakeholder_group", ["counts_for_id"], ["id"])
        ordered = "period_to IS NULL OR period_from IS NULL OR period_to >= period_from"
        batch.create_check_constraint(op.f("ck_stakeholder_group_period_ordered"), ordered)
        alone = "counts_for_id IS NULL OR is_element = false"
        batch.create_check_constraint(op.f("ck_stakeholder_group_elements_count_for_themselves"), alone)


def _roles() -> None:
    for name in ("mail_mine", "mail_supported"):
        op.execute(f"ALTER TABLE account ADD COLUMN {name} BOOLEAN DEFAULT true NOT NULL")
    with op.batch_alter_table("role_grant") as batch:
        batch.drop_constraint(op.f("ck_role_grant_role"), type_="check")
        batch.create_check_constraint(op.f("ck_role_grant_role"), _in(*NEW))
        batch.add_column(sa.Column("handed_over_at", columns.Utc(), nullable=True))
        ends = "handed_over_at IS NULL OR until IS NOT NULL OR revoked_at IS NOT NULL"
        batch.create_check_constraint(op.f("ck_role_grant_handed_over_ends"), ends)
        batch.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_role_grant_event_id"), "event", ["event_id"], ["id"])
        until = "role NOT IN ('assessor', 'mentor') OR until IS NOT NULL"
        batch.create_check_constraint(op.f("ck_role_grant_outsiders_until_a_date"), until)
        single = "event_id IS NULL OR role IN ('assessor', 'mentor', 'minute_taker')"
        batch.create_check_constraint(op.f("ck_role_grant_event_roles"), single)
        batch.create_index(op.f("ix_role_grant_event_id"), ["event_id"])


def _invitations() -> None:
    op.execute("UPDATE invitation SET role = 'participant' WHERE group_id IS NULL")
    with op.batch_alter_table("invitation") as batch:
        batch.drop_constraint(op.f("ck_invitation_role"), type_="check")
        batch.create_check_constraint(op.f("ck_invitation_role"), _in(*NEW))
        batch.alter_column("jurisdiction_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("short_code", sa.String(length=12), nullable=True))
        batch.add_column(sa.Column("mandate", sa.String(length=120), nullable=False, server_default=""))
        batch.add_column(sa.Column("sent_to", sa.String(length=254), nullable=True))
        for name in ("since", "until"):
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name, table in (("agency_id", "agency"), ("replaces_id", "role_grant"), ("issued_by_id", "account")):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_invitation_{name}"), table, [name], ["id"])
        batch.create_unique_constraint(op.f("uq_invitation_short_code"), ["short_code"])
        checks = {
            "codes_let_people_in_only": "short_code IS NULL OR (event_id IS NOT NULL AND role = 'participant')",
            "group_roles": GROUP_ROLES,
            "agency_roles": AGENCY_ROLES,
            "city_unless_administrator": "role = 'administrator' OR jurisdiction_id IS NOT NULL",
            "period_ordered": "until IS NULL OR since IS NULL OR until >= since",
            "one_successor": "replaces_id IS NULL OR uses_left <= 1",
        }
        for name, rule in checks.items():
            batch.create_check_constraint(op.f(f"ck_invitation_{name}"), rule)
        for name in ("agency_id", "group_id"):
            batch.create_index(op.f(f"ix_invitation_{name}"), [name])


def downgrade() -> None:
    op.execute("DELETE FROM tally WHERE key LIKE 'input.%'")
    op.drop_index("ix_submission_group", "submission")
    with op.batch_alter_table("event") as batch:
        batch.drop_constraint(op.f("ck_event_opened_by_capacity"), type_="check")
        batch.drop_column("opened_by_capacity")
    _former_invitations()
    op.execute("DELETE FROM role_grant WHERE role IN ('information_officer', 'assessor', 'mentor')")
    with op.batch_alter_table("role_grant") as batch:
        batch.drop_index(op.f("ix_role_grant_event_id"))
        for name in ("handed_over_ends", "event_roles", "outsiders_until_a_date", "role"):
            batch.drop_constraint(op.f(f"ck_role_grant_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_role_grant_event_id"), type_="foreignkey")
        batch.drop_column("event_id")
        batch.drop_column("handed_over_at")
        batch.create_check_constraint(op.f("ck_role_grant_role"), _in(*OLD))
    for name in ("mail_mine", "mail_supported"):
        op.drop_column("account", name)
    with op.batch_alter_table("stakeholder_group") as batch:
        for name in ("elements_count_for_themselves", "period_ordered"):
            batch.drop_constraint(op.f(f"ck_stakeholder_group_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_stakeholder_group_counts_for_id"), type_="foreignkey")
        for name in ("counts_for_id", "minors_possible", "period_to", "period_from", "contact", "founding_decree", "abbreviation"):
            batch.drop_column(name)
    op.drop_table("office")


def _former_invitations() -> None:
    """Only what lets people in, or a delegate speak for a group, was there before."""
    op.execute("DELETE FROM invitation WHERE role NOT IN ('participant', 'group_delegate') OR jurisdiction_id IS NULL")
    op.execute("UPDATE invitation SET role = 'group_delegate' WHERE role = 'participant'")
    with op.batch_alter_table("invitation") as batch:
        for name in ("group_id", "agency_id"):
            batch.drop_index(op.f(f"ix_invitation_{name}"))
        batch.drop_constraint(op.f("uq_invitation_short_code"), type_="unique")
        for name in ("one_successor", "period_ordered", "city_unless_administrator", "agency_roles", "group_roles", "codes_let_people_in_only", "role"):
            batch.drop_constraint(op.f(f"ck_invitation_{name}"), type_="check")
        for name in ("issued_by_id", "replaces_id", "agency_id"):
            batch.drop_constraint(op.f(f"fk_invitation_{name}"), type_="foreignkey")
            batch.drop_column(name)
        for name in ("until", "since", "sent_to", "mandate", "short_code"):
            batch.drop_column(name)
        batch.alter_column("jurisdiction_id", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint(op.f("ck_invitation_role"), _in(*OLD))
