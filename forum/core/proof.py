"""Proof of the history: every line re-sealed and compared, the chain walked link by link, the head held against the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.exc import DBAPIError

from forum.core import chain_file, history
from forum.core.history import GENESIS, HistoryEntry
from forum.extensions import db

STEP = 2000
UNREADABLE = (DBAPIError, ValueError, TypeError, LookupError)
"""What reading a row raises whose bytes are no text, no instant or no known word."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was changed behind the program's back: in which table, which row, and what is wrong with it."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


def length() -> int:
    """How many lines there are to walk."""
    return db.session.scalar(select(func.count()).select_from(HistoryEntry)) or 0


def walk() -> Iterator[Fault | None]:
    """Walk the chain from its first line: per line None, or what is wrong with it. Memory stays flat."""
    expected, previous = 1, GENESIS
    for seq, row in _rows():
        if seq < expected:
            yield Fault("history", f"seq={seq}", "it has no place in the chain")
            continue
        yield from (Fault("history", f"seq={missing}", "the line is missing") for missing in range(expected, min(seq, expected + STEP)))
        yield _fault(row[0], row[1], previous) if row else Fault("history", f"seq={seq}", "it cannot be read")
        previous, expected = row[0].hash if row else "", seq + 1
    yield from _heads(expected - 1, previous)


_READ: Any = select(HistoryEntry, type_coerce(HistoryEntry.at, String).label("written"))


def _rows() -> Iterator[tuple[int, Any]]:
    """Every line with its number, in order; None for one whose content is not even of the right kind."""
    start: int | None = None
    asked = select(HistoryEntry.seq).order_by(HistoryEntry.seq).limit(STEP)
    while numbers := db.session.scalars(asked if start is None else asked.where(HistoryEntry.seq > start)).all():
        start = numbers[-1]
        try:
            found = {row[0].seq: row for row in db.session.execute(_READ.where(HistoryEntry.seq.between(numbers[0], start)))}
        except UNREADABLE:
            found = {seq: row for seq in numbers if (row := _row(seq)) is not None}
        yield from ((seq, found.get(seq)) for seq in numbers)
        db.session.expunge_all()


def _row(seq: int) -> Any:
    try:
        return db.session.execute(_READ.where(HistoryEntry.seq == seq)).first()
    except UNREADABLE:
        return None


def _fault(line: HistoryEntry, written: object, previous: str) -> Fault | None:
    row = f"seq={line.seq}"
    if line.seal() != line.hash or not _is_our_spelling(written, line.at):
        return Fault("history", row, "its content does not match its hash")
    if previous and line.previous != previous:
        return Fault("history", row, "it does not follow the line before")
    if (line.note is None) != (line.salt is None):
        return Fault("history", row, "its note and the salt of the note do not belong together")
    if line.note is not None and line.salt is not None and history.commitment(line.salt, line.note) != line.commitment:
        return Fault("history", row, "its note does not match what was sealed")
    return None


def _is_our_spelling(written: object, at: datetime) -> bool:
    """SQLite keeps an instant as text and reads several spellings of it; only ours is whole."""
    return not isinstance(written, str) or written == f"{at:%Y-%m-%d %H:%M:%S.%f}"


def _heads(last: int, last_hash: str) -> Iterator[Fault]:
    """The head in the database, and the one kept in the data folder, must be of this chain."""
    try:
        known = history.head()
    except UNREADABLE:
        known = (0, "")
    if known != (last, last_hash):
        yield Fault("chain_head", "id=1", f"it says {known[0]} lines, the chain has {last}")
    kept, kept_hash = chain_file.read()
    if kept > last:
        yield Fault("history", f"seq={last + 1}", f"the chain once had {kept} lines; its end was cut off")
    elif kept:
        at = db.session.scalar(select(HistoryEntry.hash).where(HistoryEntry.seq == kept))
        if at != kept_hash:
            yield Fault("history", f"seq={kept}", "it is not the line that the data folder remembers")
