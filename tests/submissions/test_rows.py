"""What the database itself refuses, and counters that equal a recount whatever happened."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import func, literal_column, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Role
from forum.core.refusal import Refused
from forum.events.models import Event
from forum.extensions import db
from forum.submissions import counting, merging, support
from forum.submissions.models import Submission
from forum.submissions.states import Reason, ReplyState
from forum.submissions.support import GroupSupport, Support
from forum.submissions.voices import Reply
from tests import make

pytestmark = pytest.mark.usefixtures("db_session")

ILLEGAL: list[dict[str, Any]] = [
    {"visibility": "public", "published_at": None},
    {"visibility": "refused"},
    {"visibility": "returned"},
    {"visibility": "held"},
    {"visibility": "elsewhere"},
    {"disposition": "answered", "response_html": None},
    {"disposition": "declined", "response_html": None},
    {"disposition": "referred"},
    {"disposition": "open", "disposed_at": func.now()},
    {"referred_to": "lapor"},
    {"appeal": "filed"},
    {"appeal_text": "Keberatan."},
    {"merged_at": func.now()},
    {"merge_reason": "Sama."},
    {"claimed_at": func.now()},
    {"support_count": -1},
    {"reply_count": -1},
    {"identity": "famous"},
    {"channel": "telepathy"},
    {"type": "poem"},
]


@pytest.mark.parametrize("columns", ILLEGAL, ids=lambda columns: ",".join(columns) + "=" + str(next(iter(columns.values()))))
def test_the_database_refuses_an_illegal_submission(columns: dict[str, Any]) -> None:
    one = make.submission(public=False)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Submission.__table__).where(Submission.__table__.c.id == one.id).values(bare(columns)))
    db.session.rollback()


def bare(columns: dict[str, Any]) -> dict[Any, Any]:
    """Values as text, past the column types that would refuse them first."""
    return {name: literal_column(f"'{value}'") if isinstance(value, str) else value for name, value in columns.items()}


def test_the_database_refuses_a_merge_into_itself() -> None:
    one = make.submission()
    with pytest.raises(IntegrityError):
        itself = {"merged_into_id": one.id, "merged_at": func.now(), "merge_reason": "x"}
        db.session.execute(update(Submission).where(Submission.id == one.id).values(itself))
    db.session.rollback()


def test_the_database_refuses_a_second_support_of_one_person() -> None:
    one, person = make.submission(), make.account()
    make.committed(Support(submission_id=one.id, account_id=person.id, group_id=person.element_id))
    with pytest.raises(IntegrityError):
        make.committed(Support(submission_id=one.id, account_id=person.id, group_id=person.element_id))
    db.session.rollback()


@pytest.mark.parametrize("columns", [{"path": "00001"}, {"path": ""}, {"depth": 1}, {"state": "lost"}], ids=str)
def test_the_database_refuses_an_illegal_reply(columns: dict[str, Any]) -> None:
    one = make.reply(make.submission())
    with pytest.raises(IntegrityError):
        db.session.execute(update(Reply.__table__).where(Reply.__table__.c.id == one.id).values(bare(columns)))
    db.session.rollback()


def test_the_database_refuses_two_replies_in_one_place() -> None:
    under = make.submission()
    first, second = make.reply(under), make.reply(under)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Reply).where(Reply.id == second.id).values(path=first.path))
    db.session.rollback()


class Walk:
    """People doing whatever comes to mind; what is refused is refused."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.event = make.event(groups=(make.group(),))
        self.judge = make.account("Moderator", Role.MODERATOR)
        self.people = [make.account("Budi", Role.GROUP_DELEGATE, of=make.group()), make.account("Sari"), make.account("Tono")]

    def any(self, of: type[Any]) -> Any:
        found = db.session.scalars(select(of).order_by(of.id)).all()
        return self.dice.choice(found) if found else None

    def step(self) -> None:
        person, one, other = self.dice.choice(self.people), self.any(Submission), self.any(Submission)
        if one is None:
            make.submission(self.event, person, public=False)
            return
        voice = self.dice.choice([g for g in (person.element, make.group()) if g.id in person.viewer().groups | {person.element_id}])
        acts = [
            lambda: make.submission(self.event, person, public=self.dice.random() < 0.6, moderator=self.judge),
            lambda: make.said(one.publish, by=self.judge.viewer()),
            lambda: make.said(one.refuse, by=self.judge.viewer(), reason=Reason.COMMERCIAL, note="Iklan."),
            lambda: make.said(one.withdraw, by=one.author.viewer()),
            lambda: make.said(one.answer, "Sudah.", by=self.judge.viewer()),
            lambda: make.said(one.reopen, by=one.author.viewer(), note="Belum.", judge_by=one.judge_by),
            lambda: make.said(merging.merge, one, other, by=self.judge.viewer(), reason="Sama."),
            lambda: make.said(merging.split, one, by=self.judge.viewer(), reason="Beda."),
            lambda: make.said(support.support, one, by=person.viewer(), account_id=person.id, group=voice),
            lambda: make.said(support.support, one, by=person.viewer(), account_id=person.id, group=voice),
            lambda: make.said(support.withdraw_support, one, by=person.viewer(), account_id=person.id),
            lambda: make.said(merging.carry_over, one, by=person.viewer(), account_id=person.id),
            lambda: make.reply(one, person, parent=self._parent(one)),
            lambda: self._shake_reply(),
        ]
        with suppress(Refused):
            self.dice.choice(acts)()
        db.session.rollback()

    def _parent(self, one: Submission) -> Reply | None:
        under = db.session.scalars(select(Reply).where(Reply.submission_id == one.id)).all()
        return self.dice.choice([None, *under])

    def _shake_reply(self) -> None:
        reply = self.any(Reply)
        if reply is not None:
            if self.dice.random() < 0.5:
                make.said(reply.withdraw, by=reply.author.viewer())
            else:
                make.said(reply.hide, by=self.judge.viewer(), reason="abusive_language")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counters_equal_a_recount_after_a_random_walk(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(120):
        walk.step()
    for one in db.session.scalars(select(Submission)):
        by_group = select(Support.group_id, func.count()).where(Support.submission_id == one.id).group_by(Support.group_id)
        drawn = select(GroupSupport.group_id, GroupSupport.people).where(GroupSupport.submission_id == one.id)
        people, petals = (dict(map(tuple, db.session.execute(asked))) for asked in (by_group, drawn))
        replies = select(func.count()).where(Reply.submission_id == one.id, Reply.state == ReplyState.PUBLIC)
        assert petals == people
        assert (one.support_count, one.support_group_count) == (sum(people.values()), len(people))
        assert one.reply_count == db.session.scalar(replies)
        assert one.has_merged == bool(db.session.scalar(select(func.count()).where(Submission.merged_into_id == one.id)))
    event = walk.event
    kept = (event.submission_count, event.public_count, event.undecided_count)
    make.said(counting.recount, event)
    event = db.session.get_one(Event, event.id)
    assert kept == (event.submission_count, event.public_count, event.undecided_count)
