"""Getting in: sessions that can be ended, invitation links, and the throttle that survives a restart."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account, Jurisdiction, RoleGrant, StakeholderGroup
from forum.accounts.roles import Role, Viewer
from forum.core import clock, history
from forum.core.columns import Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refusal, Refused
from forum.core.text import clean_line
from forum.extensions import Base
from forum.policies import accounts as policy


def fingerprint(secret: str) -> str:
    """What is stored of a secret: enough to recognise it, nothing to use."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SignInSession(Base):
    """One signed-in device. The cookie holds the secret, the row its fingerprint; ending the row ends the session."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    device: Mapped[str] = mapped_column(String(160))
    started_at: Mapped[datetime] = mapped_column(Utc, default=clock.wall)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)

    @classmethod
    def start(cls, account: Account, device: str, days: int) -> tuple[SignInSession, str]:
        """A new session and the secret for its cookie, which is not kept here."""
        secret = secrets.token_urlsafe(32)
        expires = clock.wall() + timedelta(days=days)
        return cls(fingerprint=fingerprint(secret), account_id=account.id, device=clean_line(device, 160), expires_at=expires), secret

    def end(self) -> None:
        self.ended_at = self.ended_at or clock.wall()


class Attempt(Base):
    """One try at something that must not be tried without end: sign-in, sign-up, posting. Keys are hashed."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc, default=clock.wall)

    __table_args__ = (Index(None, "key", "at"),)


class Invitation(Record, Base):
    """A link that lets people sign up, for a group when it names one. It is recognised by its fingerprint."""

    __tablename__ = "invitation"

    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"), default=Role.GROUP_DELEGATE)
    label: Mapped[str] = mapped_column(String(120))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    jurisdiction: Mapped[Jurisdiction] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()

    __table_args__ = (CheckConstraint("uses_left >= 0", name="uses_left_not_negative"),)

    @property
    def trail(self) -> dict[str, int | None]:
        return {"jurisdiction_id": self.jurisdiction_id, "event_id": self.event_id}

    @classmethod
    def issue(
        cls,
        jurisdiction: Jurisdiction,
        *,
        by: Viewer,
        label: str,
        group: StakeholderGroup | None = None,
        event_id: int | None = None,
        uses: int = 1,
        days: int = 30,
    ) -> tuple[Invitation, str]:
        """A new invitation and the secret for its link, shown once.

        :raises Refused: unless ``by`` is a publisher of the city or an administrator.
        """
        secret = secrets.token_urlsafe(24)
        made = cls(
            fingerprint=fingerprint(secret),
            jurisdiction=jurisdiction,
            jurisdiction_id=jurisdiction.id,
            group=group,
            event_id=event_id,
            label=label,
            uses_left=uses,
            expires_at=clock.wall() + timedelta(days=days),
        )
        if (refusal := policy.why_not_invite(by, made)) is not None:
            raise Refused(refusal)
        history.record("invitation.issue", made, by=by, role=Role.PUBLISHER, detail={"group": group.slug if group else None})
        return made, secret

    def revoke(self, *, by: Viewer) -> None:
        """End it before its time."""
        if (refusal := policy.why_not_invite(by, self)) is not None:
            raise Refused(refusal)
        self.revoked_at = self.revoked_at or clock.wall()
        history.record("invitation.revoke", self, by=by, role=Role.PUBLISHER)

    def why_not_usable(self) -> Refusal | None:
        if self.revoked_at is not None or self.uses_left < 1 or self.expires_at <= clock.wall():
            return Refusal.because("invitation_used_up", "Tautan undangan ini sudah tidak berlaku. Minta tautan baru kepada penyelenggara.")
        return None

    def why_not_accept(self, who: Viewer) -> Refusal | None:
        return policy.why_not_accept(who, self)

    def accept(self, account: Account) -> None:
        """Use the invitation once: the account may speak for the group it names."""
        if (refusal := self.why_not_usable() or policy.why_not_accept(account.viewer(), self)) is not None:
            raise Refused(refusal)
        self.uses_left -= 1
        if self.group is not None and not self.group.is_element:
            account.grants.append(
                RoleGrant(
                    role=self.role,
                    jurisdiction_id=self.group.jurisdiction_id,
                    group=self.group,
                    since=clock.today("Asia/Jakarta"),
                    mandate=self.label,
                )
            )
        history.record("invitation.accept", account, by=account.viewer(), detail={"group": self.group.slug if self.group else None})
