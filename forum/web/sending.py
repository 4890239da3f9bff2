"""How an accepted form is answered: browsers follow a redirect; our own script, which asked by itself, is told the address."""

from __future__ import annotations

from flask import Flask, Response, request

ACCEPTED = 303
"""How every view says that a form was accepted. A redirect for another cause, such as a missing sign-in, has another number."""


def by_script() -> bool:
    """Whether our script sent this, so that it can try again when the network fails."""
    return request.headers.get("X-Sent-By") == "script"


def _tell_script(response: Response) -> Response:
    """A script would follow a redirect unseen and swallow the message meant for the next page."""
    if response.status_code == ACCEPTED and by_script():
        response.status_code, response.mimetype, response.data = 201, "text/plain", b""
    return response


def init_app(app: Flask) -> None:
    app.after_request(_tell_script)
