"""An event as a calendar entry (RFC 5545): the same UID for ever, a higher SEQUENCE with each change."""

from __future__ import annotations

from icalendar import Calendar
from icalendar import Event as Entry

from forum.core import clock
from forum.events.models import Event
from forum.events.states import EventState


def of(event: Event, url: str) -> bytes:
    """The file for one event; a cancelled one says so."""
    zone = clock.zone(event.tz)
    entry = Entry()
    entry.add("uid", f"{event.public_id}@urun-rembuk")
    entry.add("dtstamp", clock.wall())
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", event.title)
    entry.add("description", event.purpose)
    entry.add("location", event.venue)
    entry.add("url", url)
    entry.add("sequence", event.version)
    entry.add("status", "CANCELLED" if event.state is EventState.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Urun Rembuk//ID")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
