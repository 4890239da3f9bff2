"""Reads of the public ledger: every decision over a submission or a reply, and how many there were per reason and quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, delete, literal, select, text, tuple_

from forum.accounts.models import Jurisdiction
from forum.core import clock, reads, tally
from forum.core.history import HistoryEntry
from forum.core.paging import Cursor, Page, page_of
from forum.events.models import Event
from forum.extensions import db
from forum.submissions import decided
from forum.submissions.decided import DECIDED
from forum.submissions.models import Submission

SIZE = 50
SITE_ZONE = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """What part of the ledger is shown; empty for all. ``city`` is a row of one, ``quarter`` is written ``2025-4``."""

    city: Any = None
    reason: str = ""
    quarter: str = ""

    def args(self, **changed: Any) -> dict[str, Any]:
        found = {"kota": self.city.slug if self.city else "", "alasan": self.reason, "triwulan": self.quarter} | changed
        return {name: value for name, value in found.items() if value}


_H = HistoryEntry
_ROWS: Any = (
    select(
        _H.seq,
        _H.at,
        _H.verb,
        _H.reason,
        _H.actor_role,
        Submission.code,
        Submission.visibility,
        Submission.identity,
        Event.slug,
        Event.title.label("event_title"),
        Jurisdiction.name.label("city"),
        Jurisdiction.tz,
    )
    .outerjoin(Submission, Submission.id == _H.submission_id)
    .join(Event, Event.id == _H.event_id)
    .join(Jurisdiction, Jurisdiction.id == _H.jurisdiction_id)
    .where(text(DECIDED))
)


def ledger(filters: LedgerFilters, cursor: Cursor | None) -> Page[Any]:
    """Decisions, newest first: what, why, in which role and when; never by whom (one query, a range of one partial index)."""
    found = reads.rows(_page(filters, cursor)).all()
    return page_of(found, SIZE, cursor, lambda row: (row.at.isoformat(), row.seq))


@lru_cache(maxsize=64)
def _page(filters: LedgerFilters, cursor: Cursor | None) -> Select[Any]:
    asked = _filtered(filters)
    upwards = cursor is not None and cursor.backwards
    if cursor is not None:
        here, there = tuple_(_H.at, _H.seq), tuple_(literal(cursor.key[0], _H.at.type), literal(cursor.key[1]))
        asked = asked.where(here > there if upwards else here < there)
    return asked.order_by(*((_H.at.asc(), _H.seq.asc()) if upwards else (_H.at.desc(), _H.seq.desc()))).limit(SIZE + 1)


def _filtered(filters: LedgerFilters) -> Select[Any]:
    asked: Select[Any] = _ROWS
    if filters.city is not None:
        asked = asked.where(_H.jurisdiction_id == filters.city.id)
    if filters.reason:
        asked = asked.where(_H.reason == filters.reason)
    if filters.quarter:
        begins, ends = between(filters.quarter, filters.city.tz if filters.city else SITE_ZONE)
        asked = asked.where(_H.at >= begins, _H.at < ends)
    return asked


def between(quarter: str, tz: str) -> tuple[datetime, datetime]:
    """The first instant of a quarter, and the first after it, in the zone of a city."""
    begins, ends = (clock.start_of(decided.first_day(one), tz) for one in (quarter, decided.next_quarter(quarter)))
    return begins, ends


def counts(jurisdiction_id: int | None) -> dict[str, dict[tuple[str, str], int]]:
    """Quarter -> (verb, reason) -> number, the latest first (one query over tallies that the writes keep)."""
    return decided.by_quarter(tally.read(decided.scope(jurisdiction_id)))


def recount() -> None:
    """Set the tallies of decisions to what the history says. The caller commits."""
    db.session.execute(delete(tally.Tally).where(tally.Tally.scope.startswith(decided.EVERYWHERE)))
    found: dict[tuple[str, str], int] = {}
    rows = select(_H.at, _H.verb, _H.reason, _H.jurisdiction_id, Jurisdiction.tz).join(Jurisdiction, Jurisdiction.id == _H.jurisdiction_id)
    for at, verb, reason, place, tz in db.session.execute(rows.where(text(DECIDED)).execution_options(yield_per=1000)):
        name = decided.key(decided.quarter(at.astimezone(clock.zone(tz)).date()), verb, reason)
        for scope in (decided.EVERYWHERE, decided.scope(place)):
            found[scope, name] = found.get((scope, name), 0) + 1
    db.session.add_all(tally.Tally(scope=scope, key=name, value=value) for (scope, name), value in found.items())
