"""States as data: one table of moves per fact, and the only code that changes a state.

Buttons, guards, messages, the timeline and the API all read the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forum.core import history
from forum.core.refusal import Refusal, Refused
from forum.extensions import db

Policy = Callable[[Any, Any], Refusal | None]
Counted = Callable[[Any, str, str | None], None]


@dataclass(frozen=True, slots=True)
class Move:
    """One row: ``verb`` leads from one of ``source`` to ``to`` for whom ``who`` does not refuse.

    ``role`` is what the history says the actor acted as; ``reason`` and ``note`` say whether one must be given.
    """

    verb: str
    source: tuple[StrEnum, ...]
    to: StrEnum
    who: Policy
    role: str
    reason: bool = False
    note: bool = False


class Workflow:
    """The moves of one fact (``field``) of one kind of record (``name``).

    Where its moves are counted, ``counted`` is called with the record, the move's name in the history and its reason.
    """

    def __init__(self, name: str, field: str, moves: tuple[Move, ...]) -> None:
        self.counted: Counted | None = None
        self.name = name
        self.field = field
        self.moves = {move.verb: move for move in moves}

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves.values())

    def why_not(self, verb: str, by: Any, thing: Any) -> Refusal | None:
        """The reason why ``by`` may not do ``verb`` now, or None."""
        move = self.moves[verb]
        state = getattr(thing, self.field)
        if state not in move.source:
            return Refusal.because("wrong_state", "Keadaannya sudah berubah, jadi langkah ini tidak tersedia lagi.")
        return move.who(by, thing)

    def open_to(self, by: Any, thing: Any) -> list[Move]:
        """The moves that ``by`` may make now: what the buttons show."""
        return [move for move in self if self.why_not(move.verb, by, thing) is None]

    def apply(
        self,
        thing: Any,
        verb: str,
        *,
        by: Any,
        reason: str | None = None,
        note: str | None = None,
        detail: Mapping[str, Any] | None = None,
        **columns: Any,
    ) -> None:
        """Make the move: state and the columns that belong to it change together, and the history gets its line.

        :raises Refused: when the policy, the present state or a missing reason forbids it.
        """
        if (refusal := self.why_not(verb, by, thing)) is not None:
            raise Refused(refusal)
        move = self.moves[verb]
        if move.reason and not reason:
            raise Refused(Refusal.because("reason_missing", "Pilih alasannya lebih dulu."))
        if move.note and not note:
            raise Refused(Refusal.because("note_missing", "Tuliskan penjelasannya lebih dulu."))
        before = getattr(thing, self.field)
        with db.session.no_autoflush:
            for name, value in columns.items():
                setattr(thing, name, value)
            setattr(thing, self.field, move.to)
        history.record(
            f"{self.name}.{verb}", thing, by=by, role=move.role, before=before, after=move.to, reason=reason, note=note, detail=detail
        )
        if self.counted is not None:
            self.counted(thing, f"{self.name}.{verb}", reason)
