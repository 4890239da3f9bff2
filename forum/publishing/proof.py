"""Proof of what was published: the bytes of every version against its hash, and against the line that recorded it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from forum.core.history import HistoryEntry
from forum.core.proof import Fault
from forum.extensions import db
from forum.publishing.models import Outcome, content_hash

VERBS = ("outcome.publish", "outcome.renew", "outcome.withhold")
"""What puts a version before the public, and what takes the words of one away because of an erasure."""

_STORED = select(
    Outcome.id, Outcome.number, Outcome.title, Outcome.summary, Outcome.agreed, Outcome.correction, Outcome.snapshot, Outcome.hash
)


def _beside(row: Any) -> list[str]:
    """The columns that pages and lists show in the place of the snapshot, where they say something else than it does."""
    content = json.loads(row.snapshot)
    said = {
        "number": (row.number, content["version"]),
        "title": (row.title, content["title"]),
        "summary": (row.summary, content["summary"]),
        "agreed": ([line for line in row.agreed.splitlines() if line.strip()], content["agreed"]),
        "correction": (row.correction, content["correction"]),
    }
    return [name for name, (stands, published) in said.items() if stands != published]


def check() -> Iterator[Fault]:
    """Every published version that is not what was published, named by its row."""
    recorded: dict[int, str] = {}
    withheld: set[int] = set()
    lines = select(HistoryEntry.outcome_id, HistoryEntry.verb, HistoryEntry.detail).where(HistoryEntry.verb.in_(VERBS))
    for line in db.session.execute(lines):
        if line.verb == "outcome.withhold":
            withheld.add(line.outcome_id)
        else:
            recorded[line.outcome_id] = json.loads(line.detail).get("hash", "")
    stored = {row.id: row for row in db.session.execute(_STORED)}
    for outcome_id, sealed in recorded.items():
        row = stored.get(outcome_id)
        if row is None:
            yield Fault("outcome", f"id={outcome_id}", "the published version is missing")
        elif row.hash != sealed:
            yield Fault("outcome", f"id={outcome_id}", "its hash is not the one that was recorded")
        elif row.snapshot is None and outcome_id in withheld:
            continue
        elif row.snapshot is None or content_hash(row.snapshot) != row.hash:
            yield Fault("outcome", f"id={outcome_id}", "its content does not match its hash")
        elif differing := _beside(row):
            yield Fault("outcome", f"id={outcome_id}", f"its {', '.join(differing)} is not what was published")
    for row in stored.values():
        if row.hash is not None and row.id not in recorded:
            yield Fault("outcome", f"id={row.id}", "it claims to be published, but the history does not know of it")
