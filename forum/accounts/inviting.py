"""From a filled form to an invitation: what the pages of the registry, of roles and of handing over have in common."""

from __future__ import annotations

from datetime import date
from typing import Any

from forum.accounts.bodies import Agency, StakeholderGroup
from forum.accounts.invitations import Invitation, Task
from forum.accounts.models import RoleGrant
from forum.accounts.roles import Role, Viewer
from forum.core import clock
from forum.core.refusal import Refusal, Refused
from forum.policies import accounts as policy

DAYS = 30


def to_body(body: StakeholderGroup | Agency, answers: dict[str, Any], *, by: Viewer) -> tuple[Invitation, str]:
    """Ask whoever reads an address to speak for a group or to work for an agency."""
    over: dict[str, Any] = {"group": body} if isinstance(body, StakeholderGroup) else {"agency": body}
    task = Task(role=Role(answers["role"]), since=answers["since"], until=answers["until"], mandate=answers["mandate"] or "", **over)
    if task.role is Role.GROUP_REPRESENTATIVE and isinstance(body, StakeholderGroup) and represented(body, task.since):
        raise Refused(ONE_REPRESENTATIVE)
    return Invitation.issue(body.jurisdiction, by=by, label=body.name, task=task, days=DAYS, sent_to=answers["email"])


ONE_REPRESENTATIVE = Refusal.because(
    "representative_there",
    "Kelompok ini sudah punya wakil pada tanggal itu. Pakai serah terima pada wakil yang sekarang, atau akhiri tugasnya dulu.",
)


def represented(group: StakeholderGroup, since: date | None) -> bool:
    """Whether somebody represents the group on that day (today when none is named)."""
    day = since or clock.today(group.jurisdiction.tz)
    return any(one.role is Role.GROUP_REPRESENTATIVE and one.in_force(day) for one in group.grants)


def successor(grant: RoleGrant, answers: dict[str, Any], *, by: Viewer) -> tuple[Invitation, str]:
    """Ask whoever reads an address to take a role over from somebody, from a day on.

    :raises Refused: unless ``by`` holds that role, or gives roles there.
    """
    if (refusal := policy.why_not_hand_over(by, grant, clock.today("Asia/Jakarta"))) is not None:
        raise Refused(refusal)
    body = grant.group or grant.agency
    if body is None:
        raise Refused(policy.NOT_YOURS)
    task = Task(
        role=Role(grant.role),
        group=grant.group,
        agency=grant.agency,
        since=answers["since"],
        mandate=answers["mandate"] or "",
        replaces=grant,
    )
    return Invitation.issue(body.jurisdiction, by=by, label=body.name, task=task, days=DAYS, sent_to=answers["email"])
