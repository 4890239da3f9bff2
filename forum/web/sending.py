"""How an accepted form is answered: browsers follow a redirect; our own script, which asked by itself, is told the address."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response


def by_script() -> bool:
    """Whether our script sent this, so that it can try again when the network fails."""
    return request.headers.get("X-Sent-By") == "script"


def led(place: str) -> Response:
    """On to what was made. A script would follow a redirect unseen and swallow the message meant for the next page."""
    return Response(status=201, headers={"Location": place}) if by_script() else redirect(place, 303)
