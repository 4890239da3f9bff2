"""Who may do what to a recommendation, by role and by where it stands, written out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from forum.accounts.roles import VISITOR, Grant, Role, Viewer
from forum.policies import recommendations as policy

CITY, OTHER_CITY, OWNER, OTHER_AGENCY = 1, 2, 11, 12


def person(account_id: int, *grants: Grant) -> Viewer:
    return Viewer(account_id=account_id, ref=f"ref{account_id}", grants=grants)


PEOPLE = {
    "visitor": VISITOR,
    "participant": person(1),
    "operator": person(2, Grant(Role.AGENCY_OPERATOR, CITY, agency_id=OWNER)),
    "head": person(3, Grant(Role.AGENCY_HEAD, CITY, agency_id=OWNER)),
    "other operator": person(4, Grant(Role.AGENCY_OPERATOR, CITY, agency_id=OTHER_AGENCY)),
    "other head": person(5, Grant(Role.AGENCY_HEAD, CITY, agency_id=OTHER_AGENCY)),
    "verifier": person(6, Grant(Role.VERIFIER, CITY)),
    "verifier of the agency": person(7, Grant(Role.VERIFIER, CITY), Grant(Role.AGENCY_OPERATOR, CITY, agency_id=OWNER)),
    "verifier elsewhere": person(8, Grant(Role.VERIFIER, OTHER_CITY)),
    "moderator": person(9, Grant(Role.MODERATOR, CITY)),
    "publisher": person(10, Grant(Role.PUBLISHER, CITY)),
    "publisher elsewhere": person(11, Grant(Role.PUBLISHER, OTHER_CITY)),
    "administrator": person(12, Grant(Role.ADMINISTRATOR)),
}


def recommendation(**facts: Any) -> Any:
    event = SimpleNamespace(state="announced")
    return SimpleNamespace(
        **{
            "jurisdiction_id": CITY,
            "owner_id": OWNER,
            "due_on": "2025-12-01",
            "stage": "issued",
            "answer": "accepted",
            "work": "in_progress",
            "event": event,
            **facts,
        }
    )


def allowed(ask: Any, thing: Any) -> set[str]:
    return {name for name, who in PEOPLE.items() if ask(who, thing) is None}


def code(ask: Any, who: str, thing: Any) -> str | None:
    refusal = ask(PEOPLE[who], thing)
    return refusal.code if refusal else None


def test_only_the_owner_agency_drafts_an_answer() -> None:
    assert allowed(policy.why_not_draft_answer, recommendation(answer="none")) == {"operator", "head", "verifier of the agency"}


@pytest.mark.parametrize(
    ("facts", "why"), [({"stage": "draft"}, "not_issued"), ({"stage": "cancelled"}, "not_issued"), ({}, "answered_before")]
)
def test_an_answer_is_drafted_once_and_only_to_what_was_issued(facts: dict[str, str], why: str) -> None:
    assert code(policy.why_not_draft_answer, "operator", recommendation(**{"answer": "accepted", **facts})) == why


def test_only_the_head_of_the_owner_agency_approves_and_never_their_own_draft() -> None:
    paper = SimpleNamespace(recommendation=recommendation(answer="none"), drafted_by_id=2)
    assert allowed(policy.why_not_approve_answer, paper) == {"head"}
    paper.drafted_by_id = 3
    assert code(policy.why_not_approve_answer, "head", paper) == "own_draft"


def test_the_answer_takes_effect_through_the_head_alone() -> None:
    assert allowed(policy.why_not_settle_answer, recommendation(answer="none")) == {"head"}


def test_only_the_owner_agency_reports() -> None:
    assert allowed(policy.why_not_report, recommendation()) == {"operator", "head", "verifier of the agency"}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"answer": "none"}, "not_accepted"),
        ({"answer": "rejected"}, "not_accepted"),
        ({"answer": "partially_accepted"}, None),
        ({"answer": "deferred"}, None),
        ({"work": "completed"}, "completed_before"),
        ({"work": "verified"}, "verified_before"),
        ({"stage": "cancelled"}, "not_issued"),
    ],
)
def test_progress_is_reported_between_acceptance_and_completion(facts: dict[str, str], why: str | None) -> None:
    assert code(policy.why_not_report, "operator", recommendation(**facts)) == why


def test_only_a_draft_is_revised() -> None:
    draft = SimpleNamespace(recommendation=recommendation(), state="draft")
    assert allowed(policy.why_not_revise_report, draft) == {"operator", "head", "verifier of the agency"}
    assert code(policy.why_not_revise_report, "operator", SimpleNamespace(recommendation=recommendation(), state="sent")) == "report_sent"


def test_a_verifier_of_the_city_outside_the_agency_verifies() -> None:
    report = SimpleNamespace(recommendation=recommendation(), reported_by_id=2)
    assert allowed(policy.why_not_verify_report, report) == {"verifier"}
    assert code(policy.why_not_verify_report, "verifier of the agency", report) == "own_agency"
    report.reported_by_id = 6
    assert code(policy.why_not_verify_report, "verifier", report) == "own_report"


def test_the_citys_moderators_and_publishers_formulate_and_issue() -> None:
    assert allowed(policy.why_not_formulate, recommendation(stage="draft")) == {"moderator", "publisher"}
    assert allowed(policy.why_not_issue, recommendation(stage="draft")) == {"moderator", "publisher"}
    assert code(policy.why_not_issue, "moderator", recommendation(owner_id=None)) == "owner_or_date_missing"
    over = recommendation(event=SimpleNamespace(state="closed"))
    assert code(policy.why_not_formulate, "moderator", over) == "event_over"


def test_only_the_citys_publisher_cancels() -> None:
    assert allowed(policy.why_not_cancel_recommendation, recommendation()) == {"publisher"}


OWNERS = {"operator", "head", "verifier of the agency"}
CITYS = {"verifier", "moderator", "publisher"}


@pytest.mark.parametrize(
    ("state", "stage", "readers"),
    [
        ("draft", "issued", OWNERS),
        ("returned", "issued", OWNERS | CITYS),
        ("sent", "issued", set(PEOPLE)),
        ("verified", "cancelled", set(PEOPLE)),
        ("sent", "draft", OWNERS),
    ],
)
def test_evidence_is_read_by_everyone_once_its_report_stands(state: str, stage: str, readers: set[str]) -> None:
    place = SimpleNamespace(state=state, stage=stage, owner_id=OWNER, jurisdiction_id=CITY)
    assert allowed(policy.why_not_open_evidence, place) == readers
