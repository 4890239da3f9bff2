from __future__ import annotations

from flask import Flask
from flask.cli import AppGroup

cli = AppGroup("forum")


def register(app: Flask) -> None:
    app.cli.add_command(cli)
