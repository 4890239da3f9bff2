"""What people sent to the demo's events, and how each was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from forum.accounts.models import Account
from forum.accounts.roles import Viewer
from forum.core import clock
from forum.demo.forums import Forums
from forum.demo.people import People
from forum.demo.story import Story, later, parsed, working_day_after
from forum.places import Content, World
from forum.submissions import merging
from forum.submissions.models import Submission
from forum.submissions.states import Channel, Identity, Reason, Referral, SubmissionType
from forum.submissions.support import support
from forum.submissions.voices import Reply
from forum.submissions.wordings import MaskKind, everywhere

DECIDED = 2
"""Working days from publishing to the answer."""


class Inputs:
    """Tells the submissions S01.. and A01.., their decisions, supporters and threads."""

    def __init__(self, world: World, people: People, story: Story, forums: Forums, content: dict[str, Content]) -> None:
        self.world, self.people, self.story, self.forums = world, people, story, forums
        self.skeleton, self.decisions, self.autumn = content["skeleton"], content["decisions"], content["autumn"]
        self.threads = content["threads"]
        self.sent: dict[str, Submission] = {}
        self.published: dict[str, datetime] = {}
        self.replies: dict[str, Reply] = {}

    def plan(self) -> None:
        for row in self.skeleton["submissions"]:
            self._past(
                {
                    **row,
                    "event": row["event_id"],
                    "author": row["author_display"],
                    "identity": row["identity_mode"],
                    "at": row["submitted_at"],
                    "locality": row["locality"] or "",
                }
            )
        for row in self.decisions["extra"]:
            self._past({**row, "locality": "", "age_band": "adult"})
        for row in self.autumn["submissions"]:
            self._send({**row, "event": "A", "at": row["submitted_at"], "age_band": "adult"})
            if row["decision"]:
                self._autumn_decision(row)
        self._supports({**self.decisions["support"], **self.autumn["support"]})
        for row in self.threads["replies"]:
            self._reply(row)

    def moderator(self, key: str, second: bool = False) -> Account:
        return self.people.moderator(self.sent[key].event.jurisdiction.slug, second)

    def _send(self, row: Content) -> None:
        self.story.at(parsed(row["at"]), lambda: self._write(row))

    def _write(self, row: Content) -> None:
        event = self.forums.events[row["event"]]
        city = event.jurisdiction.slug
        author = self.people.author(row["author"], city, row["group"], row.get("age_band", "adult"))
        group = self.world.groups[city, row["group"]]
        number = row.get("question")
        self.sent[row["id"]] = Submission.write(
            event,
            by=self.people.voice(author, row["author"]),
            author_id=author.id,
            group=group,
            for_group=not group.is_element,
            title=row["title"],
            body=row["body"],
            type=SubmissionType(row["type"]),
            pillar=self.world.pillars[row["pillar"]] if row["pillar"] else None,
            question=event.questions[number - 1] if number else None,
            locality=row.get("locality", ""),
            identity=Identity(row["identity"]),
            channel=Channel(row["channel"]),
            code=f"S-{row['id']}",
            judge_by=due(),
        )

    def _past(self, row: Content) -> None:
        """Send it, then decide it as the content says."""
        self._send(row)
        key, sent = row["id"], parsed(row["at"])
        judged = working_day_after(sent, 1, "09:30")
        known = self.decisions
        if key in known["withdrawn"]:
            self.story.at(later(sent, hours=5), lambda: self.sent[key].withdraw(by=self.sent[key].author.viewer()))
        elif key in known["refusals"]:
            self._refuse(key, known["refusals"][key], judged)
        elif key in known["held"]:
            self._hold(key, judged)
        elif key in known["appeals"]:
            self._appeal(key, known["appeals"][key], judged)
        else:
            self._publish(key, judged)

    def _publish(self, key: str, at: datetime) -> None:
        self.published[key] = at
        self.story.at(at, lambda: self._show(key))
        known = self.decisions
        if key in known["merges"]:
            self.story.at(working_day_after(at, 1, "11:00"), lambda: self._merge(key))
        if key in known["answers"]:
            self.story.at(working_day_after(at, DECIDED, "14:00"), lambda: self._answer(key))
        if key in known["split"]:
            self._split(key, known["split"][key], at)

    def _show(self, key: str) -> None:
        by = self.moderator(key).viewer()
        one = self.sent[key]
        if words := {text: MaskKind(kind) for kind, text in self.decisions["redactions"].get(key, [])}:
            one.redact(everywhere(words, one.original), by=by)
        one.publish(by=by, answer_by=due(14))

    def _merge(self, key: str) -> None:
        facts = self.decisions["merges"][key]
        merging.merge(self.sent[key], self.sent[facts["into"]], by=self.moderator(key).viewer(), reason=facts["reason"])

    def _answer(self, key: str) -> None:
        facts, one, by = self.decisions["answers"][key], self.sent[key], self.moderator(key).viewer()
        if facts["verb"] == "refer":
            one.refer(Referral(facts["to"]), facts["note"], by=by, reason=Reason(facts["reason"]))
        elif facts["verb"] == "acknowledge":
            one.acknowledge(by=by, note=facts["note"])
        else:
            getattr(one, facts["verb"])(facts["note"], by=by)

    def _refuse(self, key: str, facts: Content, at: datetime) -> None:
        def act() -> None:
            verb = self.sent[key].refuse if facts["verb"] == "refuse" else self.sent[key].return_for_rewording
            verb(by=self.moderator(key).viewer(), reason=Reason(facts["reason"]), note=facts["note"])

        self.story.at(at, act)

    def _hold(self, key: str, at: datetime) -> None:
        reason = Reason(self.decisions["held"][key])
        self.story.at(at, lambda: self.sent[key].hold(by=self.moderator(key).viewer(), reason=reason))
        end = working_day_after(at, 3, "11:00")
        if key in self.decisions["closed_refusals"]:
            facts = self.decisions["closed_refusals"][key]
            self._refuse(key, {**facts, "verb": "refuse"}, end)
        else:
            self.story.at(end, lambda: self._answer(key))

    def _appeal(self, key: str, facts: Content, at: datetime) -> None:
        self._refuse(key, {**facts["first"], "verb": "refuse"}, at)
        self.story.at(
            later(at, hours=9), lambda: self.sent[key].file_appeal(facts["text"], by=self.sent[key].author.viewer(), judge_by=due())
        )
        judged = working_day_after(at, 1, "15:00")
        verdict = {"overturn": facts["overturn"], "note": facts["note"]}
        self.story.at(judged, lambda: self.sent[key].judge_appeal(**verdict, by=self.moderator(key, second=True).viewer()))
        if facts["overturn"]:
            self._publish(key, later(judged, hours=1))

    def _split(self, key: str, facts: Content, at: datetime) -> None:
        """Merged by mistake, split again, answered; its author says once that the answer missed the point."""

        def one() -> Submission:
            return self.sent[key]

        def rina() -> Viewer:
            return self.moderator(key).viewer()

        self.story.at(later(at, hours=1), lambda: merging.merge(one(), self.sent[facts["into"]], by=rina(), reason=facts["merge_reason"]))
        self.story.at(later(at, hours=4), lambda: merging.split(one(), by=rina(), reason=facts["reason"]))
        self.story.at(later(at, days=4), lambda: one().answer(facts["answer"], by=rina()))
        self.story.at(later(at, days=5), lambda: one().reopen(by=one().author.viewer(), note=facts["reopen"], judge_by=due()))
        self.story.at(later(at, days=7), lambda: one().answer(facts["second"], by=rina()))

    def _autumn_decision(self, row: Content) -> None:
        key, facts = row["id"], row["decision"]
        at = parsed(facts["at"])
        if facts["verb"] in ("refuse", "return"):
            self._refuse(key, facts, at)
            return
        self.published[key] = at
        self.story.at(at, lambda: self.sent[key].publish(by=self.moderator(key).viewer(), answer_by=due(14)))
        if facts["verb"] == "merge":
            reason = facts["note"] or "Pokoknya sama."
            self.story.at(
                later(at, minutes=20),
                lambda: merging.merge(self.sent[key], self.sent[facts["into"]], by=self.moderator(key).viewer(), reason=reason),
            )
        elif facts["verb"] == "answer":
            self.story.at(later(at, hours=4), lambda: self.sent[key].answer(facts["note"], by=self.moderator(key).viewer()))
        elif facts["verb"] == "acknowledge":
            self.story.at(later(at, hours=4), lambda: self.sent[key].acknowledge(by=self.moderator(key).viewer(), note=facts["note"]))

    def _supports(self, wanted: dict[str, dict[str, int]]) -> None:
        """People of the groups stand behind what was published, spread over the first day."""
        for key, groups in wanted.items():
            if key not in self.published:
                continue
            people = [(group, n) for group, count in groups.items() for n in range(1, count + 1)]
            for place, (group, n) in enumerate(people):
                minutes = 15 * 60 * (place + 1) // (len(people) + 1)
                self.story.at(later(self.published[key], minutes=minutes // 15), self._supporting(key, group, n))

    def _supporting(self, key: str, group: str, n: int) -> Any:
        def act() -> None:
            one = self.sent[key]
            city = one.event.jurisdiction.slug
            who = self.people.supporter(n, city, group)
            support(one, by=who.viewer(), account_id=who.id, group=self.world.groups[city, group])

        return act

    def _reply(self, row: Content) -> None:
        def act() -> None:
            one = self.sent[row["submission"]]
            city = one.event.jurisdiction.slug
            official = self.world.agencies[row["official"]] if row["official"] else None
            who = self.people.operator(row["official"]) if official else self.people.author(row["author"], city, row["group"])
            self.replies[row["id"]] = Reply.post(
                one,
                by=who.viewer() if official else self.people.voice(who, row["author"]),
                author_id=who.id,
                group=self.world.groups[city, "opd" if official else row["group"]],
                body=row["body"],
                parent=self.replies.get(row["parent"] or ""),
                official=official,
            )

        if row["submission"] in self.published:
            at = max(parsed(row["at"]), later(self.published[row["submission"]], minutes=61))
            self.story.at(at, act)


def due(days: int = 3) -> date:
    """So many working days from now: three to judge, fourteen to answer."""
    return clock.add_working_days(clock.today("Asia/Jakarta"), days, clock.holidays())
