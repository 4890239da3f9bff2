"""A word is read through its disguises, as a whole word and not inside another."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.spelling import phrase, spots

HELD = frozenset(phrase(word) for word in ("goblok", "makan gaji buta", "tolol"))


@pytest.mark.parametrize(
    "text",
    ["Goblok!", "GOBLOKKK", "g0bl0k", "goblog", "dasar goblooook semua", "g.o.b.l.o.k", "g o b l o k", "gobloknya", "góblok",
     "t0l0l", "t*o*l*o*l", "cuma makan gaji  buta", "Makan, gaji buta!", "MAKAN GAJI BUTANYA"],
)  # fmt: skip
def test_it_is_found(text: str) -> None:
    assert spots(text, HELD)


@pytest.mark.parametrize(
    "text",
    [
        "Jagoblokade",
        "makan gaji",
        "gaji buta makan",
        "sekolah",
        "tahun 2024",
        "",
        "0800",
        "tololan",
        "blok G nomor 5",
        "makan siang, lalu gaji turun",
    ],
)
def test_it_is_not_found(text: str) -> None:
    assert not spots(text, HELD)


def test_the_spot_covers_the_word_as_it_is_written() -> None:
    text = "Pejabat g0bl0knya, makan gaji buta."
    assert [text[one.start : one.end] for one in spots(text, HELD)] == ["g0bl0knya", "makan gaji buta"]


def test_an_empty_list_finds_nothing() -> None:
    assert spots("goblok", frozenset()) == []


@given(st.text(max_size=300))
def test_spots_lie_in_the_text_in_order(text: str) -> None:
    found = spots(text, HELD)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("hostile", ["g." * 4000, "o" * 8000, "g o " * 2000, "a-b-" * 2000])
def test_hostile_text_costs_no_more(hostile: str) -> None:
    began = process_time()
    spots(hostile, HELD)
    assert process_time() - began < 2.0
