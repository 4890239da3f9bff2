"""The head of the history chain kept outside the database, so that a cut-off tail is noticed.

One line in the data folder, ``LENGTH HASH``, written after every commit; it never goes back.
"""

from __future__ import annotations

import fcntl
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.core.history import GENESIS

_path: Path | None = None


def keep_in(folder: Path) -> None:
    """Keep the head in ``folder/history-head`` from now on."""
    global _path
    _path = folder / "history-head"


def read() -> tuple[int, str]:
    """Length and hash of the longest chain seen by this data folder."""
    if _path is None or not _path.exists():
        return (0, GENESIS)
    length, _, head = _path.read_text(encoding="ascii").strip().partition(" ")
    return (int(length), head) if length.isdecimal() else (0, GENESIS)


def write(length: int, head: str) -> None:
    if _path is None:
        return
    with _path.open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known = file.read().partition(" ")[0]
        if known.isdecimal() and int(known) >= length:
            return
        file.seek(0)
        file.truncate()
        file.write(f"{length} {head}\n")


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    if sealed := session.info.pop("sealed", None):
        write(*sealed)
