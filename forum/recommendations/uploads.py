"""Evidence on its way in: every chosen file looked at before anything is written, each complaint at its own field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from forum.core import files
from forum.core.refusal import Refused
from forum.recommendations.forms import ReportForm
from forum.recommendations.reports import Evidence, EvidenceKind, Report
from forum.recommendations.states import ReportState


def inspect(form: ReportForm, limit_mb: int) -> list[files.Inspected]:
    """The chosen files, inspected. One that is not accepted leaves its reason at its field."""
    accepted = []
    for slot in form.evidence:
        upload: Any = slot.form.file.data
        if not getattr(upload, "filename", ""):
            continue
        try:
            accepted.append(files.inspect(upload.filename, upload.stream, limit_mb))
        except Refused as no:
            form.refuse(slot.form.file, _(no.refusal.sentence, **dict(no.refusal.values)))
    return accepted


def kept(form: ReportForm, before: Report | None) -> list[Evidence]:
    """The pieces of evidence of the report in hand that stay ticked."""
    return [one for one in before.evidence if one.id in (form.keep.data or ())] if before else []


def pieces(form: ReportForm, before: Report | None, stored: Sequence[files.StoredFile]) -> list[Evidence]:
    """The evidence of the report as the form wants it. What a returned report showed is copied: that report stays as it was."""
    same = before is not None and before.state is ReportState.DRAFT
    old = [one if same else _copy(one) for one in kept(form, before)]
    arrived = iter(stored)
    return old + [_piece(slot.form, arrived) for slot in form.evidence if not slot.form.is_empty]


def _copy(one: Evidence) -> Evidence:
    return Evidence(kind=one.kind, title=one.title, issued_on=one.issued_on, file=one.file)


def _piece(slot: Any, arrived: Any) -> Evidence:
    file = next(arrived) if getattr(slot.file.data, "filename", "") else None
    title = slot.title.data or (file.name if file else "")
    return Evidence(kind=EvidenceKind(slot.kind.data), title=title, issued_on=slot.issued_on.data, file=file)
