"""``flask forum import submissions FILE``: inputs gathered elsewhere, into an event, with each row's fate."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from forum.accounts.models import Account
from forum.accounts.roles import SYSTEM, Grant, Role, Viewer
from forum.cli import founding
from forum.core import clock
from forum.core.text import clean_line, clean_text
from forum.events.models import Event
from forum.extensions import db, give_way, writing
from forum.submissions import importing
from forum.submissions.importing import Groups, Incoming
from forum.submissions.states import Channel

BATCH = 50
REF, TITLE, BODY = 60, 160, 8000
importer = AppGroup("import", help="Bring in what was gathered elsewhere.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number, and its fields or what is wrong with it."""

    line: int
    ref: str = ""
    title: str = ""
    body: str = ""
    group: str = ""
    wrong: str = ""


@importer.command("submissions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", "slug", required=True, help="The slug of the event.")
@click.option("--create-event", is_flag=True, help="Make a draft event of that slug when there is none.")
@click.option("--city", help="The slug of the city of a new event; the only one, or the first, when it is not given.")
@click.option("--channel", type=click.Choice([str(one) for one in Channel]), default="paper", show_default=True, help="How they came in.")
@click.option("--publish-by", metavar="EMAIL", help="Publish them at once, in the name of this moderator of the city.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print the fate of every row.")
def submissions(file: Path, slug: str, create_event: bool, city: str | None, channel: str, publish_by: str | None, dry_run: bool) -> None:
    """Bring in inputs of FILE, one JSON object a line: id (kept as external reference), group, title, body.

    They wait for a moderator. A row whose id the event has already is left as it is, so the same file can be brought in again.
    Exits 1 when a row could not be used.
    """
    founding.migrate_if_new()
    writing.set(not dry_run)
    event = founding.event_named(slug, create=create_event, city=city)
    run = Import(event, Channel(channel), _moderator(publish_by, event), dry_run)
    total = sum(1 for _ in file.open("rb"))
    with click.progressbar(length=total, label="Masukan", file=sys.stderr, hidden=dry_run) as bar:
        rows = _rows(file)
        while batch := list(islice(rows, BATCH)):
            began = time.monotonic()
            run.take(batch)
            if not dry_run:
                give_way(time.monotonic() - began)
            bar.update(len(batch))
    if dry_run:
        db.session.rollback()
    for fate, count in sorted(run.fates.items()):
        click.echo(f"{count} {fate}", err=True)
    if run.fates["wrong"]:
        raise SystemExit(1)


class Import:
    """One run over a file: each batch is a transaction, so that nothing is half in and writers are not kept waiting."""

    def __init__(self, event: Event, channel: Channel, moderator: Viewer | None, dry_run: bool) -> None:
        self.event, self.channel, self.moderator, self.dry_run = event, channel, moderator, dry_run
        self.seen: dict[str, int] = {}
        self.fates: Counter[str] = Counter()
        self.groups = Groups(event.jurisdiction)
        self.author = importing.secretariat(event.jurisdiction)
        days = current_app.extensions["settings"].moderation_days
        self.judge_by = clock.add_working_days(clock.today(event.tz), days, clock.holidays())

    def take(self, rows: list[Row]) -> None:
        writing.set(not self.dry_run)
        there = importing.on_record(self.event.id, [row.ref for row in rows if row.ref]) if self.event.id else {}
        fresh = [incoming for row in rows if (incoming := self._judge(row, there)) is not None]
        if self.dry_run:
            return
        by = Viewer(ref=SYSTEM.ref, name=SYSTEM.name, grants=(Grant(Role.PUBLISHER, self.event.jurisdiction_id),))
        made = importing.take_in(self.event, fresh, by=by, author=self.author, channel=self.channel, judge_by=self.judge_by)
        for one in made if self.moderator else ():
            one.publish(by=self.moderator)  # type: ignore[arg-type]
        db.session.commit()
        for one in made:
            db.session.expunge(one)

    def _judge(self, row: Row, there: dict[str, tuple[str, str]]) -> Incoming | None:
        """The row as an input when it is new and whole; its fate is told either way."""
        wrong = row.wrong or (f"id {row.ref!r} stands in line {self.seen[row.ref]} already" if row.ref in self.seen else "")
        if wrong:
            self._tell(row, "wrong", wrong)
            return None
        self.seen[row.ref] = row.line
        if (stored := there.get(row.ref)) is not None:
            self._tell(row, "there already", "" if stored == (row.title, row.body) else "with other words; left as it is")
            return None
        group = self.groups.named(row.group)
        note = "" if group else f"group {row.group!r} is unknown here; counted under the general public"
        self._tell(row, "new", note)
        return Incoming(row.ref, row.title, row.body, group or self.groups.public())

    def _tell(self, row: Row, fate: str, note: str) -> None:
        self.fates[fate] += 1
        if self.dry_run or fate == "wrong" or (note and fate != "new"):
            click.echo(f"{row.line}\t{row.ref or '-'}\t{fate}{f': {note}' if note else ''}")


def _rows(file: Path) -> Iterator[Row]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _row(number, line)


def _row(number: int, line: bytes) -> Row:
    try:
        found: Any = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Row(number, wrong="not a line of JSON in UTF-8")
    if not isinstance(found, dict):
        return Row(number, wrong="not a JSON object")
    ref = found.get("id")
    if isinstance(ref, bool) or not isinstance(ref, (str, int)) or not clean_line(str(ref)):
        return Row(number, wrong="id is missing")
    ref = clean_line(str(ref))
    texts = {name: found.get(name) for name in ("title", "body", "group")}
    if strange := [name for name, text in texts.items() if text is not None and not isinstance(text, str)]:
        return Row(number, ref[:REF], wrong=f"{strange[0]} is not a text")
    body, group = clean_text(texts["body"], BODY * 2), clean_line(texts["group"], 120)
    title = clean_line(texts["title"], TITLE * 2) or clean_line(body.split("\n")[0], TITLE)
    limits = (("id", ref, REF), ("title", title, TITLE), ("body", body or title, BODY))
    wrong = [
        f"{name} is missing" if not text else f"{name} is longer than {most}" for name, text, most in limits if not 0 < len(text) <= most
    ]
    return Row(number, ref[:REF], title, body or title, group, "; ".join(wrong))


def _moderator(email: str | None, event: Event) -> Viewer | None:
    """Who answers for publishing."""
    if email is None:
        return None
    account = db.session.scalar(select(Account).where(Account.email == email.strip().lower()))
    viewer = account.viewer() if account else None
    if viewer is None or not viewer.holds(Role.MODERATOR, jurisdiction_id=event.jurisdiction_id):
        raise click.BadParameter(f"{email} is no moderator of {event.jurisdiction.name}", param_hint="--publish-by")
    return viewer
