"""The lists of words in ``lexicon/``, read once: spelling, registers, things that mean the same, and words that say little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from forum.core import stemming

LISTS = Path(__file__).parent / "lexicon"
_TWICE = re.compile(r"^(\w{2,})-\1(\w*)$")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_JAVANESE = re.compile(r"^(di\w{3,}?)(?:akke|ake|ke|no|na)$")
Phrase = tuple[str, ...]


def _lines(name: str) -> Iterator[str]:
    for line in (LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _classes(name: str) -> Iterator[tuple[str, list[str]]]:
    """``head: form form`` as the head and its forms."""
    for line in _lines(name):
        head, _, forms = line.partition(":")
        yield head.strip(), forms.split()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``written`` leads from a word to how it is written in Indonesian; ``known`` are the roots an affix may be taken off to;
    ``phrases`` lead from the roots of several words to what they mean together, by their first root; ``aspects``
    lead from a term to what is wrong or wanted where it stands, ``matters`` to what a text with it is about,
    ``wishes`` to what is typically asked with it (``wished`` of them in all)."""

    written: dict[str, str]
    known: frozenset[str]
    means: dict[str, str]
    phrases: dict[str, list[tuple[Phrase, str]]]
    stop: frozenset[str]
    common: frozenset[str]
    general: frozenset[str]
    places_after: frozenset[str]
    places_short: frozenset[str]
    nameless: frozenset[str]
    kinds: frozenset[str]
    poles: dict[str, tuple[int, int, bool]]
    aspects: dict[str, tuple[str, ...]]
    matters: dict[str, tuple[str, ...]]
    wishes: dict[str, tuple[str, ...]]
    wished: int

    def sense(self, root: str) -> str:
        """The word that stands for all that mean the same."""
        return self.means.get(root, root)


@cache
def lexicon() -> Lexicon:
    """Everything in ``lexicon/`` (some milliseconds, once per process)."""
    written: dict[str, str] = {}
    for name in ("spelling", "regional"):
        for head, forms in _classes(name):
            for form in forms:
                written.setdefault(form.replace("_", " "), head)
    classes = list(_classes("synonyms"))
    words = {form for head, forms in classes for form in (head, *forms) if "_" not in form}
    stop = frozenset(word for line in _lines("stop") for word in line.split())
    listed = {word for name in ("common", "general", "roots") for line in _lines(name) for word in line.split()}
    regional = {form for _, forms in _classes("regional") for form in forms if len(form) > 3}
    known = frozenset(words | listed | stop | regional | {head for head in written.values() if "_" not in head})
    means, phrases = _meanings(classes, written, known)
    places = dict(_classes("places"))
    return Lexicon(
        written=written,
        known=known,
        means=means,
        phrases=phrases,
        stop=stop,
        common=frozenset(_terms("common", means, written, known)),
        general=frozenset(_terms("general", means, written, known)),
        places_after=frozenset(places["after"] + places["short"]),
        places_short=frozenset(places["short"]),
        nameless=frozenset(places["nameless"]),
        kinds=frozenset(means.get(word, word) for word in places["kinds"]),
        poles=_poles(means),
        aspects=_groups("aspects", means, written, known),
        matters=_groups("matters", means, written, known),
        wishes=(wishes := _groups("wishes", means, written, known)),
        wished=len({wish for found in wishes.values() for wish in found}),
    )


def _terms(name: str, means: dict[str, str], written: dict[str, str], known: frozenset[str]) -> Iterator[str]:
    """The terms of a plain list of words."""
    for line in _lines(name):
        for word in line.split():
            root = _root(word, written, known)
            yield means.get(root, root)


def _meanings(
    classes: list[tuple[str, list[str]]], written: dict[str, str], known: frozenset[str]
) -> tuple[dict[str, str], dict[str, list[tuple[Phrase, str]]]]:
    means: dict[str, str] = {}
    phrases: dict[str, list[tuple[Phrase, str]]] = {}
    for head, forms in classes:
        for form in (head, *forms):
            roots = tuple(_root(word, written, known) for word in form.split("_"))
            if len(roots) == 1:
                means.setdefault(roots[0], head)
            else:
                phrases.setdefault(roots[0], []).append((roots, head))
    for found in phrases.values():
        found.sort(key=lambda one: -len(one[0]))
    return means, phrases


def _poles(means: dict[str, str]) -> dict[str, tuple[int, int, bool]]:
    """By word: which axis, which end of it (1 or -1), and whether it must be done to something to count."""
    found = {}
    for axis, line in enumerate(_lines("opposites")):
        for end, side in zip((1, -1), line.split("|"), strict=True):
            for word in side.split():
                plain = word.removesuffix("!")
                found[means.get(plain, plain)] = (axis, end, word != plain)
    return found


def _groups(name: str, means: dict[str, str], written: dict[str, str], known: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """By term: the groups that it belongs to."""
    found: dict[str, dict[str, None]] = {}
    for group, members in _classes(name):
        for member in members:
            root = member if "_" in member else _root(member, written, known)
            found.setdefault(means.get(root, root), {})[group] = None
    return {term: tuple(groups) for term, groups in found.items()}


def _root(word: str, written: dict[str, str], known: frozenset[str]) -> str:
    word = _STRETCHED.sub(r"\1", word)
    if (twice := _TWICE.match(word)) and word not in written:
        word = twice[1] + twice[2]
    word = written.get(word, word)
    if word in known:
        return word
    if java := _JAVANESE.match(word):
        word = written.get(java[1] + "kan", java[1] + "kan")
    found = stemming.root(word, known)
    if found is None:
        stem = stemming.guess(word)
        found = stem if len(stem) > 2 else word
    return written.get(found, found)


@lru_cache(maxsize=50_000)
def root_of(word: str) -> str:
    """The root of a word as typed: written out, without affixes, doubled words once."""
    book = lexicon()
    return _root(word, book.written, book.known)
