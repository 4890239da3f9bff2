"""Wordings of a submission beside the one that is shown: earlier ones, and the spans that are masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.columns import Utc
from forum.extensions import Base

MASK = "█████"


class SubmissionVersion(Base):
    """An earlier wording, kept when the author wrote it anew; read by its author and the city's moderators."""

    __tablename__ = "submission_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(Utc)


class Redaction(Base):
    """A span of the source that is masked for everyone but named roles: characters ``start`` to ``end``."""

    __tablename__ = "redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    start: Mapped[int]
    end: Mapped[int] = mapped_column("until")
    kind: Mapped[str] = mapped_column(String(24))

    __table_args__ = (CheckConstraint('"start" >= 0 AND until > "start"', name="span_ordered"),)


def masked(source: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The source with every span covered by a mask of one length, which tells nothing of what it hides."""
    shown, at = [], 0
    for start, end, _kind in sorted(spans):
        shown += [source[at : max(start, at)], MASK]
        at = max(end, at)
    return "".join([*shown, source[at:]])
