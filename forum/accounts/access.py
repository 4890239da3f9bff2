"""Getting in: sessions that can be ended, and the throttle that survives a restart."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.accounts.models import Account
from forum.core import clock
from forum.core.columns import Utc
from forum.core.text import clean_line
from forum.extensions import Base


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
