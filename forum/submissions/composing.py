"""The sheet before somebody who writes: the form, what it may choose from, the draft on the server and the files in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import current_app, flash, render_template, request, url_for
from flask_babel import gettext as _

from forum.accounts.queries import speaking_choices
from forum.core import clock, files, once
from forum.core.files import StoredFile
from forum.core.refusal import Refused
from forum.core.text import clean_line, markdown
from forum.events.models import Event
from forum.extensions import db
from forum.indices.models import Pillar
from forum.policies import attachments as policy
from forum.policies import minors
from forum.submissions import draft_queries, limits, queries
from forum.submissions.attachments import Attachment
from forum.submissions.drafts import Draft, oldest_kept
from forum.submissions.forms import ComposeForm
from forum.submissions.models import Submission
from forum.submissions.states import Identity, SubmissionType
from forum.triage import likeness_queries
from forum.web.guard import account_id, me


def settings() -> Any:
    return current_app.extensions["settings"]


def draft_of(event: Event) -> Draft | None:
    return draft_queries.draft_for(me(), event.id, oldest_kept(settings().draft_days))


def judge_by(event: Event) -> date:
    """The day on which a moderator has looked at what is sent today."""
    return clock.add_working_days(clock.today(event.tz), settings().moderation_days, clock.holidays(event.jurisdiction_id))


class Sheet:
    """``ready`` is whether it can be handed in; ``older`` that the draft on the server was written elsewhere meanwhile."""

    def __init__(self, event: Event, form: ComposeForm, valid: bool) -> None:
        self.event, self.form = event, form
        self.draft = draft_of(event)
        self.older = False
        self.groups = speaking_choices(me())
        if not form.is_submitted() and self.draft is not None:
            form.process(None, data=self.draft.fields)
        self.chosen = form.pick(self.groups, self._pillars, lambda: event.questions) if valid else {}
        self.accepted = self._inspected()
        self.ready = valid and not form.errors

    def _pillars(self) -> Sequence[Pillar]:
        return self.event.pillars or queries.pillars()

    def _inspected(self) -> list[files.Inspected]:
        """The files that came along, looked at; one that is not accepted leaves its reason, with its name, at the field."""
        kept = len(self.attachments)
        accepted: list[files.Inspected] = []
        for upload in self.form.files.data or ():
            if not getattr(upload, "filename", ""):
                continue
            try:
                accepted.append(inspected(upload, kept + len(accepted)))
            except Refused as no:
                self.form.refuse(self.form.files, _(no.refusal.sentence, **dict(no.refusal.values)))
        return accepted

    @property
    def attachments(self) -> Sequence[Attachment]:
        return self.draft.attachments if self.draft else ()

    @contextmanager
    def files_stored(self) -> Iterator[list[StoredFile]]:
        """Write the accepted files; they are taken back when what they belong to is not committed inside the block."""
        with files.saving(self.accepted, settings().upload_dir, account_id()) as stored:
            yield stored

    def hand_in(self, stored: Sequence[StoredFile]) -> str:
        """Make a submission of it; the address of its receipt."""
        limits.count("submission", account_id(), limits.SUBMISSIONS_AN_HOUR)
        form = self.form
        made = Submission.write(
            self.event,
            by=me(),
            author_id=account_id(),
            title=form.title.data,
            body=form.body.data,
            type=SubmissionType(form.type.data),
            identity=Identity(form.identity.data),
            locality=form.locality.data,
            judge_by=judge_by(self.event),
            for_group=not self.chosen["group"].is_element,
            **self.chosen,
        )
        self._describe()
        db.session.add_all(Attachment(submission=made, file=file) for file in stored)
        db.session.flush()
        if self.draft is not None:
            draft_queries.hand_over(self.draft, made)
        place = url_for("writing.own", code=made.code, terkirim=1)
        once.remember(form.once.data, place)
        flash(_("Masukan Anda sudah kami terima."), "success")
        return place

    def keep(self, stored: Sequence[StoredFile]) -> str | None:
        """Keep it as a draft; where to go when that was all that was asked for, None to show the page again."""
        if self.draft is None:
            self.draft = Draft(account_id=account_id(), event=self.event)
            db.session.add(self.draft)
            db.session.flush()
            self.form.version.data = str(self.draft.version)
        self._describe()
        for file in stored:
            self.draft.holding(file)
        if self.form.remove.data:
            self._remove(self.form.remove.data)
        self.older = str(self.draft.version) != self.form.version.data and self.form.save.data != "ganti"
        if self.older:
            return None
        self.draft.keep(self.form.data)
        db.session.flush()
        self.form.version.data = str(self.draft.version)
        if self.form.save.data and not self.form.errors:
            flash(_("Draf disimpan. Anda dapat melanjutkannya di perangkat mana pun."), "success")
            return url_for("writing.compose", slug=self.event.slug)
        if self.form.remove.data:
            return url_for("writing.compose", slug=self.event.slug, _anchor="lampiran")
        return None

    def _describe(self) -> None:
        for one in self.attachments:
            one.describe(request.form.get(f"keterangan-{one.public_id}"))

    def _remove(self, public_id: str) -> None:
        for one in [one for one in self.attachments if one.public_id == public_id]:
            draft_queries.drop(one, settings().upload_dir)

    def page(self) -> tuple[str, int]:
        form, event = self.form, self.event
        lapsed = draft_queries.lapsed_mandates(me(), clock.today(event.tz))
        form.offer(self.groups, self._pillars(), event.questions, lapsed)
        if not form.is_submitted():
            form.version.data = str(self.draft.version) if self.draft else ""
        page = render_template(
            "submissions/compose.html",
            event=event,
            form=form,
            window=event.open_window(clock.now()),
            preview=markdown(form.body.data or "") if form.preview.data else None,
            similar=likeness_queries.for_writer(event, form.title.data or "", form.body.data or "") if form.preview.data else [],
            lapsed=lapsed,
            draft=self.draft,
            older=self.older,
            attachments=self.attachments,
            limits=settings(),
            kinds=files.named(settings().attachment_kinds),
        )
        return page, 409 if self.older and form.save.data else 422 if form.errors or form.sends else 200


def inspected(upload: Any, kept: int) -> files.Inspected:
    """One file beside a submission that has ``kept`` already.

    :raises Refused: with the name of the file: one too many, too large, of an unknown kind, or not what its name says.
    """
    name = clean_line(upload.filename, 160)
    if (refusal := minors.why_not_attach(me()) or policy.why_not_attach(name, kept, settings().attachments_max)) is not None:
        raise Refused(refusal)
    return files.inspect(upload.filename, upload.stream, settings().upload_max_mb, settings().attachment_kinds)
