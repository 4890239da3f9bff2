"""What a moderator can do with a submission: show or not show it, answer it, hold it in hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.refusal import Refused
from forum.core.text import markdown
from forum.extensions import db
from forum.policies import desk as desk_policy
from forum.policies import submissions as policy
from forum.submissions.recount import Recount
from forum.submissions.states import APPEAL, DISPOSITION, VISIBILITY, Reason, Referral, Visibility

if TYPE_CHECKING:
    from forum.submissions.models import Submission


HELD_FOR = timedelta(minutes=30)
SETTLED: dict[str, Any] = {"claimed_by_id": None, "claimed_at": None, "claimed_until": None, "unchecked": False}
"""What every decision ends: being held in hand, and not having been looked at."""


class JudgeVerbs:
    """Mixed into the record; every verb asks its policy, moves the state and writes the history."""

    def publish(self: Submission, *, by: Viewer, note: str | None = None, answer_by: date | None = None) -> None:
        """Show it to everyone; from now on its answer is due ``answer_by``."""
        with Recount(self):
            self.judge_by = answer_by or self.judge_by
            first = self.published_at or clock.now()
            VISIBILITY.apply(self, "publish", by=by, note=note, published_at=first, **self._judged(by, None, note))

    def keep(self: Submission, *, by: Viewer, answer_by: date) -> None:
        """What was shown at once may stay; its answer is due ``answer_by``."""
        VISIBILITY.apply(self, "keep", by=by, judge_by=answer_by, **self._judged(by, None, None))
        self.event.touch()

    def return_for_rewording(self: Submission, *, by: Viewer, reason: Reason, note: str, reword_by: date | None = None) -> None:
        """Ask the author to write it anew until ``reword_by``; ``note`` says what to change and is read by the author."""
        with Recount(self):
            self.judge_by = reword_by or self.judge_by
            VISIBILITY.apply(self, "return", by=by, reason=reason, note=note, **self._judged(by, reason, note))

    def hold(self: Submission, *, by: Viewer, reason: Reason, note: str | None = None) -> None:
        with Recount(self):
            VISIBILITY.apply(self, "hold", by=by, reason=reason, note=note, **self._judged(by, reason, note))

    def refuse(self: Submission, *, by: Viewer, reason: Reason, note: str) -> None:
        with Recount(self):
            VISIBILITY.apply(self, "refuse", by=by, reason=reason, note=note, **self._judged(by, reason, note))

    def answer(self: Submission, response: str, *, by: Viewer) -> None:
        """Give the reasoned answer that closes it."""
        self._dispose("answer", by, response)

    def decline(self: Submission, response: str, *, by: Viewer) -> None:
        self._dispose("decline", by, response)

    def acknowledge(self: Submission, *, by: Viewer, note: str | None = None) -> None:
        self._dispose("acknowledge", by, note)

    def leave_out(self: Submission, response: str, *, by: Viewer) -> None:
        """Not this forum's matter; ``response`` says whose it is."""
        self._dispose("leave_out", by, response, reason=Reason.OUT_OF_SCOPE)

    def refer(self: Submission, to: Referral, response: str, *, by: Viewer, reason: Reason = Reason.SERVICE_COMPLAINT) -> None:
        self._dispose("refer", by, response, reason=reason, detail={"to": to}, referred_to=to)

    def adopt(self: Submission, *, by: Viewer) -> None:
        """It becomes a source of a recommendation (called by the recommendation); an answer given before stays."""
        with Recount(self):
            DISPOSITION.apply(self, "adopt", by=by, disposed_at=clock.now(), **SETTLED)

    def release(self: Submission, *, by: Viewer, note: str) -> None:
        """It is no longer a source of any recommendation, and waits for a decision again."""
        with Recount(self):
            DISPOSITION.apply(self, "release", by=by, note=note, disposed_at=None)

    def judge_appeal(self: Submission, *, overturn: bool, note: str, by: Viewer) -> None:
        """Uphold the decision, or overturn it: the submission then waits to be judged anew."""
        APPEAL.apply(self, "overturn" if overturn else "uphold", by=by, note=note)
        if overturn and self.visibility in (Visibility.REFUSED, Visibility.RETURNED):
            with Recount(self):
                VISIBILITY.apply(self, "restore", by=by, visibility_reason=None, visibility_note=None, judged_by_id=None)
        self.event.touch()

    def claim(self: Submission, *, by: Viewer, until: datetime | None = None, take_over: bool = False) -> None:
        """Keep the colleagues from deciding it until then. Taking it over from one who holds it leaves a line in the history.

        :raises Refused: when a colleague holds it and it is not to be taken over.
        """
        refusal = policy.why_not_handle(by, self) if take_over else policy.why_not_judge(by, self)
        if refusal is not None:
            raise Refused(refusal)
        if self.holder_id not in (None, by.account_id):
            history.record("submission.take_over", self, by=by, role="moderator")
        self._hold(by.account_id, until or clock.now() + HELD_FOR)

    def let_go(self: Submission, *, by: Viewer) -> None:
        """Leave it to the colleagues again.

        :raises Refused: unless ``by`` holds it.
        """
        if (refusal := policy.why_not_judge(by, self)) is not None:
            raise Refused(refusal)
        self._hold(None, None)

    def hand_over(self: Submission, to: Viewer, *, by: Viewer, note: str, until: datetime) -> None:
        """Give it into the hands of a named colleague, with a word about why.

        :raises Refused: unless ``by`` may judge it, and the colleague too.
        """
        refusal = policy.why_not_judge(by, self) or desk_policy.why_not_hand_over(by, to, self)
        if refusal is not None:
            raise Refused(refusal)
        history.record("submission.hand_over", self, by=by, role="moderator", note=note, detail={"to": to.ref})
        self._hold(to.account_id, until)

    def _hold(self: Submission, account_id: int | None, until: datetime | None) -> None:
        """Past the version: who holds it makes nobody's open form outdated."""
        values = {"claimed_by_id": account_id, "claimed_at": clock.now() if until else None, "claimed_until": until}
        held = update(type(self)).where(type(self).id == self.id).values(values)
        db.session.execute(held.execution_options(synchronize_session=False))
        db.session.expire(self, list(values))

    def _judged(self: Submission, by: Viewer, reason: Reason | None, note: str | None) -> dict[str, Any]:
        return {"visibility_reason": reason, "visibility_note": note, "judged_by_id": by.account_id, **SETTLED}

    def _dispose(
        self: Submission,
        verb: str,
        by: Viewer,
        response: str | None,
        *,
        reason: Reason | None = None,
        detail: dict[str, str] | None = None,
        **columns: object,
    ) -> None:
        html = markdown(response) if response else None
        with Recount(self):
            DISPOSITION.apply(
                self,
                verb,
                by=by,
                reason=reason,
                note=response,
                detail=detail,
                response=response,
                response_html=html,
                disposed_at=clock.now(),
                **SETTLED,
                **columns,
            )
