"""Who may let whom in, and give whom which role."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from forum.accounts.roles import HANDED_OVER, OVER_GROUP, SYSTEM, Role, Viewer
from forum.core.refusal import Refusal

if TYPE_CHECKING:
    from forum.accounts.invitations import Invitation
    from forum.accounts.models import Account, RoleGrant

NOT_YOURS = Refusal.because("not_your_role", "Peran Anda tidak mencakup langkah ini.")


OWN_ROLE = Refusal.because("own_role", "Tidak seorang pun dapat memberi peran kepada dirinya sendiri. Minta orang lain.")
LAST_ADMINISTRATOR = Refusal.because(
    "last_administrator", "Ini satu-satunya administrator. Angkat administrator lain lebih dulu, agar pengelolaan tidak terkunci."
)


def _gives(who: Viewer, role: Role, jurisdiction_id: int | None) -> bool:
    """Administrators give every role everywhere; publishers every role but that in their own city."""
    if who is SYSTEM or who.is_administrator:
        return True
    within = jurisdiction_id is not None and who.holds(Role.PUBLISHER, jurisdiction_id=jurisdiction_id)
    return within and role is not Role.ADMINISTRATOR


def _hands_over(who: Viewer, task: RoleGrant | Invitation, own: RoleGrant | None) -> bool:
    """Who holds a role that passes from one person to the next names the next one, for the same role over the same."""
    if own is None or own.account_id != who.account_id or own.role not in HANDED_OVER or own.revoked_at is not None:
        return False
    return (own.role, own.agency_id, own.group_id) == (task.role, task.agency_id, task.group_id)


def why_not_invite(who: Viewer, invitation: Invitation) -> Refusal | None:
    """Who could give the role, or holds it and hands it over; for letting people in, publishers of the city."""
    if _gives(who, invitation.role, invitation.jurisdiction_id) or _hands_over(who, invitation, invitation.replaces):
        return None
    return NOT_YOURS


def why_not_accept(who: Viewer, invitation: Invitation) -> Refusal | None:
    """For a group, a person of its city who does not speak for it already; never who made it; nobody under age at a desk."""
    if invitation.role in OVER_GROUP | {Role.PARTICIPANT} and who.jurisdiction_id != invitation.jurisdiction_id:
        return Refusal.because("other_city", "Undangan ini untuk warga kota lain. Akun Anda terdaftar di kota yang berbeda.")
    if invitation.role is Role.PARTICIPANT:
        return None
    if invitation.role is Role.GROUP_DELEGATE and invitation.group_id in who.groups:
        return Refusal.because("speaks_for_it_already", "Anda sudah berbicara atas nama kelompok ini.")
    if who.account_id in (invitation.issued_by_id, invitation.replaces and invitation.replaces.account_id):
        return OWN_ROLE
    if who.minor and invitation.role is not Role.GROUP_DELEGATE:
        return Refusal.because("minor_role", "Tugas ini hanya untuk orang dewasa.")
    return None


def why_not_grant(who: Viewer, grant: RoleGrant, to: Viewer, replaces: RoleGrant | None = None) -> Refusal | None:
    """Who gives roles there, to anybody but themselves; or who hands their own over."""
    if who is not SYSTEM and who.account_id == to.account_id:
        return OWN_ROLE
    if _gives(who, grant.role, grant.jurisdiction_id) or _hands_over(who, grant, replaces):
        return None
    return NOT_YOURS


def why_not_revoke(who: Viewer, grant: RoleGrant, administrators: int) -> Refusal | None:
    """Who could give it, or who holds it and gives it up; never the last administrator's."""
    if grant.role is Role.ADMINISTRATOR and administrators < 2:
        return LAST_ADMINISTRATOR
    if _gives(who, grant.role, grant.jurisdiction_id) or (who.signed_in and who.account_id == grant.account_id):
        return None
    return NOT_YOURS


def why_not_hand_over(who: Viewer, grant: RoleGrant, today: date) -> Refusal | None:
    """Who holds a role that passes on, while it is in force; or who gives roles there."""
    if not grant.in_force(today):
        return Refusal.because("grant_over", "Tugas ini sudah berakhir, jadi tidak dapat diserahkan.")
    own = grant.role in HANDED_OVER and grant.account_id == who.account_id
    return None if own or _gives(who, grant.role, grant.jurisdiction_id) else NOT_YOURS


def why_not_keep_registry(who: Viewer, jurisdiction_id: int | None) -> Refusal | None:
    """Groups, agencies and offices of a city are kept by its publishers, everywhere by administrators."""
    return None if _gives(who, Role.PUBLISHER, jurisdiction_id) else NOT_YOURS


def why_not_close(who: Viewer, account: Account, administrators: int) -> Refusal | None:
    """One's own account; not the last administrator's."""
    if who.account_id != account.id:
        return NOT_YOURS
    return LAST_ADMINISTRATOR if who.is_administrator and administrators < 2 else None
