"""The page of one submission, composed: everybody's part from stored rows, the viewer's own part small."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core import stamps
from forum.policies import submissions as policy
from forum.publishing import journeys
from forum.submissions import page_queries, thread_queries
from forum.submissions.facts import Shown
from forum.submissions.forms import ReplyForm
from forum.submissions.page_queries import Around
from forum.submissions.thread_queries import Thread
from forum.web import language, stored
from forum.web.assets import url_of
from forum.web.guard import me

SPRITE = "/static/icons.svg"
CLOSING = Markup("</article></li>")


def shown(one: Shown, form: ReplyForm | None = None, status: int = 200) -> tuple[str, int]:
    """The page of ``one`` with its thread at the place that the address names (three queries beyond the row itself)."""
    stored.under(f"event:{one.event_id}", stamps.PLACES)
    around = page_queries.around(one, me())
    if form is None and me().signed_in:
        form = ReplyForm(formdata=None)
    parent = form.parent.data if form else None
    thread = _thread(one, parent)
    answering = thread.row(request.args.get("balas") or parent)
    if form is not None:
        form.offer(voices(around))
        form.parent.data = answering.public_id if answering else ""
    page = render_template(
        "submissions/show.html",
        one=one,
        thread=thread,
        drawn=_drawn,
        closing=CLOSING,
        around=around,
        form=form,
        answering=answering,
        journey=journeys.of_submission(one),
        from_twin=next((twin for twin in around.twins if twin.code == request.args.get("dari")), None),
        why_not_reply=policy.why_not_reply(me(), one),  # type: ignore[arg-type]
        why_not_support=policy.why_not_support(me(), one),  # type: ignore[arg-type]
        edit_minutes=current_app.extensions["settings"].edit_minutes,
        why_not_edit=policy.why_not_edit_reply,
    )
    return page, status


def _thread(one: Shown, parent: str | None) -> Thread:
    args = request.args
    target = args.get("balas") or args.get("balasan") or parent
    return thread_queries.thread_page(one.id, language.selected(), cursor=args.get("hal"), target=target, last="akhir" in args)


def _drawn(row: Any, own: bool = False) -> Markup:
    """A stored reply with the present address of the icons; one's own is left open, so that its buttons can be added."""
    html = str(row.fragment).replace(SPRITE, url_of("icons.svg"))
    return Markup(html.removesuffix(CLOSING) if own else html)


def voices(around: Around) -> list[tuple[str, str]]:
    """Whom the viewer may speak for here: oneself, one's groups, and the agencies one works for."""
    english = language.selected() == "en"
    people = [(one.code, one.name_en if english else one.name) for one in around.voices]
    named = [(slug, _("Diri sendiri (%(group)s)", group=name) if n == 0 else name) for n, (slug, name) in enumerate(people)]
    return named + [(f"opd:{one.code}", _("%(agency)s (tanggapan resmi)", agency=one.name)) for one in around.offices]
