"""The page of one submission, composed: everybody's part from stored rows, the viewer's own part small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from forum.accounts.roles import VISITOR
from forum.core import stamps
from forum.core.columns import CleanHtml
from forum.labels import choices
from forum.policies import submissions as policy
from forum.publishing import journeys
from forum.submissions import page_queries, thread_queries
from forum.submissions.facts import Shown
from forum.submissions.forms import ReplyForm
from forum.submissions.page_queries import Around
from forum.submissions.thread_queries import Thread
from forum.submissions.voices import STEP
from forum.submissions.weighing import WHOLE
from forum.web import language, stored
from forum.web.assets import url_of
from forum.web.guard import me

SPRITE = "/static/icons.svg"
PRINTED = 500
"""Replies on one printed page."""
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
        laid=laid(thread),
        orders=choices("thread_order", *thread_queries.ORDERS),
        drawn=_drawn,
        closing=CLOSING,
        written=CleanHtml,
        whole=WHOLE,
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


def printed(one: Shown) -> str:
    """The page of ``one`` for paper, with the replies that follow the place that the address names."""
    thread = thread_queries.thread_page(one.id, language.selected(), cursor=request.args.get("hal"), size=PRINTED)
    return render_template(
        "submissions/print.html",
        one=one,
        thread=thread,
        around=page_queries.around(one, VISITOR),
        journey=journeys.of_submission(one),
        drawn=_drawn,
        closing=CLOSING,
        written=CleanHtml,
        most=PRINTED,
    )


def _thread(one: Shown, parent: str | None) -> Thread:
    args = request.args
    target = args.get("balas") or args.get("balasan") or parent
    return thread_queries.thread_page(
        one.id, language.selected(), cursor=args.get("hal"), target=target, last="akhir" in args, order=args.get("urut", ""), viewer=me()
    )


def _drawn(row: Any) -> Markup:
    """A stored reply with the present address of the icons, left open, so that what belongs to this moment can be added."""
    return Markup(str(row.fragment).replace(SPRITE, url_of("icons.svg")).removesuffix(CLOSING))


@dataclass(frozen=True, slots=True)
class Laid:
    """One thing in the drawn thread: a reply, or the beginning of the branch under one, or with neither the end of a branch."""

    reply: Any = None
    branch: Any = None


def laid(thread: Thread) -> list[Laid]:
    """The replies of a page with the branches that can be folded: under every root, and where at least three stand."""
    steps: list[Laid] = []
    opened: list[str] = []
    for n, row in enumerate(thread.rows):
        after = thread.rows[n + 1].path if n + 1 < len(thread.rows) else ""
        while opened and not row.path.startswith(opened[-1]):
            opened.pop()
            steps.append(Laid())
        steps.append(Laid(reply=row))
        foldable = thread.order == thread_queries.DOCUMENT and (len(row.path) == STEP or row.branch_count > 2)
        if foldable and after.startswith(row.path):
            opened.append(row.path)
            steps.append(Laid(branch=row))
    return steps + [Laid()] * len(opened)


def voices(around: Around) -> list[tuple[str, str]]:
    """Whom the viewer may speak for here: oneself, one's groups, and the agencies one works for."""
    english = language.selected() == "en"
    people = [(one.code, one.name_en if english else one.name) for one in around.voices]
    named = [(slug, _("Diri sendiri (%(group)s)", group=name) if n == 0 else name) for n, (slug, name) in enumerate(people)]
    return named + [(f"opd:{one.code}", _("%(agency)s (tanggapan resmi)", agency=one.name)) for one in around.offices]
