"""The labelled texts under ``tests/data/likeness``, and how well what is near each of them is found.

A row's ``ask`` names what it asks for: rows of one ask belong together. ``unlike`` names the ask that it only looks like.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.readings import reading_of
from forum.triage.likeness_queries import MOST, near

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "likeness"
SETS = (
    "tuned",
    "tuned-hard",
    "tuned-registers",
    "tuned-blind",
    "tuned-city",
    "tuned-city-second",
    "heldout",
    "heldout-hard",
    "heldout-blind",
    "heldout-blind-second",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """``mates`` are ordered pairs of one ask, ``found`` those within the first five; ``lone`` are rows without a mate,
    ``misled`` those of them that something was suggested for; ``wrong`` of all ``shown`` suggestions are of another ask."""

    rows: int
    mates: int
    found: int
    lone: int
    misled: int
    shown: int
    wrong: int

    @property
    def recall(self) -> float:
        return self.found / self.mates

    @property
    def misleading(self) -> float:
        return self.misled / self.lone

    @property
    def wrong_share(self) -> float:
        return self.wrong / max(1, self.shown)


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def measured(event_id: int, rows: list[dict[str, Any]]) -> Figures:
    """What the desk would suggest for these rows, which stand in this event under their ids."""
    asks = {row["id"]: row.get("ask") for row in rows}
    mates = found = lone = misled = shown = wrong = 0
    for one in db.session.scalars(select(Submission).where(Submission.event_id == event_id, Submission.external_ref.in_(asks))).all():
        own = asks[str(one.external_ref)]
        others = sum(ask == own for ask in asks.values()) - 1 if own else 0
        suggested = [asks.get(str(other.row.external_ref)) for other in near(event_id, reading_of(one), of_desk=True, but=one.id)]
        right = sum(own is not None and ask == own for ask in suggested)
        mates, found = mates + min(others, MOST), found + right
        shown, wrong = shown + len(suggested), wrong + len(suggested) - right
        lone, misled = lone + (not others), misled + (not others and bool(suggested))
    return Figures(len(rows), mates, found, lone, misled, shown, wrong)
