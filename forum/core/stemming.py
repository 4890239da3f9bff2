"""Taking affixes off Indonesian words, formal and colloquial, and off the Javanese ones that people mix in.

Affixes are taken off one after the other until a root that is known remains; a word whose root is not known is left to
the Snowball stemmer, which takes off what it sees. So *pelayanan* and *layanan*, *penerangan* and *terang* meet, and so do
*ngurus*, *diurus* and *pengurusan*.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Collection, Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

_SHORTEST = 3
_VOWELS = "aeiou"
_MOST = 2
_ENDINGS = ("lah", "kah", "nya", "kan", "ku", "mu", "an", "in", "i", "ake", "akke", "kke", "aken", "ne", "ke", "na", "no", "e")
"""Particles, possessives and derivations; then the colloquial ``-in`` and the Javanese endings."""
_PLAIN = ("memper", "diper", "di", "ter", "ber", "ke", "se", "per", "pe", "me", "tak", "dak")
_NASAL = {
    "mem": ("", "p"), "men": ("", "t"), "meng": ("", "k"), "meny": ("s",),
    "pem": ("", "p"), "pen": ("", "t"), "peng": ("", "k"), "peny": ("s",),
    "ng": ("", "k"), "ny": ("s", "c"), "n": ("t", ""), "m": ("p", "b", ""), "nge": ("",),
}  # fmt: skip
"""A nasal prefix and the sounds that it may have swallowed; the last row is how people shorten them (*ngurus*, *nyedot*)."""


def _indonesian() -> Any:
    """The one stemmer that we use: the package's own front loads those of thirty languages (10 MB)."""
    name = "snowballstemmer"
    if name not in sys.modules and (found := importlib.util.find_spec(name)) is not None:
        package = ModuleType(name)
        package.__path__ = list(found.submodule_search_locations or ())
        sys.modules[name] = package
    return importlib.import_module(f"{name}.indonesian_stemmer").IndonesianStemmer()


_snowball = _indonesian()


def _without_ending(word: str) -> Iterator[str]:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            yield word[: -len(ending)]


def _without_beginning(word: str) -> Iterator[str]:
    for prefix in _PLAIN:
        if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST:
            yield word[len(prefix) :]
    for prefix, swallowed in _NASAL.items():
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= _SHORTEST - 1:
            yield from (sound + rest for sound in swallowed if len(prefix) > 1 or _taken_off_alone(sound, rest))


def _taken_off_alone(sound: str, rest: str) -> bool:
    """A single letter (*nutup*, *njaga*, *mbuka*) is a prefix of longer words only: not of *nasi*, *mantri*, *nama*."""
    return len(rest) > 3 if sound else rest[0] not in _VOWELS


def root(word: str, known: Collection[str]) -> str | None:
    """The nearest root among ``known``: at most two affixes away at either end, the fewest first; one of three letters only one."""
    level, seen = [(word, 0, 0)], {word}
    while level:
        for one, before, after in level:
            if one in known and (len(one) > _SHORTEST or before + after < 2):
                return one
        longer, level = level, []
        for one, before, after in longer:
            shorter = [(less, before, after + 1) for less in _without_ending(one)] if after < _MOST else []
            shorter += [(less, before + 1, after) for less in _without_beginning(one)] if before < _MOST else []
            level += [less for less in shorter if less[0] not in seen]
            seen.update(less for less, _, _ in shorter)
    return None


@lru_cache(maxsize=50_000)
def guess(word: str) -> str:
    """What Snowball leaves of a word whose root nobody listed (about 10 microseconds, then remembered)."""
    return str(_snowball.stemWord(word))
