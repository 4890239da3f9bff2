"""Events as everybody sees them: the list, the page of one, and its calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from markupsafe import Markup

from forum.core import clock, stamps
from forum.core.paging import Cursor
from forum.events import calendar, list_queries, page, queries
from forum.events.parts import last_minute
from forum.labels import choices
from forum.web import known, stored
from forum.web.addresses import absolute
from forum.web.guard import me, public

blueprint = Blueprint("events", __name__)
NARROWED = {"city": "kota", "kind": "jenis", "phase": "fase"}


@blueprint.get("/forum")
@public
def index() -> str:
    now = clock.now()
    stored.under(until=stored.next_minute())
    chosen = {name: request.args.get(asked, "") for name, asked in NARROWED.items()}
    cursor = Cursor.parse(request.args.get("dari"), (datetime, int))
    listed = list_queries.listing(now, cursor, **chosen)
    first = cursor is None and chosen["phase"] not in list_queries.PHASES
    opened = _opened(now, chosen["city"], chosen["kind"]) if first else None
    return render_template(
        "events/index.html",
        opened=opened,
        others=_cards(listed.rows, now),
        beside=[one and str(one) for one in (listed.previous, listed.next)],
        active=[(NARROWED[name], value) for name, value in chosen.items() if value],
        kinds=choices("event_kind"),
        offered_phases=choices("phase", *list_queries.PHASES),
        cities=known.cities(),
    )


def _opened(now: datetime, city: str, kind: str) -> Markup | None:
    """The events that take input in this minute, drawn once for everybody; None when there are none."""
    asked = {"city": city, "kind": kind}

    def read() -> Markup | None:
        opened = list_queries.open_now(now, **asked)
        shown, active = opened[: list_queries.OPEN_SHOWN], {NARROWED[name]: value for name, value in asked.items() if value}
        invited = list_queries.invited_to([row.id for row in shown])
        macros: Any = current_app.jinja_env.get_template("events/list.html").module
        return macros.open_now(_cards(shown, now), len(opened) > len(shown), invited, active) if shown else None

    return known.known("open now", read, city, kind, stored.next_minute(), under=stamps.SITE)


def _cards(rows: Sequence[Any], now: datetime) -> tuple[Any, ...]:
    """What cards of events are drawn from: the rows, their phases, and the last minutes of their open windows."""
    ends = [last_minute(row.open_until) if row.open_until else None for row in rows]
    return rows, [str(list_queries.phase_of(row, now)) for row in rows], ends


@blueprint.get("/forum/<slug>")
@public
def show(slug: str) -> str:
    one = queries.seen(slug, me())
    g.tz = one.tz
    seen = (one.event_stamp, one.city_stamp, one.places_stamp)
    parts = known.known("event", lambda: page.parts(slug, me()), one.id, seen=seen)
    stored.under(f"event:{one.id}", f"city:{one.jurisdiction_id}", stamps.PLACES, until=parts.until)
    return render_template("events/show.html", one=one, parts=parts, **page.inputs(one.id, me()))


@blueprint.get("/forum/<slug>/kalender.ics")
@public
def calendar_file(slug: str) -> Response:
    event = queries.show(slug, me())
    body = calendar.of(event, absolute(url_for(".show", slug=slug)))
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return answer
