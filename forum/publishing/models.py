"""The published outcome of an event: a frozen version with its hash; a correction is another version."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.columns import CleanHtml, CleanHtmlText, Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refusal, Refused
from forum.core.text import markdown
from forum.events.models import Event
from forum.extensions import Base, db
from forum.policies import publishing as policy
from forum.publishing.states import OUTCOME, OutcomeState


def canonical(content: dict[str, Any]) -> str:
    """The one way a snapshot is written down: JSON, keys sorted, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(snapshot: str) -> str:
    return hashlib.sha256(snapshot.encode()).hexdigest()


class Outcome(Record, Base):
    """One version of an event's outcome. ``snapshot`` is canonical JSON of all that was published, hashed."""

    __tablename__ = "outcome"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    summary_html: Mapped[CleanHtml] = mapped_column(CleanHtmlText)
    agreed: Mapped[str] = mapped_column(Text, default="")
    correction: Mapped[str | None] = mapped_column(Text)
    state: Mapped[OutcomeState] = mapped_column(choice(OutcomeState, "state"), default=OutcomeState.DRAFT)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(Utc)
    published_at: Mapped[datetime | None] = mapped_column(Utc)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    snapshot: Mapped[str | None] = mapped_column(Text)
    hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    retracted_note: Mapped[str | None] = mapped_column(Text)
    withheld_at: Mapped[datetime | None] = mapped_column(Utc)
    event: Mapped[Event] = relationship(innerjoin=True)
    supersedes: Mapped[Outcome | None] = relationship(remote_side="Outcome.id")

    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("reviewed_by_id IS NULL OR reviewed_by_id <> drafted_by_id", name="two_people"),
        CheckConstraint(
            "(state NOT IN ('approved', 'published', 'superseded', 'retracted')) OR (reviewed_by_id IS NOT NULL)", name="reviewed"
        ),
        CheckConstraint("(state IN ('published', 'superseded', 'retracted')) = (hash IS NOT NULL)", name="frozen"),
        CheckConstraint("(hash IS NULL) = (snapshot IS NULL AND withheld_at IS NULL)", name="hash_of_snapshot"),
        CheckConstraint("withheld_at IS NULL OR (snapshot IS NULL AND state <> 'published')", name="withheld_means_gone"),
        CheckConstraint("(hash IS NULL) = (published_at IS NULL)", name="published_dated"),
        CheckConstraint("(state = 'retracted') = (retracted_note IS NOT NULL)", name="retracted_reasoned"),
        CheckConstraint("(supersedes_id IS NULL) = (correction IS NULL)", name="correction_reasoned"),
        Index(
            "uq_outcome_current",
            "event_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "uq_outcome_in_hand",
            "event_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'in_review', 'approved')"),
            postgresql_where=text("state IN ('draft', 'in_review', 'approved')"),
        ),
        Index(None, "state", "published_at", "id"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"outcome_id": self.id, "event_id": self.event_id, "jurisdiction_id": self.jurisdiction_id}

    @property
    def content(self) -> dict[str, Any]:
        """The frozen snapshot as data; empty before publication."""
        return dict(json.loads(self.snapshot)) if self.snapshot else {}

    @classmethod
    def of(
        cls,
        event: Event,
        *,
        by: Viewer,
        author_id: int,
        number: int,
        title: str,
        summary: str,
        agreed: str,
        supersedes: Outcome | None = None,
        correction: str | None = None,
    ) -> Outcome:
        """A draft of the outcome; of a correction when it supersedes a published version, which needs its reason."""
        made = cls(
            event=event,
            event_id=event.id,
            jurisdiction_id=event.jurisdiction_id,
            number=number,
            title=title,
            summary=summary,
            summary_html=markdown(summary),
            agreed=agreed,
            supersedes=supersedes,
            correction=correction,
            state=OutcomeState.DRAFT,
            drafted_by_id=author_id,
            created_at=clock.now(),
        )
        if (refusal := policy.why_not_publish_for(by, made)) is not None:
            raise Refused(refusal)
        if supersedes is not None and not correction:
            raise Refused(Refusal.because("correction_missing", "Tuliskan apa yang diperbaiki dan mengapa."))
        db.session.add(made)
        history.record("outcome.draft", made, by=by, role="publisher", after=OutcomeState.DRAFT, detail={"number": number})
        return made

    def revise(self, *, by: Viewer, author_id: int, title: str, summary: str, agreed: str) -> None:
        if (refusal := policy.why_not_publish_for(by, self)) is not None:
            raise Refused(refusal)
        if self.state is not OutcomeState.DRAFT:
            raise Refused(Refusal.because("not_draft", "Hanya draf yang dapat diubah. Kembalikan dulu ke penyusun."))
        self.title, self.summary, self.summary_html, self.agreed = title, summary, markdown(summary), agreed
        self.drafted_by_id = author_id
        history.record("outcome.revise", self, by=by, role="publisher")

    def submit(self, *, by: Viewer) -> None:
        OUTCOME.apply(self, "submit", by=by)

    def send_back(self, *, by: Viewer, note: str) -> None:
        OUTCOME.apply(self, "send_back", by=by, note=note, reviewed_by_id=None, reviewed_at=None)

    def approve(self, *, by: Viewer) -> None:
        OUTCOME.apply(self, "approve", by=by, reviewed_by_id=by.account_id, reviewed_at=clock.now())

    def publish(self, content: dict[str, Any], *, by: Viewer) -> None:
        """Freeze ``content`` (made by ``publishing.snapshot``), hash it, and put it in the place of the version before."""
        if self.supersedes is not None and self.supersedes.state is OutcomeState.PUBLISHED:
            OUTCOME.apply(self.supersedes, "supersede", by=by)
            db.session.flush()
        snapshot = canonical(content)
        frozen = content_hash(snapshot)
        OUTCOME.apply(
            self, "publish", by=by, snapshot=snapshot, hash=frozen, published_at=clock.now(), detail={"hash": frozen, "number": self.number}
        )
        self.event.outcome_published_at = self.event.outcome_published_at or clock.now()
        self.event.touch()

    def withhold(self, *, by: Viewer) -> None:
        """Forget the text of a version that quotes what was erased; its hash stays.

        :raises Refused: unless the installation itself asks, because of an erasure.
        """
        if (refusal := policy.why_not_renew(by, self)) is not None:
            raise Refused(refusal)
        with db.session.no_autoflush:
            self.snapshot, self.withheld_at = None, clock.now()
        history.record("outcome.withhold", self, by=by, role="system")

    def retract(self, *, by: Viewer, note: str) -> None:
        """Take a published version back with a reason; its hash stays, its text is withheld."""
        OUTCOME.apply(self, "retract", by=by, note=note, retracted_note=note)
        self.event.outcome_published_at = None
        self.event.touch()
