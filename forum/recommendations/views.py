"""The public tracker: every issued recommendation, who works on it, how far it is, and what is late."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask_babel import get_locale
from markupsafe import Markup

from forum.accounts.follows import Matter, follows
from forum.core import clock, stamps
from forum.core.paging import Cursor
from forum.labels import choices
from forum.publishing import flow, journeys
from forum.recommendations import drawing, queries, tracker_facets, tracker_queries
from forum.recommendations.forms import TrackerForm
from forum.recommendations.tracker_queries import KEY, STATES, Filters
from forum.web import charts, known, stored
from forum.web.guard import me, public

blueprint = Blueprint("recommendations", __name__, url_prefix="/rekomendasi")


@blueprint.get("")
@public
def index() -> str:
    stored.under()
    form = TrackerForm(request.args)
    filters, asked, todays = _filters(form), _asked(form), queries.todays()
    page = tracker_queries.page(filters, Cursor.parse(request.args.get("dari"), KEY))
    return render_template(
        "recommendations/index.html",
        around=known.known("tracker", lambda: _around(filters, bool(asked)), filters, bool(asked), *todays.values(), under=stamps.SITE),
        asked=list(asked.items()),
        rows=page.rows,
        late=[(todays[row.tz] - row.due_on).days if row.overdue else 0 for row in page.rows],
        beside=[one and str(one) for one in (page.previous, page.next)],
    )


def _around(filters: Filters, narrowed: bool) -> tuple[Markup, Markup, int]:
    """What stands around the rows: the summary with the choices of the filters, the chart of what became of inputs, how many are listed."""
    facets = tracker_facets.facets(filters, english=str(get_locale()) == "en")
    macros: Any = current_app.jinja_env.get_template("recommendations/around.html").module
    summary = macros.summary(facets, filters, narrowed, queries.todays(), choices("recommendation", *STATES))
    return summary, macros.became(charts.flow(flow.of(facets.city_id))), facets.counts.listed


def _filters(form: TrackerForm) -> Filters:
    """The filters as they were asked for; a state that does not exist filters nothing."""
    return Filters(
        city=form.city.data or "",
        agency=form.agency.data or "",
        pillar=form.pillar.data or "",
        state=form.state.data if form.state.data in STATES else "",
        overdue=form.overdue.data,
        words=(form.words.data or "")[:80],
    )


def _asked(form: TrackerForm) -> dict[str, str]:
    """What stands in the address, so that further pages keep it."""
    return {field.name: "1" if field.data is True else field.data for field in form if field.data}


@blueprint.get("/<code>")
@public
def show(code: str) -> str:
    """One recommendation in full, from the submissions it comes from to what is proven of it."""
    rec, supporting = queries.public(code)
    tz = rec.event.tz
    stored.under(f"event:{rec.event_id}", stamps.PLACES)
    reports, milestones = queries.reports(rec.id), queries.milestones(rec.id)
    sources, hidden = queries.sources(rec.id)
    return render_template(
        "recommendations/show.html",
        rec=rec,
        supporting=supporting,
        tz=tz,
        late=queries.days_late(rec, tz),
        reports=reports,
        reached=next((one.facts for one in reports if one.facts.reached is not None and one.facts.state != "returned"), None),
        milestones=[(row, drawing.slip(row)) for row in milestones],
        chart=drawing.of_milestones(milestones, clock.today(tz)),
        sources=sources,
        hidden_sources=hidden,
        journey=journeys.of_recommendation(rec),
        followed=follows(me().account_id, Matter.RECOMMENDATION, rec.id) if me().signed_in else None,
    )
