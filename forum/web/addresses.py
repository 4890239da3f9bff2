"""Addresses that leave the site: in a shared message, a calendar file, a QR code."""

from __future__ import annotations

from flask import Flask, current_app


def absolute(path: str) -> str:
    """A path of this site as people type it, by the setting; never by what a request claims its host to be."""
    return f"{current_app.extensions['settings'].base_url}{path}"


def init_app(app: Flask) -> None:
    app.jinja_env.globals["absolute"] = absolute
