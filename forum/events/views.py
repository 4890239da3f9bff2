"""Events as everybody sees them: the list, the page of one, and its calendar file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from forum.accounts import queries as people
from forum.core import clock
from forum.core.paging import Cursor
from forum.events import around_queries, calendar, queries
from forum.labels import choices
from forum.publishing import journeys
from forum.records import queries as records
from forum.submissions import queries as submissions
from forum.web import charts
from forum.web.guard import me, public

blueprint = Blueprint("events", __name__)


@blueprint.get("/forum")
@public
def index() -> str:
    now = clock.now()
    city, kind = request.args.get("kota", ""), request.args.get("jenis", "")
    page = queries.listing(now, Cursor.parse(request.args.get("dari"), (datetime, int)), city, kind)
    phases = {row.id: queries.phase_of(row, now) for row in page.rows}
    return render_template(
        "events/index.html",
        page=page,
        phases=phases,
        city=city,
        kind=kind,
        kinds=choices("event_kind"),
        cities=[(one.slug, one.name) for one in people.cities()],
    )


@blueprint.get("/forum/<slug>")
@public
def show(slug: str) -> str:
    event = queries.show(slug, me())
    g.tz = event.tz
    now = clock.now()
    return render_template(
        "events/show.html",
        event=event,
        phase=event.phase(now),
        window=event.open_window(now),
        around=around_queries.around(event.id),
        journey=journeys.of_event(event),
        signed=records.signed_at(event.id),
        indices=[(scheme, charts.index_line(rows, bands)) for scheme, rows, bands in queries.index_values(event.jurisdiction_id)],
        **_inputs(event.id),
    )


FILTERS = {"group": "kelompok", "pillar": "pilar", "state": "keadaan"}


def _inputs(event_id: int) -> dict[str, Any]:
    """The page of submissions that the address asks for, and what was chosen."""
    chosen = {name: request.args.get(name, "") for name in (*FILTERS.values(), "urut")}
    wanted = {name: chosen[asked] or None for name, asked in FILTERS.items()}
    page = submissions.public_page(event_id, sort=chosen["urut"] or "cross", cursor=request.args.get("dari"), viewer=me(), **wanted)
    active = {name: value for name, value in chosen.items() if value}
    return {"page": page, "chosen": chosen, "active": active, "states": choices("submission", *submissions.STATES)}


@blueprint.get("/forum/<slug>/kalender.ics")
@public
def calendar_file(slug: str) -> Response:
    event = queries.show(slug, me())
    body = calendar.of(event, url_for(".show", slug=slug, _external=True))
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return answer
