"""The outbox: what is to be told, to whom, and how far the mail has come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.core import clock
from forum.core.columns import Utc, choice
from forum.extensions import Base


class MailState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Notice(Base):
    """One line of somebody's inbox, from one line of the history; told once, whatever happens."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    history_seq: Mapped[int] = mapped_column(ForeignKey("history.seq"))
    kind: Mapped[str] = mapped_column(String(48))
    at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(Utc)
    account: Mapped[Account] = relationship()

    __table_args__ = (UniqueConstraint("account_id", "history_seq"), Index(None, "account_id", "id"))


class Mail(Base):
    """A mail in the outbox. ``message_id`` is given once, so that a repeated delivery is recognised as the same mail.

    ``leave`` is the address that ends mails of its kind by one press. It goes to an account, or to the ``address`` of somebody
    who has none. One that is ``secret`` carries a link that acts: its text is forgotten as soon as it is sent.
    """

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    address: Mapped[str | None] = mapped_column(String(254))
    secret: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    leave: Mapped[str | None] = mapped_column(String(400))
    state: Mapped[MailState] = mapped_column(choice(MailState, "state"), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Utc, default=clock.wall)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    last_error: Mapped[str | None] = mapped_column(String(300))
    account: Mapped[Account | None] = relationship()

    __table_args__ = (
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_dated"),
        CheckConstraint("(account_id IS NULL) <> (address IS NULL)", name="one_receiver"),
        CheckConstraint("secret = false OR state <> 'sent' OR body = ''", name="secrets_forgotten"),
        Index(None, "state", "due_at"),
    )


class Reading(Base):
    """How far the history has been read for notices."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), default=0)
