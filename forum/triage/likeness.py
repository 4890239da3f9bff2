"""How near two texts are in what they ask, from their readings: a score from 0 to 1, and where nothing is near enough, none.

The score weighs the terms that both share, more for rare terms and for titles, and whether both speak of one aspect. It sinks
when the two name other places, speak of other kinds of place, or ask in opposite directions, and when the other one is nearer
to something else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from operator import itemgetter

from rapidfuzz.distance import Levenshtein

from forum.core.lexicon import lexicon, root_of
from forum.core.words import ASK, LITTLE, TITLE, Reading, weight

NEAR, SURE = 0.26, 0.5
"""From here on two texts are shown to the desk as alike, and from here on without a word of doubt, and to writers too; measured in
docs/kemiripan.md."""
TITLE_SHARED, SHARED, ASPECT, MATTER, WISH = 2.65, 2.55, 2.6, 2.55, 4.1
"""What each kind of evidence is worth: the part of a title that the other text has too (of the two titles the better one), the
logarithm of what the shared terms are worth, and how far both speak of one aspect (broken, dirty, dear, late, ...), of one matter of
a city (street lights, water, waste, ...) and of one typical wish (a lamp that is out, a queue for the old, ...)."""
DOUBT = 9.45
"""The evidence that is needed before two texts are more likely alike than not."""
OTHER_PLACE, OTHER_NAME, OTHER_KIND, OPPOSITE = 7.5, 0.8, 0.4, 4.5
"""What is taken off when the two name other places or other names, speak of other kinds of place, or ask in opposite directions."""
OWN, LEAD, SECOND_LEAD, SUPPORT, BASE = 0.88, 0.23, 0.09, 0.17, 0.3
"""What counts when the nearest are judged together: the evidence of one itself, its lead over the nearest and over the second
nearest that the same one has among them, and how near a third one is to both. Fitted, then rounded."""
BEHIND = 3.0
"""How much less evidence than the best one what is shown beside it may have."""
MOST_LEANINGS = 40
"""Of how many matters and wishes of a text, the strongest, are kept."""
TOGETHER = 16
"""How many of the nearest are compared with each other."""
NONE = -6.0
"""The evidence where nothing is shared."""
UNTOLD = 0.3
"""How far two texts speak of one aspect when the words of one of them do not tell."""
WHOLE = 4.5
"""What the shared terms of two short texts are worth, by the square of how much of the whole they are."""
LONG = 24
"""The terms of a usual text. Longer ones share more by chance, so what they share counts less."""
MARKED = tuple(1.0 + 0.5 * bool(marks & TITLE) + 0.3 * bool(marks & ASK) for marks in range(4))
"""How much more a term of the title, of an asking, of both says than one of the rest."""
EMPHASIS = tuple(1.0 + 0.5 * bool(marks & TITLE) + 0.5 * bool(marks & ASK) for marks in range(4))
"""The same for the aspect that a term speaks of."""
Worth = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Match:
    """What two readings share. ``pairs`` lead from a term of the one to that of the other, nearly always the same; ``evidence``
    is what speaks for their asking the same, less what speaks against it."""

    evidence: float
    pairs: Mapping[str, str]
    same_place: bool

    @property
    def score(self) -> float:
        return 1 / (1 + math.exp(-self.evidence)) if self.evidence > NONE else 0.0


NOTHING = Match(NONE, {}, False)


@dataclass(frozen=True, slots=True)
class Leaning:
    """How strongly a text speaks of each aspect, each matter or each wish, to be compared as directions."""

    strength: Mapping[str, float]
    length: float

    @classmethod
    def of(cls, strength: Mapping[str, float], most: int = MOST_LEANINGS) -> Leaning:
        strongest = strength if len(strength) <= most else dict(sorted(strength.items(), key=itemgetter(1), reverse=True)[:most])
        return cls(strongest, math.sqrt(sum([value * value for value in strongest.values()])))

    def near(self, other: Leaning) -> float:
        if not self.length or not other.length:
            return UNTOLD
        theirs = other.strength
        return sum([value * theirs[name] for name, value in self.strength.items() if name in theirs]) / (self.length * other.length)


def _leanings(terms: Mapping[str, int]) -> tuple[Leaning, Leaning, Leaning]:
    """To which aspects, matters and wishes a text leans. One word of a wish says little, several together say much."""
    book = lexicon()
    aspects: dict[str, float] = {}
    wishes: dict[str, float] = {}
    for term, marks in terms.items():
        for group in book.aspects.get(term, ()):
            aspects[group] = max(aspects.get(group, 0.0), EMPHASIS[marks])
        if found := book.wishes.get(term):
            telling = MARKED[marks] * math.log(book.wished / len(found))
            for group in found:
                wishes[group] = wishes.get(group, 0.0) + telling
    matters = Counter(chain.from_iterable([book.matters[term] for term in terms if term in book.matters]))
    return Leaning.of(aspects, len(aspects)), Leaning.of(matters), Leaning.of({wish: told * told for wish, told in wishes.items()})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading with what each of its terms is worth, the sums over the whole and the title, and what it is about."""

    reading: Reading
    weights: Mapping[str, float]
    whole: float
    title: float
    aspects: Leaning
    matters: Leaning
    wishes: Leaning
    kinds: frozenset[str]
    strange: Sequence[str]
    """Its kinds of place, and its longer words that no list knows."""

    @classmethod
    def of(cls, reading: Reading, worth: Worth) -> Weighed:
        terms = reading.terms
        weights = {term: worth(term) * MARKED[marks] for term, marks in terms.items()}
        title = sum([weights[term] for term, marks in terms.items() if marks & TITLE])
        book = lexicon()
        strange = [term for term in terms if len(term) > 4 and term not in book.known]
        return cls(reading, weights, sum(weights.values()), title, *_leanings(terms), book.kinds & terms.keys(), strange)

    def plain(self, term: str) -> float:
        """What a term is worth wherever it stands."""
        return self.weights[term] / MARKED[self.reading.terms[term]]


