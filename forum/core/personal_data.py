"""Personal data in running text, as Indonesians write it: found by form, so that a person looks before it is shown.

It warns and suggests; it decides nothing. Its figures on a labelled set stand in ``docs/personal-data.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    NIK = "nik"
    EMAIL = "email"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    ADDRESS = "address"
    NAME = "name"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters ``start`` to ``end`` of a text look like ``kind``."""

    start: int
    end: int
    kind: Kind


_PROVINCES = r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])"
_NIK = re.compile(
    rf"(?<![\d.,-])"
    rf"(?:{_PROVINCES}\d{{14}}"
    rf"|{_PROVINCES}\d{{2}}(?P<a>[ .-])\d{{4}}(?P=a)\d{{4}}(?P=a)\d{{4}}"
    rf"|{_PROVINCES}\d{{4}}(?P<b>[ .-])\d{{6}}(?P=b)\d{{4}}"
    rf"|{_PROVINCES}\d{{4}}(?P<c>[ .-])\d\d(?P=c)\d\d(?P=c)\d\d(?P=c)\d{{4}}"
    rf"|{_PROVINCES}(?P<d>[ .-])\d\d(?P=d)\d\d(?P=d)(?:\d{{6}}|\d\d(?P=d)\d\d(?P=d)\d\d)(?P=d)\d{{4}}"
    r")(?!\d)(?![.,]\d)"
)
_SAID_NIK = re.compile(r"\b(?:NIK|KTP|(?:no(?:mor)?\.? ?)?KK)\b[^\d\n]{0,25}(?P<it>(?:\d[ .-]{0,2}){15}\d)(?!\d)", re.IGNORECASE)

_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|titik)\s?[\])}]\s?|\s(?:dot|titik)\s)"
_MAIL = re.compile(rf"[\w.+-]+\s?(?:@|[\[({{]\s?at\s?[\])}}])\s?[\w-]+(?:{_DOT}[a-z]{{2,}})+", re.IGNORECASE)
_MAIL_SPOKEN = re.compile(rf"[\w.+-]+\s(?:at|et)\s[\w-]+(?:{_DOT}(?:com|id|co|net|org|go|ac|sch))+\b", re.IGNORECASE)

_BEFORE = r"(?:(?<=wa\.me/)|(?<![\d.,/])(?<!Rp)(?<!Rp ))"
_MOBILE = re.compile(_BEFORE + r"(?:\+? ?62[ .)-]{0,2}|\(?0)8\d{1,2}\)?(?:[ .-]{0,2}\d){6,10}(?!\d)(?!,\d)")
_SPACED = re.compile(r"(?<![\d.,/] )(?<![\d.,/-])0 8(?: \d){7,11}(?! ?\d)")
_LANDLINE = re.compile(r"(?<![\d.,/])(?:\(0\d{2,3}\) ?|\+62[ -]?\d{2,3}[ -]|0(?:2[1-9]|[3-79]\d)\d?[ -])\d{3,4}[ -]?\d{2,4}(?![\d.,/-]?\d)")

_BANKS = r"BCA|BRI|BNI|BSI|BTN|Mandiri|Muamalat|Danamon|Permata|CIMB|Bank \w+|Dana|OVO|GoPay|ShopeePay|LinkAja"
_ACCOUNT = re.compile(
    rf"(?<!kode )(?<!Kode )\b(?:(?:no(?:mor)?\.? ?)?rek(?:ening|\.)?|norek|{_BANKS})\b(?P<gap>[^\d\n]{{0,25}}?)"
    r"(?<![\d.])(?P<it>\d(?:[ -]?\d){8,15}|\d{2,4}(?:[.-]\d{2,6}){2,3})(?![\d.]?\d)",
    re.IGNORECASE,
)

