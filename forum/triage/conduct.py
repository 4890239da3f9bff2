"""The rule of conduct behind each reason, as it stands beside the button: what is allowed, what is not, what to do instead."""

from __future__ import annotations

from dataclasses import dataclass

from forum.labels import N_
from forum.submissions.states import Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """``number`` is that of the published rules; the sentences are Indonesian message ids."""

    number: int
    title: str
    says: str
    advice: str


_R = Reason
RULES: dict[Reason, Rule] = {
    _R.PERSONAL_DATA: Rule(
        1,
        N_("Data pribadi"),
        N_("NIK, nomor telepon, alamat rumah, dan data kesehatan seseorang tidak tayang."),
        N_("Bila isinya berguna, kembalikan dan minta ditulis ulang tanpa data itu."),
    ),
    _R.ABUSIVE_LANGUAGE: Rule(
        2,
        N_("Bahasa"),
        N_("Kritik setajam apa pun boleh. Kata yang menghina orang tidak tayang."),
        N_("Bila di dalamnya ada keluhan yang sah, kembalikan dengan petunjuk, jangan ditolak."),
    ),
    _R.HATE_DISCRIMINATION: Rule(
        3,
        N_("Kebencian dan diskriminasi"),
        N_("Serangan terhadap orang karena suku, agama, ras, jenis kelamin, atau disabilitasnya tidak tayang."),
        N_("Pengalaman menjadi korban diskriminasi boleh tayang dan tidak termasuk aturan ini."),
    ),
    _R.THREAT: Rule(
        3,
        N_("Ancaman"),
        N_("Ancaman terhadap orang atau milik orang tidak tayang."),
        N_("Tahan dulu bila ada bahaya nyata, simpan buktinya, lalu laporkan kepada yang berwenang."),
    ),
    _R.ACCUSATION_NAMED_PERSON: Rule(
        4,
        N_("Tuduhan kepada orang"),
        N_("Tuduhan pidana kepada orang yang disebut namanya tidak tayang."),
        N_("Teruskan ke kanal pelaporan pelanggaran, yang melindungi pelapornya."),
    ),
    _R.UNVERIFIED_CLAIM: Rule(
        5,
        N_("Kabar yang belum terbukti"),
        N_("Kabar yang dapat menimbulkan keresahan tidak tayang sebelum diperiksa."),
        N_("Tahan sambil diperiksa. Bila pengirim punya sumbernya, kembalikan dan minta disebutkan."),
    ),
    _R.SPAM_GAMBLING: Rule(
        6,
        N_("Spam dan judi"),
        N_("Promosi judi, penipuan, dan tautan berantai tidak tayang."),
        N_("Tolak dengan penjelasan singkat. Jangan buka tautannya."),
    ),
    _R.COMMERCIAL: Rule(
        6,
        N_("Iklan dagang"),
        N_("Forum ini bukan tempat berjualan."),
        N_("Usul pelaku usaha tentang layanan kota tetap boleh. Minta ditulis ulang tanpa iklannya."),
    ),
    _R.POLITICAL_CAMPAIGN: Rule(
        7,
        N_("Kampanye politik"),
        N_("Ajakan memilih atau menolak calon dan partai tidak tayang."),
        N_("Kritik atas kebijakan kota bukan kampanye dan boleh tayang."),
    ),
    _R.OUT_OF_SCOPE: Rule(
        8,
        N_("Di luar pokok forum"),
        N_("Hal di luar pokok dan wewenang forum tidak dibahas di sini."),
        N_("Sebutkan siapa yang berwenang. Pilih Bukan wewenang bila lembaga lain yang harus menjawab."),
    ),
    _R.SERVICE_COMPLAINT: Rule(
        8,
        N_("Pengaduan layanan perorangan"),
        N_("Urusan satu orang diselesaikan lewat kanal pengaduan, bukan di forum."),
        N_("Teruskan ke SP4N-LAPOR! atau PPID. Bila banyak orang mengalaminya, biarkan tayang."),
    ),
    _R.DUPLICATE: Rule(
        9,
        N_("Kiriman ganda"),
        N_("Kiriman yang sama dari orang yang sama cukup satu kali."),
        N_("Bila pengirimnya berbeda, gabungkan saja agar setiap suara tetap tercatat."),
    ),
    _R.COPYRIGHT: Rule(
        10,
        N_("Hak cipta"),
        N_("Karya orang lain tidak disalin tanpa izin."),
        N_("Kembalikan dan minta pengirim menulis dengan kata sendiri serta menyebut sumbernya."),
    ),
    _R.MINOR_WITHOUT_CONSENT: Rule(
        11,
        N_("Anak tanpa persetujuan wali"),
        N_("Masukan anak tayang setelah walinya setuju, atau atas nama kelompoknya saja."),
        N_("Tahan sampai persetujuan diterima."),
    ),
}
