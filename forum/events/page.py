"""The page of an event: what everybody sees of it, drawn once under its stamps, around the page of submissions that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request
from markupsafe import Markup

from forum.accounts.roles import Viewer
from forum.core import clock
from forum.events import around_queries, queries
from forum.labels import choices
from forum.publishing import journeys
from forum.records import queries as records
from forum.submissions import queries as submissions
from forum.web import charts, stored
from forum.web.pure import Known

FILTERS = {"group": "kelompok", "pillar": "pilar", "state": "keadaan"}


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands of an event above, before and after its submissions, up to the instant at which the clock changes its words.

    ``opening`` ends where a member may follow the event.
    """

    title: str
    purpose: str
    opening: Markup
    before: Markup
    after: Markup
    groups: Known
    pillars: Known
    invited: int
    takes_input: bool
    until: datetime


def parts(slug: str, viewer: Viewer) -> Parts:
    """Draw them (six queries); the viewer decides only whether a draft is there.

    :raises NotFound: as :func:`forum.events.queries.show`.
    """
    event, now = queries.show(slug, viewer), clock.now()
    around, phase = around_queries.around(event.id), event.phase(now)
    window = None if event.why_not_take_input() else event.open_window(now)
    macros: Any = current_app.jinja_env.get_template("events/parts.html").module
    indices = [(scheme, charts.index_line(rows, bands)) for scheme, rows, bands in queries.index_values(event.jurisdiction_id)]
    return Parts(
        title=event.title,
        purpose=event.purpose,
        opening=macros.opening(event, phase, window),
        before=macros.before(event, phase, window, now, around, journeys.of_event(event), records.signed_at(event.id)),
        after=macros.after(event, around, indices),
        groups=Known.of(around.groups),
        pillars=Known.of(around.pillars),
        invited=len(around.invited),
        takes_input=window is not None,
        until=stored.by_midnight(event.next_turn(now)),
    )


def inputs(event_id: int, viewer: Viewer) -> dict[str, Any]:
    """The page of submissions that the address asks for, and what was chosen."""
    asked = {name: request.args.get(name, "") for name in (*FILTERS.values(), "urut")}
    wanted = {name: asked[key] or None for name, key in FILTERS.items()}
    page = submissions.public_page(event_id, sort=asked["urut"] or "cross", cursor=request.args.get("dari"), viewer=viewer, **wanted)
    return {
        "rows": page.rows,
        "beside": [one and str(one) for one in (page.previous, page.next)],
        "chosen": [(name, value) for name, value in asked.items() if value],
        "states": choices("submission", *submissions.STATES),
    }
