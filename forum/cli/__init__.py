"""``flask forum ...``: what an operator of an installation does at the command line."""

from __future__ import annotations

from flask import Flask
from flask.cli import AppGroup

from forum.cli.deliver import deliver
from forum.cli.demo import demo
from forum.cli.places import places
from forum.cli.recount import recount
from forum.cli.redraw import redraw
from forum.cli.serve import serve
from forum.cli.users import user
from forum.cli.verify import verify

cli = AppGroup("forum", help="Menjalankan dan memeriksa Urun Rembuk.")


def register(app: Flask) -> None:
    for command in (serve, demo, places, user, verify, deliver, recount, redraw):
        cli.add_command(command)
    app.cli.add_command(cli)
