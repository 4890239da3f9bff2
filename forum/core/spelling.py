"""Words as people spell them who are angry or hide something: ``G0bl00k``, ``t.o.l.o.l`` and ``gobloknya`` are read as what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
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
    words = [(plain(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    words = [one for one in words if one[0]]
    longest = max(one.count(" ") for one in sought) + 1
    found, at = [], 0
    while at < len(words):
        size = next((n for n in range(longest, 0, -1) if at + n <= len(words) and _said(words[at : at + n], sought)), 0)
        if size:
            found.append(Spot(words[at][1], words[at + size - 1][2]))
        at += size or 1
    return found


def _said(words: list[tuple[str, int, int]], sought: Collection[str]) -> bool:
    """Whether these words are a phrase sought, the last one with or without what is hung on to it."""
    *before, last = (word for word, _, _ in words)
    ends = [last, *(plain(last.removesuffix(tail)) for tail in _CLITICS if last.endswith(tail) and len(last) > len(tail) + 2)]
    return any(" ".join([*before, end]) in sought for end in ends)
