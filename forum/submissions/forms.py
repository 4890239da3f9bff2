"""Forms of people who write: a submission, a rewording, a reply, a note, a code to track."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SubmitField
from wtforms.validators import DataRequired, InputRequired

from forum.forms import BaseForm, CreatingForm, Line, MarkdownText, Paragraphs, VersionedForm
from forum.labels import choices
from forum.submissions.states import Identity, Reason, SubmissionType

TITLE_LIMIT = 120
BODY_LIMIT = 8000
REPLY_LIMIT = 4000
NO_SECRETS = _l("Ceritakan masalahnya, lalu usul Anda. Jangan tulis NIK, nomor telepon, atau alamat orang lain.")


def _name(one: Any) -> str:
    """The name of a group or pillar in the language of the page."""
    return str(one.name_en if str(get_locale()) == "en" else one.name)


class ComposeForm(CreatingForm):
    """A new submission. ``group``, ``pillar`` and ``question`` are checked against what the event offers, by :meth:`pick`.

    Its other buttons keep a draft instead: ``preview`` shows the text, ``save`` is pressed for the draft alone (``ganti`` puts it in the
    place of a newer one), ``remove`` names a file to take out of it. ``version`` is the draft's.
    """

    title = Line(
        _l("Judul"),
        limit=TITLE_LIMIT,
        description=_l("Satu kalimat pendek yang menyebut usul Anda."),
        validators=[DataRequired(_l("Tulis judulnya."))],
    )
    body = MarkdownText(
        _l("Isi masukan"), limit=BODY_LIMIT, description=NO_SECRETS, validators=[DataRequired(_l("Tulis isi masukan Anda."))]
    )
    type = RadioField(_l("Jenis masukan"), validators=[InputRequired(_l("Pilih jenis masukan."))])
    pillar = SelectField(_l("Pilar"), validate_choice=False)
    question = SelectField(_l("Pertanyaan acara yang dijawab"), validate_choice=False)
    locality = Line(_l("Tempat kejadian"), limit=120, description=_l("Misalnya nama kelurahan atau jalan."))
    group = RadioField(_l("Atas nama siapa?"), validate_choice=False, validators=[InputRequired(_l("Pilih atas nama siapa Anda menulis."))])
    identity = RadioField(_l("Bagaimana nama Anda tampil?"), validators=[InputRequired(_l("Pilih bagaimana nama Anda tampil."))])
    files = MultipleFileField(_l("Lampiran"))
    agree = BooleanField(
        _l("Saya sudah membaca pedoman berdiskusi dan pemberitahuan data pribadi."),
        validators=[DataRequired(_l("Setujui pedoman dan pemberitahuan data pribadi lebih dulu."))],
    )
    preview = SubmitField(_l("Pratinjau"))
    save = HiddenField()
    remove = HiddenField()
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type.choices = choices("submission_type", *SubmissionType)
        self.identity.choices = choices("identity", *Identity)

    @property
    def sends(self) -> bool:
        """Whether the button for sending was pressed."""
        return bool(self.is_submitted() and not (self.preview.data or self.save.data or self.remove.data))

    def offer(self, groups: Sequence[Any], pillars: Iterable[Any], questions: Iterable[Any], lapsed: Iterable[Any] = ()) -> None:
        """Fill the choices with what this event and this person have; ``lapsed`` groups stand there to say why not."""
        own = [(one.slug, _("Diri sendiri, sebagai %(group)s", group=_name(one))) for one in groups if one.is_element]
        mandated = [(one.slug, _("%(group)s, sebagai utusan", group=_name(one))) for one in groups if not one.is_element]
        self.group.choices = [*own, *mandated, *((one.slug, _name(one)) for one in lapsed)]
        self.pillar.choices = [("", _("Belum tahu")), *((pillar.slug, _name(pillar)) for pillar in pillars)]
        self.question.choices = [("", _("Tidak ada")), *((str(question.position), question.text) for question in questions)]
        if self.group.data in (None, "") and groups:
            self.group.data = groups[0].slug

    def pick(self, groups: Sequence[Any], pillars: Callable[[], Iterable[Any]], questions: Callable[[], Iterable[Any]]) -> dict[str, Any]:
        """The chosen group, pillar and question; a choice that is not offered becomes an error at its field.

        ``pillars`` and ``questions`` are asked for when one was chosen.
        """
        found = {
            "group": next((one for one in groups if one.slug == self.group.data), None),
            "pillar": next((one for one in pillars() if one.slug == self.pillar.data), None) if self.pillar.data else None,
            "question": next((one for one in questions() if str(one.position) == self.question.data), None) if self.question.data else None,
        }
        for name, one in found.items():
            if one is None and self[name].data:
                self.refuse(self[name], _("Pilihan ini tidak tersedia. Pilih yang lain."))
        return found


class RewordForm(VersionedForm):
    """The author's new wording of a submission that waits."""

    title = Line(_l("Judul"), limit=TITLE_LIMIT, validators=[DataRequired(_l("Tulis judulnya."))])
    body = MarkdownText(
        _l("Isi masukan"), limit=BODY_LIMIT, description=NO_SECRETS, validators=[DataRequired(_l("Tulis isi masukan Anda."))]
    )


