"""``flask forum ...``: what an operator of an installation does at the command line."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from forum.cli.deliver import deliver
from forum.cli.demo import demo
from forum.cli.importing import importer
from forum.cli.places import places
from forum.cli.recount import recount
from forum.cli.redraw import redraw
from forum.cli.reindex import reindex
from forum.cli.serve import serve
from forum.cli.similar import similar
from forum.cli.users import user
from forum.cli.verify import verify
from forum.extensions import patient


class Commands(AppGroup):
    """The commands; one that meets a database without its tables says what to do instead of where it fell."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            with patient():
                return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            if not any(words in str(error.orig) for words in ("no such table", "does not exist")):
                raise
            raise click.ClickException("The database has no tables yet. Prepare it first: flask --app wsgi db upgrade") from error


cli = Commands("forum", help="Menjalankan dan memeriksa Urun Rembuk.")


def register(app: Flask) -> None:
    for command in (serve, demo, places, user, verify, deliver, recount, redraw, importer, similar, reindex):
        cli.add_command(command)
    app.cli.add_command(cli)
