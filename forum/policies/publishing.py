"""Who may publish the outcome of an event: never one person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import SYSTEM, Role, Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS

if TYPE_CHECKING:
    from forum.publishing.models import Outcome


def why_not_publish_for(who: Viewer, outcome: Outcome) -> Refusal | None:
    """The city's publishers draft, correct, publish and retract."""
    return None if who.holds(Role.PUBLISHER, jurisdiction_id=outcome.jurisdiction_id) else NOT_YOURS


def why_not_review(who: Viewer, outcome: Outcome) -> Refusal | None:
    """A second publisher reviews; the one who drafted it does not."""
    if (refusal := why_not_publish_for(who, outcome)) is not None:
        return refusal
    if who.account_id == outcome.drafted_by_id:
        return Refusal.because("own_outcome", "Hasil ini Anda susun sendiri. Rekan penerbit lain yang meninjaunya.")
    return None


def why_not_renew(who: Viewer, outcome: Outcome) -> Refusal | None:
    """The installation itself, when words that a version quotes were erased: nobody has to agree to an erasure."""
    return None if who is SYSTEM else NOT_YOURS
