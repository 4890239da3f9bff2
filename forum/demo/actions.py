"""The demo's recommendations: issued, answered, reported on and verified."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from forum.demo.inputs import Inputs
from forum.demo.story import later, moment, parsed
from forum.extensions import db
from forum.places import Content
from forum.recommendations.answers import Answer
from forum.recommendations.models import Milestone, Recommendation
from forum.recommendations.reports import Evidence, EvidenceKind, Report
from forum.recommendations.states import AnswerKind, Priority

ISSUED = {"E1": "2024-12-13", "E2": "2020-03-20", "E3": "2022-06-01", "E4": "2022-09-28", "E5": "2022-06-13"}
ANSWERED = {"E1": "2024-12-19", "E2": "2020-03-25", "E3": "2022-06-08", "E4": "2022-10-05", "E5": "2022-06-16"}
KINDS = {"dokumen": "document", "surat": "letter", "foto": "photo", "tangkapan_layar": "screenshot", "tautan": "link"}


class Actions:
    """Tells what the forums asked for and what the agencies did."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs, self.story, self.people, self.world = inputs, inputs.story, inputs.people, inputs.world
        self.decisions = inputs.decisions
        self.made: dict[str, Recommendation] = {}
        self.owners = {row["id"]: str(row["owner"]) for row in inputs.skeleton["recommendations"]}

    def plan(self) -> None:
        for row in self.inputs.skeleton["recommendations"]:
            self._recommend(row)
        self._cancelled(self.decisions["cancelled"])
        self._returned_report(self.decisions["returned_report"])

    def _recommend(self, row: Content) -> None:
        key, event = row["id"], row["event_id"]
        self.story.at(moment(ISSUED[event], "13:00"), lambda: self._issue(row))
        answered = moment(ANSWERED[event], "15:00")
        if key == self.decisions["returned_answer"]["recommendation"]:
            self._returned_answer(key, row, answered)
        else:
            self.story.at(answered - timedelta(days=1), lambda: self._draft_answer(key, row))
            self.story.at(answered, lambda: self._approve(key))
        checked = self.decisions["verified"].get(key, [])
        for n, update in enumerate(row["progress_updates"]):
            self._report(key, row, update, checked[n] if n < len(checked) else None)

    def _issue(self, row: Content) -> None:
        sources = [self.inputs.sent[one] for one in row["source_submissions"]]
        by = self.inputs.moderator(row["source_submissions"][0]).viewer()
        made = Recommendation.from_submissions(
            sources,
            by=by,
            code=row["code"],
            title=row["title"],
            body=row["body"],
            pillar=self.world.pillars[row["pillar"]] if row["pillar"] else None,
            owner=self.world.agencies[row["owner"]],
            supporting=[self.world.agencies[one] for one in row["supporting"]],
            due_on=date.fromisoformat(row["due_date"]),
            success_indicator=row["success_indicator"] or "",
            baseline=_decimal(row["baseline"]),
            target=_decimal(row["target"]),
            priority=Priority(row["priority"]),
            planning_reference=row.get("planning_reference") or "",
            index_reference=self._measured_by(row["contributes_to"] or ""),
            milestones=self._milestones(row["id"]),
        )
        made.issue(by=by)
        self.made[row["id"]] = made

    def _measured_by(self, reference: str) -> str:
        """The pillar, or the index and its numbered indicator, in words."""
        scheme, _, indicator = reference.partition(":")
        names = {row["id"]: str(row["name_id"]) for row in self.inputs.skeleton["index_schemes"]}
        names |= {row["id"]: str(row["label_id"]) for row in self.inputs.skeleton["pillars"]}
        return (names[scheme] + (f", indikator {indicator}" if indicator else "")) if reference else ""

    def _milestones(self, key: str) -> list[Milestone]:
        rows = self.decisions["milestones"].get(key, [])
        return [
            Milestone(position=n, title=title, planned_on=date.fromisoformat(planned), actual_on=_day(actual), expected_on=_day(expected))
            for n, (title, planned, actual, expected) in enumerate(rows, 1)
        ]

    def _draft_answer(self, key: str, row: Content) -> None:
        kind = AnswerKind(self.decisions["answers_of_agencies"].get(key, "accepted"))
        operator = self.people.operator(row["owner"])
        Answer.draft(self.made[key], kind, row["reasoned_response"], by=operator.viewer(), author_id=operator.id)

    def _answer(self, key: str) -> Answer:
        return db.session.query(Answer).filter_by(recommendation_id=self.made[key].id).one()

    def _approve(self, key: str) -> None:
        self._answer(key).approve(by=self.people.head(self.owners[key]).viewer())

    def _returned_answer(self, key: str, row: Content, at: datetime) -> None:
        """The head sends the first draft back; the operator's second one is approved."""
        facts = self.decisions["returned_answer"]
        self.story.at(at - timedelta(days=2), lambda: self._draft_answer(key, {**row, "reasoned_response": facts["response"]}))
        head = row["owner"]
        self.story.at(at - timedelta(days=1), lambda: self._answer(key).send_back(by=self.people.head(head).viewer(), note=facts["note"]))

        def revise() -> None:
            operator = self.people.operator(row["owner"])
            self._answer(key).revise(AnswerKind.ACCEPTED, row["reasoned_response"], by=operator.viewer(), author_id=operator.id)

        self.story.at(at - timedelta(hours=3), revise)
        self.story.at(at, lambda: self._approve(key))

    def _report(self, key: str, row: Content, update: Content, verified: int | None) -> None:
        def send() -> None:
            operator = self.people.operator(row["owner"])
            kind = update.get("evidence_kind")
            evidence = (
                [Evidence(kind=EvidenceKind(KINDS.get(kind, "document")), title=f"{kind.replace('_', ' ').capitalize()}: {update['note']}")]
                if kind
                else []
            )
            obstacle = self.decisions["obstacles"].get(key, {}).get(update["date"], "")
            Report.draft(
                self.made[key],
                by=operator.viewer(),
                author_id=operator.id,
                percent=update["percent"],
                note=update["note"],
                obstacle=obstacle,
                evidence=evidence,
            ).send(by=operator.viewer())

        sent = moment(update["date"], "10:00")
        self.story.at(sent, send)
        if verified is not None:
            note = "" if verified == update["percent"] else "Sebagian bukti belum lengkap."
            self.story.at(later(sent, days=7), lambda: self._last(key).verify(verified, by=self._verifier(key), note=note))

    def _last(self, key: str) -> Report:
        return db.session.query(Report).filter_by(recommendation_id=self.made[key].id).order_by(Report.id.desc()).limit(1).one()

    def _verifier(self, key: str) -> Any:
        return self.people.verifier(self.made[key].event.jurisdiction.slug).viewer()

    def _returned_report(self, facts: Content) -> None:
        key = facts["recommendation"]
        row = next(one for one in self.inputs.skeleton["recommendations"] if one["id"] == key)
        at = parsed(facts["at"])
        update = {"date": at.date().isoformat(), "percent": facts["percent"], "note": facts["note"], "evidence_kind": "laporan"}
        self._report(key, row, update, None)
        self.story.at(later(at, days=4), lambda: self._last(key).send_back(by=self._verifier(key), note=facts["returned"]))

    def _cancelled(self, facts: Content) -> None:
        def issue() -> None:
            source = self.inputs.sent[facts["source"]]
            by = self.inputs.moderator(facts["source"]).viewer()
            made = Recommendation.from_submissions(
                [source],
                by=by,
                code=facts["code"],
                title=facts["title"],
                body=facts["body"],
                owner=self.world.agencies[facts["owner"]],
                due_on=date.fromisoformat(facts["due"]),
            )
            made.issue(by=by)
            self.made[facts["id"]] = made

        at = moment(ISSUED[facts["event"]], "14:00")
        self.story.at(at, issue)
        self.story.at(later(at, days=2), lambda: self.made[facts["id"]].cancel(by=self._publisher(facts["id"]), note=facts["note"]))

    def _publisher(self, key: str) -> Any:
        return self.people.publisher(self.made[key].event.jurisdiction.slug).viewer()


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
