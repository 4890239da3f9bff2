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
    kept = HiddenField()


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


def age_choices(lowest: int, full: int) -> list[tuple[str, str]]:
    """Bands of age by the installation's settings; without a band between the two ages there are no minors here."""
    found = [("below", _("Di bawah %(n)s tahun", n=lowest))]
    if lowest < full:
        found.append(("minor", _("%(a)s sampai %(b)s tahun", a=lowest, b=full - 1)))
    return [*found, ("young", _("%(a)s sampai 25 tahun", a=full)), ("adult", _("Di atas 25 tahun"))]


class AgeForm(BaseForm):
    """The first question: before anything else is asked. It travels in the address, so it carries no token."""

    class Meta(BaseForm.Meta):
        csrf = False

    usia = RadioField(_l("Berapa usia Anda?"), [InputRequired()])


def other_than_own(form: BaseForm, field: Address) -> None:
    if field.data and field.data == form["email"].data:
        raise ValidationError(_("Tulis surel orang tua atau wali Anda, bukan surel Anda sendiri."))


class SignUpForm(CreatingForm):
    """The account of somebody who was invited, or comes to a city whose forum is open."""

    name = Line(_l("Nama yang ditampilkan"), [InputRequired()], limit=60)
    email = Address(_l("Surel"), [InputRequired(), real_address])
    password = Secret(_l("Kata sandi"), [InputRequired(), good_password])
    element = SelectField(_l("Saya termasuk unsur"), [InputRequired()])
    consent = BooleanField(
        _l("Saya menyetujui pemberitahuan data pribadi dan pedoman berdiskusi"), [InputRequired(_l("Centang kotak ini dulu."))]
    )


class MinorSignUpForm(SignUpForm):
    """As :class:`SignUpForm`, with the address of the guardian who is asked first."""

    guardian_email = Address(_l("Surel orang tua atau wali"), [InputRequired(), real_address, other_than_own])


class GuardianAddressForm(VersionedForm):
    guardian_email = Address(_l("Surel orang tua atau wali"), [InputRequired(), real_address])


class ConsentForm(BaseForm):
    """The guardian's yes. The name of the child is a second question, apart from the first."""

    name = Line(_l("Nama Anda"), [InputRequired()], limit=80)
    relation = RadioField(_l("Hubungan Anda dengan anak ini"), [InputRequired()])
    name_allowed = BooleanField(_l("Nama anak saya boleh tampil di samping masukannya"))
    agree = BooleanField(
        _l("Saya orang tua atau wali anak ini, sudah membaca pemberitahuan data pribadi, dan menyetujui keikutsertaannya"),
        [InputRequired()],
    )


class NameForm(BaseForm):
    name_allowed = BooleanField(_l("Nama anak saya boleh tampil di samping masukannya"))


class PressForm(BaseForm):
    """Nothing to fill in: the page says what will happen, the button lets it happen."""


class LinkForm(BaseForm):
    """An address to send a link to."""

    email = Address(_l("Surel"), [InputRequired(), real_address])


class FreshPasswordForm(BaseForm):
    fresh = Secret(_l("Kata sandi baru"), [InputRequired(), good_password])


class ProfileForm(VersionedForm):
    name = Line(_l("Nama yang ditampilkan"), [InputRequired()], limit=60)
    language = SelectField(_l("Bahasa"), [InputRequired()])
    mail_mine = BooleanField(_l("Surati saya tentang masukan saya"))
    mail_supported = BooleanField(_l("Surati saya tentang masukan yang saya dukung"))
    mail_followed = BooleanField(_l("Surati saya tentang yang saya ikuti"))


class PasswordForm(BaseForm):
    present = Secret(_l("Kata sandi sekarang"), [InputRequired()])
    fresh = Secret(_l("Kata sandi baru"), [InputRequired(), good_password])
