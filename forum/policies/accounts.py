"""Who may let whom in, and give whom which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import OVER_AGENCY, OVER_GROUP, SYSTEM, Role, Viewer
from forum.core.refusal import Refusal

if TYPE_CHECKING:
    from forum.accounts.access import Invitation
    from forum.accounts.models import Account, RoleGrant

NOT_YOURS = Refusal.because("not_your_role", "Peran Anda tidak mencakup langkah ini.")


def why_not_invite(who: Viewer, invitation: Invitation) -> Refusal | None:
    """Publishers of the city invite; so do administrators."""
    if who.is_administrator or who.holds(Role.PUBLISHER, jurisdiction_id=invitation.jurisdiction_id):
        return None
    return NOT_YOURS


def why_not_accept(who: Viewer, invitation: Invitation) -> Refusal | None:
    """A person of the same city takes an invitation up once."""
    if who.jurisdiction_id != invitation.jurisdiction_id:
        return Refusal.because("other_city", "Undangan ini untuk warga kota lain. Akun Anda terdaftar di kota yang berbeda.")
    if invitation.group_id is not None and invitation.group_id in who.groups:
        return Refusal.because("speaks_for_it_already", "Anda sudah berbicara atas nama kelompok ini.")
    return None


def why_not_grant(who: Viewer, grant: RoleGrant) -> Refusal | None:
    """Administrators grant every role; a publisher grants agency and group roles in their own city."""
    if who is SYSTEM or who.is_administrator:
        return None
    within = grant.jurisdiction_id is not None and who.holds(Role.PUBLISHER, jurisdiction_id=grant.jurisdiction_id)
    if within and grant.role in OVER_AGENCY | OVER_GROUP:
        return None
    return NOT_YOURS


def why_not_close(who: Viewer, account: Account) -> Refusal | None:
    """One's own account."""
    return None if who.account_id == account.id else NOT_YOURS
