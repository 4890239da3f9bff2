"""The one catalogue of words for states, kinds and verbs: text (Indonesian message id), icon and tone.

Tones are the dyes of the design: nila (neutral), daun (done), kunyit (waiting), mengkudu (refused, late), soga (official).
"""

from __future__ import annotations

from dataclasses import dataclass

from forum.wording import gettext


def N_(text: str) -> str:
    """Mark a message id for extraction without translating it yet."""
    return text


@dataclass(frozen=True, slots=True)
class Label:
    """What people read for a code."""

    message: str
    icon: str = ""
    tone: str = "plain"

    @property
    def text(self) -> str:
        return str(gettext(self.message))

    def __str__(self) -> str:
        return self.text


def label(kind: str, code: object) -> Label:
    """The label of a code, such as ``label("phase", "open")``.

    :raises KeyError: for a code without words, so that a test finds it before a person does.
    """
    return CATALOGUE[kind][str(code)]


def choices(kind: str, *codes: object) -> list[tuple[str, str]]:
    """Pairs (code, text) for a select field: all of a kind, or the named ones in order."""
    return [(str(code), label(kind, code).text) for code in (codes or CATALOGUE[kind])]


L = Label
CATALOGUE: dict[str, dict[str, Label]] = {
    "phase": {
        "draft": L(N_("Draf"), "pen"),
        "announced": L(N_("Diumumkan"), "horn", "nila"),
        "open": L(N_("Terbuka untuk masukan"), "chat", "daun"),
        "under_way": L(N_("Sedang berlangsung"), "mic", "daun"),
        "held": L(N_("Terlaksana"), "check", "nila"),
        "follow_up": L(N_("Tindak lanjut"), "run", "soga"),
        "closed": L(N_("Selesai"), "check", "daun"),
        "cancelled": L(N_("Dibatalkan"), "ban", "mengkudu"),
    },
    "event_kind": {
        "stakeholder_forum": L(N_("Forum pemangku kepentingan")),
        "public_consultation_forum": L(N_("Forum konsultasi publik")),
        "work_meeting": L(N_("Rapat kerja")),
        "coordination_meeting": L(N_("Rapat koordinasi")),
        "socialisation": L(N_("Sosialisasi")),
        "field_evaluation": L(N_("Tinjauan lapangan")),
        "commitment_signing": L(N_("Penandatanganan komitmen bersama")),
    },
    "attendance": {"offline": L(N_("Tatap muka")), "online": L(N_("Daring")), "hybrid": L(N_("Tatap muka dan daring"))},
    "promise": {
        "inform": L(N_("Memberi tahu")),
        "consult": L(N_("Meminta pendapat")),
        "involve": L(N_("Melibatkan")),
        "collaborate": L(N_("Menyusun bersama")),
    },
    "promise_words": {
        "inform": L(N_("Kami menjelaskan rencana ini dengan jujur dan menjawab pertanyaan Anda.")),
        "consult": L(N_("Masukan Anda dibaca, diakui, dan kami jelaskan pengaruhnya.")),
        "involve": L(
            N_(
                "Kami melibatkan Anda. Setiap masukan dibaca, dipertimbangkan bersama kelompok lain, dan tercermin dalam rekomendasi. Kami menjelaskan bagaimana masukan memengaruhi keputusan."
            )
        ),
        "collaborate": L(N_("Rekomendasi disusun bersama Anda dan dimasukkan ke dalam keputusan sejauh mungkin.")),
    },
    "window": {"before": L(N_("Sebelum pertemuan")), "during": L(N_("Saat pertemuan")), "after": L(N_("Sesudah pertemuan"))},
    "submission_type": {
        "suggestion": L(N_("Usul")),
        "complaint": L(N_("Pengaduan")),
        "question": L(N_("Pertanyaan")),
        "information_request": L(N_("Permintaan informasi")),
        "aspiration": L(N_("Aspirasi")),
        "appreciation": L(N_("Apresiasi")),
        "other": L(N_("Lainnya")),
    },
    "follow": {"submission": L(N_("Masukan")), "recommendation": L(N_("Rekomendasi")), "event": L(N_("Acara")), "group": L(N_("Kelompok"))},
    "thread_order": {
        "alur": L(N_("Menurut alur")),
        "baru": L(N_("Terbaru")),
        "lama": L(N_("Terlama")),
        "dukungan": L(N_("Dukungan terbanyak")),
    },
    "stance": {
        "endorse": L(N_("Mendukung"), "check", "daun"),
        "amend": L(N_("Mendukung dengan perubahan"), "pen", "kunyit"),
        "object": L(N_("Berkeberatan"), "x", "mengkudu"),
    },
    "audience": {
        "author": L(N_("Anda, pengirimnya")),
        "desk": L(N_("Moderator dan penerbit kota")),
        "delegate": L(N_("Utusan kelompok")),
        "agency": L(N_("Perangkat daerah")),
        "everyone": L(N_("Semua orang")),
    },
    "matter": {
        "unseen": L(N_("Belum tayang, dikembalikan, atau ditahan")),
        "named": L(N_("Tayang dengan nama")),
        "anonymous": L(N_("Tayang, anonim bagi publik")),
        "confidential": L(N_("Rahasia")),
        "refused": L(N_("Ditolak")),
        "withdrawn": L(N_("Ditarik pengirim")),
    },
    "sight_text": {
        "read": L(N_("isi"), "eye", "daun"),
        "tombstone": L(N_("tanda bahwa pernah ada"), "undo"),
        "ledger": L(N_("alasan dan tanggal di buku keputusan"), "book"),
        "counted": L(N_("hanya terhitung"), "off"),
        "nothing": L(N_("tidak ada"), "off"),
    },
    "sight_name": {
        "shown": L(N_("nama"), "user", "daun"),
        "revealed": L(N_("nama yang disembunyikan hanya dengan alasan yang dicatat"), "key", "kunyit"),
        "hidden": L(N_("tanpa nama"), "mask"),
    },
    "draft": {"kept": L(N_("Draf"), "pen")},
    "identity": {"named": L(N_("Dengan nama")), "anonymous": L(N_("Anonim bagi publik")), "confidential": L(N_("Rahasia"))},
    "channel": {
        "web": L(N_("lewat web")),
        "floor": L(N_("lisan di ruang rapat")),
        "paper": L(N_("di atas kertas")),
        "whatsapp": L(N_("lewat WhatsApp")),
        "interview": L(N_("dalam wawancara")),
        "email": L(N_("lewat surel")),
    },
    "submission": {
        "confidential": L(N_("Rahasia"), "lock"),
        "waiting": L(N_("Menunggu verifikasi"), "clock", "kunyit"),
        "public": L(N_("Tayang"), "eye", "nila"),
        "returned": L(N_("Perlu ditulis ulang"), "undo", "kunyit"),
        "held": L(N_("Ditahan"), "pause", "kunyit"),
        "refused": L(N_("Ditolak"), "x", "mengkudu"),
        "withdrawn": L(N_("Ditarik pengirim"), "undo"),
        "open": L(N_("Menunggu keputusan"), "scale", "kunyit"),
        "merged": L(N_("Digabung"), "merge"),
        "answered": L(N_("Dijawab"), "answer", "daun"),
        "adopted": L(N_("Menjadi rekomendasi"), "rec", "daun"),
        "acknowledged": L(N_("Diterima dengan terima kasih"), "hand", "daun"),
        "declined": L(N_("Tidak dapat dipenuhi"), "x", "mengkudu"),
        "referred": L(N_("Diteruskan"), "fwd"),
        "out_of_scope": L(N_("Bukan wewenang"), "ban"),
    },
    "reason": {
        "personal_data": L(N_("Data pribadi")),
        "abusive_language": L(N_("Bahasa kasar")),
        "hate_discrimination": L(N_("Kebencian atau diskriminasi")),
        "threat": L(N_("Ancaman")),
        "accusation_named_person": L(N_("Tuduhan terhadap orang yang disebut namanya")),
        "unverified_claim": L(N_("Kabar yang belum terbukti")),
        "spam_gambling": L(N_("Spam atau judi")),
        "commercial": L(N_("Iklan dagang")),
        "political_campaign": L(N_("Kampanye politik")),
        "out_of_scope": L(N_("Di luar pokok forum")),
        "service_complaint": L(N_("Pengaduan layanan perorangan")),
        "duplicate": L(N_("Kiriman ganda")),
        "copyright": L(N_("Hak cipta")),
        "minor_without_consent": L(N_("Anak tanpa persetujuan wali")),
    },
    "mark": {
        "personal_data": L(N_("Data pribadi"), "mask", "mengkudu"),
        "rough": L(N_("Bahasa kasar"), "warn", "kunyit"),
        "gambling": L(N_("Mirip promosi judi"), "warn", "kunyit"),
        "held_word": L(N_("Memuat kata yang ditahan"), "pause", "kunyit"),
    },
    "mask": {
        "name": L(N_("Nama")),
        "nik": L(N_("NIK")),
        "phone": L(N_("Telepon")),
        "email": L(N_("Surel")),
        "address": L(N_("Alamat")),
        "other": L(N_("Lainnya")),
    },
    "referral": {"lapor": L(N_("SP4N-LAPOR!")), "ppid": L(N_("PPID")), "whistleblowing": L(N_("Kanal pelaporan pelanggaran"))},
    "appeal": {
        "filed": L(N_("Banding diperiksa"), "scale", "kunyit"),
        "upheld": L(N_("Banding ditolak"), "scale", "mengkudu"),
        "overturned": L(N_("Banding dikabulkan"), "scale", "daun"),
    },
    "answer": {
        "none": L(N_("Menunggu jawaban"), "clock", "kunyit"),
        "accepted": L(N_("Diterima"), "check", "nila"),
        "partially_accepted": L(N_("Diterima sebagian"), "half", "nila"),
        "deferred": L(N_("Ditunda"), "pause", "kunyit"),
        "rejected": L(N_("Ditolak"), "x", "mengkudu"),
    },
    "recommendation": {
        "draft": L(N_("Draf"), "pen"),
        "issued": L(N_("Menunggu jawaban"), "clock", "kunyit"),
        "cancelled": L(N_("Dibatalkan"), "ban", "mengkudu"),
        "accepted": L(N_("Diterima"), "check", "nila"),
        "partially_accepted": L(N_("Diterima sebagian"), "half", "nila"),
        "deferred": L(N_("Ditunda"), "pause", "kunyit"),
        "rejected": L(N_("Ditolak"), "x", "mengkudu"),
        "in_progress": L(N_("Berjalan"), "run", "nila"),
        "completed": L(N_("Selesai"), "check", "daun"),
        "verified": L(N_("Terverifikasi"), "shield", "daun"),
        "overdue": L(N_("Terlambat"), "warn", "mengkudu"),
    },
    "report": {
        "draft": L(N_("Draf"), "pen"),
        "sent": L(N_("Menunggu verifikasi"), "clock", "kunyit"),
        "verified": L(N_("Terverifikasi"), "shield", "daun"),
        "returned": L(N_("Dikembalikan"), "undo", "kunyit"),
    },
    "answer_paper": {
        "draft": L(N_("Menunggu persetujuan kepala"), "clock", "kunyit"),
        "approved": L(N_("Disetujui"), "check", "daun"),
        "returned": L(N_("Dikembalikan"), "undo", "kunyit"),
    },
    "horizon": {"short": L(N_("Jangka pendek")), "medium": L(N_("Jangka menengah")), "long": L(N_("Jangka panjang"))},
    "priority": {"high": L(N_("Prioritas tinggi")), "medium": L(N_("Prioritas sedang")), "low": L(N_("Prioritas rendah"))},
    "evidence": {
        "document": L(N_("Dokumen"), "doc"),
        "letter": L(N_("Surat"), "paper"),
        "photo": L(N_("Foto"), "eye"),
        "screenshot": L(N_("Tangkapan layar"), "web"),
        "link": L(N_("Tautan"), "link"),
        "data": L(N_("Data"), "chart"),
    },
    "outcome": {
        "draft": L(N_("Draf"), "pen"),
        "in_review": L(N_("Ditinjau"), "eye", "kunyit"),
        "approved": L(N_("Disetujui, siap terbit"), "check", "nila"),
        "published": L(N_("Terbit"), "check", "daun"),
        "superseded": L(N_("Digantikan versi baru"), "run"),
        "retracted": L(N_("Ditarik"), "ban", "mengkudu"),
    },
    "ledger": {
        "submission.publish": L(N_("Ditayangkan")),
        "submission.return": L(N_("Diminta ditulis ulang")),
        "submission.hold": L(N_("Ditahan")),
        "submission.refuse": L(N_("Ditolak")),
        "submission.redact": L(N_("Data pribadi disamarkan")),
        "submission.keep": L(N_("Tetap tayang setelah diperiksa")),
        "submission.merge": L(N_("Digabung")),
        "submission.split": L(N_("Dipisah kembali")),
        "submission.answer": L(N_("Dijawab")),
        "submission.adopt": L(N_("Menjadi bagian rekomendasi")),
        "submission.acknowledge": L(N_("Diterima dengan terima kasih")),
        "submission.decline": L(N_("Tidak dapat dipenuhi")),
        "submission.refer": L(N_("Diteruskan")),
        "submission.leave_out": L(N_("Di luar pokok forum")),
        "submission.release": L(N_("Dikeluarkan dari rekomendasi")),
        "reply.hide": L(N_("Balasan disembunyikan")),
        "reply.show": L(N_("Balasan ditampilkan")),
        "appeal.uphold": L(N_("Banding ditolak")),
        "appeal.overturn": L(N_("Banding dikabulkan")),
        **{
            f"submission.undo_{to}": L(N_("Keputusan diurungkan"))
            for to in ("waiting", "public", "returned", "held", "refused", "open", "acknowledged")
        },
        "event.plan": L(N_("Acara direncanakan")),
        "event.revise": L(N_("Acara diubah")),
        "event.arrange": L(N_("Susunan diubah")),
        "event.announce": L(N_("Acara diumumkan")),
        "event.close": L(N_("Acara ditutup")),
        "event.cancel": L(N_("Acara dibatalkan")),
        "outcome.draft": L(N_("Draf disusun")),
        "outcome.revise": L(N_("Draf diubah")),
        "outcome.submit": L(N_("Diajukan untuk ditinjau")),
        "outcome.send_back": L(N_("Dikembalikan ke penyusun")),
        "outcome.approve": L(N_("Disetujui peninjau")),
        "outcome.publish": L(N_("Diterbitkan")),
        "outcome.supersede": L(N_("Digantikan versi baru")),
        "outcome.retract": L(N_("Ditarik")),
        "outcome.give_way": L(N_("Digantikan karena penghapusan")),
        "outcome.renew": L(N_("Terbit sebagai pengganti sesudah penghapusan")),
        "outcome.withhold": L(N_("Isinya dihapus")),
    },
    "role": {
        "participant": L(N_("Peserta")),
        "group_delegate": L(N_("Utusan kelompok")),
        "group_representative": L(N_("Wakil kelompok")),
        "moderator": L(N_("Moderator")),
        "minute_taker": L(N_("Notulis")),
        "agency_operator": L(N_("Operator perangkat daerah")),
        "agency_head": L(N_("Kepala perangkat daerah")),
        "verifier": L(N_("Verifikator")),
        "publisher": L(N_("Penerbit Dinkominfo")),
        "information_officer": L(N_("Petugas informasi (PPID)")),
        "assessor": L(N_("Asesor luar")),
        "mentor": L(N_("Pendamping")),
        "administrator": L(N_("Administrator")),
    },
    "capacity": {
        "definitive": L(N_("Definitif")),
        "acting": L(N_("Plt (pelaksana tugas)")),
        "daily_acting": L(N_("Plh (pelaksana harian)")),
        "interim": L(N_("Pj (penjabat)")),
    },
    "capacity_short": {"definitive": L(""), "acting": L(N_("Plt")), "daily_acting": L(N_("Plh")), "interim": L(N_("Pj"))},
    "group_kind": {
        "advisory_council": L(N_("Dewan")),
        "civil_society": L(N_("Organisasi masyarakat")),
        "youth": L(N_("Pemuda")),
        "government": L(N_("Pemerintah")),
        "academia": L(N_("Perguruan tinggi")),
        "business": L(N_("Dunia usaha")),
        "media": L(N_("Media")),
        "public": L(N_("Masyarakat umum")),
        "external": L(N_("Pihak luar")),
    },
    "mandate": {
        "in_force": L(N_("Berlaku"), "check", "daun"),
        "upcoming": L(N_("Belum mulai"), "clock", "nila"),
        "lapsed": L(N_("Masa berlaku lewat"), "warn", "kunyit"),
        "handed_over": L(N_("Diserahkan"), "fwd"),
        "ended": L(N_("Diakhiri"), "x"),
    },
    "people": {
        "account.grant": L(N_("Diberi peran")),
        "account.revoke": L(N_("Peran diakhiri")),
        "account.hand_over": L(N_("Menyerahkan tugas")),
        "account.close": L(N_("Akun ditutup")),
        "invitation.accept": L(N_("Menerima undangan")),
    },
    "relation": {"mother": L(N_("Ibu")), "father": L(N_("Ayah")), "guardian": L(N_("Wali"))},
    "guardian": {
        "asked": L(N_("Menunggu jawaban wali"), "clock", "kunyit"),
        "granted": L(N_("Disetujui wali"), "check", "daun"),
        "refused": L(N_("Wali tidak menyetujui"), "x", "mengkudu"),
        "withdrawn": L(N_("Persetujuan wali ditarik"), "undo", "mengkudu"),
    },
    "value_kind": {"actual": L(N_("Capaian")), "target": L(N_("Target")), "self_assessment": L(N_("Penilaian mandiri"))},
}


def submission_state(row: object) -> Label:
    """The one label of a submission, derived from its facts (any row with those columns)."""
    if row.merged_into_id is not None:  # type: ignore[attr-defined]
        return label("submission", "merged")
    visibility, disposition = str(row.visibility), str(row.disposition)  # type: ignore[attr-defined]
    if visibility in ("refused", "withdrawn") or disposition == "open":
        return label("submission", visibility)
    return label("submission", disposition)


def recommendation_state(row: object) -> Label:
    """The one label of a recommendation: how far the work is, else its answer, else its stage."""
    stage, answer, work = str(row.stage), str(row.answer), str(row.work)  # type: ignore[attr-defined]
    if stage != "issued":
        return label("recommendation", stage)
    if answer in ("rejected", "deferred"):
        return label("recommendation", answer)
    if work != "not_started":
        return label("recommendation", work)
    return label("recommendation", answer if answer != "none" else "issued")
