"""The database repeats the important half of the rules: illegal rows are refused by it too."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from forum.core import clock
from forum.extensions import db, writing
from forum.recommendations.answers import Answer
from forum.recommendations.models import Recommendation
from forum.recommendations.reports import Report
from tests.recommendations.conftest import Scene

REC = {
    "issued without an owner": {"owner_id": None},
    "issued without a due date": {"due_on": None},
    "answered without a reason": {"answer": "accepted", "answered_at": clock.wall()},
    "answered without a date": {"answer": "accepted", "answer_html": None},
    "work before the answer": {"work": "in_progress"},
    "completed without a date": {"work": "completed"},
    "cancelled without a reason": {"stage": "cancelled"},
    "more than everything": {"claimed_percent": 101},
    "less than nothing": {"verified_percent": -1},
    "an unknown state": {"work": "abandoned"},
}


def refused(statement: Any) -> None:
    token = writing.set(True)
    try:
        with pytest.raises(IntegrityError):
            db.session.execute(statement)
    finally:
        writing.reset(token)
        db.session.rollback()


@pytest.mark.parametrize("case", REC)
def test_an_illegal_recommendation(scene: Scene, case: str) -> None:
    table = Recommendation.__table__
    values = {table.c[name]: db.literal_column(repr(value)) if isinstance(value, str) else value for name, value in REC[case].items()}
    refused(update(table).where(table.c.id == scene.rec.id).values(values))


def _report(scene: Scene, **facts: Any) -> Any:
    row = {
        "public_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "created_at": clock.wall(),
        "version": 1,
        "recommendation_id": scene.rec.id,
        "percent": 30,
        "note": "x",
        "obstacle": "",
        "state": "sent",
        "sent_at": clock.wall(),
        "reported_by_id": scene.operator.id,
        **facts,
    }
    return insert(Report.__table__).values(row)


@pytest.mark.parametrize(
    "facts",
    [
        {"percent": 101},
        {"state": "draft"},
        {"sent_at": None},
        {"state": "verified"},
        {"state": "returned"},
        {"verified_by_id": 1, "verified_at": clock.wall(), "verified_percent": 20},
    ],
)
def test_an_illegal_report(scene: Scene, facts: dict[str, Any]) -> None:
    refused(_report(scene, **facts))


def test_a_report_verified_by_its_own_author_or_above_its_claim(scene: Scene) -> None:
    done = {"state": "verified", "verified_at": clock.wall()}
    refused(_report(scene, **done, verified_by_id=scene.operator.id, verified_percent=20))
    refused(_report(scene, **done, verified_by_id=scene.head.id, verified_percent=31))


def _answer(scene: Scene, **facts: Any) -> Any:
    row = {
        "public_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "created_at": clock.wall(),
        "version": 1,
        "recommendation_id": scene.rec.id,
        "kind": "accepted",
        "response": "x",
        "response_html": Answer.__table__.c.response_html.type.process_result_value("x", None),
        "state": "draft",
        "drafted_by_id": scene.operator.id,
        "drafted_at": clock.wall(),
        **facts,
    }
    return insert(Answer.__table__).values(row)


@pytest.mark.parametrize("facts", [{"kind": "none"}, {"state": "approved"}, {"state": "returned"}])
def test_an_illegal_answer(scene: Scene, facts: dict[str, Any]) -> None:
    refused(_answer(scene, **facts))


def test_an_answer_approved_by_its_own_drafter_and_a_second_paper_in_hand(scene: Scene) -> None:
    refused(_answer(scene, state="approved", approved_by_id=scene.operator.id, approved_at=clock.wall()))
    token = writing.set(True)
    db.session.execute(_answer(scene))
    db.session.commit()
    writing.reset(token)
    refused(_answer(scene, public_id="01ARZ3NDEKTSV4RRFFQ69G5FAW"))
