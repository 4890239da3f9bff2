"""Forms of the desk where recommendations are formulated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.validators import Optional as Blank

from forum.forms import BaseForm, CommaDecimal, CreatingForm, Line, MarkdownText, Paragraphs, VersionedForm
from forum.labels import choices


class Facts(BaseForm):
    """What a recommendation says. Agencies and pillars are named by slug; the view resolves them within the city."""

    title = Line(_l("Judul rekomendasi"), limit=200, validators=[DataRequired(_l("Tuliskan judulnya."))])
    body = MarkdownText(_l("Apa yang diminta"), limit=8000, validators=[DataRequired(_l("Tuliskan apa yang diminta."))])
    pillar = SelectField(_l("Pilar"), validate_choice=False)
    owner = SelectField(_l("Perangkat daerah penanggung jawab"), validate_choice=False)
    supporting = SelectMultipleField(_l("Perangkat daerah pendukung"), validate_choice=False)
    due_on = DateField(_l("Tenggat"), validators=[Blank()])
    horizon = SelectField(_l("Jangka waktu"))
    priority = SelectField(_l("Prioritas"))
    success_indicator = Line(_l("Ukuran keberhasilan"), limit=200)
    baseline = CommaDecimal(_l("Keadaan awal"), places=2, validators=[Blank()])
    target = CommaDecimal(_l("Target"), places=2, validators=[Blank()])
    planning_reference = Line(_l("Rujukan perencanaan"), limit=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.horizon.choices = choices("horizon")
        self.priority.choices = choices("priority")
        self.horizon.data = self.horizon.data or "short"
        self.priority.data = self.priority.data or "medium"

    def offer(self, agencies: Mapping[str, Any], pillars: Mapping[str, Any]) -> None:
        """Fill the lists for showing."""
        named = [(slug, one.name) for slug, one in agencies.items()]
        self.owner.choices = [("", _("Pilih perangkat daerah")), *named]
        self.supporting.choices = named
        self.pillar.choices = [("", _("Tanpa pilar")), *((slug, one.name) for slug, one in pillars.items())]

    def need_owner_and_date(self) -> bool:
        """Say at the fields what issuing still lacks."""
        if not self.owner.data:
            self.refuse(self.owner, _("Pilih perangkat daerah yang bertanggung jawab."))
        if self.due_on.data is None and not self.due_on.errors:
            self.refuse(self.due_on, _("Tentukan tenggatnya."))
        return not (self.owner.errors or self.due_on.errors)


class FormulateForm(Facts, CreatingForm):
    """A new recommendation."""


class ReviseForm(Facts, VersionedForm):
    """Other words or dates for one that is not answered yet."""


class SourcesForm(BaseForm):
    """Further submissions for a recommendation: their codes, in any spelling of a list."""

    codes = Line(_l("Kode masukan"), limit=400, validators=[DataRequired(_l("Tuliskan paling sedikit satu kode, misalnya S-4F7K2M."))])

    @property
    def named(self) -> list[str]:
        return [code.upper() for code in (self.codes.data or "").replace(",", " ").replace(";", " ").split()]


class CancelForm(VersionedForm):
    why = Paragraphs(_l("Alasan pembatalan, tampil untuk umum"), limit=2000, validators=[DataRequired(_l("Tuliskan alasan pembatalan."))])
