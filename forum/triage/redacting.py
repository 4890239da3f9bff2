"""Masking words of a submission: findings and selected text, the preview, and the sealed original with its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forum.accounts.roles import Role
from forum.core.refusal import Refused
from forum.extensions import db
from forum.policies import moderation
from forum.policies import submissions as policy
from forum.submissions.models import Submission
from forum.submissions.states import VISIBILITY, Identity
from forum.submissions.wordings import MaskKind, Part, Span, Wording, drawn, masked, tidy
from forum.triage import queries
from forum.triage.decisions import DECISIONS
from forum.triage.filters import Filters
from forum.triage.forms import OpenForm, RedactForm
from forum.triage.page import Answer, note_decision, queue_values
from forum.triage.spans import Piece, brief, pieces, placed, suggested, worded
from forum.triage.taking import take, word
from forum.web.guard import desk, me

blueprint = Blueprint("triage_redact", __name__, url_prefix="/meja/triase")
blueprint.before_request(desk(Role.MODERATOR, Role.PUBLISHER))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page may show: the original where it is open, else the wording that everyone reads."""

    wording: Wording
    opened: bool

    @classmethod
    def of(cls, submission: Submission) -> Shown | None:
        """Without opening anything: None for a confidential text."""
        if submission.identity is Identity.CONFIDENTIAL:
            return None
        return cls(submission.wording, not submission.redacted)


@blueprint.get("/<code>/samarkan")
def edit(code: str) -> Answer:
    submission = queries.item(me(), code)
    return _page(submission, Shown.of(submission))


@blueprint.post("/<code>/samarkan/naskah")
def open_original(code: str) -> Answer:
    """Show what is sealed, this once; the reason stays in the history and the author reads it."""
    form = OpenForm()
    complete = form.validate()
    submission = queries.item(me(), code)
    if not complete:
        return _page(submission, Shown.of(submission), open_form=form, status=422)
    submission.open_original(by=me(), why=form.purpose.data)
    db.session.commit()
    submission = queries.item(me(), code)
    return _page(submission, Shown(submission.original, opened=True))


@blueprint.post("/<code>/samarkan")
def save(code: str) -> Answer:
    form = RedactForm()
    valid = form.validate()
    submission = queries.item(me(), code)
    spans = _chosen(form, submission)
    if not valid or form.errors or form.preview.data:
        shown = Shown(submission.original, opened=True) if form.whole.data else Shown.of(submission)
        return _page(submission, shown, form, spans, status=200 if form.preview.data else 422)
    filters = Filters.of(request.args)
    place = queries.key_of(submission, filters)
    try:
        submission.expect(form.seen_version)
        _say(submission, form, spans)
    except Refused as no:
        db.session.rollback()
        form.refuse(form.words, _(no.refusal.sentence, **dict(no.refusal.values)))
        return _page(queries.item(me(), code), Shown.of(submission), form, spans, status=422)
    db.session.commit()
    flash(_done(form, submission), "success")
    code = (queries.after(me(), filters, place) or code) if form.publish.data else code
    return redirect(url_for("triage.item", code=code, **filters.args()), 303)


def _chosen(form: RedactForm, submission: Submission) -> list[Span]:
    """The spans that the form names; words that stand nowhere become an error at their field."""
    original = submission.original
    kind = MaskKind(form.kind.data) if form.kind.data in dict(form.kind.choices) else MaskKind.OTHER
    found, missing = worded(form.words.data, kind, original)
    for words in missing:
        form.refuse(form.words, _("“%(words)s” tidak ada di naskah.", words=words))
    kept = placed(request.form.getlist("tutup")[:500]) if form.whole.data else submission.spans
    return tidy([*kept, *found], original)


def _say(submission: Submission, form: RedactForm, spans: list[Span]) -> None:
    """Mask, and in the same breath show it and hand it on where the moderator says so."""
    by, note = me(), form.note.data
    submission.redact(spans, by=by, note=note)
    if form.publish.data:
        take(DECISIONS["publish"], submission, word(submission, note, checked=True), by=by)
    if form.to.data:
        take(DECISIONS["refer"], submission, word(submission, note, to=form.to.data, checked=True), by=by)
    note_decision()


def _done(form: RedactForm, submission: Submission) -> str:
    if form.publish.data:
        return str(_("%(code)s disamarkan dan sudah tayang.", code=submission.code))
    return str(_("Bagian yang Anda pilih pada %(code)s sudah disamarkan.", code=submission.code))


def _page(
    submission: Submission,
    shown: Shown | None,
    form: RedactForm | None = None,
    spans: list[Span] | None = None,
    *,
    open_form: OpenForm | None = None,
    status: int = 200,
) -> Answer:
    opened = shown is not None and shown.opened
    if spans is None:
        spans = suggested(submission, shown.wording) if shown is not None and opened else submission.spans
    if form is None:
        form = RedactForm(formdata=None, version=str(submission.version), whole="1" if opened else "")
    page = render_template(
        "triage/redact.html",
        it=submission,
        form=form,
        open_form=open_form or OpenForm(formdata=None),
        opened=opened,
        parts=_parts(shown, spans) if shown else [],
        spans=[(span, brief(shown.wording, span)) for span in spans] if shown and opened else [],
        preview=_preview(submission, spans) if shown else None,
        refusal=moderation.why_not_redact(me(), submission),
        may_publish=VISIBILITY.why_not("publish", me(), submission) is None,
        may_refer=policy.why_not_decide(me(), submission) is None and submission.disposition == "open",
        **queue_values(submission.id),
    )
    return page if status == 200 else (page, status)


def _parts(shown: Shown, spans: list[Span]) -> list[tuple[Part, list[Piece]]]:
    found = tidy(spans, shown.wording) if shown.opened else []
    return [(part, pieces(shown.wording, part, found)) for part in Part if shown.wording.of(part)]


def _preview(submission: Submission, spans: list[Span]) -> dict[str, Any]:
    original = submission.original
    found = tidy(spans, original)
    wording = masked(original, found)
    return {"title": wording.title, "locality": wording.locality, "html": drawn(original, found)}