class NoteForm(VersionedForm):
    """A step of the author that needs its reason in words: reopening, an appeal."""

    note = Paragraphs(_l("Penjelasan Anda"), limit=2000, validators=[DataRequired(_l("Tuliskan penjelasannya lebih dulu."))])


class ConfirmForm(VersionedForm):
    """Nothing to fill in: the page says what will happen, the button lets it happen."""


class ReplyForm(CreatingForm):
    """A reply. ``voice`` is the slug of a group, or ``opd:`` and the slug of an agency for its official voice."""

    body = MarkdownText(
        _l("Balasan Anda"),
        limit=REPLY_LIMIT,
        description=_l("Sopan dan tentang masukan ini. Jangan tulis NIK, nomor telepon, atau alamat orang."),
        validators=[DataRequired(_l("Tulis balasan Anda."))],
    )
    voice = SelectField(_l("Atas nama"), validate_choice=False)
    parent = HiddenField()

    def offer(self, voices: Sequence[tuple[str, str]]) -> None:
        self.voice.choices = list(voices)


class FlagForm(CreatingForm):
    """Which rule is broken, and a word for the moderators."""

    reason = SelectField(_l("Apa yang tidak pantas?"), validate_choice=False)
    note = Paragraphs(_l("Penjelasan"), limit=600)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [("", _("Pilih alasan")), *choices("reason")]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.reason.data not in set(Reason):
            self.refuse(self.reason, _("Pilih alasannya."))
            return False
        return valid


class EditReplyForm(VersionedForm):
    body = MarkdownText(_l("Balasan Anda"), limit=REPLY_LIMIT, validators=[DataRequired(_l("Tulis balasan Anda."))])


class PositionForm(VersionedForm):
    """Where a group stands, in its representative's words."""

    stance = RadioField(_l("Sikap kelompok"), validators=[InputRequired(_l("Pilih sikap kelompok."))])
    body = MarkdownText(
        _l("Penjelasan kelompok"),
        limit=REPLY_LIMIT,
        description=_l("Tampil untuk umum atas nama kelompok. Sikap sebelumnya tetap dapat dibaca bila diubah."),
        validators=[DataRequired(_l("Tuliskan penjelasannya lebih dulu."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stance.choices = choices("stance")


class TrackForm(BaseForm):
    """A code from a receipt, or the public code of a submission."""

    kode = Line(
        _l("Kode lacak"),
        limit=40,
        description=_l("Kode dari tanda terima, misalnya UR-7K2QF-9M4TX, atau kode masukan, misalnya S-7K2QF9."),
        validators=[DataRequired(_l("Tulis kodenya."))],
    )
