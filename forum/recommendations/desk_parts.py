"""What formulating and revising a recommendation share: the facts of the form, and where one goes when it is kept."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import clock, once
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.recommendations import desk_queries as queries
from forum.recommendations.desk_forms import Facts
from forum.recommendations.models import Recommendation
from forum.recommendations.states import Horizon, Priority
from forum.web.guard import me, safe_next


def way_back() -> str:
    """Where the reader came from (a place in the queue), or nothing."""
    return safe_next(request.values.get("kembali"), "")


def kept(recommendation: Recommendation, issue: bool, once_key: str | None = None) -> Response:
    """Issue it when asked, and go back to the queue, or to its page. The caller commits."""
    place = way_back() or url_for("recommendations_desk.item", code=recommendation.code)
    if issue and recommendation.stage == "draft":
        db.session.flush()
        recommendation.issue(by=me())
    once.remember(once_key, place)
    if issue and recommendation.owner:
        flash(_("%(code)s diterbitkan kepada %(agency)s.", code=recommendation.code, agency=recommendation.owner.name), "success")
    else:
        flash(_("%(code)s disimpan.", code=recommendation.code), "success")
    return redirect(place, 303)


def facts_of(form: Facts, event: Any, issue: bool, present: Recommendation | None = None) -> dict[str, Any] | None:
    """The columns that the form fills, or None when a field says what is wrong.

    :raises NotFound: for an agency of another city or an unknown pillar.
    """
    agencies, pillars = queries.agencies(event.jurisdiction_id), queries.pillars()
    form.offer(agencies, pillars)
    issued = issue or (present is not None and present.stage == "issued")
    moved = form.due_on.data is not None and (present is None or form.due_on.data != present.due_on)
    if (moved or issue) and form.due_on.data is not None and form.due_on.data <= clock.today(event.tz):
        form.refuse(form.due_on, _("Tenggat harus sesudah hari ini."))
    if form.errors or form.due_on.errors or (issued and not form.need_owner_and_date()):
        return None
    return {
        "title": form.title.data,
        "body": form.body.data,
        "owner": _one(agencies, form.owner.data),
        "due_on": form.due_on.data,
        "supporting": [one for slug in dict.fromkeys(form.supporting.data or []) if (one := _one(agencies, slug)) is not None],
        "pillar": _one(pillars, form.pillar.data),
        "horizon": Horizon(form.horizon.data),
        "priority": Priority(form.priority.data),
        "success_indicator": form.success_indicator.data,
        "baseline": form.baseline.data,
        "target": form.target.data,
        "planning_reference": form.planning_reference.data,
    }


def _one(known: dict[str, Any], slug: str | None) -> Any:
    if not slug:
        return None
    if slug not in known:
        raise NotFound
    return known[slug]
