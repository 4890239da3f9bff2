"""Who may do what with a submission, and where and when: the table, by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from forum.accounts.roles import VISITOR, Grant, Role, Viewer
from forum.core import clock
from forum.policies import appeals
from forum.policies import submissions as policy

HERE, ELSEWHERE = 1, 2
NOW = datetime(2025, 10, 15, 3, tzinfo=UTC)

AUTHOR = Viewer(account_id=10, ref="a", element_id=100)
OTHER = Viewer(account_id=11, ref="o", element_id=100, grants=(Grant(Role.GROUP_DELEGATE, HERE, group_id=200),))
MODERATOR = Viewer(account_id=12, ref="m", grants=(Grant(Role.MODERATOR, HERE),))
SECOND = Viewer(account_id=13, ref="m2", grants=(Grant(Role.MODERATOR, HERE),))
FAR = Viewer(account_id=14, ref="f", grants=(Grant(Role.MODERATOR, ELSEWHERE),))
PUBLISHER = Viewer(account_id=15, ref="p", grants=(Grant(Role.PUBLISHER, HERE),))
HEAD = Viewer(account_id=16, ref="h", grants=(Grant(Role.AGENCY_HEAD, HERE, agency_id=5),))
WRITING_MODERATOR = Viewer(account_id=10, ref="a", grants=(Grant(Role.MODERATOR, HERE),))


def a_submission(**facts: Any) -> Any:
    event = SimpleNamespace(state=facts.pop("event_state", "announced"))
    standing = {
        "id": 1,
        "author_id": 10,
        "jurisdiction_id": HERE,
        "event_id": 7,
        "visibility": "public",
        "identity": "named",
        "disposition": "open",
        "merged_into_id": None,
        "has_merged": False,
        "reopened_at": None,
        "confirmed_at": None,
        "city_moderators": frozenset({12, 13}),
        "appeal": "none",
        "judged_by_id": 12,
        "awaiting_guardian": False,
        "holder_id": None,
        "event": event,
    }
    return SimpleNamespace(**{**standing, **facts})


def a_reply(**facts: Any) -> Any:
    standing = {"author_id": 11, "submission_id": 1, "state": "public", "created_at": NOW, "submission": a_submission()}
    return SimpleNamespace(**{**standing, **facts})


SEES = {
    "waiting": {"author", "moderator", "publisher"},
    "returned": {"author", "moderator", "publisher"},
    "held": {"author", "moderator", "publisher"},
    "refused": {"author", "moderator", "publisher"},
    "public": {"author", "other", "moderator", "far", "publisher", "head", "visitor"},
    "withdrawn": {"author", "other", "moderator", "far", "publisher", "head", "visitor"},
}
PEOPLE = {"author": AUTHOR, "other": OTHER, "moderator": MODERATOR, "far": FAR, "publisher": PUBLISHER, "head": HEAD, "visitor": VISITOR}


@pytest.mark.parametrize("visibility", SEES)
@pytest.mark.parametrize("identity", ["named", "anonymous", "confidential"])
@pytest.mark.parametrize("person", PEOPLE)
def test_who_sees_the_page(person: str, visibility: str, identity: str) -> None:
    one = a_submission(visibility=visibility, identity=identity)
    close = {"author", "moderator", "publisher"}
    expected = SEES[visibility] & close if identity == "confidential" else SEES[visibility]
    assert (policy.why_not_see(PEOPLE[person], one) is None) == (person in expected)


JUDGES = {"author": False, "other": False, "moderator": True, "far": False, "publisher": False, "head": False, "visitor": False}


@pytest.mark.parametrize(("person", "may"), JUDGES.items())
def test_who_judges(person: str, may: bool) -> None:
    assert (policy.why_not_judge(PEOPLE[person], a_submission()) is None) == may


def test_a_moderator_never_judges_their_own() -> None:
    refusal = policy.why_not_judge(WRITING_MODERATOR, a_submission())
    assert refusal is not None
    assert refusal.code == "own_submission"


@pytest.mark.parametrize("state", ["closed", "cancelled"])
@pytest.mark.parametrize(
    "rule",
    [
        lambda one: policy.why_not_judge(MODERATOR, one),
        lambda one: policy.why_not_reply(OTHER, one),
        lambda one: policy.why_not_support(OTHER, one),
        lambda one: policy.why_not_stand_back(OTHER, one),
        lambda one: policy.why_not_reword(AUTHOR, one),
        lambda one: policy.why_not_reopen(AUTHOR, one),
    ],
    ids=["judge", "reply", "support", "stand_back", "reword", "reopen"],
)
def test_nothing_changes_once_the_event_is_over(rule: Any, state: str) -> None:
    assert rule(a_submission()) is None
    assert rule(a_submission(event_state=state)) is not None


OWN_STEPS = [policy.why_not_reword, policy.why_not_withdraw, policy.why_not_reopen]


@pytest.mark.parametrize("rule", OWN_STEPS)
@pytest.mark.parametrize("person", PEOPLE)
def test_only_the_author_rewords_withdraws_and_reopens(rule: Any, person: str) -> None:
    assert (rule(PEOPLE[person], a_submission()) is None) == (person == "author")


def test_reopening_and_appealing_work_once() -> None:
    assert policy.why_not_reopen(AUTHOR, a_submission(reopened_at=NOW)) is not None
    assert appeals.why_not_appeal(AUTHOR, a_submission(visibility="refused")) is None
    assert appeals.why_not_appeal(AUTHOR, a_submission(visibility="refused", appeal="upheld")) is not None
    assert appeals.why_not_appeal(AUTHOR, a_submission(visibility="public")) is not None
    assert appeals.why_not_appeal(OTHER, a_submission(visibility="refused")) is not None


@pytest.mark.parametrize(
    ("person", "may"), [(MODERATOR, False), (SECOND, True), (PUBLISHER, False), (FAR, False), (AUTHOR, False), (WRITING_MODERATOR, False)]
)
def test_an_appeal_is_judged_by_somebody_else_of_the_city(person: Viewer, may: bool) -> None:
    assert (appeals.why_not_judge_appeal(person, a_submission(visibility="refused", appeal="filed")) is None) == may


@pytest.mark.parametrize(("moderators", "may"), [({12}, True), (set(), True), ({12, 10}, True), ({12, 13}, False)])
def test_where_nobody_else_moderates_the_publisher_judges_the_appeal(moderators: set[int], may: bool) -> None:
    it = a_submission(visibility="refused", appeal="filed", city_moderators=frozenset(moderators))
    assert (appeals.why_not_judge_appeal(PUBLISHER, it) is None) == may


@pytest.mark.parametrize(("moderators", "may"), [({10}, True), ({10, 13}, False), ({12}, False), (set(), False)])
def test_the_publisher_judges_only_what_a_citys_only_moderator_wrote(moderators: set[int], may: bool) -> None:
    it = a_submission(visibility="waiting", city_moderators=frozenset(moderators))
    assert (policy.why_not_judge(PUBLISHER, it) is None) == may


def test_support_is_for_others_and_goes_to_the_survivor() -> None:
    assert policy.why_not_support(OTHER, a_submission()) is None
    for who, one in ((VISITOR, a_submission()), (AUTHOR, a_submission()), (OTHER, a_submission(merged_into_id=9))):
        assert policy.why_not_support(who, one) is not None


@pytest.mark.parametrize("facts", [{"visibility": "waiting"}, {"visibility": "withdrawn"}, {"identity": "confidential"}])
def test_nobody_replies_to_what_is_not_public(facts: dict[str, str]) -> None:
    assert policy.why_not_reply(OTHER, a_submission(**facts)) is not None


def test_one_speaks_for_oneself_and_for_ones_groups() -> None:
    assert policy.why_not_speak_for(OTHER, 100) is None
    assert policy.why_not_speak_for(OTHER, 200) is None
    assert policy.why_not_speak_for(OTHER, 201) is not None
    assert policy.why_not_speak_for(VISITOR, 100) is not None


def test_a_reply_is_changed_by_its_author_within_the_minutes_while_it_stands() -> None:
    with clock.at(NOW + timedelta(minutes=5)):
        assert policy.why_not_edit_reply(OTHER, a_reply(), 30) is None
        assert policy.why_not_edit_reply(AUTHOR, a_reply(), 30) is not None
        assert policy.why_not_edit_reply(OTHER, a_reply(state="hidden"), 30) is not None
        assert policy.why_not_edit_reply(OTHER, a_reply(), 4) is not None


def test_one_answers_a_reply_of_this_thread_that_can_be_read() -> None:
    assert policy.why_not_reply_to(a_submission(), a_reply()) is None
    assert policy.why_not_reply_to(a_submission(id=2), a_reply()) is not None
    assert policy.why_not_reply_to(a_submission(), a_reply(state="withdrawn")) is not None


def test_a_reply_is_hidden_by_a_moderator_of_the_city_and_never_ones_own() -> None:
    assert policy.why_not_hide_reply(MODERATOR, a_reply()) is None
    assert policy.why_not_hide_reply(FAR, a_reply()) is not None
    assert policy.why_not_hide_reply(MODERATOR, a_reply(author_id=12)) is not None


@pytest.mark.parametrize(
    ("twin", "survivor", "code"),
    [
        ({"id": 2}, {}, None),
        ({"id": 2, "jurisdiction_id": ELSEWHERE}, {}, "not_your_role"),
        ({"id": 2, "event_id": 8}, {}, "other_event"),
        ({"id": 2, "identity": "confidential"}, {}, "confidential_apart"),
        ({}, {}, "same_submission"),
        ({"id": 2}, {"visibility": "waiting"}, "survivor_not_public"),
        ({"id": 2, "has_merged": True}, {}, "survivor_of_others"),
        ({"id": 2, "merged_into_id": 5}, {}, "merged"),
        ({"id": 2, "author_id": 12}, {}, "own_submission"),
    ],
)
def test_what_may_be_merged(twin: dict[str, Any], survivor: dict[str, Any], code: str | None) -> None:
    refusal = policy.why_not_merge(MODERATOR, a_submission(**twin), a_submission(**survivor))
    assert (refusal.code if refusal else None) == code
