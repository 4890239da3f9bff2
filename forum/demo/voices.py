"""What people of the demo did beside writing: positions of groups, agreement, follows, attachments, a draft, an answer confirmed."""

from __future__ import annotations

import io
from typing import Any

from flask import current_app
from PIL import Image, ImageDraw

from forum.accounts import follows
from forum.accounts.follows import Matter
from forum.accounts.models import Account
from forum.core import files
from forum.core.files import StoredFile
from forum.demo.inputs import Inputs
from forum.demo.story import later, moment, parsed
from forum.extensions import db
from forum.places import Content
from forum.submissions import positions, reply_support
from forum.submissions.attachments import Attachment
from forum.submissions.drafts import Draft
from forum.submissions.positions import Stance
from forum.submissions.voices import Reply

LAST = moment("2025-10-15", "08:00")
"""When everything told here has been said."""


class Voices:
    """Tells what ``content/voices.json`` holds, after the inputs it speaks of."""

    def __init__(self, inputs: Inputs, content: Content) -> None:
        self.inputs, self.story, self.people, self.world, self.content = inputs, inputs.story, inputs.people, inputs.world, content

    def plan(self) -> None:
        for row in self.content["positions"]:
            self.story.at(parsed(row["at"]), self._position(row))
        for row in self.content["confirmed"]:
            at = later(self.inputs.published[row["submission"]], days=4, hours=row["hours"])
            self.story.at(min(at, LAST), self._confirm(row["submission"]))
        for row in self.content["attachments"]:
            self.story.at(LAST, self._attach(row))
        for row in self.content["drafts"]:
            self.story.at(parsed(row["at"]), self._draft(row))
        for key, most in self.content["agreed"].items():
            self.story.at(LAST, self._agree(key, most))
        for row in self.content["follows"]:
            self.story.at(LAST, self._follow(row))

    def _named(self, local: str) -> Account:
        return self.people.made[f"{local}@demo.test"]

    def _position(self, row: Content) -> Any:
        def act() -> None:
            one, who = self.inputs.sent[row["submission"]], self._named(row["by"])
            group = self.world.groups[one.event.jurisdiction.slug, row["group"]]
            positions.state(one, group, Stance(row["stance"]), row["body"], by=who.viewer(), account_id=who.id)

        return act

    def _confirm(self, key: str) -> Any:
        def act() -> None:
            one = self.inputs.sent[key]
            one.confirm(by=one.author.viewer())

        return act

    def _attach(self, row: Content) -> Any:
        def act() -> None:
            one = self.inputs.sent[row["submission"]]
            file = drawn(row["name"], one.author_id)
            db.session.add(Attachment(submission=one, file=file, description=row["description"]))

        return act

    def _draft(self, row: Content) -> Any:
        def act() -> None:
            who = self._named(row["by"])
            made = Draft(account=who, event=self.inputs.forums.events[row["event"]])
            made.keep({**row["fields"], "group": self.world.groups["pekalongan", row["group"]].slug})
            made.attachments.append(Attachment(file=drawn(row["file"], who.id), description=""))
            db.session.add(made)

        return act

    def _agree(self, key: str, most: int) -> Any:
        """The replies of a thread are agreed with, each by some more people than the one after it."""

        def act() -> None:
            one = self.inputs.sent[key]
            for n, reply in enumerate(
                db.session.query(Reply).filter_by(submission_id=one.id, state="public").order_by(Reply.id).limit(most)
            ):
                for number in range(1, 1 + (most - n) % 5):
                    who = self.people.supporter(number, one.event.jurisdiction.slug, "masyarakat")
                    if who.element is not None and who.id != reply.author_id:
                        reply_support.agree(reply, by=who.viewer(), account_id=who.id, group=who.element)

        return act

    def _follow(self, row: Content) -> Any:
        def act() -> None:
            matter, key = Matter(row["matter"]), row["key"]
            city = "pekalongan"
            thing = {
                Matter.SUBMISSION: lambda: self.inputs.sent[key].id,
                Matter.EVENT: lambda: self.inputs.forums.events[key].id,
                Matter.GROUP: lambda: self.world.groups[city, key].id,
            }[matter]()
            follows.follow(self._named(row["by"]).id, matter, thing)

        return act


def drawn(name: str, account_id: int) -> StoredFile:
    """A sketch as somebody would draw it: streets, and nine points of which three are dark."""
    picture = Image.new("RGB", (1200, 800), "#fbfaf6")
    pen = ImageDraw.Draw(picture)
    for x in range(150, 1200, 300):
        pen.line((x, 0, x + 60, 800), fill="#ddd6c7", width=26)
    for y in range(160, 800, 240):
        pen.line((0, y, 1200, y + 30), fill="#ddd6c7", width=26)
    for n in range(9):
        x, y = 170 + 330 * (n % 3), 150 + 245 * (n // 3)
        pen.ellipse((x - 30, y - 30, x + 30, y + 30), fill="#a3301f" if n % 4 == 2 else "#24613f", outline="#1c2230", width=4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    settings = current_app.extensions["settings"]
    return files.save(files.inspect(name, out, settings.upload_max_mb), settings.upload_dir, account_id)
