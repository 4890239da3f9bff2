"""Who may do what with an event, by role and by where it stands, written out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from forum.accounts.roles import VISITOR, Grant, Role, Viewer
from forum.core import clock
from forum.policies import events as policy

CITY, OTHER_CITY = 1, 2
NOW = datetime(2025, 10, 15, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def person(account_id: int, *grants: Grant) -> Viewer:
    return Viewer(account_id=account_id, ref=f"ref{account_id}", grants=grants)


PEOPLE = {
    "visitor": VISITOR,
    "participant": person(1),
    "delegate": person(2, Grant(Role.GROUP_DELEGATE, CITY, group_id=21)),
    "operator": person(3, Grant(Role.AGENCY_OPERATOR, CITY, agency_id=11)),
    "head": person(4, Grant(Role.AGENCY_HEAD, CITY, agency_id=11)),
    "verifier": person(5, Grant(Role.VERIFIER, CITY)),
    "moderator": person(6, Grant(Role.MODERATOR, CITY)),
    "minute-taker": person(7, Grant(Role.MINUTE_TAKER, CITY)),
    "publisher": person(8, Grant(Role.PUBLISHER, CITY)),
    "publisher elsewhere": person(9, Grant(Role.PUBLISHER, OTHER_CITY)),
    "administrator": person(10, Grant(Role.ADMINISTRATOR)),
}
CHANGES = {
    "edit": policy.why_not_edit_event,
    "announce": policy.why_not_announce,
    "close": policy.why_not_close,
    "cancel": policy.why_not_cancel,
}


def event(**facts: Any) -> Any:
    windows = facts.pop("windows", [(NOW - 9 * DAY, NOW - 3 * DAY)])
    made = SimpleNamespace(
        **{
            "jurisdiction_id": CITY,
            "state": "announced",
            "starts_at": NOW - 2 * DAY,
            "ends_at": NOW - DAY,
            "agenda": ["Pembukaan"],
            "windows": windows,
            "what_can_change": "Urutan kerja",
            "decision_maker": "Kepala Dinkominfo",
            "result_due_on": "2025-11-17",
            "undecided_count": 0,
            "unanswered_count": 0,
            "outcome_published_at": NOW,
            **facts,
        }
    )
    made.takes_input_later = lambda now: any(closes > now for _opens, closes in windows)
    made.open_window = lambda now: next((one for one in windows if one[0] <= now < one[1]), None)
    return made


AHEAD = {"starts_at": NOW + DAY, "ends_at": NOW + 2 * DAY}
READY = {"edit": event(), "announce": event(state="draft"), "close": event(), "cancel": event(**AHEAD)}


def code(verb: str, who: str, thing: Any) -> str | None:
    with clock.at(NOW):
        refusal = CHANGES[verb](PEOPLE[who], thing)
    return refusal.code if refusal else None


@pytest.mark.parametrize("verb", CHANGES)
def test_only_the_citys_publisher_changes_an_event(verb: str) -> None:
    assert {who for who in PEOPLE if code(verb, who, READY[verb]) is None} == {"publisher"}
    assert {code(verb, who, READY[verb]) for who in PEOPLE if who != "publisher"} == {"not_your_role"}


def test_only_the_citys_publisher_plans_an_event() -> None:
    assert {who for who, viewer in PEOPLE.items() if policy.why_not_create_event(viewer, CITY) is None} == {"publisher"}


@pytest.mark.parametrize(("state", "why"), [("draft", None), ("announced", None), ("closed", "event_over"), ("cancelled", "event_over")])
def test_an_event_that_is_over_is_not_edited(state: str, why: str | None) -> None:
    assert code("edit", "publisher", event(state=state)) == why


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        ({"agenda": []}, "agenda_missing"),
        ({"windows": []}, "window_missing"),
        ({"what_can_change": ""}, "preflight_missing"),
        ({"decision_maker": ""}, "preflight_missing"),
        ({"result_due_on": None}, "preflight_missing"),
    ],
)
def test_announcing_needs_agenda_window_and_the_answers_of_the_pre_flight(missing: dict[str, Any], why: str) -> None:
    assert code("announce", "publisher", event(state="draft", **missing)) == why


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"ends_at": NOW + DAY}, "event_running"),
        ({"windows": [(NOW + DAY, NOW + 2 * DAY)]}, "event_running"),
        ({"undecided_count": 1}, "something_owed"),
        ({"unanswered_count": 1}, "something_owed"),
        ({"outcome_published_at": None}, "something_owed"),
    ],
)
def test_closing_waits_for_the_clock_and_for_every_answer(facts: dict[str, Any], why: str) -> None:
    assert code("close", "publisher", event(**facts)) == why


def test_an_event_that_has_begun_is_not_cancelled_but_a_draft_is_given_up_at_any_time() -> None:
    assert code("cancel", "publisher", event()) == "event_begun"
    assert code("cancel", "publisher", event(state="draft")) is None


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"state": "draft"}, "event_draft"),
        ({"state": "cancelled"}, "event_cancelled"),
        ({"state": "closed"}, "event_closed"),
        ({"windows": []}, "window_closed"),
        ({"windows": [(NOW + DAY, NOW + 2 * DAY)]}, "window_closed"),
        ({"windows": [(NOW - DAY, NOW)]}, "window_closed"),
        ({"windows": [(NOW, NOW + DAY)]}, None),
    ],
)
def test_input_is_taken_within_a_window_of_an_announced_event(facts: dict[str, Any], why: str | None) -> None:
    with clock.at(NOW):
        refusal = policy.why_not_take_input(event(**facts))
    assert (refusal.code if refusal else None) == why
