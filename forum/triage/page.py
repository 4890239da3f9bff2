"""The desk's pages, composed: the queue beside whatever is being worked on."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.refusal import NotFound
from forum.policies import appeals
from forum.policies import submissions as policy
from forum.recommendations import queries as recommendation_queries
from forum.submissions import draft_queries
from forum.submissions.models import Submission
from forum.submissions.states import Identity
from forum.triage import queries, trail
from forum.triage.aside import around
from forum.triage.conduct import RULES
from forum.triage.decisions import DECISIONS, open_to
from forum.triage.duties import Calendar
from forum.triage.forms import AppealForm, DecisionForm, NoteForm, RevealForm
from forum.triage.queries import Filters
from forum.web.guard import me

Answer = str | Response | tuple[str, int]


def queue_values(calendar: Calendar) -> dict[str, Any]:
    """What the list beside every item shows.

    :raises NotFound: when a filter names an event or a group of another city.
    """
    filters, choices = Filters.of(request.args), queries.choices(me())
    for chosen, known in ((filters.event, choices["event"]), (filters.group, choices["group"])):
        if chosen and chosen not in dict(known):
            raise NotFound
    return {
        "page": queries.queue(me(), filters, request.args.get("dari_sini")),
        "filters": filters,
        "choices": choices,
        "counts": queries.waiting_counts(me()),
        "duty": calendar.duty,
    }


def item_page(
    submission: Submission,
    form: DecisionForm | None = None,
    *,
    appeal_form: AppealForm | None = None,
    reveal_form: RevealForm | None = None,
    note_form: NoteForm | None = None,
    revealed: bool = False,
    status: int = 200,
) -> Answer:
    version = str(submission.version)
    form = form or DecisionForm(DECISIONS, formdata=None, version=version)
    page = render_template(
        "triage/item.html",
        it=submission,
        form=form,
        decisions=open_to(me(), submission),
        refusal=policy.why_not_judge(me(), submission),
        appeal_form=appeal_form or AppealForm(formdata=None, version=version),
        appeal_refusal=appeals.why_not_judge_appeal(me(), submission),
        reveal_form=reveal_form or RevealForm(formdata=None),
        revealed=revealed,
        hidden=submission.identity is not Identity.NAMED and not revealed,
        rules=RULES,
        names=lambda chosen: ", ".join(_(one.name) for one in chosen),
        attachments=draft_queries.attached_to(submission.id),
        holder=queries.name_of(submission.claimed_by_id),
        followers=queries.followers(submission),
        history=trail.lines(queries.history_of(submission)),
        **around(submission, form, note_form),
        became=recommendation_queries.of_submission(submission.id),
        **queue_values(Calendar.read()),
    )
    return page if status == 200 else (page, status)
