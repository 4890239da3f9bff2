"""Forms of the publishing desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from forum.forms import CreatingForm, Line, MarkdownText, Paragraphs, VersionedForm


class OutcomeForm(VersionedForm, CreatingForm):
    """The text of an outcome; the table below it is made from the decisions themselves."""

    title = Line(_l("Judul"), [InputRequired()], limit=180)
    summary = MarkdownText(_l("Ringkasan"), [InputRequired()], limit=6000)
    agreed = Paragraphs(_l("Yang disepakati, satu hal satu baris"), limit=4000)


class CorrectionForm(OutcomeForm):
    correction = Paragraphs(_l("Apa yang diperbaiki dan mengapa"), [InputRequired()], limit=1000)


class NoteForm(VersionedForm):
    note = Paragraphs(_l("Catatan"), [InputRequired()], limit=1000)


class PublishForm(VersionedForm):
    read = BooleanField(_l("Saya sudah membaca seluruh pratinjau"), [InputRequired(_l("Centang kotak ini dulu."))])


class StepForm(VersionedForm):
    """A button: nothing but the version it was shown for."""
