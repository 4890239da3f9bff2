"""What is hidden in a submission, and who looks behind it: masked words, sealed originals, hidden names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select

from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.refusal import Refusal, Refused
from forum.extensions import db
from forum.policies import moderation
from forum.policies import submissions as policy
from forum.submissions.decided import count
from forum.submissions.marks import marks
from forum.submissions.states import Reason
from forum.submissions.watching import held_forms
from forum.submissions.wordings import MaskKind, Redaction, SealedWording, Span, SubmissionVersion, Wording, columns, tidy

if TYPE_CHECKING:
    from forum.submissions.models import Submission

UNEXPLAINED = Refusal.because("reason_missing", "Tuliskan mengapa ini perlu dibuka.")


class MaskingVerbs:
    """Mixed into the record; every verb asks its policy and writes the history."""

    @property
    def original(self: Submission) -> Wording:
        """What its author wrote, under any mask (one query when something is masked). Pages show it to its author only;
        anybody else goes through :meth:`open_original`."""
        sealed = self._sealed() if self.redacted else None
        return sealed.wording if sealed else self.wording

    @property
    def wording(self: Submission) -> Wording:
        """The words that may be shown."""
        return Wording(self.title, self.body, self.locality)

    @property
    def spans(self: Submission) -> list[Span]:
        """What is masked now."""
        return [one.span for one in self.redactions]

    def redact(self: Submission, spans: Iterable[Span], *, by: Viewer, note: str = "") -> None:
        """Mask exactly these spans of the original for everyone; without any, the original stands open again.

        ``note`` is for the author.

        :raises Refused: by :func:`forum.policies.moderation.why_not_redact`.
        """
        if (refusal := moderation.why_not_redact(by, self)) is not None:
            raise Refused(refusal)
        db.session.flush()
        original = self.original
        found = tidy(spans, original)
        self._mask(original, found)
        kinds = {str(kind): sum(one.kind is kind for one in found) for kind in MaskKind}
        detail = {kind: number for kind, number in kinds.items() if number}
        why = Reason.PERSONAL_DATA
        history.record("submission.redact", self, by=by, role="moderator", reason=why, note=note, detail=detail)
        count(self, "submission.redact", why)
        self.event.touch()

    def open_original(self: Submission, *, by: Viewer, why: str) -> Wording:
        """Read what is masked: allowed with a reason, written down, and told to the author."""
        self._looked("submission.open_original", by, why)
        return self.original

    def reveal(self: Submission, *, by: Viewer, why: str) -> None:
        """Look behind a hidden identity or a confidential text: allowed with a reason, written down, and told to the author."""
        self._looked("submission.reveal", by, why)

    def _looked(self: Submission, verb: str, by: Viewer, why: str) -> None:
        if (refusal := policy.why_not_reveal(by, self)) is not None:
            raise Refused(refusal)
        if not why:
            raise Refused(UNEXPLAINED)
        history.record(verb, self, by=by, role="moderator", note=why)

    def _sealed(self: Submission) -> SealedWording | None:
        found = select(SealedWording).where(SealedWording.submission_id == self.id, SealedWording.version_id.is_(None))
        return db.session.scalar(found)

    def _mask(self: Submission, original: Wording, spans: list[Span]) -> None:
        """Let the stored words be the masked ones and seal the original, or take the seal away where nothing is masked."""
        sealed = self._sealed()
        if spans and sealed is None:
            db.session.add(SealedWording(submission_id=self.id, title=original.title, body=original.body, locality=original.locality))
        elif sealed is not None and not spans:
            db.session.delete(sealed)
        self.redactions.clear()
        db.session.flush()
        self.redactions = [Redaction(start=one.start, end=one.end, kind=one.kind, part=one.part) for one in spans]
        for name, value in columns(original, spans).items():
            setattr(self, name, value)
        self.look()

    def look(self: Submission, held: Collection[str] | None = None) -> None:
        """Let the machine mark what it sees in the words that may be shown (one query, unless the city's ``held`` words are at hand)."""
        watched = held_forms(self.jurisdiction_id) if held is None else held
        seen = marks(self.wording, watched, plates=self.event.jurisdiction.watch_plates)
        self.marks = ",".join(seen)

    def _put_away(self: Submission) -> dict[str, MaskKind]:
        """Keep the present wording as an earlier one, what was masked in it still sealed; returns the masked words with their kinds."""
        original = self.original
        covered = {original.of(one.part)[one.start : one.end]: one.kind for one in self.spans}
        former = SubmissionVersion(title=self.title, body=self.body, replaced_at=clock.now())
        self.versions.append(former)
        if covered and (sealed := self._sealed()) is not None:
            db.session.flush()
            sealed.version_id = former.id
            db.session.flush()
        return covered
