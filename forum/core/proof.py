"""Proof of the history: every line re-sealed and compared, the chain walked link by link, the head held against the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from forum.core import chain_file, history
from forum.core.history import GENESIS, ChainHead, HistoryEntry
from forum.extensions import db

STEP = 2000


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
    expected, previous, start = 1, GENESIS, 0
    while lines := db.session.scalars(select(HistoryEntry).where(HistoryEntry.seq > start).order_by(HistoryEntry.seq).limit(STEP)).all():
        for line in lines:
            for missing in range(expected, line.seq):
                yield Fault("history", f"seq={missing}", "the line is missing")
            yield _fault(line, previous)
            previous, expected, start = line.hash, line.seq + 1, line.seq
        db.session.expunge_all()
    yield from _heads(expected - 1, previous)


def _fault(line: HistoryEntry, previous: str) -> Fault | None:
    row = f"seq={line.seq}"
    if line.seal() != line.hash:
        return Fault("history", row, "its content does not match its hash")
    if line.previous != previous:
        return Fault("history", row, "it does not follow the line before")
    if (line.note is None) != (line.salt is None):
        return Fault("history", row, "its note and the salt of the note do not belong together")
    if line.note is not None and line.salt is not None and history.commitment(line.salt, line.note) != line.commitment:
        return Fault("history", row, "its note does not match what was sealed")
    return None


def _heads(last: int, last_hash: str) -> Iterator[Fault]:
    """The head in the database, and the one kept in the data folder, must be of this chain."""
    head = db.session.execute(select(ChainHead.length, ChainHead.hash)).first()
    known = (head.length, head.hash) if head else (0, GENESIS)
    if known != (last, last_hash):
        yield Fault("chain_head", "id=1", f"it says {known[0]} lines, the chain has {last}")
    kept, kept_hash = chain_file.read()
    if kept > last:
        yield Fault("history", f"seq={last + 1}", f"the chain once had {kept} lines; its end was cut off")
    elif kept:
        at = db.session.scalar(select(HistoryEntry.hash).where(HistoryEntry.seq == kept))
        if at != kept_hash:
            yield Fault("history", f"seq={kept}", "it is not the line that the data folder remembers")
