"""Words as people spell them who are angry or hide something: ``G0bl00k``, ``t.o.l.o.l`` and ``gobloknya`` are read as what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"(?:\w[.*_ -]){3,}\w(?!\w)|\w(?:\w|[@$!](?=\w))*")
_LOOKS_LIKE = str.maketrans("0134578@$!", "oieastbasi")
_CLITICS = ("nya", "lah", "kah", "mu", "ku", "deh", "sih")


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters ``start`` to ``end`` of a text spell one of the words sought."""

    start: int
    end: int


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """A word without capitals, accents, signs, doubled letters and disguises; empty for what is no word, such as a number."""
    lower = unicodedata.normalize("NFKD", word.lower())
    if not any(c.isalpha() for c in lower):
        return ""
    letters = "".join(c for c in lower.translate(_LOOKS_LIKE) if c.isalpha() and c.isascii())
    squeezed = re.sub(r"(.)\1+", r"\1", letters)
    return squeezed[:-1] + "k" if squeezed.endswith("g") else squeezed


def phrase(text: str) -> str:
    """The plain words of a text, one space between them."""
    return " ".join(word for match in _TOKEN.finditer(text) if (word := plain(match[0])))


def spots(text: str, sought: Collection[str]) -> list[Spot]:
    """Where one of the plain phrases ``sought`` stands as whole words; linear in the text for a given list."""
    if not sought:
        return []
    words, (begins, longest) = _words(text), _begins(frozenset(sought))
    found, at = [], 0
    while at < len(words):
        size = 0
        if not begins.isdisjoint(_ends(words[at][0])):
            size = next((n for n in range(longest, 0, -1) if at + n <= len(words) and _said(words[at : at + n], sought)), 0)
        if size:
            found.append(Spot(words[at][1], words[at + size - 1][2]))
        at += size or 1
    return found


@lru_cache(maxsize=16)
def _words(text: str) -> Sequence[tuple[str, int, int]]:
    """The plain words of a text and where they stand; a text is searched for one list after the other."""
    return [(word, match.start(), match.end()) for match in _TOKEN.finditer(text) if (word := plain(match[0]))]


@lru_cache(maxsize=256)
def _begins(sought: frozenset[str]) -> tuple[frozenset[str], int]:
    """The first words of these phrases, and the number of words of the longest."""
    return frozenset(one.partition(" ")[0] for one in sought), max(one.count(" ") for one in sought) + 1


@lru_cache(maxsize=4096)
def _ends(word: str) -> tuple[str, ...]:
    """A word, with and without what is hung on to it."""
    return (word, *(plain(word.removesuffix(tail)) for tail in _CLITICS if word.endswith(tail) and len(word) > len(tail) + 2))


def _said(words: Sequence[tuple[str, int, int]], sought: Collection[str]) -> bool:
    """Whether these words are a phrase sought, the last one with or without what is hung on to it."""
    before = [word for word, _, _ in words[:-1]]
    return any(" ".join([*before, end]) in sought for end in _ends(words[-1][0]))
