"""The people at the moderators' desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import update

from forum.accounts.models import Account, RoleGrant
from forum.accounts.roles import Role
from forum.core import clock
from forum.events.models import Event
from forum.extensions import db
from tests import make
from tests.cast import Person


@dataclass
class Desk:
    """One event of Pekalongan, two of its moderators, its publisher, and a moderator of Kediri."""

    event: Event
    account: Account
    rina: Person
    bima: Person
    publisher: Person
    kediri: Person

    @property
    def path(self) -> str:
        return "/meja/triase"

    def is_left_to_rina(self) -> None:
        """From now on Rina moderates the city alone."""
        others = update(RoleGrant).where(RoleGrant.role == Role.MODERATOR, RoleGrant.account_id != self.account.id)
        db.session.execute(others.values(revoked_at=clock.now()))
        db.session.commit()


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    with app.app_context():
        kediri = make.city("kediri")
        rina = make.account("Rina Contoh", Role.MODERATOR)
        yield Desk(
            event=make.event(),
            account=rina,
            rina=Person(app, rina),
            bima=Person(app, make.account("Bima Contoh", Role.MODERATOR)),
            publisher=Person(app, make.account("Penerbit Contoh", Role.PUBLISHER)),
            kediri=Person(app, make.account("Orang Kediri", Role.MODERATOR, in_city=kediri)),
        )
