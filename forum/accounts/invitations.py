"""Invitations: a link or a short code by which people join, speak for a group, take over from somebody, or take on a role.

Nobody is given a role without accepting it, and nobody learns whether an address has an account: the link is mailed to
whoever reads there, who signs in or signs up and accepts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.access import fingerprint
from forum.accounts.bodies import Agency, Jurisdiction, StakeholderGroup
from forum.accounts.models import Account, RoleGrant
from forum.accounts.roles import OVER_AGENCY, OVER_GROUP, SYSTEM, Role, Viewer
from forum.core import clock, history
from forum.core.columns import Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refusal, Refused
from forum.extensions import Base, db
from forum.policies import accounts as policy

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 7
"""Read from a screen and typed on a phone: 30 letters and digits that nobody confuses, 22 thousand million codes."""


def spelt(code: str) -> str:
    """A code as people type it, in the spelling that is stored."""
    return "".join(one for one in code.upper() if one.isalnum())[:12]


@dataclass(frozen=True, slots=True)
class Task:
    """What accepting an invitation lets a person do: a role, over what, from when until when, by which letter."""

    role: Role = Role.PARTICIPANT
    group: StakeholderGroup | None = None
    agency: Agency | None = None
    event_id: int | None = None
    since: date | None = None
    until: date | None = None
    mandate: str = ""
    replaces: RoleGrant | None = None


class Invitation(Record, Base):
    """A link that lets people in, recognised by its fingerprint; or a short code that is announced in the hall."""

    __tablename__ = "invitation"

    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    short_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    jurisdiction_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id"))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"), default=Role.PARTICIPANT)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    mandate: Mapped[str] = mapped_column(String(120), default="")
    sent_to: Mapped[str | None] = mapped_column(String(254))
    label: Mapped[str] = mapped_column(String(120))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    jurisdiction: Mapped[Jurisdiction | None] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()
    agency: Mapped[Agency | None] = relationship()
    replaces: Mapped[RoleGrant | None] = relationship()
    issuer: Mapped[Account | None] = relationship()

    __table_args__ = (
        CheckConstraint("uses_left >= 0", name="uses_left_not_negative"),
        CheckConstraint("short_code IS NULL OR (event_id IS NOT NULL AND role = 'participant')", name="codes_let_people_in_only"),
        CheckConstraint("(role IN ('group_delegate', 'group_representative')) = (group_id IS NOT NULL)", name="group_roles"),
        CheckConstraint("(role IN ('agency_operator', 'agency_head')) = (agency_id IS NOT NULL)", name="agency_roles"),
        CheckConstraint("role = 'administrator' OR jurisdiction_id IS NOT NULL", name="city_unless_administrator"),
        CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name="period_ordered"),
        CheckConstraint("replaces_id IS NULL OR uses_left <= 1", name="one_successor"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"jurisdiction_id": self.jurisdiction_id, "event_id": self.event_id}

    @classmethod
    def issue(
        cls,
        jurisdiction: Jurisdiction | None,
        *,
        by: Viewer,
        label: str,
        task: Task | None = None,
        event_id: int | None = None,
        uses: int = 1,
        days: int = 30,
        sent_to: str | None = None,
        code: bool = False,
    ) -> tuple[Invitation, str]:
        """A new invitation and the secret for its link, which is not kept here.

        :raises Refused: when ``by`` could not give that role, or let people in there.
        """
        secret, given = secrets.token_urlsafe(24), task or Task()
        made = cls(
            fingerprint=fingerprint(secret),
            short_code="".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) if code else None,
            jurisdiction=jurisdiction,
            jurisdiction_id=jurisdiction.id if jurisdiction else None,
            group=given.group,
            group_id=given.group.id if given.group else None,
            agency=given.agency,
            agency_id=given.agency.id if given.agency else None,
            event_id=event_id or given.event_id,
            replaces=given.replaces,
            issued_by_id=by.account_id,
            role=given.role,
            since=given.since,
            until=given.until,
            mandate=given.mandate,
            sent_to=sent_to,
            label=label,
            uses_left=uses,
            expires_at=clock.wall() + timedelta(days=days),
        )
        if (refusal := policy.why_not_invite(by, made)) is not None:
            raise Refused(refusal)
        db.session.add(made)
        history.record("invitation.issue", made, by=by, role=Role.PUBLISHER, after=given.role, detail={"over": made.place})
        return made, secret

    @property
    def place(self) -> str | None:
        """The slug of what it is over."""
        over = self.group or self.agency or self.jurisdiction
        return over.slug if over else None

    def revoke(self, *, by: Viewer) -> None:
        """End it before its time."""
        if (refusal := policy.why_not_invite(by, self)) is not None:
            raise Refused(refusal)
        self.revoked_at = self.revoked_at or clock.wall()
        history.record("invitation.revoke", self, by=by, role=Role.PUBLISHER)

    def why_not_usable(self) -> Refusal | None:
        ended = self.replaces is not None and self.replaces.revoked_at is not None
        if self.revoked_at is not None or self.uses_left < 1 or self.expires_at <= clock.wall() or ended:
            return Refusal.because("invitation_used_up", "Tautan undangan ini sudah tidak berlaku. Minta tautan baru kepada penyelenggara.")
        return None

    def accept(self, account: Account) -> None:
        """Use the invitation once: the account takes on the role it names, if any; who had it before gives it up.

        :raises Refused: when it is over, was made by this very person, or whoever made it could not give that role any more.
        """
        if (refusal := self.why_not_usable() or policy.why_not_accept(account.viewer(), self)) is not None:
            raise Refused(refusal)
        self.uses_left -= 1
        if self.role is not Role.PARTICIPANT:
            self._take_on(account)
        history.record("invitation.accept", account, by=account.viewer(), after=self.role, detail={"over": self.place})

    def _take_on(self, account: Account) -> None:
        today = clock.today("Asia/Jakarta")
        issuer = self.issuer.viewer() if self.issuer else SYSTEM
        since = max(self.since or today, today)
        account.grant(
            self.role,
            by=issuer,
            jurisdiction=self.jurisdiction if self.role not in OVER_AGENCY | OVER_GROUP else None,
            agency=self.agency,
            group=self.group,
            event_id=self.event_id if self.group is None and self.agency is None else None,
            since=since,
            until=self.until,
            mandate=self.mandate or self.label,
            replaces=self.replaces,
        )
        if self.replaces is not None:
            self.replaces.hand_over(since, by=issuer)
