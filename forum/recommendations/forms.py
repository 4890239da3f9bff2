"""What agencies and verifiers fill in."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, FieldList, Form, FormField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from forum.forms import BaseForm, CommaDecimal, CreatingForm, Indonesian, Line, MarkdownText, Paragraphs, VersionedForm
from forum.labels import choices
from forum.recommendations.states import AnswerKind

ANSWERS = (AnswerKind.ACCEPTED, AnswerKind.PARTIALLY_ACCEPTED, AnswerKind.DEFERRED, AnswerKind.REJECTED)
EVIDENCE_SLOTS = 3


class Percent(IntegerField):
    """A whole number of percent from 0 to 100. A fraction is cut off: nobody claims more than was written."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip().removesuffix("%").strip().replace(",", ".")
        self.data = None
        if not text:
            return
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not (value.is_finite() and abs(value) < 1000):
            raise ValueError(_("Isi angka 0 sampai 100."))
        self.data = int(value.to_integral_value(ROUND_DOWN))


def _percent(words: Any, **kwargs: Any) -> Percent:
    rules = [InputRequired(_l("Isi angka 0 sampai 100.")), NumberRange(0, 100, _l("Isi angka 0 sampai 100."))]
    return Percent(words, validators=rules, render_kw={"inputmode": "decimal", "maxlength": 8, "autocomplete": "off"}, **kwargs)


class AnswerForm(CreatingForm, VersionedForm):
    """The operator's draft: what the agency answers, and why. Everybody reads the reason once the head approves."""

    kind = RadioField(_l("Jawaban"), choices=(), validators=[InputRequired(_l("Pilih jawabannya."))])
    response = MarkdownText(
        _l("Tanggapan beralasan"),
        limit=6000,
        validators=[
            InputRequired(_l("Tulis alasannya. Warga membaca tanggapan ini.")),
            Length(min=20, message=_l("Tulis paling sedikit 20 huruf.")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices("answer", *ANSWERS)


class ApproveForm(VersionedForm):
    """The head approves the draft as it stands."""


class ReturnForm(VersionedForm):
    """Send a draft or a report back, saying what has to change."""

    note = Paragraphs(
        _l("Apa yang perlu diperbaiki"), limit=2000, id="perbaikan", validators=[InputRequired(_l("Tuliskan apa yang perlu diperbaiki."))]
    )


class EvidenceSlot(Form):
    """One piece of evidence: a file, or the title of one that is kept elsewhere."""

    class Meta:
        def get_translations(self, form: Any) -> Indonesian:
            return Indonesian()

    file = FileField(_l("Berkas"), render_kw={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx"})
    kind = SelectField(_l("Jenis bukti"), choices=())
    title = Line(_l("Judul bukti"), limit=160)
    issued_on = DateField(_l("Tanggal terbit"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices("evidence")

    @property
    def is_empty(self) -> bool:
        return not self.title.data and not _chosen(self.file)


def _chosen(field: Any) -> bool:
    """Whether the browser sent a file."""
    return bool(getattr(field.data, "filename", ""))


class ReportForm(CreatingForm, VersionedForm):
    """Progress: how far, what was done, what stands in the way, what the success indicator shows now, and evidence."""

    percent = _percent(_l("Kemajuan (%)"))
    note = Paragraphs(_l("Yang dikerjakan"), limit=3000, validators=[InputRequired(_l("Tuliskan apa yang dikerjakan."))])
    obstacle = Paragraphs(_l("Kendala"), limit=2000)
    reached = CommaDecimal(_l("Capaian ukuran keberhasilan"), places=None, validators=[Optional()], widget=TextInput())
    keep = SelectMultipleField(_l("Bukti yang sudah dilampirkan"), coerce=int, choices=(), validate_choice=False)
    evidence = FieldList(FormField(EvidenceSlot), min_entries=EVIDENCE_SLOTS, max_entries=EVIDENCE_SLOTS)

    @property
    def file_chosen(self) -> bool:
        """Whether a file was chosen: a browser cannot keep it when the page is shown again."""
        return any(_chosen(slot.form.file) for slot in self.evidence)

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong, in the pieces of evidence too (their errors may come after validation)."""
        return bool(self.errors) or any(slot.form.errors for slot in self.evidence)

    def complain(self, last_percent: int, kept: int, sending: bool) -> None:
        """Put at their fields what only the domain knows. ``kept``: pieces of evidence that stay attached."""
        pieces, percent = kept + sum(not slot.form.is_empty for slot in self.evidence), self.percent.data
        if pieces > EVIDENCE_SLOTS:
            self.refuse(self.keep, _("Paling banyak %(n)s bukti. Lepaskan salah satunya.", n=EVIDENCE_SLOTS))
        if not sending or percent is None:
            return
        if percent == 100 and not pieces:
            self.refuse(self.percent, _("Untuk menyatakan selesai, lampirkan paling sedikit satu bukti dukung di bawah ini."))
        if percent < last_percent and not self.obstacle.data:
            self.refuse(
                self.obstacle,
                _(
                    "Angka ini lebih kecil daripada laporan terakhir (%(last)s %%). Jelaskan sebabnya di sini, atau perbaiki angkanya.",
                    last=last_percent,
                ),
            )


class VerifyForm(VersionedForm):
    """Up to what percent the evidence shows it; less than was claimed is explained."""

    percent = _percent(_l("Terbukti sampai (%)"))
    note = Paragraphs(_l("Penjelasan"), limit=2000)


class TrackerForm(BaseForm):
    """The filters of the public tracker, as they stand in the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    city = Line(name="kota", limit=40)
    agency = Line(name="opd", limit=60)
    pillar = Line(name="pilar", limit=40)
    state = Line(name="keadaan", limit=32)
    words = Line(name="q", limit=80)
    overdue = BooleanField(name="terlambat")
