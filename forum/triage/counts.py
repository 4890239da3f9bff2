"""How many wait at the desk, by kind: kept by the writes, or walked along an index up to a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, func, literal, select, text, union_all

from forum.accounts.roles import VISITOR, Viewer
from forum.core import clock, reads
from forum.core.tally import Tally
from forum.submissions.models import Submission
from forum.submissions.waiting import APPEALED, FLAGGED, OWED, UNCHECKED
from forum.triage import queries, ways
from forum.triage.filters import Filters

MANY = 100
COUNTED = {"menunggu": "waiting", "tayang": "public", "ditahan": "held", "dikembalikan": "returned"}
INDEXED = {"banding": APPEALED, "ditandai": FLAGGED, "belum_diperiksa": UNCHECKED, "ditandai_saja": f"{FLAGGED} AND NOT ({OWED})"}
"""Few at any time, and each with an index that holds nothing else; ``ditandai_saja`` stand in the queue for their flags alone."""
WALKED = ("lewat", "dibuka", "lewat_dikembalikan")


def waiting_counts(viewer: Viewer) -> dict[str, int]:
    """How many wait, by the filter's name and under ``""`` for all (one query over a handful of tallies); the same for all of a desk."""
    found = dict.fromkeys((*COUNTED, *INDEXED, *WALKED), 0)
    names = {f"submission.{fate}": name for name, fate in COUNTED.items()}
    rows: Sequence[Any] = reads.rows(_waiting(tuple(queries.cities(viewer)), *map(clock.today, clock.ZONES))).all()
    for row in rows:
        found[names.get(row[0], row[0])] += row[1]
    return {"": sum(found[name] for name in ("menunggu", "tayang", "ditahan", "banding", "ditandai_saja", "lewat_dikembalikan")), **found}


def held_by(viewer: Viewer) -> int:
    """How many of the queue this viewer holds now (one query)."""
    asked = _held(tuple(queries.cities(viewer)), *map(clock.today, clock.ZONES))
    rows: Sequence[Any] = reads.rows(asked, {"me": viewer.account_id, "now": clock.now()}).all()
    return sum(row[1] for row in rows)


@lru_cache(maxsize=16)
def _waiting(places: tuple[int, ...], *_days: date) -> Any:
    stored = [f"submission.{fate}" for fate in COUNTED.values()]
    kept = select(Tally.key, Tally.value).where(Tally.scope.in_([f"city:{place}" for place in places]), Tally.key.in_(stored))
    few: list[Select[Any]] = [_few(place, name) for place in places for name in WALKED]
    return union_all(kept, *(_indexed(places, name) for name in INDEXED), *few)


@lru_cache(maxsize=16)
def _held(places: tuple[int, ...], *_days: date) -> Any:
    return union_all(*(_few(place, "saya") for place in places or (0,)))


def _indexed(places: Sequence[int], name: str) -> Any:
    """All of one kind, counted along its own index."""
    counted = select(literal(name, String), func.count()).select_from(Submission)
    return counted.where(Submission.jurisdiction_id.in_(places), text(INDEXED[name]))


def _few(place: int, name: str) -> Any:
    """A count up to MANY, walked along an index."""
    filters = Filters(what="" if name == "saya" else "dibuka" if name == "dibuka" else "lewat", holder="saya" if name == "saya" else "")
    parts = [way.keys(filters, None, MANY) for way in ways.planned((place,), VISITOR, filters)]
    chosen = parts[1:] if name == "lewat_dikembalikan" else parts
    rows = union_all(*(select(part.c.id) for part in (one.subquery() for one in chosen))).subquery()
    return select(literal(name, String), func.count()).select_from(rows)
