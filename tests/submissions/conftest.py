"""People at their browsers, for the stories of submissions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from forum.accounts.access import SignInSession
from forum.accounts.models import Account
from tests import make
from tests.page import Client

SignIn = Callable[[Account], Client]


@pytest.fixture
def browser(app: Flask) -> SignIn:
    """A client on which this person is signed in (the page for that has stories of its own)."""

    def signed_in(account: Account) -> Client:
        row, secret = SignInSession.start(account, "test", 14)
        make.committed(row)
        made = app.test_client()
        assert isinstance(made, Client)
        with made.session_transaction() as kept:
            kept["_user_id"] = secret
        return made

    return signed_in
