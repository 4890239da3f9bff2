"""Loading the demo into an empty database: build the places, tell the story, start the demo's clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import exists, select

from forum.accounts.models import Account
from forum.core import clock, history
from forum.core.clock import Holiday
from forum.demo.actions import Actions
from forum.demo.desk import Desk
from forum.demo.forums import Forums
from forum.demo.inputs import Inputs
from forum.demo.minors import Minors
from forum.demo.people import People
from forum.demo.registry import Registry
from forum.demo.story import Story, moment
from forum.demo.voices import Voices
from forum.extensions import db, writing
from forum.notices.models import Reading
from forum.places import Content, build

HOLIDAYS = (
    (date(2024, 11, 27), "Pemungutan suara serentak"),
    (date(2024, 12, 25), "Hari Raya Natal"),
    (date(2025, 1, 1), "Tahun Baru"),
    (date(2025, 8, 17), "Hari Kemerdekaan"),
    (date(2025, 12, 25), "Hari Raya Natal"),
)
CITY_HOLIDAY = date(2025, 10, 16), "Hari Batik Kota (rekaan)"
"""In the first city alone, the day after the demo begins, so that its working-day clocks are seen to differ."""
CONTENT = Path(__file__).parent / "content"
TODAY = moment("2025-10-15", "09:00")
Watch = Callable[[int, int], None]


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not db.session.scalar(select(exists().where(Account.id.is_not(None))))


def content() -> dict[str, Content]:
    return {
        name: json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("skeleton", "decisions", "autumn", "threads", "minors", "registry", "voices")
    }


def load(password: str, watch: Watch) -> None:
    """Fill an empty database; ``watch(done, total)`` is called after each act. Commits once, at the end."""
    writing.set(True)
    found = content()
    story = Story()
    with clock.at(moment("2019-01-02")):
        world = build(found["skeleton"])
        db.session.add_all(Holiday(day=day, name=name) for day, name in HOLIDAYS)
        db.session.flush()
        day, name = CITY_HOLIDAY
        db.session.add(Holiday(day=day, name=name, jurisdiction_id=next(iter(world.cities.values())).id))
        people = People(world, password)
        people.named()
    forums = Forums(world, people, story, found["skeleton"], found["decisions"])
    forums.plan()
    inputs = Inputs(world, people, story, forums, found)
    inputs.plan()
    Actions(inputs).plan()
    Desk(inputs).plan()
    Minors(inputs, found["minors"]).plan()
    Registry(world, people, story, found["registry"]).plan()
    Voices(inputs, found["voices"]).plan()
    for done, _ in enumerate(story.tell(), 1):
        watch(done, len(story.acts))
    clock.start_demo(TODAY)
    history.seal_pending(db.session())
    db.session.merge(Reading(id=1, seq=history.head()[0]))
    db.session.commit()
