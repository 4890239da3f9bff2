"""The public list of an event: what is in it, in which order, page after page."""

from __future__ import annotations

from typing import Any

import pytest

from forum.accounts.models import Account
from forum.accounts.roles import VISITOR, Role
from forum.core.paging import Cursor
from forum.events.models import Event
from forum.submissions import merging, queries, support
from forum.submissions.models import Submission
from forum.submissions.states import Identity
from tests import make

pytestmark = pytest.mark.usefixtures("db_session")


def codes(event: Event, **filters: Any) -> list[str]:
    filters = {"group": None, "pillar": None, "state": None, "sort": "cross", "cursor": None, **filters}
    return [row.code for row in queries.public_page(event.id, viewer=VISITOR, **filters).rows]


def supported(one: Submission, *groups: str, people: int = 1) -> None:
    for code in groups:
        group = make.group(code, code)
        for _ in range(people):
            person = make.account("Pendukung", Role.GROUP_DELEGATE, of=group)
            make.said(support.support, one, by=person.viewer(), account_id=person.id, group=group)


def test_the_list_holds_what_everyone_may_read_and_nothing_else() -> None:
    event, judge = make.event(), make.account("Moderator", Role.MODERATOR)
    shown = make.submission(event, moderator=judge)
    make.submission(event, public=False)
    make.submission(event, moderator=judge, identity=Identity.CONFIDENTIAL)
    make.submission(moderator=judge)
    gone = make.submission(event, make.account(), moderator=judge)
    make.said(gone.withdraw, by=gone.author.viewer())
    assert codes(event) == [shown.code]


def test_many_groups_stand_before_many_people() -> None:
    event = make.event()
    loud, broad, silent = (make.submission(event, title=title) for title in ("Ramai", "Luas", "Sepi"))
    supported(loud, "satu", people=4)
    supported(broad, "satu", "dua")
    assert codes(event) == [broad.code, loud.code, silent.code]


def test_merged_ones_stand_with_their_survivor() -> None:
    event, judge = make.event(), make.account("Moderator", Role.MODERATOR)
    survivor, twin = make.submission(event), make.submission(event)
    make.said(merging.merge, twin, survivor, by=judge.viewer(), reason="Sama.")
    assert codes(event) == [survivor.code]
    assert codes(event, state="merged") == [twin.code]
    (row,) = queries.public_page(event.id, viewer=VISITOR).rows
    assert row.merged_count == 1


def test_filters_choose_state_and_group() -> None:
    event, judge = make.event(), make.account("Moderator", Role.MODERATOR)
    group = make.group()
    person: Account = make.account("Budi", Role.GROUP_DELEGATE, of=group)
    answered = make.submission(event, moderator=judge)
    make.said(answered.answer, "Sudah.", by=judge.viewer())
    ours = make.submission(event, person, group=group, moderator=judge)
    assert codes(event, state="answered") == [answered.code]
    assert codes(event, state="open") == [ours.code]
    assert codes(event, group=group.slug) == [ours.code]
    assert codes(event, group="tidak-ada") == []


@pytest.mark.parametrize("sort", ["cross", "new", "old"])
def test_pages_join_without_gap_or_repeat_and_lead_back(sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LIST_SIZE", 3)
    event, judge = make.event(), make.account("Moderator", Role.MODERATOR)
    made = [make.submission(event, moderator=judge).code for _ in range(8)]
    page, seen, pages = queries.public_page(event.id, sort=sort, viewer=VISITOR), [], 1
    seen += [row.code for row in page.rows]
    while page.next:
        page = queries.public_page(event.id, sort=sort, cursor=str(page.next), viewer=VISITOR)
        seen += [row.code for row in page.rows]
        pages += 1
    assert seen == (made if sort == "old" else made[::-1])
    assert pages == 3
    assert page.previous is not None
    back = queries.public_page(event.id, sort=sort, cursor=str(page.previous), viewer=VISITOR)
    assert [row.code for row in back.rows] == seen[3:6]


@pytest.mark.parametrize("cursor", ["x", str(Cursor(("kapan-kapan", 1))), str(Cursor(("2025-01-01", 1))), str(Cursor((1, 2, 3)))])
def test_a_crooked_cursor_starts_at_the_first_page(cursor: str) -> None:
    one = make.submission()
    assert codes(one.event, sort="new", cursor=cursor) == [one.code]


def test_an_unissued_recommendation_is_not_named_in_the_list() -> None:
    one = make.submission()
    rec = make.recommendation([one], issued=False)
    (row,) = queries.public_page(one.event_id, viewer=VISITOR).rows
    assert row.rec_code is None
    make.said(rec.issue, by=make.account("Moderator", Role.MODERATOR).viewer())
    (row,) = queries.public_page(one.event_id, viewer=VISITOR).rows
    assert row.rec_code == rec.code


def test_the_list_costs_one_query(request: pytest.FixtureRequest) -> None:
    event = make.event()
    for _ in range(3):
        make.submission(event)
    event_id, counting = event.id, request.getfixturevalue("queries")
    with counting() as seen:
        queries.public_page(event_id, viewer=VISITOR)
    assert seen.count == 1, seen