_ROAD = r"\b(?:jl|jln|jalan|gg|gang|perum|perumahan|komplek|kompleks)\b\.?\s+"
_HOUSE = r"(?:no|nomor|nomer|blok)\b\.?\s*(?:[a-z]{1,2}[ -]?)?\d+(?:[a-z]\b|[/-]\d+)*"
_UNITS = "tahun|orang|warga|kk|meter|m\\b|km|titik|hari|kali|persen|%|unit|jam|menit|bulan|minggu|rb|ribu|juta|lampu|lubang|rumah"
_LATER = rf"(?!\s*(?:{_UNITS}))"
_NUMBERED = re.compile(rf"{_ROAD}(?:[\w'’.]+\s+){{1,4}}?,?\s*{_HOUSE}|{_ROAD}(?:[\w'’.]+\s+){{0,3}}[\w'’]+,\s*{_HOUSE}", re.IGNORECASE)
_BARE = re.compile(
    rf"\b(?:Jl|Jln|Jalan|Gg|Gang)\b\.?\s+(?:(?:[A-Z][\w'’]*|dr|KH|H)\.?\s+){{1,4}}\d{{1,3}}[A-Za-z]?\b(?![.,]\d)(?!-\w){_LATER}"
)
_LANE = re.compile(r"\b(?:Gg|Gang|gg|gang)\b\.?\s+[A-Z]\w*\s+(?:[IVX]+|\d{1,3})\b" + _LATER)
_RT_RW = re.compile(r"\bRT\.?\s?0*\d{1,3}\s?[/,.\s-]{1,3}\s?RW\.?\s?0*\d{1,3}\b|\bRT/RW\.?:?\s?0*\d{1,3}\s?/\s?0*\d{1,3}\b", re.IGNORECASE)

_TITLES = r"(?:(?:Bapak|Ibu|Pak|Bu|Sdr|Sdri|Bpk|Hj|H|dr|Drs|Dra|Ir)\.?\s+){0,2}"
_BODIES = (
    "Dinas|Kota|Kabupaten|Kelurahan|Kecamatan|Desa|Dewan|Forum|Relawan|Saka|Karang|Pemkot|Pemda|Pemerintah|Warga|Program|Aplikasi|"
    "Badan|Bagian|Komunitas|Organisasi|Kelompok|Puskesmas|Rumah|RSUD|SMA|SMK|SMP|SD|Universitas|PT|CV|UMKM|OPD|PKK|BPBD|Posyandu|"
    "Jalan|Jl|Gang|Pasar|Taman|Balai|Kampung|Masyarakat|Ketua|Kepala|Tim|Panitia|Lembaga|Yayasan|Sekolah|Masjid|Terminal|Stasiun"
)
_NAME = re.compile(
    r"\b(?:(?:n|N)ama(?:nya| saya| ibu(?: saya)?| bapak(?: saya)?| anak(?: saya)?| lengkap)?:?|bernama|a\.n\.|a/n|an\.|(?:a|A)tas nama)\s+"
    rf"(?P<it>(?!{_TITLES}(?:{_BODIES})\b){_TITLES}[A-Z][a-z'’]+(?:\s+[A-Z][a-z'’]+){{0,3}})"
)

_AREAS = "A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNRST]?|E[AB]?|F|G|H|K[BHTU]?|L|M|N|P[AB]?|R|S|T|W|Z"
_PLATE = re.compile(rf"\b(?:{_AREAS})[ -]?\d{{1,4}}[ -]?[A-Z]{{1,3}}\b")


def find(text: str, *, plates: bool = False) -> list[Finding]:
    """What looks like personal data, in order, never overlapping; number plates only when asked for.

    Linear in the length of the text. Where two kinds claim the same characters the more certain one holds.
    """
    kept: list[Finding] = []
    for one in _candidates(text, plates):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return _joined(text, sorted(kept, key=lambda one: one.start))


def _candidates(text: str, plates: bool) -> Iterator[Finding]:
    """Every match, the most certain kind first."""
    for pattern in (_NIK, _SAID_NIK):
        yield from _found(pattern, text, Kind.NIK)
    for pattern in (_MAIL, _MAIL_SPOKEN):
        yield from _found(pattern, text, Kind.EMAIL)
    for one in _found(_MOBILE, text, Kind.PHONE):
        if 9 <= sum(c.isdigit() for c in text[one.start : one.end]) <= 15:
            yield one
    for pattern in (_SPACED, _LANDLINE):
        yield from _found(pattern, text, Kind.PHONE)
    yield from _found(_ACCOUNT, text, Kind.BANK_ACCOUNT)
    for pattern in (_NUMBERED, _BARE, _LANE, _RT_RW):
        yield from _found(pattern, text, Kind.ADDRESS)
    yield from _found(_NAME, text, Kind.NAME)
    if plates:
        yield from _found(_PLATE, text, Kind.PLATE)


def _found(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Finding]:
    group = "it" if "it" in pattern.groupindex else 0
    return (Finding(*match.span(group), kind) for match in pattern.finditer(text))


def _joined(text: str, found: list[Finding]) -> list[Finding]:
    """Parts of one address, with nothing but a comma between them, as one."""
    joined: list[Finding] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.kind is one.kind is Kind.ADDRESS and not text[last.end : one.start].strip(" ,"):
            joined[-1] = Finding(last.start, one.end, Kind.ADDRESS)
        else:
            joined.append(one)
    return joined
