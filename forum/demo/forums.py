"""The six events of the demo: announced, held, and where that is so, published and closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from forum.core import clock, history
from forum.demo.people import People
from forum.demo.story import Story, moment, parsed
from forum.events.models import Attendance, Event, EventKind, Promise
from forum.events.parts import AgendaItem, InputWindow, InvitedGroup, Provision, Question, WindowKind
from forum.extensions import db
from forum.places import Content, World
from forum.publishing import snapshot
from forum.publishing.models import Outcome
from forum.records.models import Commitment, QuickWin


class Forums:
    """Plans the events and tells their ends. ``events`` holds them by the content's key."""

    def __init__(self, world: World, people: People, story: Story, skeleton: Content, decisions: Content) -> None:
        self.world, self.people, self.story = world, people, story
        self.skeleton, self.decisions = skeleton, decisions
        self.events: dict[str, Event] = {}

    def plan(self) -> None:
        for row in self.skeleton["events"]:
            self._past(row)
        self._autumn(self.decisions["autumn_event"])
        for key, facts in self.decisions["outcomes"].items():
            self._outcome(key, facts)

    def city(self, key: str) -> str:
        return str(self.events[key].jurisdiction.slug)

    def _past(self, row: Content) -> None:
        more = self.decisions["events"][row["id"]]
        first, last = date.fromisoformat(row["date_start"]), date.fromisoformat(row["date_end"])
        times = more["agenda_times"] + [None] * len(row["agenda"])
        speakers = more["speakers"] + [""] * len(row["agenda"])
        agenda = [
            AgendaItem(position=n, title=title, speaker=speakers[n - 1], starts_at=moment(first, times[n - 1]) if times[n - 1] else None)
            for n, title in enumerate(row["agenda"], 1)
        ]
        facts = {
            "slug": more["slug"],
            "kind": EventKind(row["type"]),
            "title": row["title"],
            "purpose": row["purpose"],
            "starts_at": moment(first, more["start"]),
            "ends_at": moment(last, more["end"]),
            "venue": row["venue"],
            "organizer": self.world.agencies[row["organizer"]],
            "opened_by": row["opened_by_role"],
            "opened_by_delegate": row.get("opened_by_represented_by_role"),
            "promise": Promise(row["iap2_level"]),
            "what_can_change": more["what"],
            "decision_maker": more["who"],
            "result_due_on": clock.add_working_days(last, 14, ()),
            "agenda": agenda,
            "provenance": row["provenance"],
            "windows": windows(first, last, row["consultation_open"], row["consultation_close"]),
            "legal_bases": [self.world.bases[one] for one in row["legal_basis"]],
        }
        self._announce(
            row["id"], row["jurisdiction"], row["invited_groups"], row["pillars"], more, facts, moment(row["consultation_open"], "07:00")
        )

    def _autumn(self, row: Content) -> None:
        day = date.fromisoformat(row["day"])
        agenda = [
            AgendaItem(position=n, starts_at=moment(day, at), title=title, speaker=who)
            for n, (at, title, who) in enumerate(row["agenda"], 1)
        ]
        facts = {
            "slug": row["slug"],
            "kind": EventKind(row["kind"]),
            "title": row["title"],
            "purpose": row["purpose"],
            "starts_at": moment(day, row["start"]),
            "ends_at": moment(day, row["end"]),
            "venue": row["venue"],
            "organizer": self.world.agencies[row["organizer"]],
            "opened_by": row["opened_by"],
            "promise": Promise(row["promise"]),
            "what_can_change": row["what"],
            "decision_maker": row["who"],
            "result_due_on": date.fromisoformat(row["result_due"]),
            "agenda": agenda,
            "windows": windows(day, day, row["opens"], row["closes"]),
            "provenance": "invented",
            "legal_bases": [self.world.bases[one] for one in row["bases"]],
        }
        self._announce("A", row["city"], row["invited"], row["pillars"], row, facts, moment("2025-09-24", "09:00"))

    def _announce(
        self, key: str, city: str, invited: list[str], pillars: list[str], more: Content, facts: dict[str, Any], when: Any
    ) -> None:
        def act() -> None:
            by = self.people.publisher(city).viewer()
            event = Event.plan(
                by=by,
                jurisdiction=self.world.cities[city],
                attendance=Attendance.OFFLINE,
                **facts,
                questions=[Question(position=n, text=text) for n, text in enumerate(more["questions"], 1)],
                provisions=[Provision(position=n, text=text, available=there) for n, (text, there) in enumerate(more["provisions"], 1)],
                pillars=[self.world.pillars[one] for one in pillars],
                invited=[
                    InvitedGroup(group=self.world.groups[city, one], position=n, attended=self._attended(key, one))
                    for n, one in enumerate(invited, 1)
                ],
            )
            db.session.add(event)
            db.session.flush()
            event.announce(by=by)
            self.events[key] = event
            if key == "E4":
                self._signed(event)

        self.story.at(when - timedelta(days=1 if key != "A" else 0), act)

    def _attended(self, key: str, group: str) -> int | None:
        return next((row["count"] for row in self.skeleton["attendance_sample"] if row["event_id"] == key and row["group"] == group), None)

    def _signed(self, event: Event) -> None:
        """Tegal's commitment and its six quick wins."""
        row = self.skeleton["commitments"][0]
        db.session.add(
            Commitment(
                event=event,
                title=row["title"],
                parent_instrument=row["parent_instrument"],
                components="\n".join(row["components"]),
                signatories="\n".join(row["signatory_roles"]),
                signed_on=event.starts_at.date(),
            )
        )
        for win in self.skeleton["quick_wins"]:
            made = QuickWin(jurisdiction=event.jurisdiction, event_id=event.id, pillar=self.world.pillars[win["pillar"]], name=win["name"])
            db.session.add(made)

    def _outcome(self, key: str, facts: Content) -> None:
        at = parsed(facts["at"])
        self._version(key, 1, at, facts["summary"], facts["agreed"], None)
        if correction := facts.get("correction"):
            self._version(key, 2, parsed(correction["at"]), correction["summary"], facts["agreed"], correction["text"])
        if retract := facts.get("retract"):
            self.story.at(parsed(retract["at"]), lambda: self._current(key).retract(by=self._publisher(key), note=retract["note"]))
        if close := facts.get("close"):
            self.story.at(parsed(close), lambda: self.events[key].close(by=self._publisher(key)))

    def _publisher(self, key: str, second: bool = False) -> Any:
        return self.people.publisher(self.city(key), second).viewer()

    def _current(self, key: str) -> Outcome:
        return db.session.query(Outcome).filter_by(event_id=self.events[key].id).order_by(Outcome.number.desc()).first()  # type: ignore[return-value]

    def _version(self, key: str, number: int, at: Any, summary: str, agreed: list[str], correction: str | None) -> None:
        def draft() -> None:
            author = self.people.publisher(self.city(key))
            Outcome.of(
                self.events[key],
                by=author.viewer(),
                author_id=author.id,
                number=number,
                title=f"Laporan Hasil {self.events[key].title}",
                summary=summary,
                agreed="\n".join(agreed),
                supersedes=self._current(key) if correction else None,
                correction=correction,
            ).submit(by=author.viewer())

        def publish() -> None:
            outcome = self._current(key)
            history.seal_pending(db.session())
            outcome.publish(snapshot.of(outcome), by=self._publisher(key))

        self.story.at(at - timedelta(hours=20), draft)
        self.story.at(at - timedelta(hours=17), lambda: self._current(key).approve(by=self._publisher(key, second=True)))
        self.story.at(at, publish)


def windows(first: date, last: date, opens: str, closes: str) -> list[InputWindow]:
    """Before, during and after the meeting, by local dates; ``closes`` is the last day."""
    start, end = date.fromisoformat(opens), date.fromisoformat(closes) + timedelta(days=1)
    spans = (
        (WindowKind.BEFORE, start, first),
        (WindowKind.DURING, first, last + timedelta(days=1)),
        (WindowKind.AFTER, last + timedelta(days=1), end),
    )
    return [InputWindow(kind=kind, opens_at=moment(a, "00:00"), closes_at=moment(b, "00:00")) for kind, a, b in spans if b > a]
