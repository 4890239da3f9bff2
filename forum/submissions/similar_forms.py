"""What is being written, as far as it goes: enough to look for similar submissions, checked for nothing."""

from __future__ import annotations

from forum.forms import BaseForm, Line, Paragraphs
from forum.submissions.forms import BODY_LIMIT, TITLE_LIMIT


class UnfinishedForm(BaseForm):
    title = Line("", limit=TITLE_LIMIT)
    body = Paragraphs("", limit=BODY_LIMIT)
