"""Closed unless opened: what a visitor can reach is the list below, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.page import Client

PUBLIC = {
    "health.alive",
    "health.ready",
}
"""Endpoints that answer without an account. Adding one is a decision: say so here."""
STAND_IN = {"int": "1", "IntegerConverter": "1"}


def rules(app: Flask) -> Iterator[Rule]:
    yield from sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def address(rule: Rule) -> str:
    """The rule with something in every gap, whether it exists or not: the door comes before the search."""
    gaps = {name: 1 if type(rule._converters[name]).__name__ == "IntegerConverter" else "x" for name in rule.arguments}
    built = rule.build(gaps, append_unknown=False)
    assert built is not None
    return built[1]


def test_exactly_the_listed_pages_are_public(app: Flask) -> None:
    opened = {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert opened == PUBLIC


def test_a_visitor_is_sent_to_sign_in_everywhere_else(app: Flask, client: Client) -> None:
    let_in = []
    for rule in rules(app):
        if rule.endpoint in PUBLIC:
            continue
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
            answer = client.open(address(rule), method=method)
            expected = (303,) if method == "GET" else (303, 400)
            if answer.status_code not in expected:
                let_in.append(f"{method} {rule.rule} ({rule.endpoint}) answered {answer.status_code}")
    assert not let_in


def test_no_post_is_accepted_without_its_token(app: Flask, client: Client) -> None:
    writing = [rule for rule in rules(app) if "POST" in (rule.methods or set())]
    accepted = [rule.rule for rule in writing if client.post(address(rule)).status_code not in (400, 303)]
    assert not accepted


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_does_not_exist_says_no_more_than_one_that_is_hidden(client: Client, method: str) -> None:
    assert client.open("/tidak-ada-halaman-ini", method=method).status_code in (400, 404)
