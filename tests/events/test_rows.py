"""What the database itself refuses about events, windows and agendas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, literal_column, update
from sqlalchemy.exc import IntegrityError

from forum.events.models import Event
from forum.events.parts import AgendaItem, EventPillar, InputWindow, InvitedGroup, Question
from forum.extensions import db
from tests import make

pytestmark = pytest.mark.usefixtures("db_session")

ILLEGAL: list[dict[str, Any]] = [
    {"state": "lost"},
    {"kind": "party"},
    {"attendance": "telepathy"},
    {"promise": "everything"},
    {"announced_at": None},
    {"closed_at": Event.__table__.c.starts_at},
    {"ends_at": Event.__table__.c.starts_at},
    {"state": "closed", "closed_at": Event.__table__.c.starts_at},
    {"state": "closed", "outcome_published_at": Event.__table__.c.starts_at},
    {"submission_count": -1},
    {"public_count": -1},
    {"undecided_count": -1},
    {"unanswered_count": -1},
    {"recommendation_count": -1},
]
CLOSED = {"state": "closed", "closed_at": Event.__table__.c.starts_at, "outcome_published_at": Event.__table__.c.starts_at}


def bare(columns: dict[str, Any]) -> dict[Any, Any]:
    """Values as text, past the column types that would refuse them first."""
    return {name: literal_column(f"'{value}'") if isinstance(value, str) else value for name, value in columns.items()}


def changed(event: Event, columns: dict[str, Any]) -> None:
    db.session.execute(update(Event.__table__).where(Event.__table__.c.id == event.id).values(bare(columns)))


@pytest.mark.parametrize("columns", ILLEGAL, ids=lambda columns: ",".join(columns) + "=" + str(next(iter(columns.values()))))
def test_the_database_refuses_an_illegal_event(columns: dict[str, Any]) -> None:
    event = make.event()
    with pytest.raises(IntegrityError):
        changed(event, columns)
    db.session.rollback()


@pytest.mark.parametrize("owed", ["undecided_count", "unanswered_count"])
def test_the_database_closes_no_event_that_owes_an_answer(owed: str) -> None:
    event = make.event()
    with pytest.raises(IntegrityError):
        changed(event, {**CLOSED, owed: 1})
    db.session.rollback()
    changed(event, CLOSED)


def _window(event: Event) -> Any:
    opens = event.starts_at
    return insert(InputWindow).values(event_id=event.id, kind="before", opens_at=opens, closes_at=opens)


def _second_place(event: Event) -> Any:
    return insert(AgendaItem).values(event_id=event.id, position=1, title="Lagi", speaker="")


def _questions(event: Event) -> Any:
    return insert(Question).values(
        [{"event_id": event.id, "position": 1, "text": "Satu?"}, {"event_id": event.id, "position": 1, "text": "Dua?"}]
    )


def _same_group_twice(event: Event) -> Any:
    group = make.group()
    return insert(InvitedGroup).values([{"event_id": event.id, "group_id": group.id, "position": n} for n in (1, 2)])


def _no_such_pillar(event: Event) -> Any:
    return insert(EventPillar).values(event_id=event.id, pillar_id=999_999)


@pytest.mark.parametrize("row", [_window, _second_place, _questions, _same_group_twice, _no_such_pillar])
def test_the_database_refuses_an_illegal_part(row: Callable[[Event], Any]) -> None:
    statement = row(make.event(meets=timedelta(days=3)))
    with pytest.raises(IntegrityError):
        db.session.execute(statement)
    db.session.rollback()


def test_two_events_never_share_an_address() -> None:
    one, two = make.event(), make.event()
    with pytest.raises(IntegrityError):
        changed(two, {"slug": one.slug})
    db.session.rollback()
