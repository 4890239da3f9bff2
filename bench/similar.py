"""Similar items at the size of an archive: how long one look takes, and how well the labelled texts are found.

The event is filled with sentences put together from few words, the hardest case for an index of words: in a hundred
thousand submissions the commonest term stands in thirty thousand, and hardly any term is rare.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, select, update

from bench import likeness
from bench.rows import Bar, Row
from bench.stage import Stage
from bench.worlds import kept, words
from bench.worlds.kept import World
from forum.cli import founding
from forum.core import clock
from forum.core.columns import CleanHtml
from forum.core.model import new_public_id
from forum.core.words import read
from forum.events.models import Event
from forum.extensions import db, writing
from forum.submissions import importing, readings
from forum.submissions.models import Submission, new_code, new_tracking_code
from forum.submissions.states import SubmissionType, Visibility
from forum.triage.likeness_queries import near

STEP, LOOKS = 1000, 300
FEW = 1000


def similar(stage: Stage) -> Iterator[Row]:
    """One look for similar items in an event of the world's size, beside one of a thousand.

    On SQLite the engine runs inside our thread, so its CPU time is the whole of a look and a busy machine does not show in it;
    PostgreSQL's own share is seen in the time that passed alone.
    """
    looks = {size: _timed(stage, size) for size in dict.fromkeys((FEW, stage.size))}
    seen = {str(size): {name: round(value, 2) for name, value in one.items()} for size, one in looks.items()}
    judged = "cpu" if stage.engine == "sqlite" else "wall"
    bar, goal = Bar(most=50, unit=" ms"), Bar(most=10, unit=" ms")
    value = round(looks[stage.size][f"{judged}_p99_ms"], 2)
    passed = seen[str(stage.size)]
    note = f"{judged} time; of the time that passed, p50 {passed['wall_p50_ms']} and p99 {passed['wall_p99_ms']} ms"
    yield Row("similar", "similar items of a text, 99th of a hundred", "", bar, goal, value=value, note=note, seen=seen)
    ratio = round(looks[stage.size][f"{judged}_p50_ms"] / looks[FEW][f"{judged}_p50_ms"], 2)
    yield Row("similar-archive", "the same, the middle one", f"an event of {FEW:,}", Bar(), Bar(), cpu=ratio)
    for name, figures in _labelled(stage).items():
        note = f"{figures.rows} texts; misled {figures.misled} of {figures.lone}, wrong {figures.wrong} of {figures.shown}"
        yield Row(f"similar-{name}", f"recall in the first five, {name}", "", Bar(), Bar(), value=round(figures.recall, 3), note=note)


def _world(stage: Stage, size: int) -> World:
    place = kept.folder() / f"{stage.engine}-similar-{size}"
    return World(stage.engine, size, place, kept._url(stage.engine, place, f"bench_similar_{size}", stage.address))


def _filled(stage: Stage, size: int) -> World:
    """A world with one event of this many submissions and one event for each labelled set; made anew for every run."""
    world = _world(stage, size)
    shutil.rmtree(world.folder, ignore_errors=True)
    world.folder.mkdir(parents=True)
    (world.folder / "secret-key").write_text("k" * 64, encoding="ascii")
    if world.engine == "postgres":
        kept._administrate(
            world.url, f"DROP DATABASE IF EXISTS {kept._name(world.url)} WITH (FORCE)", f"CREATE DATABASE {kept._name(world.url)}"
        )
    kept.migrate(world)
    pick = random.Random(size)
    with world.app().app_context():
        stage.tell(f"filling an event with {size:,} submissions")
        _fill("ukur", ({"id": f"B{n}", "title": words.title(pick), "body": words.body(pick)} for n in range(size)))
        for name in likeness.SETS:
            _fill(name, iter(likeness.rows_of(name)))
        db.session.remove()
        db.engine.dispose()
    return world


def _fill(slug: str, texts: Iterator[dict[str, Any]]) -> None:
    """Rows past the verbs, read into the index by the product's own code, a thousand a transaction."""
    writing.set(True)
    event = founding.event_named(slug, create=True, city=None)
    group, author = importing.Groups(event.jurisdiction).public(), importing.secretariat(event.jurisdiction)
    db.session.commit()
    facts = {"event_id": event.id, "jurisdiction_id": event.jurisdiction_id, "author_id": author.id, "author_name": author.name}
    facts |= {
        "group_id": group.id,
        "type": SubmissionType.OTHER,
        "judge_by": clock.today(event.tz),
        "visibility": Visibility.PUBLIC,
        "version": 1,
    }
    total = 0
    while batch := [text for _, text in zip(range(STEP), texts, strict=False)]:
        writing.set(True)
        rows = [
            {**facts, "title": one["title"], "body": one["body"], "body_html": CleanHtml(""),
             "summary": one["body"][:200], "external_ref": one["id"],
             "public_id": new_public_id(), "code": new_code(), "tracking_code": new_tracking_code(), "published_at": clock.now()}
            for one in batch
        ]  # fmt: skip
        db.session.execute(insert(Submission), rows)
        refs = [one["id"] for one in batch]
        readings.renew(event.id, db.session.scalars(select(Submission.id).where(Submission.external_ref.in_(refs))).all())
        db.session.commit()
        db.session.expunge_all()
        total += len(batch)
    writing.set(True)
    db.session.execute(update(Event).where(Event.id == event.id).values(submission_count=total, public_count=total))
    db.session.commit()


def _timed(stage: Stage, size: int) -> dict[str, float]:
    """Milliseconds of a look for texts that are not in the event: the middle one and the 99th of a hundred, by both clocks."""
    world, pick = _filled(stage, size), random.Random(7)
    cpu, wall = [], []
    with world.app().app_context():
        writing.set(False)
        if world.engine == "postgres":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")
        event_id = db.session.scalar(select(Event.id).where(Event.slug == "ukur")) or 0
        for n in range(LOOKS + 20):
            title, body = words.title(pick), words.body(pick)
            begun = time.thread_time(), time.perf_counter()
            near(event_id, read(title, body), of_desk=n % 2 == 0)
            if n >= 20:
                cpu.append((time.thread_time() - begun[0]) * 1000)
                wall.append((time.perf_counter() - begun[1]) * 1000)
            db.session.rollback()
        db.session.remove()
        db.engine.dispose()
    ranks = {"p50": LOOKS // 2, "p99": int(LOOKS * 0.99) - 1}
    return {f"{clock_}_{rank}_ms": sorted(times)[at] for clock_, times in (("cpu", cpu), ("wall", wall)) for rank, at in ranks.items()}


def _labelled(stage: Stage) -> dict[str, likeness.Figures]:
    with _world(stage, stage.size).app().app_context():
        events = {row.slug: row.id for row in db.session.execute(select(Event.slug, Event.id))}
        found = {name: likeness.measured(events[name], likeness.rows_of(name)) for name in likeness.SETS}
        db.session.remove()
        db.engine.dispose()
    return found
