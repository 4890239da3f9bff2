"""How many wait at the desk, by kind: kept by the writes, or walked along an index up to a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, func, literal, select, text, union_all

from forum.accounts.roles import Viewer
from forum.core.tally import Tally
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.waiting import APPEALED, FLAGGED, OWED, UNCHECKED
from forum.triage import queries
from forum.triage.filters import Filters

MANY = 100
COUNTED = {"menunggu": "waiting", "tayang": "public", "ditahan": "held", "dikembalikan": "returned"}
INDEXED = {"banding": APPEALED, "ditandai": FLAGGED, "belum_diperiksa": UNCHECKED, "ditandai_saja": f"{FLAGGED} AND NOT ({OWED})"}
"""Few at any time, and each with an index that holds nothing else; ``ditandai_saja`` stand in the queue for their flags alone."""
WALKED = ("lewat", "dibuka", "lewat_dikembalikan", "saya")


def waiting_counts(viewer: Viewer) -> dict[str, int]:
    """How many wait, by the filter's name and under ``""`` for all (one query over a handful of tallies)."""
    places = queries.cities(viewer)
    stored = [f"submission.{fate}" for fate in COUNTED.values()]
    kept = select(Tally.key, Tally.value).where(Tally.scope.in_([f"city:{place}" for place in places]), Tally.key.in_(stored))
    indexed = [_indexed(places, name) for name in INDEXED]
    few: list[Select[Any]] = [_few(viewer, place, name) for place in places for name in WALKED]
    found = dict.fromkeys((*COUNTED, *INDEXED, *WALKED), 0)
    names = {f"submission.{fate}": name for name, fate in COUNTED.items()}
    rows: Sequence[Any] = db.session.execute(union_all(kept, *indexed, *few)).all()
    for row in rows:
        found[names.get(row[0], row[0])] += row[1]
    return {"": sum(found[name] for name in ("menunggu", "tayang", "ditahan", "banding", "ditandai_saja", "lewat_dikembalikan")), **found}


def _indexed(places: Sequence[int], name: str) -> Any:
    """All of one kind, counted along its own index."""
    counted = select(literal(name, String), func.count()).select_from(Submission)
    return counted.where(Submission.jurisdiction_id.in_(places), text(INDEXED[name]))


def _few(viewer: Viewer, place: int, name: str) -> Any:
    """A count up to MANY, walked along an index."""
    filters = Filters(what="" if name == "saya" else "dibuka" if name == "dibuka" else "lewat", holder="saya" if name == "saya" else "")
    parts = queries.keys(place, viewer, filters, None, MANY)
    chosen = parts[1:] if name == "lewat_dikembalikan" else parts
    rows = union_all(*(select(part.c.id) for part in (one.subquery() for one in chosen))).subquery()
    return select(literal(name, String), func.count()).select_from(rows)
