"""How far a guardian's consent for a minor is."""

from __future__ import annotations

from enum import StrEnum

from forum.core.workflow import Move, Workflow
from forum.policies import minors as policy


class GuardianState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_G = GuardianState
GUARDIANSHIP = Workflow(
    "guardian",
    "state",
    (
        Move("grant", (_G.ASKED,), _G.GRANTED, policy.why_not_guard, "guardian"),
        Move("refuse", (_G.ASKED,), _G.REFUSED, policy.why_not_guard, "guardian"),
        Move("withdraw", (_G.GRANTED,), _G.WITHDRAWN, policy.why_not_guard, "guardian"),
    ),
)
