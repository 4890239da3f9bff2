"""The page of one submission, composed: everybody's part from stored rows, the viewer's own part small."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from forum.accounts.roles import VISITOR
from forum.core import clock, stamps
from forum.core.columns import CleanHtml
from forum.labels import choices
from forum.policies import submissions as policy
from forum.publishing import journey_queries, journeys
from forum.submissions import page_queries, reply_support, thread_drawing, thread_queries
from forum.submissions.facts import Shown
from forum.submissions.forms import ReplyForm
from forum.submissions.page_queries import Around
from forum.submissions.thread_queries import Thread
from forum.submissions.weighing import WHOLE
from forum.web import language, stored
from forum.web.assets import url_of
from forum.web.guard import me
from forum.web.pure import Drawn

PRINTED = 500
"""Replies on one printed page."""


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
        orders=choices("thread_order", *thread_queries.ORDERS),
        replies=lambda: _replies(one, thread),
        written=CleanHtml,
        whole=WHOLE,
        around=around,
        form=form,
        answering=answering,
        journey=lambda: _journey(one),
        from_twin=next((twin for twin in around.twins if twin.code == request.args.get("dari")), None),
        why_not_reply=policy.why_not_reply(me(), one),  # type: ignore[arg-type]
        why_not_support=policy.why_not_support(me(), one),  # type: ignore[arg-type]
    )
    return page, status


def printed(one: Shown) -> str:
    """The page of ``one`` for paper, with the replies that follow the place that the address names."""
    thread = thread_queries.thread_page(one.id, language.selected(), cursor=request.args.get("hal"), size=PRINTED)
    return render_template(
        "submissions/print.html",
        one=one,
        thread=thread,
        around=page_queries.around(one, VISITOR),
        journey=journeys.of_submission(one),
        drawn=_printed,
        closing=Markup(thread_drawing.CLOSING),
        written=CleanHtml,
        most=PRINTED,
    )


def _thread(one: Shown, parent: str | None) -> Thread:
    args = request.args
    target = args.get("balas") or args.get("balasan") or parent
    return thread_queries.thread_page(
        one.id, language.selected(), cursor=args.get("hal"), target=target, last="akhir" in args, order=args.get("urut", "")
    )


def _replies(one: Shown, thread: Thread) -> Markup:
    """The replies as this viewer reads them (one query for whoever is signed in)."""
    macros: Any = current_app.jinja_env.get_template("components/thread.html").module
    who = me()
    may_agree = who.signed_in and policy.why_not_reply(who, one) is None  # type: ignore[arg-type]
    drawn = thread_drawing.drawn(thread, macros.acts, macros.branch, url_of("icons.svg"), may_agree=may_agree)
    if who.account_id is None:
        return drawn.markup({})
    minutes = current_app.extensions["settings"].edit_minutes

    def editable(place: Any) -> bool:
        return policy.why_not_edit_reply(who, place, minutes) is None

    agreed = reply_support.agreed([place.id for place in drawn.places], who)
    return drawn.markup(thread_drawing.own(drawn, macros.acts, who.account_id, agreed, editable))


def _journey(one: Shown) -> Markup:
    """Its journey, drawn once for the same facts, lines and day."""
    lines = journey_queries.lines_of_submission(one.id, one.merged_into_id)
    macros: Any = current_app.jinja_env.get_template("components/journey.html").module
    facts = (clock.today("Asia/Jakarta"), tuple(one.row), *map(tuple, lines))
    drawn: Drawn = current_app.extensions["drawn"]
    return drawn.once("journey", facts, lambda: macros.journey(journeys.of_submission(one, lines), _("Perjalanan masukan ini")))


def _printed(row: Any) -> Markup:
    return Markup(thread_drawing.opened_up(row.fragment).replace(thread_drawing.SPRITE, url_of("icons.svg")))


def voices(around: Around) -> list[tuple[str, str]]:
    """Whom the viewer may speak for here: oneself, one's groups, and the agencies one works for."""
    english = language.selected() == "en"
    people = [(one.code, one.name_en if english else one.name) for one in around.voices]
    named = [(slug, _("Diri sendiri (%(group)s)", group=name) if n == 0 else name) for n, (slug, name) in enumerate(people)]
    return named + [(f"opd:{one.code}", _("%(agency)s (tanggapan resmi)", agency=one.name)) for one in around.offices]
