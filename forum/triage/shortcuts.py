"""The keys of the desk: one table for the sheet of help, for what stands beside each button, and for the script."""

from __future__ import annotations

from forum.labels import N_

DECISION_KEYS = {
    "publish": "s",
    "keep": "s",
    "redact": "m",
    "return": "k",
    "hold": "h",
    "refer": "t",
    "refuse": "x",
    "leave_out": "b",
    "answer": "w",
    "acknowledge": "a",
    "decline": "d",
}
"""The key that chooses a decision, by its verb."""

SHORTCUTS: tuple[tuple[str, tuple[tuple[tuple[str, ...], str], ...]], ...] = (
    (
        N_("Berpindah"),
        (
            (("J",), N_("masukan berikutnya")),
            (("L",), N_("masukan sebelumnya")),
            (("/",), N_("cari kata atau kode")),
            (("C",), N_("centang untuk tindakan sekaligus")),
            (("V",), N_("centang semua di halaman antrean ini")),
        ),
    ),
    (
        N_("Memilih keputusan"),
        (
            (("S",), N_("setujui, atau biarkan tetap tayang")),
            (("M",), N_("samarkan")),
            (("K",), N_("kembalikan")),
            (("H",), N_("tahan")),
            (("T",), N_("teruskan")),
            (("X",), N_("tolak")),
            (("B",), N_("bukan wewenang")),
            (("W",), N_("jawab")),
            (("A",), N_("terima kasih")),
            (("D",), N_("tidak dapat dipenuhi")),
            (("Ctrl", "Enter"), N_("putuskan, buka berikutnya")),
        ),
    ),
    (
        N_("Lainnya"),
        (
            (("P",), N_("pegang atau lepaskan")),
            (("G",), N_("gabungkan")),
            (("R",), N_("jadikan rekomendasi")),
            (("U",), N_("urungkan keputusan terakhir")),
            (("?",), N_("bantuan ini")),
        ),
    ),
)
"""Groups of keys with what they do (Indonesian message ids)."""
