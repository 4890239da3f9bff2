"""What every form shares: cleaned text, the key of a creating form, the version of an edited record, our words for errors."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import DecimalField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import ValidationError

from forum.core.text import clean_line, clean_text
from forum.wording import selected
from forum.wtforms_messages import MESSAGES


class Indonesian:
    """WTForms' own messages, which it ships in many languages but not in this one."""

    def gettext(self, text: str) -> str:
        return MESSAGES.get(text, text) if selected() == "id" else text

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


class BaseForm(FlaskForm):
    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Indonesian:
            return Indonesian()

    def validate(self, extra_validators: Any = None) -> bool:
        """As WTForms does; errors that wait for their language become words, which templates can tell from lists of fields."""
        valid = bool(super().validate(extra_validators))
        for field in self if not valid else ():
            if isinstance(field.errors, list | tuple):
                field.errors = [str(one) if isinstance(one, LazyString) else one for one in field.errors]
        return valid

    def refuse(self, field: Field, sentence: str) -> None:
        """Put an error that only the domain could find at the field that caused it."""
        field.errors = [*field.errors, sentence]


class CreatingForm(BaseForm):
    """A form that makes something: sent twice, it makes it once. Use with ``core.once``."""

    once = HiddenField(default=lambda: secrets.token_urlsafe(18))


class VersionedForm(BaseForm):
    """A form that changes a record: it says which version it was opened on."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 12 else None


class Line(StringField):
    """One line of clean text, cut to ``limit`` characters when it is longer than a browser would send.

    Validators see the clean text too, so that a line of blanks is an empty one.
    """

    data: str

    def __init__(self, *args: Any, limit: int = 200, **kwargs: Any) -> None:
        self.limit = limit
        kwargs.setdefault("render_kw", {}).setdefault("maxlength", limit)
        super().__init__(*args, filters=[_none_to_empty], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = clean_line(self.data, self.limit + 1)
        self.raw_data = [self.data]

    def pre_validate(self, form: Any) -> None:
        if len(self.data or "") > self.limit:
            raise ValidationError(_("Paling panjang %(limit)s huruf.", limit=self.limit))


class Paragraphs(TextAreaField):
    """Clean text of several lines, of at most ``limit`` characters."""

    data: str

    def __init__(self, *args: Any, limit: int = 5000, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(*args, filters=[_none_to_empty], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = clean_text(self.data, self.limit + 1)
        self.raw_data = [self.data]

    def pre_validate(self, form: Any) -> None:
        if len(self.data or "") > self.limit:
            raise ValidationError(_("Paling panjang %(limit)s huruf. Tulisan Anda belum terkirim.", limit=self.limit))


class MarkdownText(Paragraphs):
    """As :class:`Paragraphs`, shown with the small toolbar."""

    markdown = True


class CommaDecimal(DecimalField):
    """A number with a decimal comma or point."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace(",", ".")
        try:
            value = Decimal(text) if text else None
        except InvalidOperation:
            value = Decimal("NaN")
        if value is not None and not (value.is_finite() and abs(value) < Decimal(10) ** 8):
            self.data = None
            raise ValueError(_("Tulis sebagai angka, misalnya 3,4."))
        self.data = value


def _none_to_empty(value: str | None) -> str:
    return value or ""


class WholeNumber(IntegerField):
    """A count. What is longer than nine digits is no count, and would overflow the checks of its range."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(["-" if len(str(one).strip()) > 9 else one for one in valuelist])


def not_before(earlier: str, sentence: str) -> Callable[[Any, Field], None]:
    """A validator: this date or time does not lie before the one in the field named ``earlier``."""

    def check(form: Any, field: Field) -> None:
        other: date | datetime | None = form[earlier].data
        if field.data is not None and other is not None and field.data < other:
            raise ValidationError(sentence)

    return check


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What a person typed into a posted form: every value that is not a token, a key or a password."""
    hidden = {"csrf_token", "once", "version", "password", "present", "fresh", "kept", "submit", "next"}
    return {name: value for name, value in form.items() if name not in hidden and value.strip()}
