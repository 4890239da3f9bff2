"""What the moderators of the demo keep and did besides deciding: lists, trust, flags, notes, readings."""

from __future__ import annotations

from typing import Any

from forum.accounts.roles import Viewer
from forum.demo.inputs import Inputs
from forum.demo.story import moment, parsed
from forum.places import Content
from forum.submissions import flags
from forum.submissions.flags import Flag
from forum.submissions.states import Reason
from forum.submissions.voices import Reply
from forum.submissions.watching import TrustedAuthor, keep_words
from forum.triage.desk_models import ColleagueNote, ReplyTemplate


class Desk:
    """Tells it among the inputs of the autumn forum."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs, self.story, self.people, self.world = inputs, inputs.story, inputs.people, inputs.world
        self.facts: Content = inputs.decisions["desk"]
        self.city = self.world.cities[self.facts["city"]]
        self.replies: dict[str, Reply] = {}

    def plan(self) -> None:
        self.story.at(moment("2025-09-24", "08:00"), self._lists)
        self._trust(self.facts["trust"])
        self._trust(self.facts["distrust"])
        for row in self.facts["replies"]:
            self._reply(row)
        for row in self.facts["flags"]:
            self._flag(row)
        for row in self.facts["notes"]:
            self._note(row)
        for row in self.facts["readings"]:
            self._read(row)

    def _moderator(self, second: bool = False) -> Any:
        return self.people.moderator(self.facts["city"], second)

    def _rina(self) -> Viewer:
        by: Viewer = self._moderator().viewer()
        return by

    def _lists(self) -> None:
        by = self._rina()
        keep_words(self.city, self.facts["words"], by=by, plates=False)
        for name, verb, body in self.facts["templates"]:
            ReplyTemplate.write(self.city.id, name, body, verb, by=by)
        name, verb, body = self.facts["retired_template"]
        ReplyTemplate.write(self.city.id, name, body, verb, by=by).retire(by=by)

    def _trust(self, facts: Content) -> None:
        given: list[TrustedAuthor] = []

        def give() -> None:
            author = self.inputs.sent[facts["from"]].author
            given.append(TrustedAuthor.grant(author, self.city.id, by=self._rina(), why=facts["why"]))

        self.story.at(parsed(facts["at"]), give)
        if "until" in facts:
            self.story.at(parsed(facts["until"]), lambda: given[0].revoke(by=self._rina(), why=facts["reason"]))

    def _person(self, name: str, group: str = "masyarakat") -> Any:
        return self.people.author(name, self.facts["city"], group)

    def _reply(self, row: Content) -> None:
        def act() -> None:
            who, group = self._person(row["author"], row["group"]), self.world.groups[self.facts["city"], row["group"]]
            under = self.inputs.sent[row["submission"]]
            self.replies[row["id"]] = Reply.post(under, by=who.viewer(), author_id=who.id, group=group, body=row["body"])

        self.story.at(parsed(row["at"]), act)

    def _flag(self, row: Content) -> None:
        made: list[Flag] = []

        def act() -> None:
            who, reply = self._person(row["by"]), self.replies.get(row.get("reply", ""))
            under, reason = self.inputs.sent[row["submission"]], Reason(row["reason"])
            one, _new = flags.flag(under, by=who.viewer(), account_id=who.id, reason=reason, note=row["note"], reply=reply)
            made.append(one)

        self.story.at(parsed(row["at"]), act)
        if "settled" in row:
            self.story.at(parsed(row["settled"]), lambda: self._settle(made[0], row))

    def _settle(self, one: Flag, row: Content) -> None:
        reply = self.replies[row["reply"]]
        if row["act"] == "hide":
            flags.hide(reply, by=self._rina(), reason=one.reason, note=row["outcome"])
        else:
            flags.let_stand(reply, by=self._rina(), note=row["outcome"])

    def _note(self, row: Content) -> None:
        def act() -> None:
            who = self._moderator(row["second"])
            ColleagueNote.write(self.inputs.sent[row["submission"]], row["body"], by=who.viewer(), account_id=who.id)

        self.story.at(parsed(row["at"]), act)

    def _read(self, row: Content) -> None:
        one = row["submission"]
        self.story.at(parsed(row["at"]), lambda: _opened(self.inputs, one, row["why"], self._rina()))


def _opened(inputs: Inputs, key: str, why: str, by: Viewer) -> None:
    inputs.sent[key].open_original(by=by, why=why)
