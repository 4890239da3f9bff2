"""The desk's pages, composed: the queue beside whatever is being worked on."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.accounts.roles import Viewer
from forum.core import clock, stamps
from forum.core.paging import Key, Page
from forum.core.refusal import NotFound
from forum.forms import typed
from forum.labels import submission_state
from forum.policies import appeals
from forum.policies import submissions as policy
from forum.recommendations import queries as recommendation_queries
from forum.submissions import draft_queries
from forum.submissions.models import Submission
from forum.submissions.states import Identity
from forum.submissions.undoing import last_of
from forum.triage import counts, likeness_reasons, pulse, queries, trail
from forum.triage.aside import around
from forum.triage.bulk_acts import ACTS
from forum.triage.conduct import RULES
from forum.triage.decisions import DECISIONS, open_to
from forum.triage.duties import Calendar
from forum.triage.filters import Filters
from forum.triage.forms import AppealForm, DecisionForm, NoteForm, RevealForm
from forum.triage.shortcuts import DECISION_KEYS, SHORTCUTS
from forum.web import language
from forum.web.guard import me
from forum.web.known import known
from forum.web.pure import Known

Answer = str | Response | tuple[str, int]


def here(code: str) -> str:
    """The item, at the same place in the queue."""
    return url_for("triage.item", code=code, **Filters.of(request.args).args())


def next_after(filters: Filters, place: Key) -> str:
    """The next item of the queue that is shown, else the empty queue."""
    code = queries.after(me(), filters, place)
    return url_for("triage.item", code=code, **filters.args()) if code else url_for("triage.index", **filters.args())


def note_decision() -> None:
    """Remember in the session that there may be something to undo, so that other pages need not look."""
    session["decided"] = int(clock.wall().timestamp())


def _decided_since(minutes: int) -> bool:
    return clock.wall().timestamp() - int(session.get("decided", 0)) < 60 * minutes


def queue_values(current: int | None = None) -> dict[str, Any]:
    """What the list beside every item shows (two queries, and what the whole desk shares); ``current`` is the item that is open.

    :raises NotFound: when a filter names an event, a group or a pillar that this desk does not have.
    """
    who, places = me(), tuple(queries.cities(me()))
    filters, choices = Filters.of(request.args), known("choices of a desk", lambda: _choices(who), places, under=stamps.SITE)
    for name, offered in choices.items():
        if getattr(filters, name) not in ("", *dict(offered)):
            raise NotFound
    counted = _counted(who, places)
    calendar = known("calendar", lambda: Calendar.read(places), places)
    minutes = current_app.extensions["settings"].undo_minutes
    page = queries.queue(who, filters)
    return {
        "page": page,
        "filters": filters,
        "counts": counted,
        "duty": calendar.duty,
        "queue": _drawn(page, filters, choices, counted, calendar, current),
        "undoable": last_of(who, minutes) if _decided_since(minutes) else None,
        "undo_minutes": minutes,
        "keys": DECISION_KEYS,
        "shortcuts": SHORTCUTS,
        "decisions_by_verb": DECISIONS,
    }


def _counted(who: Viewer, places: tuple[int, ...]) -> dict[str, int]:
    days = tuple(map(clock.today, clock.ZONES))
    of_desk = known("counts of a desk", lambda: counts.waiting_counts(who), places, days, under=stamps.HISTORY)
    return {**of_desk, "saya": counts.held_by(who)}


def _choices(who: Viewer) -> dict[str, Known]:
    return {name: Known.of(pairs) for name, pairs in queries.choices(who).items()}


def _drawn(
    page: Page[Any], filters: Filters, choices: dict[str, Known], counted: dict[str, int], calendar: Calendar, current: int | None
) -> Markup:
    """The queue as this viewer sees it: drawn once for the same rows, time left, and whose they are."""
    me_, now = me().account_id, clock.now()
    left = [calendar.duty(row.judge_by, row.tz, row.jurisdiction_id).left for row in page.rows]
    whose = ["own" if row.author_id == me_ else "" for row in page.rows]
    held = ["" if not row.holder or row.claimed_until <= now else "mine" if row.claimed_by_id == me_ else "other" for row in page.rows]
    macros: Any = current_app.jinja_env.get_template("triage/queue.html").module
    beside = [one and str(one) for one in (page.previous, page.next)]
    place = next((n for n, row in enumerate(page.rows) if row.id == current), -1)
    return macros.queue(  # type: ignore[no-any-return]
        page.rows,
        left,
        whose,
        held,
        place,
        beside,
        filters,
        list(counted.items()),
        list(choices.values()),
        ACT_CHOICES,
        language.selected() == "en",
    )


ACT_CHOICES = [(act.name, act.words) for act in ACTS.values()]


def item_page(
    submission: Submission,
    form: DecisionForm | None = None,
    *,
    appeal_form: AppealForm | None = None,
    reveal_form: RevealForm | None = None,
    note_form: NoteForm | None = None,
    revealed: bool = False,
    changed: bool = False,
    status: int = 200,
) -> Answer:
    version = str(submission.version)
    similar, elsewhere = likeness_reasons.of_item(submission)
    lines = queries.history_of(submission)
    kept = typed(request.form) if form else {}
    form = form or DecisionForm(DECISIONS, formdata=None, version=version)
    page = render_template(
        "triage/item.html",
        it=submission,
        similar=similar,
        elsewhere=elsewhere,
        form=form,
        decisions=open_to(me(), submission),
        refusal=policy.why_not_judge(me(), submission),
        handling=policy.why_not_handle(me(), submission) is None,
        appeal_form=appeal_form or AppealForm(formdata=None, version=version),
        appeal_refusal=appeals.why_not_judge_appeal(me(), submission),
        reveal_form=reveal_form or RevealForm(formdata=None),
        revealed=revealed,
        hidden=submission.identity is not Identity.NAMED and not revealed,
        rules=RULES,
        names=lambda chosen: ", ".join(_(one.name) for one in chosen),
        attachments=draft_queries.attached_to(submission.id),
        holder=queries.name_of(submission.holder_id),
        handed=trail.handed_over(lines, submission.claimed_at, submission.holder_id),
        changed=trail.last_change(lines) if changed else None,
        changer=queries.name_behind(lines) if changed else None,
        kept=kept,
        conflict=changed,
        followers=queries.followers(submission),
        history=trail.lines(lines),
        **around(submission, form, note_form),
        became=recommendation_queries.of_submission(submission.id),
        **queue_values(submission.id),
    )
    return page if status == 200 else (page, status)


def now_words(row: Any, viewer: Viewer) -> dict[str, Any]:
    """What the screen says about one item now."""
    state = submission_state(row).text
    mine = pulse.held(row) and row.claimed_by_id == viewer.account_id
    holder = row.name if pulse.held(row) else ""
    return {
        "version": row.version,
        "holder": _("Anda pegang") if mine else _("Dipegang %(name)s", name=holder) if holder else "",
        "deciding": _("%(name)s sedang memutuskan masukan ini.", name=holder) if holder and not mine else "",
        "changed": _("Rekan sudah memutuskan: %(state)s. Yang Anda ketik tetap ada. Muat ulang untuk melihatnya.", state=state),
        "state": state,
    }
