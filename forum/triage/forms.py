"""Forms of the moderators' desk. What a record allows is asked of the domain; here stands only what a field needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SubmitField
from wtforms.validators import DataRequired

from forum.forms import BaseForm, CreatingForm, Line, Paragraphs, VersionedForm
from forum.labels import choices


class Choice(Protocol):
    """What the form asks of a decision."""

    @property
    def verb(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def needs_reason(self) -> bool: ...
    @property
    def needs_note(self) -> bool: ...
    @property
    def needs_referral(self) -> bool: ...


class DecisionForm(VersionedForm):
    """One of the decisions of ``table`` (by verb), with the reason and the message that it needs."""

    decision = RadioField(_l("Keputusan"), validate_choice=False)
    reason = SelectField(_l("Alasan"), validate_choice=False)
    to = SelectField(_l("Diteruskan ke"), validate_choice=False)
    note = Paragraphs(_l("Pesan untuk pengirim"), limit=4000)
    template = SelectField(_l("Contoh balasan"), validate_choice=False)
    use = SubmitField(_l("Pakai"))
    checked = BooleanField(_l("Sudah saya periksa: tidak ada data pribadi yang perlu disamarkan."))

    def __init__(self, table: Mapping[str, Choice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.table = table
        self.decision.choices = [(verb, _(one.name)) for verb, one in table.items()]
        self.reason.choices = [("", _("Pilih alasan")), *choices("reason")]
        self.to.choices = [("", _("Pilih tujuan")), *choices("referral")]

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._complete()

    def forgive(self) -> None:
        """Say nothing of what is still missing: nothing is being decided."""
        for field in self:
            field.errors = []

    def _complete(self) -> bool:
        """Say at the field what the chosen decision still lacks."""
        if (chosen := self.table.get(self.decision.data or "")) is None:
            self.refuse(self.decision, _("Pilih satu keputusan."))
            return False
        if (self.reason.data or "") not in dict(self.reason.choices) or (chosen.needs_reason and not self.reason.data):
            self.refuse(self.reason, _("Pilih alasannya. Pengirim akan membacanya."))
        if (self.to.data or "") not in dict(self.to.choices) or (chosen.needs_referral and not self.to.data):
            self.refuse(self.to, _("Pilih ke mana masukan ini diteruskan."))
        if chosen.needs_note and not self.note.data:
            self.refuse(self.note, _("Tuliskan penjelasannya. Pengirim akan membacanya."))
        return not (self.reason.errors or self.to.errors or self.note.errors)


class AppealForm(VersionedForm):
    """The other moderator's word on an appeal."""

    verdict = RadioField(_l("Putusan banding"), validators=[DataRequired(_l("Pilih satu putusan."))])
    why = Paragraphs(_l("Penjelasan untuk pengirim"), limit=4000, validators=[DataRequired(_l("Tuliskan penjelasannya."))])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.verdict.choices = [("uphold", _("Keputusan semula tetap")), ("overturn", _("Banding dikabulkan, periksa lagi dari awal"))]


