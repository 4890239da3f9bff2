"""The life of an outcome: drafted by one, reviewed by another, published frozen, then superseded or retracted."""

from __future__ import annotations

from enum import StrEnum

from forum.core.workflow import Move, Workflow
from forum.policies import publishing as policy


class OutcomeState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


_S = OutcomeState
IN_HAND = (_S.DRAFT, _S.IN_REVIEW, _S.APPROVED)
OUTCOME = Workflow(
    "outcome",
    "state",
    (
        Move("submit", (_S.DRAFT,), _S.IN_REVIEW, policy.why_not_publish_for, "publisher"),
        Move("send_back", (_S.IN_REVIEW, _S.APPROVED), _S.DRAFT, policy.why_not_review, "publisher", note=True),
        Move("approve", (_S.IN_REVIEW,), _S.APPROVED, policy.why_not_review, "publisher"),
        Move("publish", (_S.APPROVED,), _S.PUBLISHED, policy.why_not_publish_for, "publisher"),
        Move("supersede", (_S.PUBLISHED,), _S.SUPERSEDED, policy.why_not_publish_for, "publisher"),
        Move("give_way", (_S.PUBLISHED,), _S.SUPERSEDED, policy.why_not_renew, "system"),
        Move("renew", (_S.APPROVED,), _S.PUBLISHED, policy.why_not_renew, "system"),
        Move("retract", (_S.PUBLISHED,), _S.RETRACTED, policy.why_not_publish_for, "publisher", note=True),
    ),
)
