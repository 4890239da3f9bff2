"""The front page: what is open, what became of the inputs, what is late, what was published, where the indices stand."""

from __future__ import annotations

from flask import Blueprint, render_template

from forum.core import clock, stamps
from forum.events.parts import last_minute
from forum.publishing import flow, front
from forum.web import charts, stored
from forum.web.guard import public
from forum.web.known import known

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    today = clock.today("Asia/Jakarta")
    stored.under(until=stored.next_minute())
    counts, chart = known("flow", _flow, today, under=stamps.SITE)
    late, done = front.followed(today)
    return render_template(
        "home/index.html",
        open_events=front.open_events(clock.now()),
        flow=counts,
        chart=chart,
        late=late,
        done=done,
        outcomes=front.newest_outcomes(),
        indices=known("indices", _indices),
        today=today,
        last_minute=last_minute,
    )


def _flow() -> tuple[flow.Flow, charts.FlowChart]:
    counts = flow.of()
    return counts, charts.flow(counts)


def _indices() -> list[tuple[str, str, charts.IndexChart]]:
    return [(city, scheme, charts.index_line(rows, bands)) for city, scheme, rows, bands in front.index_series()]
