"""Proof of what was published: the bytes of every version against its hash, and against the line that recorded it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select

from forum.core.history import HistoryEntry
from forum.core.proof import Fault
from forum.extensions import db
from forum.publishing.models import Outcome, content_hash


def check() -> Iterator[Fault]:
    """Every published version that is not what was published, named by its row."""
    recorded: dict[int, str] = {}
    lines = select(HistoryEntry.outcome_id, HistoryEntry.detail).where(HistoryEntry.verb == "outcome.publish")
    for line in db.session.execute(lines):
        recorded[line.outcome_id] = json.loads(line.detail).get("hash", "")
    stored = {row.id: row for row in db.session.execute(select(Outcome.id, Outcome.snapshot, Outcome.hash))}
    for outcome_id, sealed in recorded.items():
        row = stored.get(outcome_id)
        if row is None:
            yield Fault("outcome", f"id={outcome_id}", "the published version is missing")
        elif row.hash != sealed:
            yield Fault("outcome", f"id={outcome_id}", "its hash is not the one that was recorded")
        elif row.snapshot is None or content_hash(row.snapshot) != row.hash:
            yield Fault("outcome", f"id={outcome_id}", "its content does not match its hash")
    for row in stored.values():
        if row.hash is not None and row.id not in recorded:
            yield Fault("outcome", f"id={row.id}", "it claims to be published, but the history does not know of it")
