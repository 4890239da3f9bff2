"""What its author can do with a submission: send, reword, take back, reopen, appeal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forum.accounts.follows import Matter, follow
from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock, history, tally, writes
from forum.core.refusal import Refused
from forum.core.text import excerpt, markdown
from forum.events import inputs
from forum.events.models import Event
from forum.events.parts import Question
from forum.extensions import db
from forum.indices.models import Pillar
from forum.policies import submissions as policy
from forum.policies import voices
from forum.submissions.recount import Recount
from forum.submissions.states import (
    APPEAL,
    DISPOSITION,
    VISIBILITY,
    Appeal,
    Channel,
    Disposition,
    Identity,
    Reason,
    SubmissionType,
    Visibility,
)
from forum.submissions.wordings import Wording, everywhere, tidy

if TYPE_CHECKING:
    from forum.submissions.models import Submission


def _with_keys(**records: Any) -> dict[str, Any]:
    """The records that a new one belongs to, and their keys."""
    return {**records, **{f"{name}_id": record and record.id for name, record in records.items()}}


class AuthorVerbs:
    """Mixed into the record; every verb asks its policy, moves the state and writes the history."""

    @classmethod
    def write(
        cls: type[Submission],
        event: Event,
        *,
        by: Viewer,
        author_id: int,
        group: StakeholderGroup,
        title: str,
        body: str,
        type: SubmissionType,
        judge_by: date,
        for_group: bool = False,
        pillar: Pillar | None = None,
        question: Question | None = None,
        locality: str = "",
        identity: Identity = Identity.NAMED,
        channel: Channel = Channel.WEB,
        code: str | None = None,
    ) -> Submission:
        """Hand in a submission to an event that is open; it waits for a moderator until ``judge_by``, a minor's for the guardian first.

        :raises Refused: when the event takes no input, or ``by`` has no mandate for the group.
        """
        refusal = policy.why_not_submit(by, event) or policy.why_not_speak_for(by, group.id)
        if refusal is not None:
            raise Refused(refusal)
        waits = by.minor and by.guardian != "granted"
        made = cls(
            event=event,
            event_id=event.id,
            jurisdiction_id=event.jurisdiction_id,
            author_id=author_id,
            author_name=by.name_beside(group.name),
            by_minor=by.minor,
            awaiting_guardian=waits,
            visibility_reason=Reason.MINOR_WITHOUT_CONSENT if waits else None,
            for_group=for_group,
            title=title,
            body=body,
            body_html=markdown(body),
            summary=excerpt(body),
            type=type,
            **_with_keys(group=group, pillar=pillar, question=question),
            locality=locality,
            identity=identity,
            channel=channel,
            judge_by=judge_by,
            submitted_at=clock.now(),
            visibility=Visibility.WAITING,
            disposition=Disposition.OPEN,
            appeal=Appeal.NONE,
            has_merged=False,
            unchecked=False,
            flag_count=0,
            **({"code": code} if code else {}),
        )
        made.look()
        writes.put(made)
        made._handed_in(by)
        return made

    def _handed_in(self: Submission, by: Viewer) -> None:
        """It counts, its author follows it, and the history has its first line; where it may be seen at once, it is."""
        self.event.count(submission_count=1, undecided_count=1)
        inputs.hand_in(self.event_id, self.submitted_at)
        tally.move(f"city:{self.jurisdiction_id}", None, f"submission.{self.fate}")
        tally.move(f"group:{self.group_id}", None, f"input.{self.fate}", site=False)
        follow(self.author_id, Matter.SUBMISSION, self.id)
        history.record(
            "submission.send", self, by=by, after=Visibility.WAITING, detail={"channel": self.channel, "for_group": self.for_group}
        )
        self.show_at_once(by=by)
        self.event.touch()

    def show_at_once(self: Submission, *, by: Viewer) -> None:
        """Where the event or the city's trust allows it, let everyone read it before a moderator looks; else it waits."""
        if VISIBILITY.why_not("show_at_once", by, self) is None:
            with Recount(self):
                VISIBILITY.apply(self, "show_at_once", by=by, published_at=clock.now(), unchecked=True)

    def reword(self: Submission, title: str, body: str, *, by: Viewer, judge_by: date) -> None:
        """The author's new wording; it waits for a moderator again. The former one stays on record.

        Words that a moderator had masked stay masked wherever the new wording still has them.
        """
        if (refusal := VISIBILITY.why_not("reword", by, self)) is not None:
            raise Refused(refusal)
        new = Wording(title, body, self.original.locality)
        self._mask(new, tidy(everywhere(self._put_away(), new), new))
        why = Reason.MINOR_WITHOUT_CONSENT if self.awaiting_guardian else None
        with Recount(self):
            VISIBILITY.apply(self, "reword", by=by, judge_by=judge_by, visibility_reason=why, visibility_note=None, judged_by_id=None)

    def withdraw(self: Submission, *, by: Viewer) -> None:
        """Take it back: the text is sealed, the tombstone, the replies and the history stay."""
        with Recount(self):
            VISIBILITY.apply(self, "withdraw", by=by, unchecked=False)
        self.leave_nothing_behind(by=by)

    def leave_nothing_behind(self: Submission, *, by: Viewer) -> None:
        """After it is gone: nobody owes a flag on it a look, and those merged into it stand for themselves."""
        for flag in [one for one in self.flags if one.state == "open" and one.reply_id is None] if self.flag_count else ():
            flag.lapse(by=by)
        self.release_twins(by=by)

    def release_twins(self: Submission, *, by: Viewer) -> None:
        """Those merged into one that is gone stand for themselves again, with every supporter they had."""
        if not self.has_merged:
            return
        kind = type(self)
        for twin in db.session.scalars(select(kind).where(kind.merged_into_id == self.id)).all():
            with Recount(twin), db.session.no_autoflush:
                twin.merged_into_id = twin.merged_at = twin.merge_reason = None
            codes = {"twin": twin.code, "survivor": self.code}
            history.record("submission.part", twin, by=by, note="Masukan pokoknya ditarik oleh pengirimnya.", detail=codes)
        db.session.flush()
        self.has_merged = False

    def reopen(self: Submission, *, by: Viewer, note: str, judge_by: date) -> None:
        """The author says, once, that the answer missed the point; it waits for a decision until ``judge_by``."""
        with Recount(self):
            DISPOSITION.apply(
                self, "reopen", by=by, note=note, disposed_at=None, reopened_at=clock.now(), referred_to=None, judge_by=judge_by
            )

    def confirm(self: Submission, *, by: Viewer) -> None:
        """The author says, once, that the answer met the point."""
        if (refusal := voices.why_not_confirm(by, self)) is not None:
            raise Refused(refusal)
        self.confirmed_at = clock.now()
        history.record("submission.confirm", self, by=by)
        self.event.touch()

    def file_appeal(self: Submission, text: str, *, by: Viewer, judge_by: date) -> None:
        """The author asks, once, that somebody else looks at the decision, until ``judge_by``."""
        APPEAL.apply(self, "file", by=by, note=text, appeal_text=text, judge_by=judge_by)
        self.event.touch()
