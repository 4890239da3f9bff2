"""What is not sent yet: one draft for each person and event, on the server, so that it can be taken up on another device."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.core import clock
from forum.core.columns import Utc
from forum.core.files import StoredFile
from forum.core.model import Record
from forum.events.models import Event
from forum.extensions import Base
from forum.submissions.attachments import Attachment

FIELDS = ("title", "body", "type", "pillar", "question", "locality", "group", "identity")


class Draft(Record, Base):
    """A submission in the making. It is nobody's but its writer's, leaves no line in the history, and ends by itself."""

    __tablename__ = "draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    content: Mapped[str] = mapped_column(Text, default="{}")
    saved_at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    account: Mapped[Account] = relationship()
    event: Mapped[Event] = relationship()
    attachments: Mapped[list[Attachment]] = relationship(
        order_by="Attachment.id", back_populates="draft", cascade="save-update, merge", passive_deletes="all"
    )

    __table_args__ = (UniqueConstraint("account_id", "event_id"), Index(None, "saved_at"))

    @property
    def fields(self) -> dict[str, str]:
        """What was typed and chosen, by the name of the field."""
        return dict(json.loads(self.content))

    @property
    def title(self) -> str:
        return self.fields.get("title", "")

    def holding(self, file: StoredFile) -> Attachment:
        """The file lies in the draft, once: the same bytes again are the file that lies there already."""
        for one in self.attachments:
            if one.file.sha256 == file.sha256:
                return one
        made = Attachment(file=file)
        self.attachments.append(made)
        return made

    def keep(self, values: Mapping[str, str | None]) -> None:
        """Take what the form holds now. Saying the same again changes nothing, not even the version."""
        content = json.dumps({name: values[name] for name in FIELDS if values.get(name)}, ensure_ascii=False, sort_keys=True)
        if content != self.content:
            self.content, self.saved_at = content, clock.now()


def oldest_kept(days: int) -> datetime:
    """Drafts that were saved before this moment have ended."""
    return clock.now() - timedelta(days=days)
