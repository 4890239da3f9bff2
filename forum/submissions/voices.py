"""Voices under a submission: replies in a tree, with their former wordings and their stored fragments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, bindparam, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account, Agency, StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock, history, spelling, writes
from forum.core.columns import CleanHtml, CleanHtmlText, SortKey, Utc, choice
from forum.core.model import Record, new_public_id
from forum.core.refusal import Refusal, Refused
from forum.core.rendering import LANGUAGES, fragment
from forum.core.text import CLEANER_VERSION, markdown
from forum.extensions import Base, db
from forum.policies import submissions as policy
from forum.submissions import flags
from forum.submissions.models import Submission
from forum.submissions.states import REPLY, Identity, ReplyState
from forum.submissions.watching import held_forms

STEP = 6
DEEPEST = 12
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def step(number: int) -> str:
    """One step of a path: ``number`` in base 36, padded so that text order is number order (up to 2 billion)."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits.rjust(STEP, "0")


class Reply(Record, Base):
    """A reply. ``path`` places it in the tree: pages of a thread are ranges of paths, in document order."""

    __tablename__ = "reply"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    path: Mapped[str] = mapped_column(SortKey(STEP * DEEPEST))
    depth: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    author_name: Mapped[str] = mapped_column(String(80))
    group_id: Mapped[int] = mapped_column(ForeignKey("stakeholder_group.id"))
    official_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[ReplyState] = mapped_column(choice(ReplyState, "state"), default=ReplyState.PUBLIC)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[CleanHtml] = mapped_column(CleanHtmlText)
    cleaner_version: Mapped[int] = mapped_column(default=CLEANER_VERSION)
    by_minor: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(Utc)
    edited_at: Mapped[datetime | None] = mapped_column(Utc)
    support_count: Mapped[int] = mapped_column(default=0)
    branch_count: Mapped[int] = mapped_column(default=0)
    fragment_id: Mapped[str] = mapped_column(Text)
    fragment_en: Mapped[str] = mapped_column(Text)
    submission: Mapped[Submission] = relationship()
    parent: Mapped[Reply | None] = relationship(remote_side="Reply.id")
    author: Mapped[Account] = relationship()
    group: Mapped[StakeholderGroup] = relationship()
    official: Mapped[Agency | None] = relationship()

    __table_args__ = (
        UniqueConstraint("submission_id", "path"),
        Index(None, "submission_id", "id"),
        Index("ix_reply_support", "submission_id", "support_count", "id"),
        CheckConstraint("support_count >= 0", name="agreement_not_negative"),
        CheckConstraint("branch_count >= 0", name="branch_not_negative"),
        CheckConstraint("(parent_id IS NULL) = (depth = 0)", name="depth_of_roots"),
        CheckConstraint("erased_at IS NULL OR (state = 'withdrawn' AND body = '')", name="erased_means_empty"),
        CheckConstraint(f"length(path) % {STEP} = 0 AND length(path) >= {STEP}", name="path_of_steps"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        """The event alone: a journey reads the history of its submission, not of a thousand replies."""
        return self.submission.event.trail

    @classmethod
    def post(
        cls,
        submission: Submission,
        *,
        by: Viewer,
        author_id: int,
        group: StakeholderGroup,
        body: str,
        parent: Reply | None = None,
        official: Agency | None = None,
        look_by: date | None = None,
    ) -> Reply:
        """Reply to a submission, or to another reply in its thread; ``official`` marks an agency's voice.

        One with a word that the city holds back waits for a moderator, until ``look_by``.

        :raises Refused: when replying is not open, the group is not one's own, or the parent is elsewhere.
        """
        refusal = policy.why_not_reply(by, submission) or policy.why_not_speak_for(by, group.id)
        if official is not None and official.id not in by.agencies():
            refusal = Refusal.because("not_of_agency", "Anda tidak bertugas di perangkat daerah ini.")
        if parent is not None:
            refusal = refusal or policy.why_not_reply_to(submission, parent)
        if refusal is not None:
            raise Refused(refusal)
        made = cls(
            public_id=new_public_id(),
            submission=submission,
            submission_id=submission.id,
            parent=parent,
            parent_id=parent.id if parent else None,
            author_id=author_id,
            author_name=_chosen_name(submission, author_id, by, group),
            by_minor=by.minor,
            group=group,
            group_id=group.id,
            official=official,
            official_id=official.id if official else None,
            body=body,
            body_html=markdown(body),
            state=ReplyState.HELD if held_back(submission, body) else ReplyState.PUBLIC,
            created_at=clock.now(),
            **_place(submission, parent),
        )
        made.draw()
        writes.put(made)
        if made.state is ReplyState.HELD:
            count_in(submission, reply_count=-1)
            flags.hold(made, look_by)
        else:
            count_in_branches(made, +1)
        history.record("reply.post", made, by=by, after=made.state, detail={"reply": made.public_id, "submission": submission.code})
        submission.event.touch()
        return made

    def edit(self, body: str, *, by: Viewer, minutes: int, look_by: date | None = None) -> None:
        """Change one's words within the edit window; the former ones stay on record and can be read."""
        refusal = policy.why_not_edit_reply(by, self, minutes) or policy.why_not_reply(by, self.submission)
        if refusal is not None:
            raise Refused(refusal)
        db.session.add(ReplyVersion(reply=self, body=self.body, replaced_at=clock.now()))
        self.body, self.body_html, self.edited_at = body, markdown(body), clock.now()
        self.draw()
        history.record("reply.edit", self, by=by, detail={"reply": self.public_id})
        if held_back(self.submission, body):
            self._change("hold_back", by, None)
            flags.hold(self, look_by)
        self.submission.event.touch()

    def withdraw(self, *, by: Viewer) -> None:
        self._change("withdraw", by, None)
        flags.lapse_all(self, by=by)

    def hide(self, *, by: Viewer, reason: str) -> None:
        self._change("hide", by, reason)

    def show(self, *, by: Viewer) -> None:
        self._change("show", by, None)

    def _change(self, verb: str, by: Viewer, reason: str | None) -> None:
        was_public = self.state is ReplyState.PUBLIC
        REPLY.apply(self, verb, by=by, reason=reason, detail={"reply": self.public_id})
        change = int(self.state is ReplyState.PUBLIC) - int(was_public)
        self.draw()
        count_in(self.submission, reply_count=change)
        count_in_branches(self, change)
        self.submission.event.touch()

    def draw(self) -> None:
        """Render the stored fragments; called by every verb that changes what the reply shows."""
        self.fragment_id, self.fragment_en = (
            fragment("fragments/reply.html", language, reply=self, tz=self.submission.event.tz) for language in LANGUAGES
        )


class ReplyVersion(Base):
    """What a reply said before it was edited."""

    __tablename__ = "reply_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(Utc)
    reply: Mapped[Reply] = relationship()


def held_back(submission: Submission, body: str) -> bool:
    """Whether a text holds a word that the city holds back (one query)."""
    return bool(spelling.spots(body, held_forms(submission.jurisdiction_id)))


def _chosen_name(submission: Submission, author_id: int, by: Viewer, group: StakeholderGroup) -> str:
    """The name beside a reply; empty for the author of an anonymous submission, whom their own reply must not betray."""
    hidden = author_id == submission.author_id and submission.identity is not Identity.NAMED
    return "" if hidden else by.name_beside(group.name)


_S: Any = Submission.__table__
_NEXT = (
    update(_S)
    .where(_S.c.id == bindparam("one"))
    .values(reply_seq=_S.c.reply_seq + 1, reply_count=_S.c.reply_count + 1)
    .returning(_S.c.reply_seq)
)


def _place(submission: Submission, parent: Reply | None) -> dict[str, object]:
    """The next place under ``parent``. The counter's row lock keeps two replies at one instant apart."""
    number = writes.run(_NEXT, {"one": submission.id}).scalar_one()
    db.session.expire(submission, ["reply_seq", "reply_count"])
    if parent is None:
        return {"path": step(number), "depth": 0}
    stem = parent.path if len(parent.path) < STEP * DEEPEST else parent.path[:-STEP]
    return {"path": stem + step(number), "depth": len(stem) // STEP}


def above(path: str) -> list[str]:
    """The paths of the replies that a reply stands under, the outermost first."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def count_in_branches(reply: Reply, change: int) -> None:
    """Let every reply above know how many stand under it; their versions stay."""
    if change and (paths := above(reply.path)):
        found = update(Reply).where(Reply.submission_id == reply.submission_id, Reply.path.in_(paths))
        values = {"branch_count": Reply.branch_count + change}
        db.session.execute(found.values(values).execution_options(synchronize_session=False))


def count_in(submission: Submission, **changes: object) -> None:
    """Add to counters of the submission's row without touching its version."""
    values = {name: getattr(Submission, name) + by for name, by in changes.items()}
    db.session.execute(update(Submission).where(Submission.id == submission.id).values(values).execution_options(synchronize_session=False))
    db.session.expire(submission, list(values))
