"""The front page: what is open, what became of the inputs, what is late, what was published, where the indices stand."""

from __future__ import annotations

from flask import Blueprint, render_template

from forum.core import clock
from forum.events.parts import last_minute
from forum.publishing import flow, front
from forum.web import charts, stored
from forum.web.guard import public

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    today = clock.today("Asia/Jakarta")
    stored.under(until=stored.next_minute())
    counts = flow.of()
    return render_template(
        "home/index.html",
        open_events=front.open_events(clock.now()),
        flow=counts,
        chart=charts.flow(counts),
        late=front.overdue(today),
        done=front.finished(),
        outcomes=front.newest_outcomes(),
        indices=[(city, scheme, charts.index_line(rows, bands)) for city, scheme, rows, bands in front.index_series()],
        today=today,
        last_minute=last_minute,
    )
