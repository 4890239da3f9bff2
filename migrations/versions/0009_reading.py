"""What pages count is kept by the writes, and what they list has an index of its own.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OF_EVENT = "substr(verb, 1, 6) = 'event.'"
IN_LEDGER = (
    "verb IN ('submission.publish', 'submission.return', 'submission.hold', 'submission.refuse', 'submission.merge', 'submission.split', "
    "'submission.answer', 'submission.adopt', 'submission.acknowledge', 'submission.decline', 'submission.refer', 'submission.leave_out', "
    "'submission.release', 'submission.redact', 'appeal.uphold', 'appeal.overturn')"
)
UNDECIDED = "merged_into_id IS NULL AND disposition = 'open' AND visibility IN ('waiting', 'public', 'returned', 'held')"
RUNNING = "stage = 'issued' AND answer NOT IN ('rejected', 'deferred') AND work NOT IN ('completed', 'verified')"
FINISHED = "stage = 'issued' AND work IN ('completed', 'verified')"
AT_REST = "issued_at IS NOT NULL AND (stage <> 'issued' OR answer IN ('rejected', 'deferred') OR work IN ('completed', 'verified'))"

PARTIAL = (
    ("history", "ix_history_event_itself", ["event_id", "seq"], OF_EVENT),
    ("history", "ix_history_ledger", ["seq"], IN_LEDGER),
    ("history", "ix_history_ledger_city", ["jurisdiction_id", "seq"], IN_LEDGER),
    ("submission", "ix_submission_owed", ["event_id", "judge_by", "id"], UNDECIDED),
    ("recommendation", "ix_recommendation_running", ["due_on", "id", "jurisdiction_id", "answer", "work"], RUNNING),
    ("recommendation", "ix_recommendation_running_city", ["jurisdiction_id", "due_on", "id", "answer", "work"], RUNNING),
    ("recommendation", "ix_recommendation_rest", ["due_on", "id"], AT_REST),
    ("recommendation", "ix_recommendation_rest_city", ["jurisdiction_id", "due_on", "id"], AT_REST),
    ("recommendation", "ix_recommendation_finished", ["completed_at", "id"], FINISHED),
)

IN_WINDOW = (
    "UPDATE input_window SET handed_in = (SELECT count(*) FROM submission WHERE submission.event_id = input_window.event_id "
    "AND submission.submitted_at >= input_window.opens_at AND submission.submitted_at < input_window.closes_at)"
)
SHOWN = "visibility = 'public' AND identity <> 'confidential'"
BY_GROUP = (
    "INSERT INTO tally (scope, key, value) SELECT 'event:' || event_id, 'group:' || group_id, count(*) FROM submission "
    f"WHERE {SHOWN} GROUP BY event_id, group_id"
)
BY_QUESTION = (
    "INSERT INTO tally (scope, key, value) SELECT 'event:' || event_id, 'question:' || question_id, count(*) FROM submission "
    f"WHERE {SHOWN} AND question_id IS NOT NULL GROUP BY event_id, question_id"
)
FATE = (
    "CASE WHEN stage <> 'issued' THEN stage WHEN work <> 'not_started' AND answer NOT IN ('rejected', 'deferred') THEN work "
    "WHEN answer = 'none' THEN 'issued' ELSE answer END"
)
TRACKED = "INSERT INTO tally (scope, key, value) SELECT {scope}, 'tracked.' || {fate}, count(*) FROM recommendation WHERE issued_at IS NOT NULL GROUP BY 1, 2"
SOURCES = (
    "INSERT INTO tally (scope, key, value) SELECT {scope}, 'source.public', count(DISTINCT recommendation_source.submission_id) FROM recommendation "
    "JOIN recommendation_source ON recommendation_source.recommendation_id = recommendation.id WHERE issued_at IS NOT NULL {grouped}"
)
CITY = "'city:' || jurisdiction_id"


def upgrade() -> None:
    with op.batch_alter_table("input_window", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handed_in", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_check_constraint("handed_in_not_negative", "handed_in >= 0")
        batch_op.create_index(batch_op.f("ix_input_window_closes_at_event_id"), ["closes_at", "event_id"], unique=False)
    with op.batch_alter_table("input_window", schema=None) as batch_op:
        batch_op.alter_column("handed_in", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    op.drop_index("ix_recommendation_tracker", "recommendation")
    op.drop_index("ix_recommendation_city", "recommendation")
    op.create_index("ix_recommendation_city", "recommendation", ["jurisdiction_id", "id"], unique=False)
    op.create_index("ix_recommendation_stage", "recommendation", ["jurisdiction_id", "stage", "id"], unique=False)
    for table, name, columns, only in PARTIAL:
        op.create_index(name, table, columns, unique=False, sqlite_where=sa.text(only), postgresql_where=sa.text(only))
    for statement in (IN_WINDOW, BY_GROUP, BY_QUESTION, TRACKED.format(scope=CITY, fate=FATE), TRACKED.format(scope="'site'", fate=FATE)):
        op.execute(statement)
    op.execute(SOURCES.format(scope=CITY, grouped="GROUP BY jurisdiction_id"))
    op.execute(SOURCES.format(scope="'site'", grouped="HAVING count(*) > 0"))


def downgrade() -> None:
    op.execute("DELETE FROM tally WHERE scope LIKE 'event:%' OR key LIKE 'tracked.%' OR key = 'source.public'")
    for table, name, _columns, only in reversed(PARTIAL):
        op.drop_index(name, table, sqlite_where=sa.text(only), postgresql_where=sa.text(only))
    op.drop_index("ix_recommendation_stage", "recommendation")
    op.drop_index("ix_recommendation_city", "recommendation")
    op.create_index("ix_recommendation_city", "recommendation", ["jurisdiction_id", "stage", "due_on", "id"], unique=False)
    op.create_index("ix_recommendation_tracker", "recommendation", ["stage", "due_on", "id"], unique=False)
    with op.batch_alter_table("input_window", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_input_window_closes_at_event_id"))
        batch_op.drop_constraint(batch_op.f("ck_input_window_handed_in_not_negative"), type_="check")
        batch_op.drop_column("handed_in")
