"""What became of submissions: recommendations in every state, answers, reports, and published outcomes."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from bench.worlds import words
from bench.worlds.chain import Chain
from bench.worlds.inputs import ANSWER, ANSWER_HTML
from bench.worlds.places import PILLARS, City, ago, day, public_id
from bench.worlds.sink import Rows, Sink
from forum.publishing.models import canonical, content_hash
from forum.publishing.snapshot import FIELDS

TOGETHER = 5
"""So many submissions make one recommendation."""
ENDED = ("verified", "completed", "in_progress", "rejected", "deferred", "late", "accepted", "cancelled")
RUNNING = ("issued", "in_progress", "draft", "accepted", "late", "completed")
CORRECTION = "Satu jawaban keliru disalin."

NAMES = (
    "id public_id code event_id jurisdiction_id title body body_html pillar_id owner_id due_on stage issued_at answer answer_html answered_at "
    "work claimed_percent verified_percent completed_at cancelled_note source_count created_at"
)


class Work:
    """Writes recommendations and outcomes event by event."""

    def __init__(self, sink: Sink, chain: Chain, tally: Counter[tuple[str, str]], seed: int) -> None:
        self.pick = random.Random(seed)
        self.chain, self.tally = chain, tally
        self.public_sources: set[int] = set()
        self.rows = Rows(sink, "recommendation", NAMES, horizon="short", priority="medium", success_indicator="Titik yang diperbaiki",
                         baseline=0, target=40)  # fmt: skip
        self.sources = Rows(sink, "recommendation_source", "recommendation_id submission_id")
        self.supporting = Rows(sink, "supporting_agency", "recommendation_id agency_id")
        self.milestones = Rows(sink, "milestone", "id recommendation_id position title planned_on actual_on")
        self.papers = Rows(
            sink, "answer", "id public_id recommendation_id kind state drafted_by_id drafted_at approved_by_id approved_at created_at",
            response=ANSWER, response_html=ANSWER_HTML,
        )  # fmt: skip
        self.reports = Rows(
            sink, "report", "id public_id recommendation_id percent state reported_by_id sent_at verified_by_id verified_at verified_percent "
            "returned_note created_at", note="Pekerjaan lapangan berjalan sesuai jadwal.",
        )  # fmt: skip
        self.evidence = Rows(sink, "evidence", "id report_id", kind="photo", title="Foto lapangan", issued_on=day(-20))
        self.outcomes = Rows(
            sink, "outcome", "id public_id event_id jurisdiction_id number state drafted_by_id reviewed_by_id reviewed_at published_at "
            "supersedes_id correction snapshot hash created_at", title="Hasil forum", summary="Ringkasan hasil forum.",
            summary_html="<p>Ringkasan hasil forum.</p>\n", agreed="Hasil dilaporkan tiap triwulan.",
        )  # fmt: skip
        self.stamps = Rows(sink, "stamp", "key", value=1)

    def fill(self, event: int, city: City, adopted: list[dict[str, Any]], closed: bool, days: float) -> list[dict[str, Any]]:
        """The recommendations that these submissions became; what the event's counters and its outcome need of each."""
        states = ENDED if closed else RUNNING
        return [
            self.one(event, city, adopted[n : n + TOGETHER], states[(n // TOGETHER + event) % len(states)], days)
            for n in range(0, len(adopted), TOGETHER)
        ]

    def one(
        self, event: int, city: City, sources: list[dict[str, Any]], state: str, days: float, code: str | None = None
    ) -> dict[str, Any]:
        number = self.rows.count + 1
        owner = city.agencies[0] if code or (city.id == 1 and number % 2 == 0) else city.agencies[number % len(city.agencies)]
        code = code or f"REK-{number:06d}"
        issued, answered = ago(days - 4), ago(days - 8)
        draft, cancelled = state == "draft", state == "cancelled"
        answer = {"rejected": "rejected", "deferred": "deferred", "issued": "none", "draft": "none", "cancelled": "none"}.get(
            state, "accepted"
        )
        work = {"verified": "verified", "completed": "completed", "in_progress": "in_progress", "late": "in_progress"}.get(
            state, "not_started"
        )
        done = work in ("verified", "completed")
        claimed = 100 if done else 60 if work == "in_progress" else 0
        proven = {"verified": 100, "completed": 60, "in_progress": 40}.get(work, 0)
        due = day(-(number % 200) - 1) if state in ("late", "verified") else day(number % 400 + 3)
        title, body = words.title(self.pick), words.body(self.pick)
        self.rows.add(
            number, public_id("K", number), code, event, city.id, title, body, f"<p>{body}</p>\n", number % len(PILLARS) + 1, owner, due,
            "draft" if draft else "cancelled" if cancelled else "issued", None if draft else issued, answer,
            None if answer == "none" else ANSWER_HTML, None if answer == "none" else answered, work, claimed, proven,
            ago(2) if done else None, "Sudah tercakup program lain." if cancelled else None, len(sources), ago(days - 3),
        )  # fmt: skip
        for one in sources:
            self.sources.add(number, one["id"])
        new = [one for one in sources if not draft and one["id"] not in self.public_sources]
        self.public_sources.update(one["id"] for one in new)
        self.supporting.add(number, city.agencies[(number + 1) % len(city.agencies)])
        for place in range(3):
            self.milestones.add(
                self.milestones.count + 1, number, place, f"Tahap {place + 1}", day(place * 30 - 40), day(-35) if place == 0 else None
            )
        if not draft:
            self.stamps.add(f"rec:{number}")
        trail = (city.id, event, None, number)
        self._lines(trail, city, sources, state, issued)
        if answer != "none":
            self._answered(trail, city, answer, answered)
        if work != "not_started":
            self._reported(trail, city, number, work)
        word = "draft" if draft else "cancelled" if cancelled else work if work != "not_started" and answer == "accepted" else (
            "issued" if answer == "none" else answer)  # fmt: skip
        for scope in ("site", f"city:{city.id}"):
            self.tally[scope, f"recommendation.{word}"] += 1
            if not draft:
                self.tally[scope, f"tracked.{word}"] += 1
                self.tally[scope, "source.public"] += len(new)
        return {"code": code, "title": title, "unanswered": answer == "none" and not cancelled, "state": word, "draft": draft, "due_on": due,
                "claimed": claimed, "proven": proven, "sources": {one["id"] for one in sources}, "answer": answer}  # fmt: skip

    def _lines(self, trail: tuple[int | None, ...], city: City, sources: list[dict[str, Any]], state: str, issued: str) -> None:
        moderator = public_id("P", city.staff["moderator"][0])
        self.chain.add(issued, "recommendation.formulate", moderator, "moderator", trail, None, "draft")
        for one in sources:
            self.chain.add(issued, "recommendation.source", moderator, "moderator", trail, detail={"submission": one["code"]})
        if state != "draft":
            self.chain.add(issued, "recommendation.issue", moderator, "moderator", trail, "draft", "issued")
        if state == "cancelled":
            publisher = public_id("P", city.staff["publisher"][0])
            note = "Sudah tercakup program lain."
            self.chain.add(issued, "recommendation.cancel", publisher, "publisher", trail, "issued", "cancelled", note=note)

    def _answered(self, trail: tuple[int | None, ...], city: City, answer: str, at: str) -> None:
        operator, head = city.staff["agency_operator"][0], city.staff["agency_head"][0]
        paper = self.papers.count + 1
        self.papers.add(paper, public_id("J", paper), trail[3], answer, "approved", operator, at, head, at, at)
        verb = {"accepted": "accept", "rejected": "reject", "deferred": "defer"}[answer]
        self.chain.add(at, "answer.draft", public_id("P", operator), "agency_operator", trail, None, "draft")
        self.chain.add(at, "answer.approve", public_id("P", head), "agency_head", trail, "draft", "approved")
        self.chain.add(at, f"recommendation.{verb}", public_id("P", head), "agency_head", trail, "none", answer, note=ANSWER)

    def _reported(self, trail: tuple[int | None, ...], city: City, number: int, work: str) -> None:
        """A first report that was verified, then the one that the state of the work asks for."""
        self._report(trail, city, 40, "verified", "not_started", "in_progress")
        if work == "in_progress":
            self._report(trail, city, 60, ("sent", "draft", "returned")[number % 3], "in_progress", "in_progress")
        else:
            self._report(trail, city, 100, "verified" if work == "verified" else "sent", "in_progress", "completed")
            if work == "verified":
                self.chain.add(
                    ago(2), "recommendation.verify", public_id("P", city.staff["verifier"][0]), "verifier", trail, "completed", work
                )

    def _report(self, trail: tuple[int | None, ...], city: City, percent: int, state: str, before: str, after: str) -> None:
        number, at = self.reports.count + 1, ago(15 - percent / 10)
        operator, verifier = city.staff["agency_operator"][0], city.staff["verifier"][0]
        proven = state == "verified"
        self.reports.add(
            number, public_id("L", number), trail[3], percent, state, operator, None if state == "draft" else at, verifier if proven else None,
            at if proven else None, percent if proven else None, "Fotonya belum jelas." if state == "returned" else None, at,
        )  # fmt: skip
        self.evidence.add(self.evidence.count + 1, number)
        if state == "draft":
            return
        actor, detail = public_id("P", operator), {"percent": percent}
        self.chain.add(at, "report.send", actor, "agency_operator", trail, "draft", "sent", detail=detail)
        self.chain.add(at, "recommendation.progress", actor, "agency_operator", trail, before, after, detail=detail)
        if state != "sent":
            note = "Fotonya belum jelas." if state == "returned" else None
            verb = "verify" if proven else "return"
            self.chain.add(at, f"report.{verb}", public_id("P", verifier), "verifier", trail, "sent", state, note=note, detail=detail)

    def publish(self, event: dict[str, Any], city: City, inputs: list[dict[str, Any]], recs: list[dict[str, Any]], at: str) -> None:
        """The outcome of a closed event; every tenth in two versions."""
        first = self.outcomes.count + 1
        versions = (1, 2) if event["id"] % 10 == 0 else (1,)
        for number in versions:
            snapshot = canonical(self._snapshot(event, city, inputs, recs, number, at))
            frozen = content_hash(snapshot)
            drafter, reviewer = city.staff["publisher"]
            key = self.outcomes.count + 1
            self.outcomes.add(
                key, public_id("H", key), event["id"], city.id, number, "published" if number == versions[-1] else "superseded", drafter,
                reviewer, at, at, first if number > 1 else None, CORRECTION if number > 1 else None, snapshot, frozen, at,
            )  # fmt: skip
            trail = (city.id, event["id"], None, None, key)
            for verb, who, before, after in (("draft", drafter, None, "draft"), ("submit", drafter, "draft", "in_review"),
                                             ("approve", reviewer, "in_review", "approved")):  # fmt: skip
                self.chain.add(at, f"outcome.{verb}", public_id("P", who), "publisher", trail, before, after)
            detail = {"hash": frozen, "number": number}
            self.chain.add(at, "outcome.publish", public_id("P", drafter), "publisher", trail, "approved", "published", detail=detail)
            if number > 1:
                older = (*trail[:4], first)
                self.chain.add(at, "outcome.supersede", public_id("P", drafter), "publisher", older, "published", "superseded")

    def _snapshot(
        self, event: dict[str, Any], city: City, inputs: list[dict[str, Any]], recs: list[dict[str, Any]], number: int, at: str
    ) -> dict[str, Any]:
        by_source = {source: rec for rec in recs for source in rec["sources"]}
        codes = {one["id"]: one["code"] for one in inputs}
        return {
            "format": 1, "event": {"slug": event["slug"], "title": event["title"], "starts_at": event["starts_at"], "city": city.name},
            "version": number, "title": "Hasil forum", "summary": "Ringkasan hasil forum.", "agreed": ["Hasil dilaporkan tiap triwulan."],
            "correction": CORRECTION if number > 1 else None, "supersedes": None, "published_at": f"{at[:10]}T{at[11:19]}+00:00",
            "chain": {"length": self.chain.length, "head": self.chain.hash},
            "inputs": [self._entry(one, by_source.get(one["id"]), codes) for one in inputs],
            "recommendations": [
                {"code": rec["code"], "title": rec["title"], "owner": "Dinas Komunikasi dan Informatika", "state": rec["state"],
                 "response": None if rec["answer"] == "none" else ANSWER_HTML, "due_on": rec["due_on"], "claimed_percent": rec["claimed"],
                 "verified_percent": rec["proven"]}
                for rec in recs if not rec["draft"]
            ],
        }  # fmt: skip

    def _entry(self, one: dict[str, Any], rec: dict[str, Any] | None, codes: dict[int, str]) -> dict[str, Any]:
        entry = dict.fromkeys(FIELDS)
        if one["fate"] == "confidential":
            return entry | {"decision": "confidential"}
        shown = one["public"]
        return entry | {
            "code": one["code"] if shown else None, "title": one["title"] if shown else None, "group": "Masyarakat umum",
            "decision": one["word"], "reason": None if shown else "spam_gambling", "why": one["response"] if shown else None,
            "merged_into": codes.get(one["into"]) if one["into"] else None,
            "recommendation": rec["code"] if rec and shown else None, "state": rec["state"] if rec and shown else None,
        }  # fmt: skip

    def flush(self) -> None:
        for rows in (v for v in vars(self).values() if isinstance(v, Rows)):
            rows.flush()
