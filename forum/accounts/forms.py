"""Forms of getting in and of one's own account."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from forum.core.text import clean_line
from forum.forms import BaseForm, CreatingForm, Line, VersionedForm

SHORTEST = 10


class Address(EmailField):
    """An e-mail address, trimmed and in lower case."""

    data: str

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = clean_line(self.data, 254).lower()


class Secret(PasswordField):
    """A password; nothing is cleaned, only cut where no honest one is longer."""

    data: str

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").encode("utf-8", "ignore").decode()[:200]


class SignInForm(BaseForm):
    email = Address(_l("Surel"), [InputRequired()])
    password = Secret(_l("Kata sandi"), [InputRequired()])
    next = HiddenField()


def real_address(_form: BaseForm, field: Address) -> None:
    try:
        validate_email(field.data or "", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError(_("Alamat surel ini tidak lengkap, misalnya nama@contoh.id.")) from None


def good_password(form: BaseForm, field: Secret) -> None:
    password = field.data or ""
    if len(password) < SHORTEST:
        raise ValidationError(_("Paling sedikit %(n)s huruf. Beberapa kata yang mudah Anda ingat sudah cukup.", n=SHORTEST))
    address = str(getattr(form, "email", None) and form["email"].data or "")
    if address and address.split("@")[0] in password.lower():
        raise ValidationError(_("Jangan memakai alamat surel Anda sebagai kata sandi."))


def old_enough(_form: BaseForm, field: RadioField) -> None:
    if field.data in ("under_16", "16_17"):
        raise ValidationError(
            _(
                "Akun untuk usia di bawah 18 tahun memerlukan persetujuan orang tua dan belum dapat dibuat di sini. Pembina Saka atau guru dapat mengirim masukan atas nama kelompok."
            )
        )


class SignUpForm(CreatingForm):
    """The account of somebody who was invited, or comes to a city whose forum is open."""

    age_band = RadioField(_l("Usia"), [InputRequired(), old_enough])
    name = Line(_l("Nama yang ditampilkan"), [InputRequired()], limit=60)
    email = Address(_l("Surel"), [InputRequired(), real_address])
    password = Secret(_l("Kata sandi"), [InputRequired(), good_password])
    element = SelectField(_l("Saya termasuk unsur"), [InputRequired()])
    consent = BooleanField(_l("Saya menyetujui pemberitahuan data pribadi dan pedoman berdiskusi"), [InputRequired()])


class ProfileForm(VersionedForm):
    name = Line(_l("Nama yang ditampilkan"), [InputRequired()], limit=60)
    language = SelectField(_l("Bahasa"), [InputRequired()])


class PasswordForm(BaseForm):
    present = Secret(_l("Kata sandi sekarang"), [InputRequired()])
    fresh = Secret(_l("Kata sandi baru"), [InputRequired(), good_password])
