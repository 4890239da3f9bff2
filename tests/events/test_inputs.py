"""What the page of an event says of its groups, questions and windows is kept by the writes, and moves with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from forum.accounts.roles import Role
from forum.core import tally
from forum.events import inputs
from forum.events.models import Event
from forum.events.parts import Question
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Reason
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")


def asked(event: Event) -> Question:
    made: Question = make.committed(Question(event_id=event.id, position=1, text="Apa yang perlu dibenahi?"))
    db.session.refresh(event)
    return made


def counted(event: Event) -> dict[str, int]:
    return {key: n for key, n in tally.read(inputs.scope(event.id)).items() if n}


def handed_in(event: Event) -> list[int]:
    db.session.refresh(event)
    return [window.handed_in for window in event.windows]


def test_an_input_counts_in_its_window_at_once_and_by_group_and_question_when_it_is_public(app: Flask) -> None:
    group = make.group()
    event = make.event(groups=(group,))
    question = asked(event)
    delegate = make.account("Utusan", Role.GROUP_DELEGATE, of=group)
    one = make.submission(event, delegate, group=group, question=question, public=False)
    assert handed_in(event) == [1]
    assert counted(event) == {}
    moderator = make.account("Moderator", Role.MODERATOR)
    make.said(one.publish, by=moderator.viewer())
    assert counted(event) == {inputs.of_group(group.id): 1, inputs.of_question(question.id): 1}
    page = visitor(app).opens(f"/forum/{event.slug}")
    assert page.has("1 masukan tayang")
    make.said(one.refuse, by=moderator.viewer(), reason=Reason.SPAM_GAMBLING, note="Iklan")
    assert counted(event) == {}
    assert handed_in(event) == [1]


def test_a_window_that_moves_is_counted_anew(app: Flask) -> None:
    dinas = make.agency("Dinkominfo")
    event = make.event(organizer=dinas)
    make.submission(event)
    publisher = make.account("Penerbit", Role.PUBLISHER)
    form = Person(app, publisher).opens(f"/meja/acara/{event.slug}/ubah").form()
    assert handed_in(event) == [1]
    tomorrow = (event.windows[0].opens_at + timedelta(days=15)).date().isoformat()
    form.fill(before_from=tomorrow).submit()
    assert handed_in(event) == [0]


def test_repairing_finds_what_the_writes_kept(app: Flask) -> None:
    event = make.event()
    question = asked(event)
    for _ in range(2):
        make.submission(event, question=question)
    kept = counted(event)
    assert sum(kept.values()) == 4
    assert db.session.query(Submission).count() == 2
    assert app.test_cli_runner().invoke(args=["forum", "recount"]).exit_code == 0
    assert counted(event) == kept
    assert handed_in(event) == [2]
