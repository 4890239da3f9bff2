"""What every other test relies on: fresh data each time, one database for client and test, statements counted."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from forum.accounts.models import Jurisdiction
from forum.extensions import db
from tests import make
from tests.page import Client


@pytest.mark.parametrize("run", [1, 2])
def test_it_starts_with_empty_tables(db_session: Any, run: int) -> None:
    assert db.session.scalar(select(Jurisdiction.id)) is None
    make.city()
    assert db.session.scalar(select(Jurisdiction.id)) == 1


def test_client_and_test_share_one_database(db_session: Any, client: Client) -> None:
    """What a test changes is committed before the client asks: nobody waits for a lock."""
    make.city().name = "Kota Batik"
    assert client.get("/readyz").status_code == 200
    db.session.rollback()
    assert db.session.scalar(select(Jurisdiction.name)) == "Kota Batik"


def test_it_counts_statements_and_not_their_frame(db_session: Any, queries: Any) -> None:
    with queries() as seen:
        db.session.execute(text("SELECT 1"))
        db.session.commit()
    assert seen.count == 1, seen


def test_it_counts_what_the_client_causes(client: Client, queries: Any) -> None:
    with queries() as seen:
        client.get("/readyz")
    assert any("alembic_version" in statement for statement in seen.texts), seen
