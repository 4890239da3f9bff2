from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = lambda name: f"/static/{name}"
