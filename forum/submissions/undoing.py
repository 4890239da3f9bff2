"""Taking back one's own decision: what stood before it is kept for the one who took it, for as long as it may be undone.

Nothing is deleted: the undoing is a move of its own, with its line in the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from forum.accounts.roles import Viewer
from forum.core import clock
from forum.core.columns import Utc
from forum.core.refusal import Refused
from forum.core.text import markdown
from forum.core.workflow import Workflow
from forum.extensions import Base, db
from forum.policies import desk as policy
from forum.submissions import flags
from forum.submissions.judging import SETTLED
from forum.submissions.models import Submission
from forum.submissions.recount import Recount
from forum.submissions.states import DISPOSITION, VISIBILITY

COLUMNS = (
    "visibility", "visibility_reason", "visibility_note", "published_at", "judged_by_id", "judge_by", "judge_since", "unchecked",
    "disposition", "response", "referred_to", "disposed_at",
)  # fmt: skip
INSTANTS, DUTY = ("published_at", "disposed_at"), ("judge_by", "judge_since")


class Takeback(Base):
    """The last decision about a submission: by whom, and the columns before and after it (JSON)."""

    __tablename__ = "takeback"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    fact: Mapped[str] = mapped_column(String(16))
    verb: Mapped[str] = mapped_column(String(32))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    voices: Mapped[int]

    __table_args__ = (Index(None, "account_id", "at"), Index(None, "at"))

    def stands(self, submission: Submission) -> bool:
        """Whether the submission is still as this decision left it: not moved on, merged, adopted or appealed."""
        now, then = json.loads(_facts(submission)), json.loads(self.after)
        return all(now[name] == then[name] for name in then if name not in DUTY)

    def answered(self, submission: Submission) -> bool:
        """Whether people supported it or replied since."""
        return _voices(submission) > self.voices


@contextmanager
def remembered(submission: Submission, workflow: Workflow, verb: str, *, by: Viewer, minutes: int) -> Iterator[None]:
    """Around a decision by a person with an account: keep what stood before it, so that it can be undone for ``minutes``."""
    before = _facts(submission, flags=[one.id for one in flags.open_flags(submission)])
    yield
    forgotten = delete(Takeback).where(Takeback.at < clock.now() - timedelta(minutes=minutes))
    db.session.execute(forgotten.execution_options(synchronize_session=False))
    if not minutes or by.account_id is None:
        return
    kept: dict[str, Any] = {"before": before, "after": _facts(submission), "voices": _voices(submission)}
    about = {"submission_id": submission.id, "account_id": by.account_id, "at": clock.now(), "fact": workflow.field, "verb": verb}
    db.session.merge(Takeback(**about, **kept))


def undo(submission: Submission, *, by: Viewer, minutes: int) -> str:
    """Put back what stood before the last decision; returns the verb that was undone.

    :raises Refused: by :func:`forum.policies.desk.why_not_undo`.
    """
    last = db.session.get(Takeback, submission.id)
    if last is None:
        raise Refused(policy.NOTHING_TO_UNDO)
    if (refusal := policy.why_not_undo(by, submission, last, minutes)) is not None:
        raise Refused(refusal)
    workflow = VISIBILITY if last.fact == VISIBILITY.field else DISPOSITION
    columns = _columns(last)
    to = columns.pop(last.fact)
    with Recount(submission):
        workflow.apply(submission, f"undo_{to}", by=by, detail={"undone": last.verb}, **(SETTLED | columns))
    flags.reopen(submission, json.loads(last.before).get("flags", []), by=by)
    db.session.delete(last)
    return last.verb


def _columns(last: Takeback) -> dict[str, Any]:
    """The columns of the fact that moved, as they were."""
    kept = json.loads(last.before)
    other = DISPOSITION.field if last.fact == VISIBILITY.field else VISIBILITY.field
    for name in (other, "appeal", "merged_into_id", "has_merged", "flags"):
        kept.pop(name, None)
    for name in (*INSTANTS, *DUTY):
        moment = datetime.fromisoformat(kept.pop(name) or "0001-01-01")
        kept[name] = (moment.date() if name in DUTY else moment) if moment.year > 1 else None
    kept["response_html"] = markdown(kept["response"]) if kept["response"] else None
    return dict(kept)


def _facts(submission: Submission, **also: Any) -> str:
    watched = (*COLUMNS, "appeal", "merged_into_id", "has_merged")
    return json.dumps({name: _plain(getattr(submission, name)) for name in watched} | also, sort_keys=True)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _voices(submission: Submission) -> int:
    return submission.support_count + submission.reply_count


def last_of(who: Viewer, minutes: int) -> Any:
    """The newest decision that this person may still think of undoing: code, verb, instant (one query), or None."""
    since = clock.now() - timedelta(minutes=minutes)
    asked = select(Submission.code, Takeback.verb, Takeback.at).join(Submission, Submission.id == Takeback.submission_id)
    mine = asked.where(Takeback.account_id == who.account_id, Takeback.at >= since)
    return db.session.execute(mine.order_by(Takeback.at.desc()).limit(1)).first()
