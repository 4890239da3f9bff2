"""While somebody writes: what is public in this event and similar, so that they can stand behind it instead."""

from __future__ import annotations

from flask import Blueprint, render_template

from forum.core.refusal import Refused
from forum.extensions import limiter
from forum.policies import submissions as policy
from forum.submissions import queries
from forum.submissions.similar_forms import UnfinishedForm
from forum.triage import likeness_queries
from forum.web.guard import me, only_reads

blueprint = Blueprint("similar", __name__)


@blueprint.post("/forum/<slug>/masukan/serupa")
@limiter.limit("60 per minute")
@only_reads
def while_writing(slug: str) -> str:
    """The box of similar submissions for what is typed so far, empty when nothing is near. The text travels in a POST only."""
    form = UnfinishedForm()
    valid = form.validate()
    event = queries.event_for_writing(slug)
    if (closed := policy.why_not_submit(me(), event)) is not None:
        raise Refused(closed)
    similar = likeness_queries.for_writer(event, form.title.data or "", form.body.data or "") if valid else []
    return render_template("submissions/_similar.html", event=event, similar=similar)
