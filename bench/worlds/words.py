"""What people of a made-up world say: sentences put together from parts, the same for the same seed."""

from __future__ import annotations

import random

SUBJECTS = (
    "Lampu jalan|Trotoar|Selokan|Posyandu|Jaringan internet balai warga|Halte bus|Pasar kelurahan|Taman bermain|Jalur sepeda|Tempat sampah"
    "|Perpustakaan keliling|Pompa banjir|Papan informasi|Loket kependudukan|Aplikasi aduan|Sekolah dasar|Jembatan penyeberangan|Parkir pasar"
    "|Sanggar budaya|Kamera pengawas|Air bersih|Bank sampah|Lapangan olahraga|Pelatihan UMKM|Peta rawan rob|Data bantuan sosial"
).split("|")
PLACES = (
    "di Kelurahan Kraton|di Jalan Merdeka|di tepi sungai|di kampung nelayan|di depan pasar|di RW 05|di sekitar stasiun|di Kelurahan Panjang"
    "|di perumahan baru|di bantaran kali|di alun-alun|di simpang lima|di Kelurahan Bendan|di dekat puskesmas|di jalur utara|di sentra batik"
).split("|")
TROUBLES = (
    "sering padam sejak bulan lalu|belum dapat dipakai pengguna kursi roda|meluap setiap hujan deras|hanya buka pada jam kerja"
    "|tidak menjangkau warga lanjut usia|sudah rusak tetapi belum diperbaiki|membingungkan pendatang|terlalu jauh dari permukiman"
    "|tidak pernah diperbarui datanya|kalah ramai oleh kendaraan|belum dikenal banyak orang|dikelola warga tanpa anggaran"
    "|memerlukan petugas yang tetap|belum terhubung dengan layanan lain"
).split("|")
REQUESTS = (
    "Mohon dijadwalkan perbaikannya tahun ini|Kami mengusulkan jam layanan sampai malam|Sebaiknya warga dilibatkan saat merancangnya"
    "|Tolong umumkan anggarannya secara terbuka|Kami siap bergotong royong bila disediakan bahan|Mohon dibuatkan satu nomor aduan"
    "|Usulkan pelatihan untuk pengurus RT|Datanya dapat dibuka agar mahasiswa ikut meneliti|Kami minta hasilnya dilaporkan tiap triwulan"
    "|Mohon dipetakan titik yang paling rawan|Sediakan petugas pendamping bagi lansia|Kami usul uji coba di satu kelurahan dulu"
).split("|")
REASONS = (
    "Anak sekolah melewatinya setiap pagi|Pedagang kecil bergantung padanya|Sudah tiga kali dibahas dalam musyawarah|Tahun lalu ada yang terluka"
    "|Kelurahan tetangga sudah berhasil melakukannya|Biayanya lebih kecil daripada kerugiannya|Warga mau ikut merawatnya"
    "|Hal ini juga disebut dalam rencana kota|Banyak keluarga baru pindah ke sana|Musim hujan tinggal dua bulan lagi"
).split("|")
NAMES = (
    "Siti Rahmawati|Budi Santoso|Dewi Lestari|Agus Wibowo|Nur Aini|Eko Prasetyo|Rina Kartika|Joko Susilo|Fitri Handayani|Hadi Nugroho"
    "|Maya Sari|Andi Saputra|Lina Marlina|Dian Permata|Yusuf Hidayat|Ratna Dewi"
).split("|")


def title(pick: random.Random) -> str:
    return f"{pick.choice(SUBJECTS)} {pick.choice(PLACES)}"


def body(pick: random.Random) -> str:
    """Three to five plain sentences (about 300 characters) in one paragraph, which Markdown leaves as it is."""
    what, where = pick.choice(SUBJECTS), pick.choice(PLACES)
    said = [f"{what} {where} {pick.choice(TROUBLES)}.", f"{pick.choice(REASONS)}."]
    for _ in range(pick.randrange(1, 3)):
        said.append(f"{pick.choice(SUBJECTS)} {pick.choice(PLACES)} juga {pick.choice(TROUBLES)}.")
    said.append(f"{pick.choice(REQUESTS)}.")
    return " ".join(said)
