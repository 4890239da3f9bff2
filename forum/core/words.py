"""What a text says, as terms that meet across spelling, affixes and registers: the one reading behind likeness and search.

A term is the word that stands for all that mean the same. Besides terms, a reading keeps the places that are named and
the directions of what is asked (open or close, more or less), because texts that differ there ask for something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from forum.core.lexicon import Lexicon, lexicon, root_of

VERSION = 4
"""Raised by whoever changes what comes out of a text, so that kept readings can be made anew (``flask forum reindex``)."""

STOP, LITTLE, SOME, FULL = 0.0, 0.3, 0.6, 1.0
TITLE, ASK = 1, 2
_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\S+\[\.\]\S+")
_SENTENCE = re.compile(r"(?<!\bjl)(?<!\bjln)(?<!\bgg)(?<!\bkel)(?<!\bkec)(?<!\bno)(?<!\bds)(?<!\bdr)[.!?;\n]+(?:\s|$)", re.IGNORECASE)
"""Where a sentence ends; not after what is shortened before a name (*Jl. Melati*)."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_TWO = re.compile(r"^([^\W\d]{3,})2([^\W\d]*)$")
_ASKING = frozenset(
    "usul usulan mengusulkan diusulkan usulkan mohon dimohon minta meminta diminta tolong tolonglah tulung saran sarankan disarankan "
    "menyarankan rekomendasi merekomendasikan direkomendasikan harap diharapkan harapan harusnya seharusnya semestinya sebaiknya mending "
    "mendingan baiknya coba cobalah dong donk mbok mbokan mbokya agar supaya perlu kiranya hendaknya jangan buatlah bikinlah kasih bikin "
    "bikinin buatkan adain mendorong mendesak silakan lah gimana".split()
)
_NOT = frozenset("jangan tidak bukan stop tak tanpa ojo aja".split())
_NUMBERED = frozenset("rt rw".split())


@dataclass(frozen=True, slots=True)
class Word:
    """One term as it stands in the text: ``shown`` is how it was typed."""

    term: str
    shown: str


@dataclass(slots=True)
class Reading:
    """``terms`` lead to marks (TITLE, ASK), ``shown`` to the first way each was typed; ``asks`` are pairs of axis and end."""

    terms: dict[str, int] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    asks: set[tuple[int, int]] = field(default_factory=set)

    def dump(self) -> str:
        """As one line of text that :meth:`load` reads back, without how words were typed."""
        parts = [f"{term}:{marks}" for term, marks in self.terms.items()]
        parts += [f"@{place}" for place in sorted(self.places)] + [f"&{name}" for name in sorted(self.names)]
        return " ".join([*parts, *(f"!{axis}:{end}" for axis, end in sorted(self.asks))])

    @classmethod
    def load(cls, line: str) -> Reading:
        made = cls()
        for part in line.split():
            if part[0] == "@":
                made.places.add(part[1:])
            elif part[0] == "&":
                made.names.add(part[1:])
            elif part[0] == "!":
                axis, _, end = part[1:].partition(":")
                made.asks.add((int(axis), int(end)))
            else:
                term, _, marks = part.rpartition(":")
                made.terms[term] = int(marks)
        return made


def weight(term: str) -> float:
    """How much a term says by itself, before anybody counts how rare it is."""
    book = lexicon()
    if term in book.stop:
        return STOP
    if term in book.common or (term.isdigit() and len(term) < 3):
        return LITTLE
    return SOME if term in book.general else FULL


def read(title: str, body: str = "") -> Reading:
    """The terms of a text (a fraction of a millisecond for a usual one)."""
    made, book = Reading(), lexicon()
    for marks, text in ((TITLE, title), (0, body)):
        for sentence in _sentences(text):
            _take(made, book, sentence, marks)
    return made


def _sentences(text: str) -> Iterator[list[str]]:
    plain = _LINK.sub(" ", unicodedata.normalize("NFC", text))
    for sentence in _SENTENCE.split(plain):
        if words := list(_split(sentence)):
            yield words


def _split(sentence: str) -> Iterator[str]:
    book = lexicon()
    for found in _WORD.finditer(sentence):
        word = found[0].replace("’", "'")
        if two := _TWO.match(word):
            word = two[1] + two[2]
        if "-" not in word or word.lower() in book.written or word.lower() in book.known:
            yield word
        else:
            first, *rest = parts = word.split("-")
            yield from parts[:1] if all(_alike(first.lower(), part.lower()) for part in rest) else parts


