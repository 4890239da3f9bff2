"""Reading Indonesian as people write it: spelling, affixes, registers and meanings meet in one term."""

from __future__ import annotations

import pytest

from forum.core import lexicon as lists
from forum.core.lexicon import lexicon, root_of
from forum.core.words import ASK, TITLE, Reading, read, weight


def term(word: str) -> str:
    return lexicon().sense(root_of(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pelayanan", "layanan"),
        ("penerangan", "terang"),
        ("menerangi", "terang"),
        ("perizinan", "izin"),
        ("ngurus", "pengurusan"),
        ("nambahin", "penambahan"),
        ("nyebrang", "penyeberangan"),
        ("dibenerin", "perbaikan"),
        ("pengaduan", "keluhan"),
        ("menyaring", "filter"),
        ("antri", "antrean"),
        ("sampahe", "sampah"),
        ("ditampilno", "ditampilkan"),
        ("banyune", "airnya"),
        ("parit", "drainase"),
        ("simbah", "lansia"),
        ("nyediakke", "penyediaan"),
        ("kejambretan", "kemalingan"),
        ("lobang", "berlubang"),
    ],
)
def test_words_that_mean_the_same_meet(one: str, other: str) -> None:
    assert term(one) == term(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kelurahan", "keluarga"),
        ("sekolah", "olah"),
        ("tanam", "taman"),
        ("banyak", "bayar"),
        ("nasi", "asi"),
        ("mantri", "antri"),
        ("semakin", "emak"),
    ],
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert term(one) != term(other)


@pytest.mark.parametrize("typed", "yg dgn tdk utk krn sing nang karo kabeh".split())
def test_words_that_say_nothing_are_left_out(typed: str) -> None:
    assert weight(term(typed)) == 0


def test_several_words_are_read_together() -> None:
    assert "mati" in read("WiFi tidak aktif").terms
    assert "mati" in read("WiFi gak aktif").terms
    assert "tte" in read("Tanda tangan elektronik").terms


def test_doubled_words_count_once_however_they_are_typed() -> None:
    assert set(read("Anak-anak sekolah").terms) == set(read("anak2 sekolah").terms) == set(read("anak sekolah").terms)


def test_links_and_addresses_are_no_words() -> None:
    assert not read("https://contoh.test/halaman warga@contoh.test").terms


def test_the_title_and_what_is_asked_are_marked() -> None:
    found = read("Jembatan rapuh", "Papannya lapuk. Mohon tiangnya diganti.").terms
    assert found["jembatan"] == TITLE
    assert found["ganti"] == ASK
    assert found["lapuk"] == 0


def test_places_are_known_by_the_word_before_them() -> None:
    assert read("", "Lubang di Jalan Cendana RT 04").places == {"cendana", "rt4"}
    assert read("", "Lubang di Jl. Mawar dan gg melati depan SD Medono").places == {"mawar", "melati", "medono"}
    assert not read("", "Jalan berlubang di kelurahan kami").places
    assert not read("Perbaikan Jalan Rusak di Kelurahan Kami").places


def test_the_direction_of_what_is_asked_is_kept_and_turned_by_a_no() -> None:
    opening, closing, staying = read("Loket dibuka lagi"), read("Loket ditutup saja"), read("Loket jangan ditutup")
    assert opening.asks == staying.asks
    assert {(axis, -end) for axis, end in opening.asks} == closing.asks


def test_how_things_are_is_not_what_is_asked() -> None:
    assert not read("Lampu mati").asks
    assert read("Lampu dimatikan saja").asks


def test_a_reading_survives_being_kept() -> None:
    made = read("Loket RW 07 dibuka lagi", "Di Pasar Kraton antrenya panjang, kata Sulastri.")
    again = Reading.load(made.dump())
    assert (again.terms, again.places, again.names, again.asks) == (made.terms, made.places, made.names, made.asks)


def test_no_word_stands_for_two_meanings() -> None:
    heads: dict[str, str] = {}
    for head, forms in lists._classes("synonyms"):
        for form in (head, *forms):
            assert heads.setdefault(form, head) == head, form


def test_hostile_text_is_read_in_no_time_and_without_harm() -> None:
    for text in ("a" * 20_000, "-".join("ab" for _ in range(5_000)), "\x00\ud800 ½ Ⅷ ١٢ 漢字", "!@#$%^&*() " * 500, "RT " * 3_000):
        assert isinstance(read(text, text).dump(), str)
