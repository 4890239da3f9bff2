"""Plain made-up objects for the page of components, in the shapes that the macros read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace as Thing

from flask_babel import gettext as _
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FileField,
    IntegerField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired

from forum.forms import BaseForm, CommaDecimal, Line, MarkdownText, Paragraphs
from forum.labels import label
from forum.publishing.flow import Flow
from forum.publishing.journeys import Journey, Step
from forum.submissions.states import Disposition, Visibility
from forum.web import charts

MOMENT = datetime(2024, 11, 21, 12, 42, tzinfo=UTC)
DAY = date(2025, 12, 31)
HASH = "9f2c1a7be04d5583c6e1f7a2b90d4e6f8a13c5d7e9b02468ace13579bdf02468"
ACCEPTED = label("answer", "accepted")

_COUNTS = ("support_count", "support_group_count", "reply_count")
_SHOWN = {"visibility": Visibility.PUBLIC, "merged_into_id": None, "submitted_at": MOMENT}
SUBMISSIONS = [
    Thing(
        title="Satu akun untuk semua layanan pemkot",
        summary="Izin usaha, pajak daerah, dan antrean puskesmas memakai akun masing-masing. Cukup satu akun.",
        group_name="Relawan TIK",
        disposition=Disposition.ADOPTED,
        rec_code="R01",
        rec_title="Akun tunggal warga",
        merged_count=2,
        **_SHOWN,
        **dict(zip(_COUNTS, (84, 6, 12), strict=True)),
    ),
    Thing(
        title="WiFi balai kelurahan mati habis magrib",
        summary="Titik di balai kelurahan padam selepas magrib, padahal anak-anak mengerjakan tugas di sana.",
        group_name="Masyarakat umum",
        disposition=Disposition.OPEN,
        **_SHOWN,
        **dict.fromkeys(_COUNTS, 0),
    ),
]
FILES = [
    Thing(
        file_id="contoh", name="foto-titik-wifi.jpg", mime="image/jpeg", size=482_000, description="Kotak WiFi di dinding balai kelurahan"
    ),
    Thing(file_id="contoh", name="telaah-14-aplikasi.pdf", mime="application/pdf", size=2_340_000, description=""),
]

JOURNEY = Journey(
    [
        Step("done", "inbox", "Diterima", date(2024, 11, 21), "lewat web"),
        Step("done", "eye", "Tayang", date(2024, 11, 22), "Lolos verifikasi dalam 1 hari kerja"),
        Step("done", "rec", "Menjadi R01", date(2024, 12, 3), "Akun tunggal warga", "#k-perjalanan"),
        Step("done", "answer", "Dijawab", date(2024, 12, 20), "Dinkominfo: diterima"),
        Step("now", "run", "Berjalan 45 %", date(2025, 9, 30), "Uji coba terbatas satu layanan perizinan", percent=45),
        Step("next", "target", "Hasil", DAY, "3 layanan memakai akun tunggal"),
    ],
    "Dinkominfo melaporkan hasil paling lambat 31 Desember 2025.",
)
LATE = Journey(
    [
        Step("done", "inbox", "2 masukan", date(2024, 12, 3)),
        Step("done", "answer", "Dijawab", date(2024, 12, 20)),
        Step("now", "warn", "Berjalan 30 %", date(2025, 6, 20), "Tenggat 30 Juni 2025 terlewati", percent=30, late=True),
        Step("next", "target", "Hasil", date(2025, 6, 30)),
    ],
    "BPBD menjelaskan keterlambatan dan melaporkan kemajuan berikutnya.",
)
STOPPED = Journey(
    [
        Step("done", "inbox", "Diterima", date(2022, 5, 20)),
        Step("done", "eye", "Tayang", date(2022, 5, 21)),
        Step("stop", "x", "Ditolak", date(2022, 6, 10), "Menghilangkan akses lansia dan warga tanpa gawai"),
    ]
)
GROUPS = [
    ("Relawan TIK", 31, ""), ("Masyarakat umum", 20, ""), ("Dewan TIK", 12, "endorse"), ("Akademisi", 9, ""), ("Dunia usaha / UMKM", 6, ""),
    ("Organisasi penyandang disabilitas", 4, "amend"), ("Saka Milenial (Pramuka)", 2, ""), ("Dewan Pendidikan", 0, "object"),
    ("Dewan Smart City", 0, ""), ("Media massa", 0, ""), ("Perangkat Daerah (OPD)", 0, ""),
]  # fmt: skip
FLOW = Flow(
    submissions=40, adopted=27, merged=0, answered=4, referred=4, not_shown=5, waiting=0, recommendations=12, unanswered=0,
    deferred=1, rejected=1, running=3, overdue=5, completed=1, verified=1, late=5,
)  # fmt: skip
BUSY_FLOW = Flow(
    submissions=1240, adopted=310, merged=212, answered=405, referred=96, not_shown=57, waiting=160, recommendations=88, unanswered=11,
    deferred=6, rejected=4, running=40, overdue=9, completed=10, verified=8, late=9,
)  # fmt: skip
EMPTY_FLOW = Flow(*([0] * 16))
NEWS = [
    Thing(title="45 %: uji coba terbatas satu layanan", at=MOMENT, text="Menunggu verifikasi.", tone="nila"),
    Thing(title="30 %: perjanjian data kependudukan", at=date(2025, 6, 20), text="", tone="daun"),
    Thing(title="Hasil", at=DAY, text="", tone="", hollow=True),
]
BANDS = [
    (Decimal("1.0"), "Kurang"),
    (Decimal("1.8"), "Cukup"),
    (Decimal("2.6"), "Baik"),
    (Decimal("3.5"), "Sangat Baik"),
    (Decimal("4.2"), "Memuaskan"),
]


def _value(period: str, kind: str, value: str, predicate: str | None = None) -> Thing:
    return Thing(period=period, kind=kind, value=Decimal(value), label_stated=predicate)


RISE = [
    _value("2021", "actual", "3.06"),
    _value("2022", "actual", "3.31"),
    _value("2022", "target", "3.4"),
    _value("2024", "target", "3.55"),
]
BANDED = [_value("2021", "actual", "1.53", "Kurang"), _value("2023", "target", "2.6", "Baik")]


def flow_of(counts: Flow) -> charts.FlowChart:
    return charts.flow(counts)


def rising() -> charts.IndexChart:
    return charts.index_line(RISE)


def banded() -> charts.IndexChart:
    return charts.index_line(BANDED, BANDS)


class SampleForm(BaseForm):
    """One field of every kind."""

    title = Line("Judul", limit=120, validators=[InputRequired()], default="Info rob jangan telat")
    mail = EmailField("Surel")
    secret = PasswordField("Kata sandi", validators=[InputRequired()])
    text = MarkdownText("Isi masukan", limit=5000, validators=[InputRequired()])
    note = Paragraphs("Catatan", limit=500)
    kind = RadioField(
        "Jenis masukan", choices=[("suggestion", "Usul"), ("complaint", "Pengaduan"), ("question", "Pertanyaan")], default="suggestion"
    )
    voices = SelectMultipleField("Kelompok yang diundang", choices=[("dewan", "Dewan TIK"), ("relawan", "Relawan TIK")], default=["dewan"])
    pillar = SelectField("Pilar", choices=[("", "Belum tahu"), ("hidup", "Kehidupan Cerdas")])
    due_on = DateField("Tanggal tenggat", validators=[InputRequired()])
    closes_at = DateTimeLocalField("Jendela ditutup")
    value = CommaDecimal("Nilai tercapai")
    percent = IntegerField("Kemajuan (persen)")
    proof = FileField("Bukti")
    papers = MultipleFileField("Lampiran")
    agreed = BooleanField("Saya sudah membaca pedoman berdiskusi.")


def refused_form() -> SampleForm:
    """A form with an error at a text, a choice, a date, a file and a box."""
    made = SampleForm()
    for field in (made.title, made.secret, made.kind, made.due_on, made.proof, made.agreed):
        made.refuse(field, _("Isian ini wajib."))
    made.refuse(made.text, _("Paling panjang %(limit)s huruf. Tulisan Anda belum terkirim.", limit=5000))
    return made
