"""The head of the history chain kept outside the database, so that a cut-off tail is noticed.

One line in the data folder, ``LENGTH HASH``, written after every commit; it never goes back.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.core.history import GENESIS

_path: Path | None = None
_LONGEST = 200


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
    file = os.open(_path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = os.pread(file, _LONGEST, 0).partition(b" ")[0]
        if not known.isdigit() or int(known) < length:
            line = f"{length} {head}\n".encode()
            os.pwrite(file, line, 0)
            os.ftruncate(file, len(line))
    finally:
        os.close(file)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    if sealed := session.info.pop("sealed", None):
        write(*sealed)
