"""Labelled texts brought into an event of a test, and measured as the bench measures them."""

from __future__ import annotations

from typing import Any

from bench.likeness import Figures
from bench.likeness import measured as figures_of
from forum.accounts.roles import Role
from forum.core import clock
from forum.events.models import Event
from forum.submissions import importing
from forum.submissions.importing import Groups, Incoming
from forum.submissions.states import Channel
from tests import make


def brought_in(rows: list[dict[str, Any]]) -> Event:
    """These rows as submissions of a new event."""
    event = make.event()
    publisher = make.account("Penerbit", Role.PUBLISHER).viewer()
    group, author = Groups(event.jurisdiction).public(), importing.secretariat(event.jurisdiction)
    inputs = [Incoming(row["id"], row["title"], row["body"], group) for row in rows]
    today = clock.today(event.tz)
    make.said(importing.take_in, event, inputs, by=publisher, author=author, channel=Channel.PAPER, judge_by=today)
    return event


def measured(rows: list[dict[str, Any]]) -> Figures:
    return figures_of(brought_in(rows).id, rows)
