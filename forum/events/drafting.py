"""Between the event form and the event: what was typed as facts and parts, and an event as a filled form."""

from __future__ import annotations

import itertools
import re
import unicodedata
from datetime import timedelta
from textwrap import shorten
from typing import Any

from forum.accounts import queries as people
from forum.accounts.bodies import Capacity
from forum.core import clock
from forum.events import queries
from forum.events.arranging import Parts
from forum.events.forms import SPANS, EventForm, agenda_line, lines
from forum.events.models import Attendance, Event, EventKind, Promise
from forum.indices import queries as indices
from forum.labels import choices

RESERVED = {"baru"}
"""Words that are pages of the desk, so no event's address."""

PLAIN = (
    "title", "purpose", "venue", "opened_by", "what_can_change", "decision_maker", "result_due_on", "open_sign_up", "post_moderated",
)  # fmt: skip
"""Fields that are columns of the event as they stand."""


def offer(form: EventForm, jurisdiction_id: int) -> None:
    """Fill the lists that a publisher of this city chooses from."""
    form.kind.choices = choices("event_kind")
    form.attendance.choices = choices("attendance")
    form.promise.choices = choices("promise")
    form.opened_by_capacity.choices = choices("capacity", *Capacity)
    form.organizer.choices = [(str(one.id), one.name) for one in people.agencies_of_city(jurisdiction_id)]
    if form.organizer.data is None:
        form.organizer.data = str(queries.latest_organizer(jurisdiction_id) or "")
    form.invited.choices = [(one.id, one.name) for one in people.groups_of_city(jurisdiction_id)]
    form.pillars.choices = [(one.id, one.name) for one in indices.pillars()]
    form.bases.choices = [(one.id, f"{one.citation}, {one.about}") for one in queries.regulations()]


def facts(form: EventForm, tz: str) -> dict[str, Any]:
    """The columns of the event that the form speaks of."""
    zone = clock.zone(tz)
    return {
        **{name: form[name].data for name in PLAIN},
        "kind": EventKind(form.kind.data),
        "attendance": Attendance(form.attendance.data),
        "opened_by_capacity": Capacity(form.opened_by_capacity.data),
        "opened_by_delegate": form.opened_by_delegate.data or None,
        "promise": Promise(form.promise.data),
        "organizer_id": int(form.organizer.data),
        "starts_at": form.starts_at.data.replace(tzinfo=zone),
        "ends_at": form.ends_at.data.replace(tzinfo=zone),
    }


def parts(form: EventForm) -> Parts:
    spans = {span: (form[f"{span}_from"].data, form[f"{span}_to"].data) for span in SPANS if form[f"{span}_from"].data}
    there = [(text, True) for text in lines(form.provisions.data)]
    return Parts(
        agenda=[agenda_line(line) for line in lines(form.agenda.data)],
        windows=spans,
        questions=lines(form.questions.data),
        provisions=[*there, *((text, False) for text in lines(form.lacking.data))],
        invited=form.invited.data or [],
        pillars=form.pillars.data or [],
        bases=form.bases.data or [],
    )


def fill(form: EventForm, event: Event) -> None:
    """The form as the event stands."""
    zone = clock.zone(event.tz)
    for name in (*PLAIN, "version"):
        form[name].data = getattr(event, name)
    form.opened_by_delegate.data = event.opened_by_delegate or ""
    for name in ("kind", "attendance", "promise", "opened_by_capacity"):
        form[name].data = str(getattr(event, name))
    form.organizer.data = str(event.organizer_id)
    form.starts_at.data, form.ends_at.data = (at.astimezone(zone).replace(tzinfo=None) for at in (event.starts_at, event.ends_at))
    form.agenda.data = "\n".join(_agenda_text(item, event.tz) for item in event.agenda)
    form.questions.data = "\n".join(question.text for question in event.questions)
    form.provisions.data = "\n".join(one.text for one in event.provisions if one.available)
    form.lacking.data = "\n".join(one.text for one in event.provisions if not one.available)
    form.invited.data = [one.group_id for one in event.invited]
    form.pillars.data = [one.id for one in event.pillars]
    form.bases.data = [one.id for one in event.legal_bases]
    for window in event.windows:
        form[f"{window.kind}_from"].data = window.opens_at.astimezone(zone).date()
        form[f"{window.kind}_to"].data = window.closes_at.astimezone(zone).date() - timedelta(days=1)


def _agenda_text(item: Any, tz: str) -> str:
    at = item.starts_at.astimezone(clock.zone(tz)).strftime("%H.%M") if item.starts_at else ""
    return " | ".join(part for part in (at, item.title, item.speaker) if part)


def free_slug(title: str, year: int) -> str:
    """An address made of the title that no other event has: with the year, then a number, only when the title alone is taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = shorten(re.sub(r"[^a-z0-9]+", " ", plain).strip(), 66, placeholder="").replace(" ", "-") or "acara"
    if stem in RESERVED:
        stem = f"acara-{stem}"
    wanted = itertools.chain((stem, f"{stem}-{year}"), (f"{stem}-{year}-{n}" for n in itertools.count(2)))
    return next(slug for slug in wanted if not queries.slug_taken(slug))
