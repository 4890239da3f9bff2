"""Wordings of a submission beside the one that is shown: earlier ones, and the original under what was masked.

What is masked stands in no column that pages, lists, search or exports read: these hold the masked wording, and the original
lies in a table of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.columns import CleanHtml, Utc, choice
from forum.core.text import Mark, excerpt, markdown
from forum.extensions import Base

TITLE_ROOM, LOCALITY_ROOM = 160, 120


class Part(StrEnum):
    """The parts of a submission in which words can be masked."""

    TITLE = "title"
    BODY = "body"
    LOCALITY = "locality"


class MaskKind(StrEnum):
    """What a mask covers, as its place tells everyone."""

    NAME = "name"
    NIK = "nik"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    OTHER = "other"


COVERS = {
    MaskKind.NAME: "nama disamarkan",
    MaskKind.NIK: "NIK disamarkan",
    MaskKind.PHONE: "telepon disamarkan",
    MaskKind.EMAIL: "surel disamarkan",
    MaskKind.ADDRESS: "alamat disamarkan",
    MaskKind.OTHER: "bagian disamarkan",
}
"""What stands in the place of the masked words, in the language of the submissions."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` of one part of the original are to be masked."""

    start: int
    end: int
    kind: MaskKind = MaskKind.OTHER
    part: Part = Part.BODY


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a submission, as written or as masked."""

    title: str
    body: str
    locality: str = ""

    def of(self, part: Part) -> str:
        return str(getattr(self, part))


class SubmissionVersion(Base):
    """An earlier wording as it could be read, kept when the author wrote anew; read by its author and the city's moderators."""

    __tablename__ = "submission_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(Utc)


class SealedWording(Base):
    """What the author wrote under what was masked: of the present wording, or (with ``version_id``) of an earlier one."""

    __tablename__ = "sealed_wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("submission_version.id"), unique=True)
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    locality: Mapped[str] = mapped_column(String(120))
    sealed_at: Mapped[datetime] = mapped_column(Utc, default=clock.now)

    _present = text("version_id IS NULL")
    __table_args__ = (Index("uq_sealed_wording_present", "submission_id", unique=True, sqlite_where=_present, postgresql_where=_present),)

    @property
    def wording(self) -> Wording:
        return Wording(self.title, self.body, self.locality)


class Redaction(Base):
    """A span of the original that is masked for everyone but named roles: characters ``start`` to ``end`` of ``part``."""

    __tablename__ = "redaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    part: Mapped[Part] = mapped_column(choice(Part, "part"), default=Part.BODY)
    start: Mapped[int]
    end: Mapped[int] = mapped_column("until")
    kind: Mapped[MaskKind] = mapped_column(choice(MaskKind, "kind"))

    __table_args__ = (
        CheckConstraint('"start" >= 0 AND until > "start"', name="span_ordered"),
        UniqueConstraint("submission_id", "part", "start"),
    )

    @property
    def span(self) -> Span:
        return Span(self.start, self.end, self.kind, self.part)


def tidy(spans: Iterable[Span], original: Wording) -> list[Span]:
    """Spans cut to the text they lie in and to its words, each character masked once, in order of the parts."""
    kept: list[Span] = []
    for part in Part:
        source, at = original.of(part), 0
        for span in sorted(one for one in spans if one.part is part):
            start, end = max(span.start, at), min(span.end, len(source))
            inside = source[start:end]
            start, end = start + len(inside) - len(inside.lstrip()), end - (len(inside) - len(inside.rstrip()))
            if start < end:
                kept.append(Span(start, end, span.kind, part))
                at = end
    return kept


def masked(original: Wording, spans: Iterable[Span]) -> Wording:
    """The wording for everyone: every span replaced by a bracket that says what kind of thing it covers, and how long it was not."""
    found = list(spans)
    shown = {part: _masked(original.of(part), [one for one in found if one.part is part]) for part in Part}
    return Wording(_cut(shown[Part.TITLE], TITLE_ROOM), shown[Part.BODY], _cut(shown[Part.LOCALITY], LOCALITY_ROOM))


def _masked(source: str, spans: list[Span]) -> str:
    shown, at = [], 0
    for span in sorted(spans):
        shown += [source[at : span.start], f"[{COVERS[span.kind]}]"]
        at = span.end
    return "".join([*shown, source[at:]])


def _cut(line: str, room: int) -> str:
    return line if len(line) <= room else line[: room - 1] + "…"


def drawn(original: Wording, spans: Iterable[Span]) -> CleanHtml:
    """The body as HTML with its masks."""
    return markdown(original.body, [Mark(one.start, one.end, "gone", COVERS[one.kind]) for one in spans if one.part is Part.BODY])


def columns(original: Wording, spans: list[Span]) -> dict[str, object]:
    """The stored columns of a submission with this original and these masks."""
    shown = masked(original, spans)
    return {
        "title": shown.title,
        "body": shown.body,
        "locality": shown.locality,
        "body_html": drawn(original, spans),
        "summary": excerpt(shown.body),
        "redacted": bool(spans),
    }


def everywhere(words: Mapping[str, MaskKind], original: Wording) -> list[Span]:
    """Every place where one of ``words`` stands, whatever its capitals and however its spaces are broken."""
    found = []
    for sought, kind in words.items():
        if not sought.strip():
            continue
        spelt = r"\s+".join(re.escape(part) for part in sought.split())
        pattern = re.compile(rf"(?<!\w){spelt}(?!\w)", re.IGNORECASE)
        found += [Span(*match.span(), kind, part) for part in Part for match in pattern.finditer(original.of(part))]
    return found
