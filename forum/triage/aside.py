"""What stands around the decision on an item's page: marks, flags, notes, templates, and the text to copy when it is handed on."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date as format_in
from flask_babel import format_date

from forum.core.text import Mark as TextMark
from forum.core.text import markdown
from forum.labels import label
from forum.policies import moderation
from forum.submissions.marks import rough_spots
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Mark
from forum.triage import desk_queries
from forum.triage.desk_models import ReplyTemplate
from forum.triage.forms import DecisionForm, NoteForm
from forum.triage.spans import findings
from forum.web.guard import me


def around(submission: Submission, form: DecisionForm, note_form: NoteForm | None) -> dict[str, Any]:
    """The values of the page (at most four small queries)."""
    found = desk_queries.templates(submission.jurisdiction_id)
    flags = desk_queries.flags_of(submission)
    form.template.choices = [("", "–"), *((one.public_id, one.name) for one in found)]
    return {
        "found": _found(submission),
        "marked_html": _marked(submission),
        "marks": [label("mark", mark) for mark in Mark if mark in submission.seen_marks],
        "flags": flags,
        "flag_refusals": {one.id: moderation.why_not_settle_flag(me(), one) for one in flags},
        "notes": desk_queries.notes_of(submission),
        "note_form": note_form or NoteForm(formdata=None),
        "note_refusal": moderation.why_not_note(me(), submission),
        "templates": [(one, filled(one, submission)) for one in found],
        "trust_refusal": moderation.why_not_trust_author_of(me(), submission),
        "trusted": submission.identity is Identity.NAMED and submission.author_trusted,
        "to_copy": _to_copy(submission),
    }


def filled(template: ReplyTemplate, submission: Submission) -> str:
    """A template's words for this submission, its due date written out."""
    return template.filled(submission, str(format_date(submission.judge_by, "d MMMM y")), submission.event.jurisdiction.name)


def _found(submission: Submission) -> list[str]:
    """What kinds of personal data the machine finds in the words that may be shown, as words; none of a confidential text."""
    if submission.identity is Identity.CONFIDENTIAL:
        return []
    return list(dict.fromkeys(label("mask", one.kind).text for one in findings(submission.wording)))


def _marked(submission: Submission) -> Any:
    """The text with its rough words marked, where there are some."""
    spots = rough_spots(submission.body) if Mark.ROUGH in submission.seen_marks and not submission.redacted else []
    return markdown(submission.body, [TextMark(spot.start, spot.end, "m-bad") for spot in spots]) if spots else submission.body_html


def _to_copy(submission: Submission) -> str:
    """What is pasted into the other body's form: the words as everyone may read them, never the masked or the hidden ones."""
    if submission.referred_to is None or submission.identity is Identity.CONFIDENTIAL:
        return ""
    where = f"\nLokasi: {submission.locality}" if submission.locality else ""
    sent = format_in(submission.submitted_at, "d MMMM y", locale="id")
    source = f"Diteruskan dari forum “{submission.event.title}”, masukan {submission.code}, dikirim {sent}."
    return f"{submission.title}\n\n{submission.body}{where}\n\n{source}"
