"""Between a text and the spans that are masked in it: what the machine suggests, and the pieces a page draws."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forum.core import personal_data
from forum.core.personal_data import Kind
from forum.submissions.models import Submission
from forum.submissions.wordings import MaskKind, Part, Span, Wording, everywhere, tidy

MASKED_AS = {Kind.BANK_ACCOUNT: MaskKind.OTHER, Kind.PLATE: MaskKind.OTHER}
"""Kinds that are found but have no mask of their own name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``span`` where it is to be masked."""

    text: str
    span: Span | None = None


def findings(wording: Wording) -> list[Span]:
    """What looks like personal data in any part."""
    return [
        Span(one.start, one.end, MASKED_AS.get(one.kind) or MaskKind(one.kind), part)
        for part in Part
        for one in personal_data.find(wording.of(part))
    ]


def suggested(submission: Submission, original: Wording) -> list[Span]:
    """What is masked already and what the machine would add."""
    return tidy([*submission.spans, *findings(original)], original)


def pieces(wording: Wording, part: Part, spans: Iterable[Span]) -> list[Piece]:
    """The text of a part, cut where its spans begin and end."""
    source, made, at = wording.of(part), [], 0
    for span in spans:
        if span.part is part:
            made += [Piece(source[at : span.start]), Piece(source[span.start : span.end], span)]
            at = span.end
    return [piece for piece in (*made, Piece(source[at:])) if piece.text]


def brief(wording: Wording, span: Span) -> str:
    """The words of a span, long numbers shortened: enough to recognise, on a screen that others may see."""
    words = " ".join(wording.of(span.part)[span.start : span.end].split())
    if span.kind in (MaskKind.NIK, MaskKind.PHONE) and len(words) > 9:
        return f"{words[:4]}…{words[-4:]}"
    return words if len(words) <= 40 else f"{words[:38]}…"


def placed(texts: Iterable[str]) -> list[Span]:
    """Spans as a form sends them, ``body:12:28:nik``; anything else is left out."""
    return [span for text in texts if (span := _span(text))]


def _span(text: str) -> Span | None:
    match = re.fullmatch(r"(\w{1,12}):(\d{1,6}):(\d{1,6}):(\w{1,12})", text, re.ASCII)
    try:
        return Span(int(match[2]), int(match[3]), MaskKind(match[4]), Part(match[1])) if match else None
    except ValueError:
        return None


def worded(lines: str, kind: MaskKind, original: Wording) -> tuple[list[Span], list[str]]:
    """Every place of the words on these lines, and the lines whose words stand nowhere."""
    found, missing = [], []
    for line in dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()):
        places = everywhere({line: kind}, original)
        found += places
        missing += [] if places else [line]
    return found, missing
