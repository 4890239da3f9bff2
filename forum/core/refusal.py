"""Saying no, with the reason: a refusal is a value that words itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done.

    ``code`` is stable (tests and the API read it), ``sentence`` is an Indonesian gettext message id that says
    why and what to do next; ``values`` fill its placeholders.
    """

    code: str
    sentence: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def because(cls, code: str, sentence: str, **values: object) -> Refusal:
        return cls(code, sentence, tuple((name, str(value)) for name, value in values.items()))


class Refused(Exception):
    """A verb was called that its policy refuses; the edge answers with the reason."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.code)


class Stale(Exception):
    """Somebody else changed the record after this form was opened. ``thing`` is the record as it is now."""

    def __init__(self, thing: object) -> None:
        self.thing = thing
        super().__init__(type(thing).__name__)


class NotFound(Exception):
    """The record does not exist for this viewer: the same answer as for one that was never there."""