def worth_in(counts: Mapping[str, int], total: int) -> Worth:
    """What a term is worth in an event with ``total`` texts: what it says by itself, and how well it tells one text from another.

    A few texts prove little, so an event is read as if it had forty more in which the term stood once.
    """
    texts = total + 40
    most = math.log(1 + texts / 1.5)
    known: dict[str, float] = {}

    def of(term: str) -> float:
        found = known.get(term)
        if found is None:
            found = known[term] = weight(term) * math.log(1 + texts / (1.5 + max(0, counts.get(term, 0) - 1))) / most
        return found

    return of


def compare(one: Weighed, other: Weighed) -> Match:
    """Score two texts (about 30 microseconds)."""
    mine, theirs = one.weights, other.weights
    pairs = {term: term for term in mine if term in theirs}
    pairs.update(_misspelt(one, other, pairs))
    if not any(weight(term) > LITTLE for term in pairs):
        return NOTHING
    both = sum([min(mine[a], theirs[b]) for a, b in pairs.items()]) / math.sqrt(one.whole * other.whole)
    title = max(_of_title(one, pairs, both), _of_title(other, pairs.values(), both))
    short = LONG / max(LONG, min(len(mine), len(theirs)))
    shared = sum([min(one.plain(a), other.plain(b)) for a, b in pairs.items()]) * short
    shared = math.log(0.3 + max(shared, WHOLE * both * both))
    evidence = TITLE_SHARED * title + SHARED * shared + ASPECT * one.aspects.near(other.aspects) * short
    evidence += MATTER * one.matters.near(other.matters) + WISH * one.wishes.near(other.wishes)
    evidence -= DOUBT + _apart(one, other)
    return Match(max(NONE, evidence), pairs, bool(_named(one.reading) & _named(other.reading)))


def matches(text: Weighed, others: Sequence[Weighed]) -> list[Match]:
    """A match for each of the others, judged together.

    A look-alike is nearer to those that ask for what it only looks like than to anything that asks the same; one that asks the
    same is near to others that are near too. So each of the nearest is also compared with the rest of the nearest.
    """
    alone = [compare(text, other) for other in others]
    nearest = sorted(range(len(others)), key=lambda n: -alone[n].evidence)[:TOGETHER]
    between: dict[int, dict[int, float]] = {one: {} for one in nearest}
    for one, other in combinations(nearest, 2):
        between[one][other] = between[other][one] = compare(others[one], others[other]).evidence
    return [replace(one, evidence=_judged(n, alone, between.get(n))) for n, one in enumerate(alone)]


def _judged(n: int, alone: Sequence[Match], between: Mapping[int, float] | None) -> float:
    """The evidence for one of the others, after a look at how near the rest of the nearest are to it."""
    own = alone[n].evidence
    if between is None or own <= NONE:
        return NONE
    rivals = sorted(between.values(), reverse=True) + [NONE, NONE]
    support = max([min(near, alone[other].evidence) for other, near in between.items()], default=NONE)
    lead, second = (min(max(own - rival, -4.0), most) for rival, most in ((rivals[0], 2.0), (rivals[1], 3.0)))
    return OWN * own + LEAD * lead + SECOND_LEAD * second + SUPPORT * min(max(support, -5.0), 3.0) + BASE


def _of_title(text: Weighed, shared: Iterable[str], otherwise: float) -> float:
    """How much of the title the other text has too; ``otherwise`` when it says nothing."""
    terms, weights = text.reading.terms, text.weights
    return sum([weights[term] for term in shared if terms[term] & TITLE]) / text.title if text.title else otherwise


def _misspelt(one: Weighed, other: Weighed, found: Mapping[str, str]) -> dict[str, str]:
    """Terms that are not the same but one slip of the finger apart; words that a list knows are never slips of each other."""
    left = [term for term in one.strange if term not in found]
    if not left:
        return {}
    right = [term for term in other.weights if term not in found and len(term) > 4]
    pairs = {}
    for a in left:
        for b in right:
            if abs(len(a) - len(b)) < 3 and Levenshtein.distance(a, b, score_cutoff=2) <= (1 if len(a) < 7 else 2):
                pairs[a] = b
                break
    return pairs


def _apart(first: Weighed, second: Weighed) -> float:
    """The evidence that these two ask for different things."""
    one, other, against = first.reading, second.reading, 0.0
    if _elsewhere(one, other):
        against = OTHER_PLACE if one.places or other.places else OTHER_NAME
    if first.kinds and second.kinds and not first.kinds & second.kinds:
        against += OTHER_KIND
    if any((axis, -end) in other.asks and (axis, end) not in other.asks for axis, end in one.asks):
        against += OPPOSITE
    return against


def _elsewhere(one: Reading, other: Reading) -> bool:
    """Both name something, and neither mentions what the other names."""
    mine, theirs = _named(one), _named(other)
    return bool(mine and theirs) and not mine & theirs and not _mentions(one, theirs) and not _mentions(other, mine)


def _mentions(reading: Reading, names: set[str]) -> bool:
    """Whether the text has a name that it may have typed without a capital letter."""
    return any(name in reading.terms or lexicon().sense(root_of(name)) in reading.terms for name in names)


def _named(reading: Reading) -> set[str]:
    """Everything that the text calls by a name."""
    return reading.places | reading.names
