"""The cast: people of a story, whose methods are sentences that drive real pages."""

from __future__ import annotations

from flask import Flask

from forum.accounts.access import SignInSession
from forum.accounts.models import Account
from forum.extensions import db
from tests import make
from tests.page import Client, Page


class Person:
    """Somebody with a browser. Signed in by a session row and cookie, as the sign-in page makes them."""

    def __init__(self, app: Flask, account: Account | None = None) -> None:
        made = app.test_client()
        assert isinstance(made, Client)
        self.client, self.account = made, account
        if account is not None:
            self._sign_in(account)

    def _sign_in(self, account: Account) -> None:
        def start() -> str:
            session, secret = SignInSession.start(account, "test", 14)
            db.session.add(session)
            return secret

        secret = make.said(start)
        with self.client.session_transaction() as kept:
            kept["_user_id"], kept["_fresh"] = secret, True

    def opens(self, path: str, status: int = 200) -> Page:
        return self.client.page(path, status)

    def sends(self, path: str, form: str = "main form", status: int = 200, **values: object) -> Page:
        """Open a page, fill in one of its forms and submit it; returns where that led."""
        return self.opens(path).form(form).fill(**values).submit(status)


def visitor(app: Flask) -> Person:
    return Person(app)
