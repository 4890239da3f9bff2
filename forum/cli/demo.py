"""``flask forum demo``: load the demo into an empty database."""

from __future__ import annotations

import sys

import click
from flask import current_app

from forum.cli import demo_accounts
from forum.demo import loading


@click.command("demo")
def demo() -> None:
    """Load four cities, six events and their people into an empty database. Refuses in production."""
    settings = current_app.extensions["settings"]
    if settings.production:
        raise click.ClickException("The demo is never loaded in production (FORUM_ENV=production).")
    if not loading.is_empty():
        raise click.ClickException("The database is not empty; the demo is loaded into an empty one only.")
    password = demo_accounts.choose_password(settings)
    with click.progressbar(length=100, label="Memuat data demo", file=sys.stderr) as bar:
        loading.load(password, lambda done, total: bar.update(max(0, done * 100 // total - bar.pos)))
    click.echo("Demo dimuat.", err=True)
