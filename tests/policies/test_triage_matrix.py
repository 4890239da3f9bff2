"""Who may do what to a submission and with a recommendation at the desk, written by hand: role x verb x state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refusal
from forum.policies import appeals
from forum.policies import recommendations as recommendation_policy
from forum.policies import submissions as policy
from forum.recommendations.models import Recommendation
from forum.recommendations.states import STAGE
from forum.submissions.models import Submission
from forum.submissions.states import DISPOSITION, VISIBILITY, Reason
from tests import make

ROLES = (
    "moderator",
    "author_moderator",
    "other_city_moderator",
    "publisher",
    "operator",
    "head",
    "verifier",
    "minute_taker",
    "representative",
    "participant",
    "author",
    "administrator",
    "visitor",
)

# verb: state -> the roles that may; everybody else may not.
SUBMISSION: dict[str, dict[str, set[str]]] = {
    "publish": {"waiting": {"moderator"}, "held": {"moderator"}, "returned": {"moderator"}, "refused": {"moderator"}, "public": set()},
    "return": {"waiting": {"moderator"}, "held": {"moderator"}, "returned": set(), "refused": set(), "public": {"moderator"}},
    "hold": {"waiting": {"moderator"}, "held": set(), "returned": {"moderator"}, "refused": set(), "public": {"moderator"}},
    "refuse": {"waiting": {"moderator"}, "held": {"moderator"}, "returned": {"moderator"}, "refused": set(), "public": {"moderator"}},
    "refer": {"waiting": {"moderator"}, "held": {"moderator"}, "returned": {"moderator"}, "refused": set(), "public": {"moderator"}},
    "leave_out": {"waiting": {"moderator"}, "held": {"moderator"}, "returned": {"moderator"}, "refused": set(), "public": {"moderator"}},
    "answer": {"waiting": set(), "held": set(), "returned": set(), "refused": set(), "public": {"moderator"}},
    "acknowledge": {"waiting": set(), "held": set(), "returned": set(), "refused": set(), "public": {"moderator"}},
    "decline": {"waiting": set(), "held": set(), "returned": set(), "refused": set(), "public": {"moderator"}},
    "adopt": {"waiting": set(), "held": set(), "returned": set(), "refused": set(), "public": {"moderator"}},
    "claim": {one: {"moderator"} for one in ("waiting", "held", "returned", "refused", "public")},
    "reveal": {one: {"moderator", "author_moderator", "publisher"} for one in ("waiting", "held", "returned", "refused", "public")},
}
STATES = ("waiting", "held", "returned", "refused", "public")
RECOMMENDATION: dict[str, dict[str, set[str]]] = {
    "issue": {"draft": {"moderator", "author_moderator", "publisher"}, "issued": set(), "answered": set(), "cancelled": set()},
    "cancel": {"draft": {"publisher"}, "issued": {"publisher"}, "answered": {"publisher"}, "cancelled": set()},
    "revise": {
        "draft": {"moderator", "author_moderator", "publisher"},
        "issued": {"moderator", "author_moderator", "publisher"},
        "answered": set(),
        "cancelled": set(),
    },
}


@dataclass
class World:
    people: dict[str, Viewer]
    states: dict[str, Submission]
    recommendations: dict[str, Recommendation]


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield _world()


def _world() -> World:
    event, agency, group = make.event(), make.agency("BPBD"), make.group()
    both = make.account("Moderator yang menulis", Role.MODERATOR)
    people = {
        "moderator": make.account("Rina", Role.MODERATOR),
        "author_moderator": both,
        "other_city_moderator": make.account("Kediri", Role.MODERATOR, in_city=make.city("kediri")),
        "publisher": make.account("Penerbit", Role.PUBLISHER),
        "operator": make.account("Operator", Role.AGENCY_OPERATOR, of=agency),
        "head": make.account("Kepala", Role.AGENCY_HEAD, of=agency),
        "verifier": make.account("Verifikator", Role.VERIFIER),
        "minute_taker": make.account("Notulis", Role.MINUTE_TAKER),
        "participant": make.account("Peserta"),
        "author": make.account("Pengirim"),
        "representative": make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=group),
        "administrator": make.account("Admin", Role.ADMINISTRATOR),
    }
    judge = make.account("Yang memutuskan", Role.MODERATOR)
    by, reason = judge.viewer(), Reason.PERSONAL_DATA
    states = {name: make.submission(event, by=both, public=name == "public", moderator=judge) for name in STATES}
    make.said(states["held"].hold, by=by, reason=reason)
    make.said(states["returned"].return_for_rewording, by=by, reason=reason, note="Tanpa NIK.")
    make.said(states["refused"].refuse, by=by, reason=reason, note="Memuat NIK.")
    made = {
        name: make.recommendation([make.submission(event)], agency, issued=name != "draft")
        for name in ("draft", "issued", "answered", "cancelled")
    }
    make.answered(made["answered"])
    make.said(made["cancelled"].cancel, by=people["publisher"].viewer(), note="Salah tulis.")
    viewers = {name: person.viewer() for name, person in people.items()} | {"visitor": Viewer()}
    return World(viewers, states, made)


def why_not(verb: str) -> Callable[[Viewer, Submission], Refusal | None]:
    if verb == "claim":
        return policy.why_not_judge
    if verb == "reveal":
        return policy.why_not_reveal
    workflow = VISIBILITY if verb in VISIBILITY.moves else DISPOSITION
    return lambda who, it: workflow.why_not(verb, who, it)


def test_the_table_names_every_role_and_state() -> None:
    assert set(ROLES) >= set().union(*(roles for row in (*SUBMISSION.values(), *RECOMMENDATION.values()) for roles in row.values()))
    assert all(set(row) == set(STATES) for row in SUBMISSION.values())


def test_who_may_do_what_to_a_submission(world: World) -> None:
    """The submissions were written by ``author_moderator``, who may do nothing but look behind the identity."""
    wrong = [
        f"{verb} {state} as {role}: {found and found.code}"
        for verb, row in SUBMISSION.items()
        for state, allowed in row.items()
        for role in ROLES
        if ((found := why_not(verb)(world.people[role], world.states[state])) is None) != (role in allowed)
    ]
    assert not wrong


def test_who_may_do_what_with_a_recommendation(world: World) -> None:
    def refusal(verb: str, who: Viewer, it: Recommendation) -> Refusal | None:
        return recommendation_policy.why_not_revise_recommendation(who, it) if verb == "revise" else STAGE.why_not(verb, who, it)

    wrong = [
        f"{verb} {state} as {role}: {found and found.code}"
        for verb, row in RECOMMENDATION.items()
        for state, allowed in row.items()
        for role in ROLES
        if ((found := refusal(verb, world.people[role], world.recommendations[state])) is None) != (role in allowed)
    ]
    assert not wrong


def test_an_appeal_is_judged_by_another_moderator(world: World) -> None:
    it = world.states["refused"]
    may = {role for role in ROLES if appeals.why_not_judge_appeal(world.people[role], it) is None}
    assert may == {"moderator"}


def test_only_moderators_merge_and_never_their_own(world: World) -> None:
    event = world.states["public"].event
    twin, survivor = make.submission(event), make.submission(event)
    may = {role for role in ROLES if policy.why_not_merge(world.people[role], twin, survivor) is None}
    assert may == {"moderator", "author_moderator"}
    own = {role for role in ROLES if policy.why_not_merge(world.people[role], world.states["public"], survivor) is None}
    assert own == {"moderator"}
