"""The agency's answer to a recommendation: drafted by one, in force when the head approves it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.columns import CleanHtml, CleanHtmlText, Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refused
from forum.core.text import markdown
from forum.extensions import Base, db
from forum.policies import recommendations as policy
from forum.recommendations.models import Recommendation
from forum.recommendations.states import ANSWER, ANSWER_PAPER, ANSWER_VERB, AnswerKind, AnswerState

IN_HAND, IN_FORCE = text("state <> 'approved'"), text("state = 'approved'")


class Answer(Record, Base):
    """The agency's answer as a paper: drafted by one, in force when the head approves it."""

    __tablename__ = "answer"

    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), index=True)
    kind: Mapped[AnswerKind] = mapped_column(choice(AnswerKind, "kind"))
    response: Mapped[str] = mapped_column(Text)
    response_html: Mapped[CleanHtml] = mapped_column(CleanHtmlText)
    state: Mapped[AnswerState] = mapped_column(choice(AnswerState, "state"), default=AnswerState.DRAFT)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    drafted_at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Utc)
    returned_note: Mapped[str | None] = mapped_column(Text)
    recommendation: Mapped[Recommendation] = relationship(innerjoin=True)

    __table_args__ = (
        CheckConstraint("kind <> 'none'", name="kind_chosen"),
        CheckConstraint("(state = 'approved') = (approved_by_id IS NOT NULL AND approved_at IS NOT NULL)", name="approved_dated"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> drafted_by_id", name="two_people"),
        CheckConstraint("(state <> 'returned') OR (returned_note IS NOT NULL)", name="returned_reasoned"),
        Index("uq_answer_in_hand", "recommendation_id", unique=True, sqlite_where=IN_HAND, postgresql_where=IN_HAND),
        Index("uq_answer_in_force", "recommendation_id", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return self.recommendation.trail

    @classmethod
    def draft(cls, recommendation: Recommendation, kind: AnswerKind, response: str, *, by: Viewer, author_id: int) -> Answer:
        """The operator's draft. ``response`` is the reasoned response that everybody will read."""
        if (refusal := policy.why_not_draft_answer(by, recommendation)) is not None:
            raise Refused(refusal)
        made = cls(
            recommendation=recommendation,
            kind=kind,
            response=response,
            response_html=markdown(response),
            state=AnswerState.DRAFT,
            drafted_by_id=author_id,
            drafted_at=clock.now(),
        )
        db.session.add(made)
        history.record("answer.draft", made, by=by, role="agency_operator", after=AnswerState.DRAFT)
        return made

    def revise(self, kind: AnswerKind, response: str, *, by: Viewer, author_id: int) -> None:
        ANSWER_PAPER.apply(
            self,
            "revise",
            by=by,
            kind=kind,
            response=response,
            response_html=markdown(response),
            drafted_by_id=author_id,
            drafted_at=clock.now(),
            returned_note=None,
        )

    def approve(self, *, by: Viewer) -> None:
        """The head's approval: the recommendation is answered from now on, in public."""
        before = self.recommendation.fate
        ANSWER_PAPER.apply(self, "approve", by=by, approved_by_id=by.account_id, approved_at=clock.now())
        ANSWER.apply(
            self.recommendation, ANSWER_VERB[self.kind], by=by, note=self.response, answer_html=self.response_html, answered_at=clock.now()
        )
        self.recommendation.event.count(unanswered_count=-1)
        self.recommendation.touch(before)

    def send_back(self, *, by: Viewer, note: str) -> None:
        ANSWER_PAPER.apply(self, "return", by=by, note=note, returned_note=note)
