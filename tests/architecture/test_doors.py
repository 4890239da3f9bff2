"""Closed unless opened: what a visitor can reach is the list below, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.architecture.source import ROOT
from tests.page import Client
from tests.security.test_matrix import DESKS, business, names_for

PUBLIC = {
    "accounts.sign_in",
    "assets.serve", "bodies.agency", "bodies.group", "dev.components", "dev.desk", "dev.errors", "events.calendar_file",
    "events.index", "events.show", "files.download", "health.alive", "health.ready",
    "guardians.again", "guardians.erase", "guardians.grant", "guardians.name", "guardians.refuse", "guardians.show", "guardians.withdraw",
    "home.index", "joining.by_code", "joining.invitation", "joining.sign_up", "joining.where", "joining.with_code",
    "links.enter", "links.fresh_password", "links.password", "links.sign_in", "pages.accessibility", "pages.counting",
    "pages.privacy", "pages.rules", "pages.sight",
    "following.leave", "following.left", "positions.show",
    "publishing.index", "ledger.index", "publishing.show", "publishing.snapshot", "publishing.verify",
    "recommendations.index", "recommendations.show", "replies.permalink", "replies.versions",
    "submissions.print_thread", "submissions.show", "submissions.track",
}  # fmt: skip
"""Endpoints that answer without an account. Adding one is a decision: say so here."""

SIGNED = {"following.left"}
"""Asked by mail programs without a session (RFC 8058): the signed token says who stops following what, and can do no more."""


def rules(app: Flask) -> Iterator[Rule]:
    yield from sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def address(rule: Rule) -> str:
    """The rule with something in every gap, whether it exists or not: the door comes before the search."""
    gaps = {name: 1 if type(rule._converters[name]).__name__ == "IntegerConverter" else "x" for name in rule.arguments}
    built = rule.build(gaps, append_unknown=False)
    assert built is not None
    return built[1]


def asked_with(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})


def test_exactly_the_listed_pages_are_public(app: Flask) -> None:
    opened = {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert opened == PUBLIC


def test_a_visitor_is_sent_to_sign_in_everywhere_else(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even with a good token: the check of tokens is out of the way here."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.test_request_context():
        sign_in = url_for("accounts.sign_in")
    let_in = []
    for rule in rules(app):
        for method in () if rule.endpoint in PUBLIC else asked_with(rule):
            answer = client.open(address(rule), method=method)
            if answer.status_code != 302 or not answer.location.startswith(sign_in):
                let_in.append(f"{method} {rule.rule} ({rule.endpoint}) answered {answer.status_code} {answer.location}")
    assert not let_in


def test_nothing_that_writes_is_accepted_without_its_token(app: Flask, client: Client) -> None:
    writing = [(rule, method) for rule in rules(app) for method in asked_with(rule) if method != "GET" and rule.endpoint not in SIGNED]
    assert writing
    answers = [(rule.rule, method, client.open(address(rule), method=method).status_code) for rule, method in writing]
    assert not [answer for answer in answers if answer[2] != 400]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_does_not_exist_says_no_more_than_one_that_is_hidden(client: Client, method: str) -> None:
    assert client.open("/tidak-ada-halaman-ini", method=method).status_code in (400, 404)


def test_every_route_is_in_the_tables_of_the_attacks(app: Flask) -> None:
    """The attacks of tests/security ask every route: they must know who has business there, and what to put into its gaps."""
    missing = {rule.endpoint for rule in rules(app) if rule.rule.startswith("/meja/") and business(rule) is None}
    assert not missing, f"enter who has business there in DESKS of tests/security/test_matrix.py: {sorted(missing)}"
    known = {name for rule in rules(app) for name in (rule.endpoint, rule.endpoint.split(".")[0])}
    assert set(DESKS) <= known, f"these are gone, take them out of DESKS: {sorted(set(DESKS) - known)}"
    for rule in rules(app):
        for gap in rule.arguments:
            assert names_for(rule, gap)


def test_every_address_that_the_source_names_exists(app: Flask) -> None:
    """A page breaks only when its link is drawn; this finds the link before a person does."""
    named = re.compile(r"url_for\(\s*[\"']([a-z_]+\.[a-z_]+)[\"']")
    sources = [path for place in ("forum", "templates") for path in (ROOT / place).rglob("*") if path.suffix in (".py", ".html")]
    found = {(path.relative_to(ROOT), name) for path in sources for name in named.findall(path.read_text(encoding="utf-8"))}
    assert len(found) > 100
    assert not [f"{path}: {name}" for path, name in sorted(found) if name not in app.view_functions]
