"""The facts of a recommendation: was it issued, what did the agency answer, how far is the work; and its papers."""

from __future__ import annotations

from enum import StrEnum

from forum.core.workflow import Move, Workflow
from forum.policies import recommendations as policy


class Stage(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class AnswerKind(StrEnum):
    NONE = "none"
    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    DEFERRED = "deferred"
    REJECTED = "rejected"


class Work(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    VERIFIED = "verified"


class AnswerState(StrEnum):
    """Of the paper: drafted by the operator, in force when the head approves it."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETURNED = "returned"


class ReportState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    VERIFIED = "verified"
    RETURNED = "returned"


class Horizon(StrEnum):
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


STAGE = Workflow(
    "recommendation",
    "stage",
    (
        Move("issue", (Stage.DRAFT,), Stage.ISSUED, policy.why_not_issue, "moderator"),
        Move("cancel", (Stage.DRAFT, Stage.ISSUED), Stage.CANCELLED, policy.why_not_cancel_recommendation, "publisher", note=True),
    ),
)

_K = AnswerKind
ANSWER = Workflow(
    "recommendation",
    "answer",
    tuple(
        Move(verb, (_K.NONE,), to, policy.why_not_settle_answer, "agency_head", note=True)
        for verb, to in (
            ("accept", _K.ACCEPTED),
            ("accept_in_part", _K.PARTIALLY_ACCEPTED),
            ("defer", _K.DEFERRED),
            ("reject", _K.REJECTED),
        )
    ),
)
ANSWER_VERB = {move.to: move.verb for move in ANSWER}

_W = Work
WORK = Workflow(
    "recommendation",
    "work",
    (
        Move("progress", (_W.NOT_STARTED, _W.IN_PROGRESS), _W.IN_PROGRESS, policy.why_not_report, "agency_operator"),
        Move("complete", (_W.NOT_STARTED, _W.IN_PROGRESS), _W.COMPLETED, policy.why_not_complete, "agency_operator"),
        Move("verify", (_W.COMPLETED,), _W.VERIFIED, policy.why_not_verify, "verifier"),
        Move("resume", (_W.COMPLETED, _W.VERIFIED), _W.IN_PROGRESS, policy.why_not_verify, "verifier", note=True),
    ),
)

ANSWER_PAPER = Workflow(
    "answer",
    "state",
    (
        Move("revise", (AnswerState.DRAFT, AnswerState.RETURNED), AnswerState.DRAFT, policy.why_not_revise_answer, "agency_operator"),
        Move("approve", (AnswerState.DRAFT,), AnswerState.APPROVED, policy.why_not_approve_answer, "agency_head"),
        Move("return", (AnswerState.DRAFT,), AnswerState.RETURNED, policy.why_not_approve_answer, "agency_head", note=True),
    ),
)

REPORT = Workflow(
    "report",
    "state",
    (
        Move("send", (ReportState.DRAFT,), ReportState.SENT, policy.why_not_send_report, "agency_operator"),
        Move("verify", (ReportState.SENT,), ReportState.VERIFIED, policy.why_not_verify_report, "verifier"),
        Move("return", (ReportState.SENT,), ReportState.RETURNED, policy.why_not_verify_report, "verifier", note=True),
    ),
)
