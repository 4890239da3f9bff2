"""The public ledger of decisions: what was decided, why, in which role and when, and how often in each quarter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core import stamps
from forum.core.paging import Cursor
from forum.labels import choices, label
from forum.publishing import ledger_queries
from forum.publishing.ledger_queries import LedgerFilters
from forum.submissions.states import Reason
from forum.web import known, stored
from forum.web.guard import public

blueprint = Blueprint("ledger", __name__)
Counts = dict[str, dict[tuple[str, str], int]]
DRAWN = 8
"""Quarters in the drawing; the table has them all."""


@dataclass(frozen=True, slots=True)
class Column:
    """One quarter of the drawing: its words, its total, and its parts as (x, y, width, height, tone)."""

    words: str
    total: int
    parts: tuple[tuple[float, float, float, float, str], ...]
    middle: float


@blueprint.get("/keputusan")
@public
def index() -> str:
    filters = _filters()
    stored.under(f"city:{filters.city.id}" if filters.city else stamps.SITE, stamps.PLACES)
    page = ledger_queries.ledger(filters, Cursor.parse(request.args.get("dari"), (datetime, int)))
    return render_template(
        "publishing/ledger.html",
        counted=known.known("ledger", lambda: _counted(filters), filters, under=stamps.SITE),
        rows=page.rows,
        asked=list(filters.args().items()),
        beside=[one and str(one) for one in (page.previous, page.next)],
    )


def _counted(filters: LedgerFilters) -> Markup:
    """The drawing of all quarters with its table, and the filters."""
    counted = ledger_queries.counts(filters.city.id if filters.city else None)
    macros: Any = current_app.jinja_env.get_template("publishing/ledger_counts.html").module
    quarters = [(one, words(one)) for one in counted]
    return macros.counted(filters, columns(counted), reason_rows(counted), quarters, known.cities(), choices("reason"))  # type: ignore[no-any-return]


def _filters() -> LedgerFilters:
    """The filters in the address; a word that is none of ours filters nothing."""
    args = request.args
    reason, quarter = args.get("alasan", ""), args.get("triwulan", "")
    return LedgerFilters(
        known.city(args.get("kota", "")),
        reason if reason in set(Reason) else "",
        quarter if re.fullmatch(r"(?:19|20)\d\d-[1-4]", quarter, re.A) else "",
    )


def words(quarter: str) -> str:
    year, number = quarter.split("-")
    return str(_("Triwulan %(n)s %(year)s", n=number, year=year))


TONES = {
    "submission.publish": "daun",
    "submission.keep": "daun",
    "submission.refuse": "mengkudu",
    "submission.return": "kunyit",
    "submission.hold": "kunyit",
    "reply.hide": "mengkudu",
    "reply.show": "daun",
}


def columns(counted: Counts) -> list[Column]:
    """The latest quarters as columns 60 wide in a drawing 160 high: shown, returned or held, refused, and answered in some way."""
    chosen = sorted(counted)[-DRAWN:]
    most = max((sum(counted[one].values()) for one in chosen), default=0) or 1
    made = []
    for place, quarter in enumerate(chosen):
        x, y, parts = place * 84 + 12, 132.0, []
        for tone in ("daun", "nila", "kunyit", "mengkudu"):
            number = sum(n for (verb, _reason), n in counted[quarter].items() if TONES.get(verb, "nila") == tone)
            height = number * 118 / most
            y -= height
            parts.append((float(x), round(y, 2), 60.0, round(height, 2), tone))
        year, number_ = quarter.split("-")
        made.append(Column(f"{number_}/{year}", sum(counted[quarter].values()), tuple(p for p in parts if p[3]), x + 30.0))
    return made


def reason_rows(counted: Counts) -> list[tuple[str, list[int]]]:
    """For the table: each kind of decision with its reason, and its number in every quarter, the latest first."""
    kinds = sorted({kind for quarter in counted.values() for kind in quarter})
    return [(_kind(verb, reason), [counted[quarter].get((verb, reason), 0) for quarter in counted]) for verb, reason in kinds]


def _kind(verb: str, reason: str) -> str:
    return label("ledger", verb).text + (f": {label('reason', reason).text}" if reason else "")
