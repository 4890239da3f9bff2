"""``flask forum places FILE``: cities, agencies and groups of a new installation."""

from __future__ import annotations

import json
from pathlib import Path

import click
from sqlalchemy.exc import IntegrityError

from forum import places as building
from forum.extensions import db, writing


@click.command("places")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def places(file: Path) -> None:
    """Add what FILE lists (JSON as in forum/demo/content/skeleton.json): jurisdictions, agencies, stakeholder_groups, pillars."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        writing.set(True)
        world = building.build(content)
        db.session.commit()
    except (ValueError, KeyError) as error:
        raise click.ClickException(f"{file.name} cannot be used: {error!r}") from error
    except IntegrityError as error:
        raise click.ClickException("Something in this file is on record already.") from error
    click.echo(f"{len(world.cities)} cities, {len(world.agencies)} agencies, {len(world.groups)} groups added.")
