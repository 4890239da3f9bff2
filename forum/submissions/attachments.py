"""Files that belong to what somebody says: gathered in a draft, then part of the submission."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.columns import Utc, choice
from forum.core.files import StoredFile
from forum.core.model import new_public_id
from forum.core.refusal import Refused
from forum.core.text import clean_line
from forum.extensions import Base
from forum.policies import attachments as policy

if TYPE_CHECKING:
    from forum.submissions.drafts import Draft
    from forum.submissions.models import Submission


class Clearance(StrEnum):
    """Whether a file of a public submission may be read: as the text is, never, or although the text is masked."""

    AS_TEXT = "as_text"
    WITHHELD = "withheld"
    CLEARED = "cleared"


class Attachment(Base):
    """One file. ``description`` says in words what it shows, for whoever cannot see or open it."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=new_public_id)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    description: Mapped[str] = mapped_column(String(200), default="")
    clearance: Mapped[Clearance] = mapped_column(choice(Clearance, "clearance"), default=Clearance.AS_TEXT)
    removed_at: Mapped[datetime | None] = mapped_column(Utc)
    file: Mapped[StoredFile] = relationship()
    draft: Mapped[Draft | None] = relationship(back_populates="attachments")
    submission: Mapped[Submission | None] = relationship(back_populates="attachments")

    __table_args__ = (
        CheckConstraint("(draft_id IS NULL) <> (submission_id IS NULL)", name="draft_or_submission"),
        CheckConstraint("draft_id IS NULL OR removed_at IS NULL", name="drafts_forget"),
    )

    @property
    def label(self) -> str:
        """What to call it: its description, else the name of the file."""
        return self.description or self.file.name

    def describe(self, words: str | None) -> None:
        """What it shows, in words; None leaves them as they are."""
        if words is not None:
            self.description = clean_line(words, 200)

    def remove(self, *, by: Viewer) -> None:
        """Its author takes it back: nobody is given it any more, that it was there stays on record."""
        if (refusal := policy.why_not_remove_attachment(by, self)) is not None:
            raise Refused(refusal)
        self.removed_at = clock.now()
        self._told("detach", by, "participant")

    def empty(self) -> None:
        """Every word of it goes with the submission that was erased; the worker takes the bytes."""
        self.description, self.file.name = "", "-"
        self.removed_at = self.removed_at or clock.now()

    def judge(self, clearance: Clearance, *, by: Viewer) -> None:
        """A moderator keeps it from the public, or lets it be read although the text is masked."""
        if (refusal := policy.why_not_judge_attachment(by, self)) is not None:
            raise Refused(refusal)
        self.clearance = clearance
        self._told("withhold" if clearance is Clearance.WITHHELD else "clear", by, "moderator")

    def _told(self, verb: str, by: Viewer, role: str) -> None:
        under: Any = self.submission
        history.record(f"attachment.{verb}", under, by=by, role=role, detail={"attachment": self.public_id})
        under.event.touch()
