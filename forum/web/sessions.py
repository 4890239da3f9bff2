"""When the session's cookie is sent again: with pages only, so that a late file cannot bring back an older one."""

from __future__ import annotations

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class PageSessions(SecureCookieSessionInterface):
    """Lengthens a signed-in person's cookie with each page. Files and answers to scripts carry a cookie only to change it:
    what a shared cache may keep must not hold anybody's, and an answer that arrives late must not undo a newer one."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified or response.mimetype == "text/html":
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = PageSessions()
