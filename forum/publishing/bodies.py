"""The public pages of a group and of an agency: what became of our input, and what the agency owes."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from forum.accounts import registry_queries
from forum.accounts.follows import Matter, follows
from forum.core import stamps, tally
from forum.core.paging import Cursor
from forum.recommendations import queries as recommendations
from forum.recommendations import tracker_facets, tracker_queries
from forum.recommendations.tracker_queries import KEY, Filters
from forum.submissions import queries as submissions
from forum.web import stored
from forum.web.guard import me, public

blueprint = Blueprint("bodies", __name__)

OPEN = ("waiting", "public", "returned", "held")


@blueprint.get("/kelompok/<slug>")
@public
def group(slug: str) -> str:
    """What a group said and what became of it: counts that the writes kept, and a page of its submissions."""
    found = registry_queries.public_group(slug)
    stored.under(f"city:{found.jurisdiction_id}", stamps.PLACES)
    fates = {key.removeprefix("input."): n for key, n in tally.read(f"group:{found.id}").items() if n}
    return render_template(
        "bodies/group.html",
        group=found,
        fates=fates,
        total=sum(fates.values()),
        decided=sum(n for fate, n in fates.items() if fate not in OPEN),
        followed=follows(me().account_id, Matter.GROUP, found.id) if me().signed_in else None,
        page=submissions.of_group(found.id, request.args.get("hal")),
    )


@blueprint.get("/opd/<slug>")
@public
def agency(slug: str) -> str:
    """What was asked of an agency, what it answered, and how far it is; who holds its offices."""
    found = registry_queries.public_agency(slug)
    stored.under(f"city:{found.jurisdiction_id}", stamps.PLACES)
    filters = Filters(agency=slug)
    return render_template(
        "bodies/agency.html",
        agency=found,
        offices=registry_queries.offices_now(found.id),
        counts=tracker_facets.facets(filters).counts,
        todays=recommendations.todays(),
        page=tracker_queries.page(filters, Cursor.parse(request.args.get("dari"), KEY)),
    )
