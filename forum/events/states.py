"""The stored states of an event, and the phase that people see, which the clock decides."""

from __future__ import annotations

from enum import StrEnum

from forum.core.workflow import Move, Workflow
from forum.policies import events as policy


class EventState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Derived, never stored."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    UNDER_WAY = "under_way"
    HELD = "held"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


EVENT = Workflow(
    "event",
    "state",
    (
        Move("announce", (EventState.DRAFT,), EventState.ANNOUNCED, policy.why_not_announce, "publisher"),
        Move("close", (EventState.ANNOUNCED,), EventState.CLOSED, policy.why_not_close, "publisher"),
        Move("cancel", (EventState.DRAFT, EventState.ANNOUNCED), EventState.CANCELLED, policy.why_not_cancel, "publisher", note=True),
    ),
)
