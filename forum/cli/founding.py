"""What a command needs before it can begin on a new installation: the tables, a city, an event."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path

import click
import flask_migrate
from sqlalchemy import inspect, select

from forum.accounts.models import Agency, Jurisdiction
from forum.accounts.roles import SYSTEM, Grant, Role, Viewer
from forum.core import clock
from forum.events.models import Event, EventKind
from forum.extensions import db

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


def migrate_if_new() -> None:
    """Make the tables of a database that has none; one that has some is migrated by ``serve`` alone."""
    if inspect(db.engine).get_table_names():
        return
    click.echo("The database is empty; making its tables ...", err=True)
    with redirect_stdout(io.StringIO()):
        flask_migrate.upgrade(directory=str(MIGRATIONS))


def event_named(slug: str, *, create: bool, city: str | None) -> Event:
    """The event of this slug, or a new draft. The caller commits."""
    found = db.session.scalar(select(Event).where(Event.slug == slug))
    if found is not None:
        return found
    if not create:
        raise click.BadParameter(f"there is no event {slug!r}; --create-event makes a draft", param_hint="--event")
    place = _city(city)
    click.echo(f"New draft event {slug!r} in {place.name}.", err=True)
    by = Viewer(ref=SYSTEM.ref, name=SYSTEM.name, grants=(Grant(Role.PUBLISHER, place.id),))
    starts = clock.now() + timedelta(days=14)
    made = Event.plan(
        by=by,
        slug=slug[:80],
        jurisdiction=place,
        kind=EventKind.PUBLIC_CONSULTATION,
        title=slug.replace("-", " ").capitalize()[:200],
        purpose="Masukan yang dikumpulkan di tempat lain.",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        organizer=_organizer(place),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _city(slug: str | None) -> Jurisdiction:
    if slug:
        found = db.session.scalar(select(Jurisdiction).where(Jurisdiction.slug == slug))
        if found is None:
            raise click.BadParameter(f"there is no city with the slug {slug!r}", param_hint="--city")
        return found
    first = db.session.scalar(select(Jurisdiction).order_by(Jurisdiction.id).limit(1))
    if first is not None:
        return first
    place = Jurisdiction(
        slug="kota", name="Kota", province="-", kemendagri_code="00.00", government_short="Pemerintah kota", tz="Asia/Jakarta"
    )
    db.session.add(place)
    db.session.flush()
    return place


def _organizer(city: Jurisdiction) -> Agency:
    found = db.session.scalar(select(Agency).where(Agency.jurisdiction_id == city.id).order_by(Agency.id).limit(1))
    if found is None:
        found = Agency(
            slug=f"dinkominfo-{city.slug}"[:60],
            jurisdiction=city,
            name="Dinas Komunikasi dan Informatika",
            abbreviation="Dinkominfo",
            kind="dinas",
        )
        db.session.add(found)
        db.session.flush()
    return found