class RedactForm(VersionedForm):
    """What to mask: spans by their place, and words wherever they stand. ``whole`` says that the list of spans is complete."""

    whole = HiddenField()
    words = Paragraphs(_l("Bagian yang ditutup"), limit=2000)
    kind = SelectField(_l("Jenisnya"), validate_choice=False)
    note = Paragraphs(_l("Pesan untuk pengirim"), limit=4000)
    to = SelectField(_l("Sekaligus teruskan ke"), validate_choice=False)
    preview = SubmitField(_l("Pratinjau"))
    publish = SubmitField(_l("Samarkan dan tayangkan"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = choices("mask")
        self.to.choices = [("", _("Tidak diteruskan")), *choices("referral")]

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._complete()

    def _complete(self) -> bool:
        if (self.to.data or "") not in dict(self.to.choices):
            self.refuse(self.to, _("Pilihan ini tidak tersedia. Pilih yang lain."))
        elif self.to.data and not self.note.data and not self.preview.data:
            self.refuse(self.note, _("Tuliskan penjelasannya. Pengirim akan membacanya."))
        return not (self.to.errors or self.note.errors)


class OpenForm(BaseForm):
    """Why a sealed original must be read; the reason is kept, and the author reads it."""

    purpose = Line(
        _l("Mengapa naskah asli perlu dibuka?"), limit=200, validators=[DataRequired(_l("Tuliskan alasannya. Alasan ini dicatat."))]
    )


class BulkForm(CreatingForm):
    """One reason and one message for many; which of them must be given, the decision says."""

    reason = SelectField(_l("Alasan"), validate_choice=False)
    note = Paragraphs(_l("Pesan untuk pengirim"), limit=4000)

    def __init__(self, decision: Choice | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.decision = decision
        self.reason.choices = [("", _("Pilih alasan")), *choices("reason")]

    def validate(self, extra_validators: Any = None) -> bool:
        complete = super().validate(extra_validators)
        if (self.reason.data or "") not in dict(self.reason.choices):
            self.refuse(self.reason, _("Pilih alasannya. Pengirim akan membacanya."))
        if self.decision and self.decision.needs_reason and not self.reason.data:
            self.refuse(self.reason, _("Pilih alasannya. Pengirim akan membacanya."))
        if self.decision and self.decision.needs_note and not self.note.data:
            self.refuse(self.note, _("Tuliskan penjelasannya. Pengirim akan membacanya."))
        return complete and not (self.reason.errors or self.note.errors)


class HandOverForm(VersionedForm):
    """Which colleague is to take it, and why."""

    to = SelectField(_l("Rekan"), validate_choice=False, validators=[DataRequired(_l("Pilih rekan yang akan memegangnya."))])
    note = Paragraphs(_l("Pesan untuk rekan"), limit=400, validators=[DataRequired(_l("Tuliskan apa yang perlu dilihat rekan Anda."))])


class HolidayForm(BaseForm):
    """Days on which offices are closed, one a line: a date, then its name. ``rows`` holds them once the form is valid."""

    place = RadioField(_l("Berlaku di"), validate_choice=True, validators=[DataRequired(_l("Pilih di mana hari itu libur."))])
    lines = Paragraphs(_l("Hari libur"), limit=6000, validators=[DataRequired(_l("Tuliskan paling sedikit satu baris."))])
    rows: list[tuple[date, str]]

    def validate(self, extra_validators: Any = None) -> bool:
        complete = super().validate(extra_validators)
        self.rows = []
        for number, line in enumerate((one for one in (self.lines.data or "").splitlines() if one.strip()), 1):
            found = _LINE.fullmatch(line.strip())
            day = _day(found[1]) if found else None
            if found is None or day is None:
                self.refuse(
                    self.lines,
                    _("Baris %(n)s tidak terbaca: %(line)s. Tulis seperti 25/12/2025 Hari Raya Natal.", n=number, line=line[:60]),
                )
            else:
                self.rows.append((day, found[2].strip()[:120]))
        return complete and not self.lines.errors


_LINE = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})[\s,;]+(\S.*)")


def _day(words: str) -> date | None:
    """A date written as people here write it, or as machines do."""
    parts = [int(part) for part in re.split(r"[/.-]", words)]
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


class RevealForm(BaseForm):
    """Why a hidden identity must be seen; the reason is kept."""

    purpose = Line(_l("Mengapa perlu dibuka?"), limit=200, validators=[DataRequired(_l("Tuliskan alasannya. Alasan ini dicatat."))])


class MergeForm(VersionedForm):
    """Which of two stays, and why they are one."""

    survivor = RadioField(_l("Masukan pokok"), validate_choice=False)
    why = Paragraphs(_l("Alasan, tampil untuk umum"), limit=1000, validators=[DataRequired(_l("Tuliskan alasan penggabungan."))])


class SplitForm(VersionedForm):
    """Why two are no longer one."""

    why = Paragraphs(_l("Alasan pemisahan, tampil untuk umum"), limit=1000, validators=[DataRequired(_l("Tuliskan alasan pemisahan."))])


class SettleForm(VersionedForm):
    """A word to whoever flagged."""

    note = Line(_l("Kabar untuk yang menandai"), limit=400)


class WordsForm(VersionedForm):
    """The held words of a city, one a line, and what else the machine watches for."""

    words = Paragraphs(_l("Kata yang ditahan"), limit=20_000)
    plates = BooleanField(_l("Tandai juga nomor kendaraan"))


class TrustForm(BaseForm):
    """Why somebody is trusted; the reason is kept."""

    why = Paragraphs(_l("Mengapa tepercaya?"), limit=400, validators=[DataRequired(_l("Tuliskan alasannya. Alasan ini dicatat."))])


class RevokeForm(BaseForm):
    """Why trust is taken back; the reason is kept."""

    why = Line(_l("Alasan mencabut"), limit=400, validators=[DataRequired(_l("Tuliskan alasannya. Alasan ini dicatat."))])


class TemplateForm(CreatingForm, VersionedForm):
    """A message to authors that is used again."""

    name = Line(_l("Nama contoh"), limit=80, validators=[DataRequired(_l("Tuliskan namanya."))])
    verb = SelectField(_l("Untuk keputusan"), validate_choice=False)
    body = Paragraphs(_l("Isi pesan"), limit=2000, validators=[DataRequired(_l("Tuliskan isinya."))])

    def __init__(self, table: Mapping[str, Choice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.verb.choices = [("", _("Semua keputusan")), *((verb, _(one.name)) for verb, one in table.items())]
        if self.verb.data not in dict(self.verb.choices):
            self.verb.data = ""


class RetireForm(VersionedForm):
    """Nothing to fill in."""


class NoteForm(CreatingForm):
    """A note to the colleagues."""

    body = Paragraphs(_l("Catatan untuk rekan"), limit=1000, validators=[DataRequired(_l("Tuliskan catatannya."))])
