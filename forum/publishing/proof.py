"""Proof of what was published: every version against its hash, the line that recorded it, and what pages show of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from forum.core.history import HistoryEntry
from forum.core.proof import UNREADABLE, Fault
from forum.core.text import markdown
from forum.extensions import db
from forum.publishing.models import Outcome, content_hash

PUBLISHING = ("outcome.publish", "outcome.renew")
_LINES = select(HistoryEntry.seq).where(HistoryEntry.outcome_id.is_not(None)).order_by(HistoryEntry.seq)


@dataclass(slots=True)
class Told:
    """What the history tells of one version: the hash it was published with, its last state, whether its text was erased."""

    hash: str | None = None
    last: str | None = None
    withheld: bool = False


def check() -> Iterator[Fault]:
    """Every published version that is not what was published, named by its row."""
    told = _told()
    stored = db.session.scalars(select(Outcome.id).order_by(Outcome.id)).all()
    for outcome_id in sorted(told.keys() | set(stored)):
        what = _what_is_wrong(outcome_id, told.get(outcome_id, Told()))
        if what:
            yield Fault("outcome", f"id={outcome_id}", what)


def _told() -> dict[int, Told]:
    found: dict[int, Told] = {}
    for seq in db.session.scalars(_LINES).all():
        line = _read(HistoryEntry, seq)
        if line is None:
            continue
        one = found.setdefault(line.outcome_id, Told())
        one.last = line.after or one.last
        one.withheld = one.withheld or line.verb == "outcome.withhold"
        if line.verb in PUBLISHING:
            one.hash = _hash_in(line.detail)
    return found


def _hash_in(detail: str) -> str:
    try:
        return str(json.loads(detail).get("hash", ""))
    except (ValueError, AttributeError):
        return ""


def _read(kind: Any, key: int) -> Any:
    """The row, or None when it is gone or its bytes are not even of the right kind."""
    try:
        return db.session.get(kind, key)
    except UNREADABLE:
        return None


def _what_is_wrong(outcome_id: int, told: Told) -> str | None:
    row: Outcome | None = _read(Outcome, outcome_id)
    if row is None:
        return "the published version is missing or cannot be read" if told.hash is not None else None
    if told.hash is None:
        return "it claims to be published, but the history does not know of it" if row.hash is not None else None
    if row.hash != told.hash:
        return "its hash is not the one that was recorded"
    if row.state != told.last:
        return "its state is not the one that was recorded last"
    if row.snapshot is None and told.withheld:
        return None
    if row.snapshot is None or content_hash(row.snapshot) != row.hash:
        return "its content does not match its hash"
    differing = _beside(row, row.content)
    return f"its {', '.join(differing)} is not what was published" if differing else None


def _beside(row: Outcome, content: dict[str, Any]) -> list[str]:
    """The columns that pages and lists show in the place of the snapshot, where they say something else than it does."""
    said = datetime.fromisoformat(content["published_at"])
    shown = {
        "number": (row.number, content["version"]),
        "title": (row.title, content["title"]),
        "summary": (row.summary, content["summary"]),
        "summary_html": (row.summary_html, markdown(content["summary"])),
        "agreed": ([line for line in row.agreed.splitlines() if line.strip()], content["agreed"]),
        "correction": (row.correction, content["correction"]),
        "published_at": (row.published_at is not None and abs(row.published_at - said) < timedelta(seconds=1), True),
    }
    return [name for name, (stands, published) in shown.items() if stands != published]
