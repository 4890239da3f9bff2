"""Reads of what was signed: an event's commitment and the quick wins that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all

from forum.extensions import db
from forum.indices.models import Pillar
from forum.records.models import Commitment, QuickWin

_SIGNED: Any = union_all(
    select(
        literal("commitment").label("kind"),
        Commitment.id,
        Commitment.title,
        Commitment.components.label("more"),
        Commitment.parent_instrument.label("under"),
    ).where(Commitment.event_id == bindparam("event_id")),
    select(literal("quick_win"), QuickWin.id, QuickWin.name, Pillar.name, Pillar.slug)
    .join(Pillar, Pillar.id == QuickWin.pillar_id)
    .where(QuickWin.event_id == bindparam("event_id")),
)


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed at an event: the commitment (or None) and the quick wins."""

    commitment: Any | None
    quick_wins: Sequence[Any]


def signed_at(event_id: int) -> Signed:
    """One query; both parts are empty for most events."""
    rows = db.session.execute(_SIGNED, {"event_id": event_id}).all()
    commitment = next((row for row in rows if row.kind == "commitment"), None)
    return Signed(commitment, [row for row in rows if row.kind == "quick_win"])
