"""``flask forum similar``: for every submission of an event the ones that are near it, by the code that the desk uses."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
from sqlalchemy import select

from forum.core.words import Reading
from forum.events.models import Event
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.readings import SubmissionReading
from forum.triage import likeness_queries


@click.command("similar")
@click.option("--event", "slug", required=True, help="The slug of the event.")
@click.option("--only", multiple=True, metavar="ID", help="Only these, by external id or code; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: {id: [[id, score], ...]}, the best first.")
def similar(slug: str, only: tuple[str, ...], as_json: bool) -> None:
    """List what is similar to what. An id is the external one where there is one, else the code of the submission."""
    event = db.session.execute(select(Event.id, Event.submission_count).where(Event.slug == slug)).first()
    if event is None:
        raise click.BadParameter(f"there is no event {slug!r}", param_hint="--event")
    rows = db.session.execute(_asked(event.id, only)).all()
    counts = likeness_queries.all_counts(event.id)
    found: dict[str, list[list[Any]]] = {}
    with click.progressbar(rows, label="Serupa", file=sys.stderr, hidden=len(rows) < 1000) as bar:
        for row in bar:
            reading = Reading.load(row.terms or "")
            close = likeness_queries.near(event.id, reading, of_desk=True, but=row.id, total=event.submission_count, counts=counts)
            found[_name(row)] = [[_name(one.row), round(one.match.score, 3)] for one in close]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, others in found.items():
        click.echo(f"{name}: {', '.join(f'{other} {score:.2f}' for other, score in others) or '-'}")


def _asked(event_id: int, only: tuple[str, ...]) -> Any:
    asked = select(Submission.id, Submission.code, Submission.external_ref, SubmissionReading.terms)
    asked = asked.outerjoin(SubmissionReading, SubmissionReading.submission_id == Submission.id).where(Submission.event_id == event_id)
    if only:
        asked = asked.where(Submission.external_ref.in_(only) | Submission.code.in_(only))
    return asked.order_by(Submission.id)


def _name(row: Any) -> str:
    return str(row.external_ref or row.code)
