"""The event's counters and the tallies, kept right around a change of one submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.core import tally
from forum.events import inputs
from forum.submissions.states import Identity, Visibility

if TYPE_CHECKING:
    from forum.submissions.models import Submission


class Recount:
    """Keeps the event's counters right around a change of one submission."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission

    def __enter__(self) -> None:
        self.before, self.fate = self._state(), self.submission.fate

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            return
        (public, undecided), (was_public, was_undecided) = self._state(), self.before
        self.submission.event.count(public_count=public - was_public, undecided_count=undecided - was_undecided)
        tally.move(f"city:{self.submission.jurisdiction_id}", f"submission.{self.fate}", f"submission.{self.submission.fate}")
        tally.move(f"group:{self.submission.group_id}", f"input.{self.fate}", f"input.{self.submission.fate}", site=False)
        self._count_input(public - was_public)
        self.submission.event.touch()

    def _count_input(self, change: int) -> None:
        """What the event's page says of its groups and questions."""
        scope = inputs.scope(self.submission.event_id)
        tally.add(scope, inputs.of_group(self.submission.group_id), change)
        if self.submission.question_id is not None:
            tally.add(scope, inputs.of_question(self.submission.question_id), change)

    def _state(self) -> tuple[int, int]:
        shown = self.submission.visibility is Visibility.PUBLIC and self.submission.identity is not Identity.CONFIDENTIAL
        return int(shown), int(not self.submission.decided)
