"""Forms of the event desk. Lists are written one item a line, so that they need no script and can be pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, DateTimeLocalField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from forum.forms import BaseForm, CreatingForm, Line, Paragraphs, VersionedForm, WholeNumber, not_before

SPANS = ("before", "during", "after")
_TIME = re.compile(r"^(\d{1,2})[.:](\d{2})$")


def lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def agenda_line(line: str) -> tuple[time | None, str, str]:
    """Time (or None), title and speaker of a line such as ``09.00 | Pembukaan | Wali Kota``.

    :raises ValueError: when the title is missing or the hour does not exist.
    """
    parts = [part.strip() for part in line.split("|")]
    found = _TIME.match(parts[0])
    at = time(int(found[1]), int(found[2])) if found else None
    words = parts[1:] if found else parts
    if not words or not words[0]:
        raise ValueError(line)
    return at, words[0][:200], (words[1] if len(words) > 1 else "")[:160]


def readable_agenda(_form: BaseForm, field: Paragraphs) -> None:
    for number, line in enumerate(lines(field.data), 1):
        try:
            agenda_line(line)
        except ValueError:
            raise ValidationError(_("Baris %(n)s tidak terbaca. Tulis misalnya: 09.00 | Pembukaan | Wali Kota", n=number)) from None


def short_lines(limit: int) -> Any:
    def check(_form: BaseForm, field: Paragraphs) -> None:
        long = next((n for n, line in enumerate(lines(field.data), 1) if len(line) > limit), None)
        if long:
            raise ValidationError(_("Baris %(n)s terlalu panjang; paling panjang %(limit)s huruf.", n=long, limit=limit))

    return check


class EventForm(CreatingForm, VersionedForm):
    """An event with everything its page shows. Times are local to the city."""

    title = Line(_l("Nama acara"), [DataRequired()], limit=160)
    kind = SelectField(_l("Jenis"), [InputRequired()])
    purpose = Paragraphs(_l("Tujuan"), [DataRequired()], limit=2000)
    starts_at = DateTimeLocalField(_l("Mulai"), [InputRequired()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    ends_at = DateTimeLocalField(
        _l("Berakhir"),
        [InputRequired(), not_before("starts_at", _l("Selesai harus sesudah mulai."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    venue = Line(_l("Tempat"), limit=200)
    attendance = SelectField(_l("Cara hadir"), [InputRequired()])
    organizer = SelectField(_l("Penyelenggara"), [InputRequired()])
    opened_by = Line(_l("Dibuka oleh"), limit=120)
    opened_by_capacity = SelectField(_l("Sebagai"), [InputRequired()], default="definitive")
    opened_by_delegate = Line(_l("Diwakili oleh"), limit=120)
    promise = RadioField(_l("Janji kepada peserta"), [InputRequired()], default="consult")
    what_can_change = Paragraphs(_l("Apa yang dapat berubah karena masukan?"), limit=1000)
    decision_maker = Line(_l("Siapa yang memutuskan?"), limit=160)
    result_due_on = DateField(_l("Hasil diumumkan paling lambat"), [Optional()])
    before_from = DateField(_l("Sebelum pertemuan, mulai"), [Optional()])
    before_to = DateField(_l("Sebelum pertemuan, sampai"), [Optional(), not_before("before_from", _l("Akhirnya mendahului awalnya."))])
    during_from = DateField(_l("Saat pertemuan, mulai"), [Optional()])
    during_to = DateField(_l("Saat pertemuan, sampai"), [Optional(), not_before("during_from", _l("Akhirnya mendahului awalnya."))])
    after_from = DateField(_l("Sesudah pertemuan, mulai"), [Optional()])
    after_to = DateField(_l("Sesudah pertemuan, sampai"), [Optional(), not_before("after_from", _l("Akhirnya mendahului awalnya."))])
    agenda = Paragraphs(_l("Susunan acara"), [readable_agenda], limit=6000)
    questions = Paragraphs(_l("Pertanyaan kepada peserta"), [short_lines(300)], limit=4000)
    provisions = Paragraphs(_l("Aksesibilitas yang tersedia"), [short_lines(200)], limit=2000)
    lacking = Paragraphs(_l("Aksesibilitas yang belum tersedia"), [short_lines(200)], limit=2000)
    invited = SelectMultipleField(_l("Kelompok yang diundang"), coerce=int)
    pillars = SelectMultipleField(_l("Pilar"), coerce=int)
    bases = SelectMultipleField(_l("Dasar hukum"), coerce=int)
    open_sign_up = BooleanField(_l("Warga kota ini boleh mendaftar sendiri"), default=True)
    post_moderated = BooleanField(_l("Masukan langsung tayang, lalu diperiksa"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Beyond each field: a span needs both its ends, and dates must fit the meeting they are named after."""
        valid = super().validate(extra_validators)
        wrong = [*self._half_spans(), *self._misplaced()] if self.starts_at.data and self.ends_at.data else list(self._half_spans())
        for field, sentence in wrong:
            self.refuse(field, sentence)
        return valid and not wrong

    def _half_spans(self) -> Iterator[tuple[Any, str]]:
        for span in SPANS:
            first, last = self[f"{span}_from"], self[f"{span}_to"]
            if bool(first.data) != bool(last.data):
                yield (last if first.data else first), _("Isi tanggal mulai dan sampainya.")

    def _misplaced(self) -> Iterator[tuple[Any, str]]:
        first, last = self.starts_at.data.date(), self.ends_at.data.date()
        if self.result_due_on.data and self.result_due_on.data < last:
            yield self.result_due_on, _("Hasil tidak dapat diumumkan sebelum pertemuan selesai.")
        if self.before_from.data and self.before_from.data > first:
            yield self.before_from, _("Masa ini dimulai sesudah pertemuan. Pakai “Sesudah pertemuan”.")
        if self.during_from.data and self.during_to.data and (self.during_from.data > last or self.during_to.data < first):
            yield self.during_from, _("Masa ini tidak mencakup hari pertemuan.")
        if self.after_to.data and self.after_to.data < last:
            yield self.after_to, _("Masa ini berakhir sebelum pertemuan. Pakai “Sebelum pertemuan”.")


class StepForm(VersionedForm):
    """A button: nothing but the version it was shown for."""


class CancelForm(VersionedForm):
    note = Paragraphs(_l("Alasan pembatalan"), [DataRequired()], limit=1000)


class InviteForm(CreatingForm):
    label = Line(_l("Untuk siapa"), [DataRequired()], limit=120)
    group = SelectField(_l("Berbicara atas nama"), [Optional()])
    uses = WholeNumber(_l("Berapa orang"), [InputRequired(), NumberRange(1, 500)], default=1)
    days = WholeNumber(_l("Berlaku berapa hari"), [InputRequired(), NumberRange(1, 365)], default=30)
