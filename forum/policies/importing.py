"""Who may bring in inputs that were gathered elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS
from forum.policies.submissions import EVENT_OVER

if TYPE_CHECKING:
    from forum.events.models import Event


def why_not_import(who: Viewer, event: Event) -> Refusal | None:
    """The publisher of the city, into a draft too, until the event is over."""
    if not who.holds(Role.PUBLISHER, jurisdiction_id=event.jurisdiction_id):
        return NOT_YOURS
    return EVENT_OVER if event.state in ("closed", "cancelled") else None
