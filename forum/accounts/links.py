"""Links that come by mail and act once: to sign in, to choose a new password, for a guardian to read and to answer.

The address that somebody typed is kept as a request, the same row for a known and an unknown one; the delivery job finds
out later whether there is anybody to write to. So the answer on the page tells nothing, in its words and in its time.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.access import fingerprint
from forum.accounts.guardians import Guardianship
from forum.accounts.models import Account
from forum.core import clock
from forum.core.columns import Utc, choice
from forum.extensions import Base, db


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    PASSWORD = "password"
    GUARDIAN = "guardian"


MINUTES = {Purpose.SIGN_IN: 30, Purpose.PASSWORD: 60}


class LinkRequest(Base):
    """Somebody asked for a link to be sent to an address. Removed as soon as the delivery job has looked at it.

    ``guardianship_id`` says for which minor a guardian is written to; without it, for all that know the address.
    """

    __tablename__ = "link_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, "purpose"))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    guardianship_id: Mapped[int | None] = mapped_column(ForeignKey("guardianship.id"))
    at: Mapped[datetime] = mapped_column(Utc, default=clock.wall)


class MailLink(Base):
    """One link that was mailed. The row holds the fingerprint of its secret; a guardian's opens their view until it expires."""

    __tablename__ = "mail_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose, "purpose"))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    guardianship_id: Mapped[int | None] = mapped_column(ForeignKey("guardianship.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Utc, default=clock.wall)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)
    account: Mapped[Account | None] = relationship()
    guardianship: Mapped[Guardianship | None] = relationship()

    __table_args__ = (
        CheckConstraint("(purpose = 'guardian') = (guardianship_id IS NOT NULL)", name="guardian_of_somebody"),
        CheckConstraint("(purpose = 'guardian') = (account_id IS NULL)", name="link_of_somebody"),
        Index(None, "account_id", "purpose"),
    )

    @classmethod
    def to_account(cls, account: Account, purpose: Purpose) -> str:
        """A link for a person; earlier ones of its kind end. Returns the secret, which is not kept here."""
        found = (cls.account_id == account.id) & (cls.purpose == purpose) & cls.used_at.is_(None)
        db.session.execute(update(cls).where(found).values(used_at=clock.wall()))
        return cls._made(purpose, timedelta(minutes=MINUTES[purpose]), account_id=account.id)

    @classmethod
    def to_guardian(cls, guardianship: Guardianship, days: int) -> str:
        """A link for a guardian; those sent before, perhaps to another address, end."""
        found = (cls.guardianship_id == guardianship.id) & cls.used_at.is_(None)
        db.session.execute(update(cls).where(found).values(used_at=clock.wall()))
        return cls._made(Purpose.GUARDIAN, timedelta(days=days), guardianship_id=guardianship.id)

    @classmethod
    def _made(cls, purpose: Purpose, lasting: timedelta, **whose: int) -> str:
        secret = secrets.token_urlsafe(32)
        db.session.add(cls(purpose=purpose, fingerprint=fingerprint(secret), expires_at=clock.wall() + lasting, **whose))
        return secret

    @property
    def usable(self) -> bool:
        return self.used_at is None and self.expires_at > clock.wall()

    def use(self) -> bool:
        """It acts this once; False when somebody else was faster by an instant."""
        unused = update(MailLink).where(MailLink.id == self.id, MailLink.used_at.is_(None))
        return db.session.connection().execute(unused.values(used_at=clock.wall())).rowcount == 1
