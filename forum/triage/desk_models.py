"""What the desk keeps for itself: reply templates of a city, and notes between colleagues, which nobody else reads."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.columns import Utc
from forum.core.model import Record, new_public_id
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import moderation as policy
from forum.submissions.models import Submission

PLACEHOLDERS = ("judul", "kode", "acara", "tenggat", "kota", "kelompok")
"""What a template may name in braces."""


class ReplyTemplate(Record, Base):
    """A message to authors that a city's moderators use again; ``{judul}`` and the like are filled in for each submission.

    ``verb`` is the decision that it belongs to, empty for any.
    """

    __tablename__ = "reply_template"

    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    verb: Mapped[str] = mapped_column(String(24), default="")
    name: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[datetime | None] = mapped_column(Utc)

    _used = text("retired_at IS NULL")
    __table_args__ = (Index("uq_reply_template_name", "jurisdiction_id", "name", unique=True, sqlite_where=_used, postgresql_where=_used),)

    @property
    def trail(self) -> dict[str, int | None]:
        return {"jurisdiction_id": self.jurisdiction_id}

    @classmethod
    def write(cls, jurisdiction_id: int, name: str, body: str, verb: str = "", *, by: Viewer) -> ReplyTemplate:
        """A new template of a city.

        :raises Refused: unless ``by`` keeps the lists of this city.
        """
        made = cls(public_id=new_public_id(), jurisdiction_id=jurisdiction_id, name=name, body=body, verb=verb)
        made._kept("template.write", by)
        db.session.add(made)
        return made

    def revise(self, name: str, body: str, verb: str, *, by: Viewer) -> None:
        self._kept("template.revise", by)
        self.name, self.body, self.verb = name, body, verb

    def retire(self, *, by: Viewer) -> None:
        """Offer it no longer; messages written with it stay as they are."""
        self._kept("template.retire", by)
        self.retired_at = self.retired_at or clock.now()

    def _kept(self, what: str, by: Viewer) -> None:
        if (refusal := policy.why_not_keep_lists(by, self.jurisdiction_id)) is not None:
            raise Refused(refusal)
        history.record(what, self, by=by, role="moderator", detail={"template": self.public_id})

    def filled(self, submission: Submission, due: str, city: str) -> str:
        """Its words for one submission; a brace that names nothing known stays as it was typed."""
        values = {
            "judul": submission.title,
            "kode": submission.code,
            "acara": submission.event.title,
            "tenggat": due,
            "kota": city,
            "kelompok": submission.group.name,
        }
        return re.sub(r"\{(\w{1,12})\}", lambda found: values.get(found[1], found[0]), self.body)


class ColleagueNote(Base):
    """What one colleague tells the others about a submission; no page, feed or export but the desk's item shows it."""

    __tablename__ = "colleague_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    account: Mapped[Account] = relationship()

    __table_args__ = (Index(None, "submission_id", "id"),)

    @classmethod
    def write(cls, submission: Submission, body: str, *, by: Viewer, account_id: int) -> ColleagueNote:
        """Tell the colleagues of the city.

        :raises Refused: by :func:`forum.policies.moderation.why_not_note`.
        """
        if (refusal := policy.why_not_note(by, submission)) is not None:
            raise Refused(refusal)
        made = cls(submission_id=submission.id, account_id=account_id, body=body)
        db.session.add(made)
        history.record("submission.note_colleagues", submission, by=by, role="moderator")
        return made
