"""The demo's young people: one whose guardian has not answered, one with consent, one whose consent was withdrawn."""

from __future__ import annotations

from datetime import timedelta

from forum.accounts.access import fingerprint
from forum.accounts.guardians import Guardianship, Relation
from forum.accounts.joining import demo_guardian_secret
from forum.accounts.links import MailLink, Purpose
from forum.accounts.models import Account
from forum.core import clock
from forum.demo.inputs import Inputs, due
from forum.demo.people import HOME
from forum.demo.story import parsed
from forum.extensions import db
from forum.places import Content
from forum.publishing import erasing as publishing
from forum.submissions import erasing
from forum.submissions.models import Submission
from forum.submissions.states import SubmissionType

EVENT = "A"
A_YEAR = timedelta(days=365)


class Minors:
    """Tells how they joined, what they wrote, and what their guardians answered."""

    def __init__(self, inputs: Inputs, content: Content) -> None:
        self.inputs, self.story, self.people, self.rows = inputs, inputs.story, inputs.people, content["people"]
        self.joined: dict[str, Account] = {}

    def plan(self) -> None:
        for row in self.rows:
            self._told(row)

    def _told(self, row: Content) -> None:
        said = row["submission"]
        self.story.at(parsed(row["joined"]), lambda: self._join(row))
        if consent := row.get("consent"):
            self.story.at(parsed(consent["at"]), lambda: self._consent(row))
        self.story.at(parsed(said["at"]), lambda: self._write(row))
        if "published" in said:
            self.story.at(parsed(said["published"]), lambda: self._publish(said["id"]))
        if "withdrawn" in row:
            self.story.at(parsed(row["withdrawn"]), lambda: self._withdraw(row))

    def _join(self, row: Content) -> None:
        made = self.people.young(row["local"], row["name"], HOME, row["group"])
        asked = Guardianship.ask(made, f"wali.{row['local']}@demo.test", by=made.viewer())
        secret, until = demo_guardian_secret(row["name"]), clock.wall() + A_YEAR
        db.session.add(MailLink(purpose=Purpose.GUARDIAN, fingerprint=fingerprint(secret), guardianship=asked, expires_at=until))
        db.session.flush()
        self.joined[row["local"]] = made

    def _asked(self, row: Content) -> Guardianship:
        return db.session.query(Guardianship).filter_by(account_id=self.joined[row["local"]].id).one()

    def _consent(self, row: Content) -> None:
        asked, consent = self._asked(row), row["consent"]
        asked.grant(by=asked.viewer(), name=consent["name"], relation=Relation(consent["relation"]), name_allowed=False)
        erasing.release(asked, by=asked.viewer(), judge_by=lambda _event: due())

    def _write(self, row: Content) -> None:
        author, said = self.joined[row["local"]], row["submission"]
        self.inputs.sent[said["id"]] = Submission.write(
            self.inputs.forums.events[EVENT],
            by=author.viewer(),
            author_id=author.id,
            group=self.inputs.world.groups[HOME, row["group"]],
            for_group=True,
            title=said["title"],
            body=said["body"],
            type=SubmissionType(said["type"]),
            pillar=self.inputs.world.pillars[said["pillar"]],
            code=f"S-{said['id']}",
            judge_by=due(),
        )

    def _publish(self, key: str) -> None:
        self.inputs.sent[key].publish(by=self.people.moderator(HOME).viewer(), answer_by=due(14))

    def _withdraw(self, row: Content) -> None:
        asked = self._asked(row)
        publishing.supersede(erasing.erase_all(asked, by=asked.viewer()))
        asked.withdraw(by=asked.viewer())
