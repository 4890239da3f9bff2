"""Forms of the registry: groups, offices, invitations to a role, handing one over."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from forum.accounts.forms import Address, real_address
from forum.accounts.roles import OUTSIDE
from forum.forms import BaseForm, CreatingForm, Line, VersionedForm, WholeNumber, not_before


class GroupForm(CreatingForm, VersionedForm):
    """What the registry says about a group."""

    name = Line(_l("Nama kelompok"), [InputRequired()], limit=120)
    name_en = Line(_l("Nama dalam bahasa Inggris"), [InputRequired()], limit=120)
    abbreviation = Line(_l("Singkatan"), limit=40)
    kind = SelectField(_l("Jenis"), [InputRequired()])
    counts_for = SelectField(_l("Dihitung sebagai unsur"), [Optional()])
    founding_decree = Line(_l("Surat keputusan pembentukan"), limit=120)
    period_from = DateField(_l("Masa bakti, mulai"), [Optional()])
    period_to = DateField(_l("Masa bakti, sampai"), [Optional(), not_before("period_from", _l("Akhirnya mendahului awalnya."))])
    contact = Line(_l("Kontak"), limit=160)
    minors_possible = BooleanField(_l("Anggotanya dapat berusia di bawah umur"))


class TaskForm(CreatingForm):
    """An invitation to a role: mailed to an address, accepted by whoever reads there."""

    email = Address(_l("Surel yang diundang"), [InputRequired(), real_address])
    role = SelectField(_l("Peran"), [InputRequired()])
    since = DateField(_l("Berlaku mulai"), [Optional()])
    until = DateField(_l("Berlaku sampai"), [Optional(), not_before("since", _l("Akhirnya mendahului awalnya."))])
    mandate = Line(_l("Nomor surat mandat atau tugas"), limit=120)


class RoleForm(TaskForm):
    """As :class:`TaskForm`, over a city, an agency, or for one event."""

    city = SelectField(_l("Kota"), [InputRequired()])
    agency = SelectField(_l("Perangkat daerah"), [Optional()])
    event = SelectField(_l("Hanya untuk satu acara"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """People from outside need a last day; a role in an agency needs the agency."""
        valid = super().validate(extra_validators)
        if self.role.data in OUTSIDE and not self.until.data:
            self.refuse(self.until, _("Peran ini selalu sampai tanggal tertentu. Isi tanggalnya."))
        if self.role.data in ("agency_operator", "agency_head") and not self.agency.data:
            self.refuse(self.agency, _("Pilih perangkat daerahnya."))
        return valid and not self.errors


class HandOverForm(CreatingForm):
    """Who takes over, from which day, by which letter."""

    email = Address(_l("Surel penerus"), [InputRequired(), real_address])
    since = DateField(_l("Penerus bertugas mulai"), [InputRequired()])
    mandate = Line(_l("Nomor surat mandat atau tugas"), limit=120)


class OfficeForm(CreatingForm):
    """Somebody holds an office from a day on."""

    title = Line(_l("Jabatan"), [InputRequired()], limit=120)
    holder = Line(_l("Nama pejabat"), [InputRequired()], limit=120)
    capacity = SelectField(_l("Sebagai"), [InputRequired()])
    held_since = DateField(_l("Sejak"), [InputRequired()])


class RoleFilterForm(BaseForm):
    """Which part of the roles is shown; it travels in the address."""

    class Meta(BaseForm.Meta):
        csrf = False

    kota = SelectField(_l("Kota"), validate_choice=False)
    peran = SelectField(_l("Peran"), validate_choice=False)
    berakhir = BooleanField(_l("Juga yang sudah berakhir"))


class EventCodeForm(CreatingForm):
    """A short code for the hall."""

    uses = WholeNumber(_l("Paling banyak berapa orang"), [InputRequired(), NumberRange(1, 5000)], default=200)
    days = WholeNumber(_l("Berlaku berapa hari"), [InputRequired(), NumberRange(1, 90)], default=3)


class CodeForm(BaseForm):
    """The code as somebody reads it from the screen."""

    kode = Line(_l("Kode acara"), [InputRequired()], limit=24)
