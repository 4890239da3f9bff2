"""Personal data is found in text as people write it, and prices, years, codes and dates are left alone."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.personal_data import Finding, Kind, find

DATA = Path(__file__).parent / "data"
SEEN, UNSEEN = "personal_data.txt", "personal_data_unseen.txt"
"""The set that the detector was made with, and one that was written afterwards."""
MARKED = re.compile(r"⟦(\w+):([^⟧]*)⟧")
Labelled = tuple[str, list[Finding]]


def labelled(name: str = SEEN) -> list[Labelled]:
    """Each text of a set with the spans that a person marked in it."""
    lines = [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [_read(line) for line in lines]


def _read(line: str) -> Labelled:
    text, spans, at = "", [], 0
    for match in MARKED.finditer(line):
        text += line[at : match.start()]
        spans.append(Finding(len(text), len(text) + len(match[2]), Kind(match[1])))
        text, at = text + match[2], match.end()
    return text + line[at:], spans


def figures(name: str = SEEN) -> dict[str, tuple[int, int, int]]:
    """By kind and in all: spans found rightly (the kind is right and they touch), found wrongly, and missed."""
    counts: dict[str, list[int]] = {str(kind): [0, 0, 0] for kind in Kind} | {"all": [0, 0, 0]}
    for text, wanted in labelled(name):
        found, left = find(text, plates=False), list(wanted)
        for one in found:
            match = next((w for w in left if w.kind is one.kind and w.start < one.end and one.start < w.end), None)
            if match:
                left.remove(match)
            for name in (str(one.kind), "all"):
                counts[name][0 if match else 1] += 1
        for missed in left:
            for name in (str(missed.kind), "all"):
                counts[name][2] += 1
    return {name: (a, b, c) for name, (a, b, c) in counts.items()}


def test_the_set_is_large_and_holds_as_many_innocent_texts_as_guilty_ones() -> None:
    texts = labelled()
    innocent = [text for text, spans in texts if not spans]
    assert len(texts) >= 100 and len(innocent) >= 45
    assert {span.kind for _, spans in texts for span in spans} == set(Kind) - {Kind.PLATE}


def test_it_finds_what_is_there_and_little_else() -> None:
    right, wrong, missed = figures()["all"]
    assert right / (right + missed) >= 0.95, f"recall {right}/{right + missed}"
    assert right / (right + wrong) >= 0.95, f"precision {right}/{right + wrong}"


def test_it_holds_on_texts_that_it_was_not_made_with() -> None:
    right, wrong, missed = figures(UNSEEN)["all"]
    assert len(labelled(UNSEEN)) >= 40
    assert right / (right + missed) >= 0.75 and right / (right + wrong) >= 0.9, (right, wrong, missed)


@pytest.mark.parametrize("kind", [Kind.NIK, Kind.PHONE, Kind.EMAIL])
def test_what_harms_most_is_hardly_missed(kind: Kind) -> None:
    right, _wrong, missed = figures()[kind]
    assert right / (right + missed) >= 0.94


def test_a_span_covers_the_whole_of_what_a_person_marked() -> None:
    """Half a number that stays visible is a number given away."""
    short = []
    for text, wanted in labelled():
        for span in wanted:
            hit = next((f for f in find(text) if f.kind is span.kind and f.start < span.end and span.start < f.end), None)
            if hit and not (hit.start <= span.start and hit.end >= span.end):
                short.append((text, text[span.start : span.end], text[hit.start : hit.end]))
    assert not short


def test_number_plates_are_found_only_where_a_city_asks_for_them() -> None:
    text = "Mobil G 1234 AB parkir di trotoar."
    assert find(text) == []
    assert [(text[one.start : one.end], one.kind) for one in find(text, plates=True)] == [("G 1234 AB", Kind.PLATE)]


@given(st.text(alphabet=" 0123456789.-+@jlnoRTW/ak", max_size=400))
def test_findings_never_overlap_and_lie_within_the_text(text: str) -> None:
    found = find(text, plates=True)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    "hostile", ["0" * 8000, "8 " * 4000, "jl " * 2600, "a at " * 1600, "RT 1 " * 1600, "+62 " * 2000, "no rek " * 1100, "a." * 4000]
)
def test_hostile_text_costs_no_more_than_other_text(hostile: str) -> None:
    began = process_time()
    find(hostile, plates=True)
    assert process_time() - began < 2.0
