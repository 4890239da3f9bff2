"""The whole of a world: which events there are, in which city, with how many submissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bench.worlds.chain import Chain
from bench.worlds.inputs import Inputs
from bench.worlds.places import CITIES, NOW, PILLARS, City, Places, ago, day, public_id, stamp
from bench.worlds.sink import Rows, Sink
from bench.worlds.voices import Voices
from bench.worlds.work import Work
from forum.core.stamps import SITE

WITH_PAST = 60
"""So many cities have a closed event in the smallest world too, so that lists show as many rows in every world."""
EVENT = 195
"""Submissions of an event in the archive."""
FOCUS_EVENT, CLOSED_EVENT = "forum-ukur", "forum-ukur-selesai"
THREAD, LONG, SHARED, RECOMMENDATION = "S-ZZZZ0050", "S-ZZZZ5000", "S-ZZZZ0001", "REK-ZZZZZ1"
"""Codes of what is measured in every world: a thread of 50, one of 5,000, a submission to support, a recommendation."""
LONG_THREAD = 5000


@dataclass(frozen=True, slots=True)
class Plan:
    """``size`` submissions over ``cities``; a tenth belong to the city that is measured, half of these to its open event."""

    size: int
    cities: int = CITIES
    long_thread: int = LONG_THREAD

    @property
    def focus_event(self) -> int:
        return max(self.size // 20, 50)

    @property
    def focus_archive(self) -> int:
        return max(self.size // 20, 50)

    def elsewhere(self, city: int) -> int:
        """Submissions of another city."""
        rest = self.size - self.focus_event - self.focus_archive
        return rest // (self.cities - 1) + (city - 2 < rest % (self.cities - 1))


NAMES = (
    "id public_id slug jurisdiction_id title state starts_at ends_at organizer_id result_due_on announced_at closed_at outcome_published_at "
    "submission_count public_count undecided_count unanswered_count recommendation_count created_at"
)


class Builder:
    """Writes a world through a sink; ``progress`` is told of every submission written."""

    def __init__(self, sink: Sink, plan: Plan, progress: Callable[[int], Any]) -> None:
        self.sink, self.plan, self.progress = sink, plan, progress
        self.chain = Chain(sink)
        self.places = Places(sink, plan.size, plan.cities)
        self.voices = Voices(sink, self.chain)
        self.inputs = Inputs(sink, self.chain, self.voices, seed=1)
        self.work = Work(sink, self.chain, self.inputs.tally, seed=2)
        self.rows = Rows(
            sink, "event", NAMES, kind="stakeholder_forum", purpose="Mengumpulkan masukan warga untuk layanan digital kota.",
            venue="Ruang Kalijaga, Balai Kota", attendance="hybrid", opened_by="Wali Kota", promise="involve", open_sign_up=1,
            what_can_change="Urutan pekerjaan tahun depan.", decision_maker="Wali Kota",
        )  # fmt: skip
        self.windows = Rows(sink, "input_window", "id event_id kind opens_at closes_at handed_in")
        self.agenda = Rows(sink, "agenda_item", "id event_id position title", speaker="Dinkominfo")
        self.questions = Rows(sink, "question", "id event_id position text")
        self.invited = Rows(sink, "invited_group", "event_id group_id position attended")
        self.provisions = Rows(sink, "provision", "id event_id position text", available=1)
        self.pillars = Rows(sink, "event_pillar", "event_id pillar_id")

    def build(self) -> None:
        focus, *others = self.places.cities
        for city in others:
            self._archive(city, self.plan.elsewhere(city.id), live=True)
        left = self._focus_archive(focus)
        self._archive(focus, left, live=False)
        self._focus_event(focus)
        self._finish()

    def _archive(self, city: City, size: int, live: bool) -> None:
        """The events of a city, the newest last; when ``live`` that one is open in every second city, else in follow-up."""
        count = max(2 if live and city.id <= WITH_PAST else 1, round(size / EVENT))
        for place in range(count):
            share = size // count + (place < size % count)
            newest = live and place == count - 1
            days = 12.0 if newest else 40.0 + 700.0 * (count - place) / (count + 1)
            state = "announced" if newest or (place + city.id) % 16 == 0 else "closed"
            self._event(city, share, state, days, taking=newest and city.id % 2 == 0)
        if city.id % 10 == 0:
            self._event(city, 0, "cancelled" if city.id % 20 else "draft", -30.0, taking=False)

    def _focus_archive(self, city: City) -> int:
        """A closed event of 40 with a published outcome, whose first submissions are one reader's own."""
        size = min(40, self.plan.focus_archive)
        self._event(city, size, "closed", 60.0, taking=False, slug=CLOSED_EVENT, author=city.people[0])
        return self.plan.focus_archive - size

    def _event(
        self, city: City, size: int, state: str, days: float, *, taking: bool, slug: str | None = None, author: int | None = None
    ) -> None:
        number = self.rows.count + 1
        closed = state == "closed"
        fates = self.inputs.fates(size, closed)
        inputs = self.inputs.fill(number, city, fates, days + 10, author)
        self._rest(number, city, inputs, state, days, taking, slug or f"forum-{number}")

    def _focus_event(self, city: City) -> None:
        """The open event that is measured: every kind of submission, the two threads, and one recommendation."""
        number, special = self.rows.count + 1, 3
        inputs = self.inputs.fill(number, city, self.inputs.fates(self.plan.focus_event - special, False), 18.0)
        one, people = self.inputs.one, min(60, len(city.people) - 1)
        inputs.append(one(number, city, "adopted", 19.0, code=THREAD, replies=50, supporters=people))
        inputs.append(one(number, city, "public", 19.0, code=LONG, replies=self.plan.long_thread, supporters=12))
        inputs.append(one(number, city, "public", 19.0, code=SHARED, replies=0, supporters=0))
        self._rest(number, city, inputs, "announced", 12.0, True, FOCUS_EVENT)

    def _rest(self, number: int, city: City, inputs: list[dict[str, Any]], state: str, days: float, taking: bool, slug: str) -> None:
        """What an event has beside its submissions, and its row with the counters."""
        closed = state == "closed"
        adopted = [one for one in inputs if one["fate"] == "adopted"]
        thread = [one for one in adopted if one["code"] == THREAD]
        recs = self.work.fill(number, city, [one for one in adopted if one["code"] != THREAD], closed, days)
        if thread:
            recs.append(self.work.one(number, city, [*thread, *adopted[:4]], "in_progress", days, RECOMMENDATION))
        meets = NOW + timedelta(days=8) if taking else NOW - timedelta(days=days)
        event = {"id": number, "slug": slug, "title": f"Forum Pemangku Kepentingan {number}", "starts_at": meets.isoformat()}
        over = ago(days - 30) if closed else None
        if closed:
            self.work.publish(event, city, inputs, recs, ago(days - 25))
        self.rows.add(
            number, public_id("E", number), slug, city.id, event["title"], state, stamp(meets), stamp(meets + timedelta(hours=3)),
            city.agencies[0], day(30 - int(days)), None if state == "draft" else ago(days + 30), over, ago(days - 25) if closed else None,
            len(inputs), sum(one["shown"] for one in inputs), sum(one["undecided"] for one in inputs), sum(rec["unanswered"] for rec in recs),
            len(recs), ago(days + 40),
        )  # fmt: skip
        self._parts(number, city, days, taking, [one["at"] for one in inputs])
        self.places.stamps.add(f"event:{number}")
        self.progress(len(inputs))

    def _parts(self, number: int, city: City, days: float, taking: bool, sent: list[str]) -> None:
        span = (ago(20), ago(-15)) if taking else (ago(days + 15), ago(days - 8))
        self.windows.add(self.windows.count + 1, number, "before", *span, sum(span[0] <= at < span[1] for at in sent))
        for place in range(4):
            self.agenda.add(self.agenda.count + 1, number, place, f"Acara {place + 1}")
        for place in range(2):
            self.questions.add(self.questions.count + 1, number, place, f"Apa yang perlu didahulukan pada bidang {place + 1}?")
        for place, group in enumerate(city.groups):
            self.invited.add(number, group, place, None if taking else 3 + place)
        self.provisions.add(self.provisions.count + 1, number, 0, "Juru bahasa isyarat")
        for pillar in range(1, len(PILLARS) + 1, 2):
            self.pillars.add(number, pillar)

    def _finish(self) -> None:
        for part in (
            self.places,
            self.voices.rows,
            self.inputs,
            self.work,
            self.chain.rows,
            *(v for v in vars(self).values() if isinstance(v, Rows)),
        ):
            part.flush()  # type: ignore[attr-defined]
        tallies = [(scope, key, value) for (scope, key), value in sorted(self.inputs.tally.items())]
        self.sink.write("tally", ["scope", "key", "value"], tallies)
        self.sink.write("stamp", ["key", "value"], [(SITE, 1)])
        self.sink.write("chain_head", ["id", "length", "hash"], [(1, self.chain.length, self.chain.hash)])
        self.sink.write("reading", ["id", "seq"], [(1, self.chain.length)])
        self.sink.write("demo_clock", ["id", "started_at", "showed"], [(1, stamp(NOW), stamp(NOW))])
        self.sink.finish()
