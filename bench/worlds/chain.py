"""The history of a world: lines sealed one after the other, by the rule of ``forum.core.history``."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bench.worlds.sink import Rows, Sink
from forum.core.history import GENESIS, HistoryEntry, commitment

TRAIL = ("jurisdiction_id", "event_id", "submission_id", "recommendation_id", "outcome_id", "account_id")
NAMES = (*TRAIL, "actor_ref", "actor_role", "verb", "before", "after", "reason", "commitment", "detail", "previous", "seq")


class Chain:
    """Length and hash of the chain so far; ``add`` writes a line."""

    def __init__(self, sink: Sink) -> None:
        self.rows = Rows(sink, "history", f"{' '.join(NAMES)} at note salt hash")
        self.length, self.hash = 0, GENESIS
        assert set(NAMES) == set(HistoryEntry.SEALED)

    def add(
        self,
        at: str,
        verb: str,
        actor: str,
        role: str,
        trail: tuple[int | None, ...],
        before: str | None = None,
        after: str | None = None,
        reason: str | None = None,
        note: str | None = None,
        detail: dict[str, Any] | None = None,
    ) -> int:
        """One line; ``trail`` in the order of :data:`TRAIL`, cut off where only None follows. Returns its number."""
        self.length += 1
        salt = f"{self.length:032x}" if note else None
        sealed = commitment(salt, note) if salt and note else None
        small = json.dumps(detail, sort_keys=True, separators=(",", ":")) if detail else "{}"
        whole = trail + (None,) * (6 - len(trail))
        values = (*whole, actor, role, verb, before, after, reason, sealed, small, self.hash, self.length)
        facts = dict(zip(NAMES, values, strict=True))
        facts["at"] = f"{at[:10]}T{at[11:]}+00:00"
        self.hash = hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        self.rows.add(*values, at, note, salt, self.hash)
        return self.length