def _alike(one: str, other: str) -> bool:
    """Whether two halves are one word doubled (anak-anak, sayur-mayur, bolak-balik), perhaps with a suffix."""
    return other.startswith(one) or (len(one) > 3 and one[1:] == other[1 : len(one)])


def _take(made: Reading, book: Lexicon, sentence: list[str], marks: int) -> None:
    typed = [word.lower() for word in sentence]
    roots = [root_of(word) for word in typed]
    asking = bool(marks & TITLE) or any(word in _ASKING for word in typed) or any(map(_commands, typed)) or _orders(typed[0])
    marks |= ASK if asking and not marks & TITLE else 0
    _places(made, book, sentence, typed, roots)
    at = 0
    while at < len(roots):
        length, term = _meaning(book, roots, at)
        shown = " ".join(sentence[at : at + length])
        if weight(term) > STOP:
            made.terms[term] = made.terms.get(term, 0) | marks
            made.shown.setdefault(term, shown)
        for part in range(at, at + length) if length > 1 else ():
            single = book.sense(roots[part])
            if weight(single) > STOP and single != term:
                made.terms.setdefault(single, marks)
                made.shown.setdefault(single, sentence[part])
        if marks and (pole := book.poles.get(term)):
            _direct(made, pole, typed, at)
        at += length


def _commands(word: str) -> bool:
    """Buatlah, dibenahilah: a word that is one without its ending."""
    return word.endswith("lah") and word not in lexicon().known and root_of(word) != word


def _orders(word: str) -> bool:
    """Tambahin, sediakan: how a sentence begins that says what is to be done."""
    return word.endswith(("in", "kan")) and not word.startswith("me") and root_of(word) != word


def _meaning(book: Lexicon, roots: list[str], at: int) -> tuple[int, str]:
    """How many words from here mean something together, and what."""
    for phrase, means in book.phrases.get(roots[at], ()):
        if tuple(roots[at : at + len(phrase)]) == phrase:
            return len(phrase), means
    return 1, book.sense(roots[at])


def _direct(made: Reading, pole: tuple[int, int, bool], typed: list[str], at: int) -> None:
    axis, end, done = pole
    word = typed[at]
    if done and not (word.startswith("di") or word.endswith(("kan", "in", "no", "ke", "lah"))):
        return
    refused = any(before in _NOT for before in typed[max(0, at - 3) : at])
    made.asks.add((axis, -end if refused else end))


def _places(made: Reading, book: Lexicon, sentence: list[str], typed: list[str], roots: list[str]) -> None:
    capitals = sum(word[0].isupper() for word in sentence[1:])
    telling = capitals * 2 <= len(sentence)
    for n, word in enumerate(typed[:-1]):
        after = typed[n + 1]
        if word in _NUMBERED and after.isdigit():
            made.places.add(f"{word}{int(after)}")
        elif word in book.places_after and _is_named(book, word, sentence[n + 1], roots[n + 1], telling):
            made.places.add(after)
    for n, word in enumerate(sentence[1:], 1):
        if word[0].isupper() and _is_name(book, word, roots[n]):
            made.names.add(typed[n])


def _is_named(book: Lexicon, before: str, word: str, root: str, telling: bool) -> bool:
    """Whether a word after *gang* or *jl* is the name of a place: one with a capital letter where those tell something (not in
    a Heading Written So), any that is no word of ours, and after a short form one without a capital letter too."""
    typed = word.lower()
    if typed in book.nameless or not word[0].isalpha() or len(word) < 3:
        return False
    if _is_name(book, word, root) or (telling and word[0].isupper() and not word.isupper()):
        return True
    return before in book.places_short and typed not in book.known and typed not in book.written and root not in book.known


def _is_name(book: Lexicon, word: str, root: str) -> bool:
    """A capital letter, and no word of ours: the name of a place or of somebody. A root that hardly stands in it was none."""
    typed = word.lower()
    if not word[0].isupper() or word.isupper() or len(word) < 3 or typed in book.known or typed in book.written:
        return False
    return root[1:] not in typed or (root not in book.known and root not in book.means)
