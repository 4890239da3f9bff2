"""The page of one submission, composed: everybody's part from stored rows, the viewer's own part small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core import clock, stamps
from forum.core.columns import CleanHtml
from forum.labels import choices
from forum.policies import submissions as policy
from forum.publishing import journey_queries, journeys
from forum.submissions import own_queries, page_queries, thread_drawing, thread_queries
from forum.submissions.facts import Shown
from forum.submissions.forms import ReplyForm
from forum.submissions.own_queries import Own
from forum.submissions.thread_drawing import Drawn
from forum.submissions.weighing import WHOLE
from forum.web import language, sharing, stored
from forum.web.addresses import local
from forum.web.assets import url_of
from forum.web.guard import me
from forum.web.sharing import shared

PRINTED = 500
"""Replies on one printed page."""


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """A page of the thread as it is shown: its replies, and what stands above and below them."""

    drawn: Drawn
    orders: Markup
    pages: Markup
    flat: bool

    def size(self) -> int:
        return self.drawn.size() + len(self.orders) + len(self.pages)


def shown(one: Shown, form: ReplyForm | None = None, status: int = 200) -> tuple[str, int]:
    """The page of ``one`` with its thread at the place that the address names.

    Beyond the row itself that takes three queries, and one for the viewer's own part; that one alone when the pieces are kept.
    """
    who = me()
    stored.under(f"event:{one.event_id}", stamps.PLACES)
    if who.signed_in:
        sharing.under({"event": one.event_stamp, "places": one.places_stamp})
    around = shared("around", one.id, lambda: page_queries.around(one))
    why_not_reply = policy.why_not_reply(who, one)  # type: ignore[arg-type]
    if form is None and who.signed_in and not why_not_reply:
        form = ReplyForm(formdata=None)
    parent = form.parent.data if form else None
    part = _thread(one, parent, who.signed_in and not why_not_reply)
    answering = part.drawn.place(request.args.get("balas") or parent)
    own = own_queries.own(one, who, [place.id for place in part.drawn.places])
    if form is not None:
        form.offer(voices(own))
        form.parent.data = answering.public_id if answering else ""
    page = render_template(
        "submissions/show.html",
        one=one,
        part=part,
        replies=lambda: _replies(part.drawn, own),
        written=CleanHtml,
        whole=WHOLE,
        around=around,
        own=own,
        form=form,
        answering=answering,
        journey=lambda: shared("journey", one.id, lambda: _journey(one)),
        from_twin=next((twin for twin in around.twins if twin.code == request.args.get("dari")), None),
        why_not_reply=why_not_reply,
        why_not_support=policy.why_not_support(who, one),  # type: ignore[arg-type]
    )
    return page, status


def printed(one: Shown) -> str:
    """The page of ``one`` for paper, with the replies that follow the place that the address names."""
    thread = thread_queries.thread_page(one.id, language.selected(), cursor=request.args.get("hal"), size=PRINTED)
    return render_template(
        "submissions/print.html",
        one=one,
        thread=thread,
        around=page_queries.around(one),
        journey=journeys.of_submission(one),
        drawn=_printed,
        closing=Markup(thread_drawing.CLOSING),
        written=CleanHtml,
        most=PRINTED,
    )


def _thread(one: Shown, parent: str | None, may_agree: bool) -> ThreadPart:
    """The page of the thread that the address names; kept for all who may agree, and for all who may only read."""
    args = request.args
    place = (args.get("hal"), args.get("balas") or args.get("balasan") or parent, "akhir" in args, args.get("urut", ""))
    return shared("thread", (one.id, may_agree, *place), lambda: _drawn(one, *place, may_agree=may_agree))


def _drawn(one: Shown, cursor: str | None, target: str | None, last: bool, order: str, *, may_agree: bool) -> ThreadPart:
    thread = thread_queries.thread_page(one.id, language.selected(), cursor=cursor, target=target, last=last, order=order)
    macros: Any = current_app.jinja_env.get_template("components/thread.html").module
    drawn = thread_drawing.drawn(thread, macros, url_of("icons.svg"), may_agree=may_agree)

    def at(order: str, **more: Any) -> str:
        named: dict[str, Any] = {"urut": order if order != thread_queries.DOCUMENT else None, "asli": 1 if one.merged_into_id else None}
        return local("submissions.show", slug=one.event.slug, code=one.code, _anchor="utas", **named, **more)

    orders = [(words, at(value), value == thread.order) for value, words in choices("thread_order", *thread_queries.ORDERS)]
    first = at(thread.order) if thread.previous else None
    beside = [at(thread.order, hal=str(one)) if one else None for one in (thread.previous, thread.next)]
    end = at(thread.order, akhir=1) if thread.next else None
    pages = macros.pages(first, *beside, end)
    return ThreadPart(drawn, macros.orders(orders) if one.reply_count > 1 else Markup(), pages, thread.order != thread_queries.DOCUMENT)


def _replies(drawn: Drawn, own: Own) -> Markup:
    """The replies as this viewer reads them."""
    who = me()
    if who.account_id is None:
        return drawn.markup({})
    macros: Any = current_app.jinja_env.get_template("components/thread.html").module
    minutes = current_app.extensions["settings"].edit_minutes

    def editable(place: Any) -> bool:
        return policy.why_not_edit_reply(who, place, minutes) is None

    return drawn.markup(thread_drawing.own(drawn, macros.acts, who.account_id, own.agreed, editable))


def _journey(one: Shown) -> Markup:
    """Its journey, drawn once for the same facts, lines and day."""
    lines = journey_queries.lines_of_submission(one.id, one.merged_into_id)
    macros: Any = current_app.jinja_env.get_template("components/journey.html").module
    facts = (clock.today("Asia/Jakarta"), tuple(one.row), *map(tuple, lines))
    return current_app.extensions["drawn"].once(  # type: ignore[no-any-return]
        "journey", facts, lambda: macros.journey(journeys.of_submission(one, lines), _("Perjalanan masukan ini"))
    )


def _printed(row: Any) -> Markup:
    return Markup(thread_drawing.opened_up(row.fragment).replace(thread_drawing.SPRITE, url_of("icons.svg")))


def voices(own: Own) -> list[tuple[str, str]]:
    """Whom the viewer may speak for here: oneself, one's groups, and the agencies one works for."""
    english = language.selected() == "en"
    people = [(one.code, one.name_en if english else one.name) for one in own.voices]
    named = [(slug, _("Diri sendiri (%(group)s)", group=name) if n == 0 else name) for n, (slug, name) in enumerate(people)]
    return named + [(f"opd:{one.code}", _("%(agency)s (tanggapan resmi)", agency=one.name)) for one in own.offices]
