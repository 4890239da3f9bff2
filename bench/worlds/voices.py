"""Replies of a world: a few conversations rendered by the product itself, then copied with their ids replaced."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from bench.worlds import words
from bench.worlds.places import AGENCIES, GROUPS, NOW, City, public_id, stamp
from bench.worlds.sink import Rows, Sink
from forum.accounts.models import Agency, Jurisdiction, StakeholderGroup
from forum.core.text import markdown
from forum.events.models import Event
from forum.submissions.models import Submission
from forum.submissions.states import ReplyState
from forum.submissions.voices import Reply, step

SHAPE = (None, 0, 1, 0, None)
"""One conversation: each reply's parent by its place, three levels deep."""
TALK = len(SHAPE)
TALKS = 10
MARK = "{:Z>26}"
"""The stand-in for the id of a reply in a rendered fragment, by its place in the conversation."""
NAMES = "id public_id submission_id parent_id path depth author_id author_name group_id official_id body body_html created_at fragment_id fragment_en"


def rendered() -> list[list[Reply]]:
    """Ten conversations of five, drawn as the product draws them; nothing of it is ever in a session."""
    pick = random.Random(5)
    under = Submission(event=Event(jurisdiction=Jurisdiction(tz="Asia/Jakarta")))
    talks = []
    for talk in range(TALKS):
        made: list[Reply] = []
        for place, parent in enumerate(SHAPE):
            number = talk * TALK + place
            official = Agency(name=AGENCIES[0][1], slug="x") if number % 17 == 3 else None
            kind = GROUPS[number % len(GROUPS)]
            body = words.body(pick)
            one = Reply(
                public_id=MARK.format(place),
                submission=under,
                parent=made[parent] if parent is not None else None,
                depth=made[parent].depth + 1 if parent is not None else 0,
                author_name=words.NAMES[number % len(words.NAMES)],
                group=StakeholderGroup(name=kind[2], name_en=kind[3], slug="x", is_element=bool(kind[4])),
                official=official,
                state=ReplyState.PUBLIC,
                body=body,
                body_html=markdown(body),
                created_at=NOW - timedelta(days=20, minutes=-number),
            )
            one.draw()
            made.append(one)
        talks.append(made)
    return talks


class Voices:
    """Writes whole conversations under a submission."""

    def __init__(self, sink: Sink, chain: Any) -> None:
        self.rows = Rows(sink, "reply", NAMES)
        self.chain = chain
        self.talks = rendered()

    def under(self, submission: int, code: str, event: int, city: City, count: int, actor: str) -> None:
        """``count`` replies (a multiple of five), in document order, with a line of the history each."""
        steps: list[str] = []
        for number in range(count):
            place = number % TALK
            model = self.talks[number // TALK % TALKS][place]
            first = self.rows.count - place
            parent = SHAPE[place]
            stem = steps[number - place + parent] if parent is not None else ""
            steps.append(stem + step(number + 1))
            own = public_id("R", self.rows.count + 1)
            drawn = [self._drawn(text, first) for text in (model.fragment_id, model.fragment_en)]
            kind = (number // TALK % TALKS * TALK + place) % len(GROUPS)
            at = stamp(model.created_at)
            self.rows.add(
                self.rows.count + 1, own, submission, first + parent + 1 if parent is not None else None, steps[-1], model.depth,
                city.people[number % len(city.people)], model.author_name, city.groups[kind],
                city.agencies[0] if model.official else None, model.body, str(model.body_html), at, *drawn,
            )  # fmt: skip
            self.chain.add(
                at, "reply.post", actor, "participant", (city.id, event), None, "public", detail={"reply": own, "submission": code}
            )

    def _drawn(self, text: str, first: int) -> str:
        for place in range(TALK):
            text = text.replace(MARK.format(place), public_id("R", first + place + 1))
        return text
