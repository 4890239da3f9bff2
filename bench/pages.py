"""Every kind of page there is, by address and by who asks: the same addresses lead to the same pages in every world."""

from __future__ import annotations

from dataclasses import dataclass

from bench.worlds.build import CLOSED_EVENT, FOCUS_EVENT, LONG, RECOMMENDATION, SHARED, THREAD

OF_EVENT = f"/forum/{FOCUS_EVENT}"
THREAD_PAGE = f"{OF_EVENT}/masukan/{THREAD}"
LONG_PAGE = f"{OF_EVENT}/masukan/{LONG}"
COMPOSE = f"{OF_EVENT}/masukan/baru"


@dataclass(frozen=True, slots=True)
class Page:
    """``who`` is a visitor when empty, else one of ``people.ACTORS``."""

    path: str
    who: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({self.who})" if self.who else self.path


PUBLIC = tuple(
    Page(path)
    for path in (
        "/",
        "/forum",
        "/forum?kota=kota-001",
        "/forum?fase=closed",
        OF_EVENT,
        f"{OF_EVENT}?urut=new",
        f"{OF_EVENT}?kelompok=media-kota-001",
        f"{OF_EVENT}?keadaan=adopted",
        f"/forum/{CLOSED_EVENT}",
        THREAD_PAGE,
        LONG_PAGE,
        f"{LONG_PAGE}?akhir=1",
        "/rekomendasi",
        "/rekomendasi?kota=kota-001",
        "/rekomendasi?terlambat=1",
        f"/rekomendasi/{RECOMMENDATION}",
        "/hasil",
        f"/hasil/{CLOSED_EVENT}",
        "/keputusan",
        "/keputusan?kota=kota-001",
        "/keputusan?triwulan=2025-3&alasan=commercial",
        "/keputusan?kota=kota-001&alasan=commercial",
        f"/lacak?kode={THREAD}",
        "/masuk",
        "/daftar",
        "/pedoman",
    )
)
OWN = tuple(
    Page(path, who)
    for who, paths in {
        "reader": (THREAD_PAGE, OF_EVENT, COMPOSE, "/masukan-saya", "/akun"),
        "moderator": (
            "/meja", "/meja/triase", "/meja/triase?apa=menunggu", "/meja/triase?apa=ditandai", "/meja/triase?apa=belum_diperiksa",
            "/meja/triase/kata", "/meja/triase/contoh", "/meja/triase/tepercaya",
            f"/meja/triase?acara={FOCUS_EVENT}", f"/meja/triase/{SHARED}",
            f"/meja/triase/{SHARED}/gabung", "/meja/rekomendasi", f"/meja/rekomendasi/{RECOMMENDATION}",
        ),
        "publisher": ("/meja", "/meja/acara", f"/meja/acara/{FOCUS_EVENT}", "/meja/publikasi", f"/meja/publikasi/{FOCUS_EVENT}"),
        "agency_operator": ("/meja", "/meja/opd", f"/meja/opd/{RECOMMENDATION}/laporan"),
        "verifier": ("/meja", "/meja/verifikasi"),
    }.items()
    for path in paths
)  # fmt: skip
PAGES = PUBLIC + OWN
