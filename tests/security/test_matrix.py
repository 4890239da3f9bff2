"""Every route, asked by every role of either city: whoever has no business there finds nothing, and nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.routing import Rule

from forum.extensions import Base, db
from tests.security.conftest import CANARY, OF_CITY, World

DESKS = {
    "triage": {"moderator", "publisher"},
    "triage_bulk": {"moderator"},
    "triage_handling": {"moderator", "publisher"},
    "triage_merge": {"moderator"},
    "triage_redact": {"moderator", "publisher"},
    "triage_lists": {"moderator", "publisher"},
    "triage_flags": {"moderator", "publisher"},
    "triage_notes": {"moderator", "publisher"},
    "drafts.judge": {"moderator", "publisher"},
    "formulating": {"moderator", "publisher"},
    "recommendations_desk": {"moderator", "publisher"},
    "events_desk": {"publisher"},
    "events_desk_code": {"publisher"},
    "publishing_desk": {"publisher"},
    "people_registry": {"publisher", "administrator"},
    "people_roles": {"publisher", "administrator"},
    "holidays": {"publisher", "administrator"},
    "agency_desk": {"operator", "head"},
    "verifier_desk": {"verifier"},
}
"""Who has business at a desk, in their own city and at their own agency. A new desk is entered here."""
TOLD_WHY = {("publisher", "triage_handling.ask_to_hand_over"), ("publisher", "triage_lists.trust")}
"""Who sees a desk but is refused, with a reason, what one of its pages is for."""
MOST = int(os.environ.get("PROVE_ADDRESSES", "2"))
KEPT = ("attempt", "sign_in_session", "once_key")
"""Tables that any try may write to."""
FORM = {
    "decision": "publish", "reason": "threat", "note": "Karena", "to": "lapor", "why": "Karena", "purpose": "Karena", "verdict": "overturn",
    "survivor": "this", "kind": "accepted", "response": "Jawaban", "do": "send", "percent": "50", "title": "Judul", "body": "Isi",
    "summary": "Ringkas", "agreed": "Ya", "correction": "Karena", "read": "y", "label": "Untuk", "uses": "1", "days": "3",
    "tindakan": "terbit",
    "codes": "S-1", "sure": "y", "agree": "y", "act": "uphold", "words": "satu kata",
}  # fmt: skip
"""What every form of the house would accept, all at once."""


GAPS = {
    "code": ("recommendation", "answering", "draft_recommendation"),
    "slug": ("slug", "draft_event"),
    "public_id": ("reply", "gone", "hidden"),
    "secret": ("nothing",), "name": ("nothing",), "token": ("nothing",), "number": ("number",),
    "word": ("word",), "key": ("submission", "waiting"),
    "grant_id": ("grant",), "holiday_id": ("holiday",), "group": ("group",),
    "triage.code": ("waiting", "submission", "confidential"),
    "triage_handling.code": ("waiting", "submission", "confidential"),
    "triage_redact.code": ("masked", "waiting"),
    "triage_merge.code": ("submission", "twin"),
    "triage_lists.code": ("submission", "waiting"),
    "triage_lists.public_id": ("template",), "triage_lists.trusted_id": ("trusted",),
    "triage_flags.public_id": ("flag",),
    "triage_notes.code": ("submission", "waiting"),
    "flags.code": ("submission", "waiting"),
    "writing.code": ("waiting", "submission"),
    "submissions.code": ("waiting", "confidential", "submission"),
    "replies.code": ("submission", "waiting"),
    "positions.code": ("submission", "waiting"),
    "positions.public_id": ("position",),
    "drafts.public_id": ("waiting_attachment", "withheld_attachment"),
    "drafts.detach.public_id": ("draft_attachment",),
    "drafts.remove.public_id": ("waiting_attachment",),
    "events_desk.public_id": ("invitation",),
    "events_desk_code.public_id": ("event_code",),
    "verifier_desk.public_id": ("report", "draft_report"),
    "people_roles.public_id": ("person",),
    "people_roles.revoke_invitation.public_id": ("role_invitation",),
    "people_registry.slug": ("group",),
    "people_registry.agency.slug": ("agency",),
    "people_registry.invite_officer.slug": ("agency",),
    "people_registry.seat.slug": ("agency",),
    "bodies.group.slug": ("group",), "bodies.agency.slug": ("agency",),
    "joining.sign_up.slug": ("city",),
    "files.public_id": ("draft_upload", "waiting_upload", "withheld_upload"),
    "files.name": ("draft_upload_name", "waiting_upload_name", "withheld_upload_name"),
}  # fmt: skip
"""What stands in the gaps of an address, by the names of ``World.keys``: of one endpoint, else of a blueprint, else of all."""


def names_for(rule: Rule, gap: str) -> tuple[str, ...]:
    """:raises LookupError: with what is to be added, for a gap that nothing fills."""
    area = rule.endpoint.split(".")[0]
    for place in (f"{rule.endpoint}.{gap}", f"{area}.{gap}", gap):
        if place in GAPS:
            return GAPS[place]
    made = f"make such a thing in fill() of tests/security/conftest.py, under a key of its own, and enter that key in GAPS of {__name__}"
    raise LookupError(f'{rule.rule} ({rule.endpoint}): nothing fills <{gap}>: {made}, as "{area}.{gap}"')


def addresses(rule: Rule, keys: dict[str, str]) -> list[str]:
    """The route filled with everything of a city that could stand there, at most ``MOST``."""
    gaps = {gap: names_for(rule, gap) for gap in rule.arguments}
    found = []
    for n in range(max((len(names) for names in gaps.values()), default=1)):
        built = rule.build({gap: keys[names[n % len(names)]] for gap, names in gaps.items()}, append_unknown=False)
        assert built is not None
        found.append(built[1])
    return found[:MOST]


def business(rule: Rule) -> set[str] | None:
    """Who has business at this route of a desk; None when it is no desk."""
    return DESKS.get(rule.endpoint) or DESKS.get(rule.endpoint.split(".")[0])


def routes(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def digest() -> dict[str, Any]:
    """Everything on record, by table."""
    with db.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table)))) for name, table in Base.metadata.tables.items() if name not in KEPT
        }


def test_every_gap_of_every_address_can_be_filled(world: World) -> None:
    for rule in routes(world.app):
        assert addresses(rule, world.keys["pekalongan"])


def test_whoever_has_no_business_at_a_desk_finds_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", False)
    before, let_in, here, there = digest(), [], "pekalongan", "kediri"
    far = OF_CITY if MOST > 2 else ("participant", "moderator", "publisher", "operator", "verifier")
    strangers = [*(f"{role}@{there}" for role in far), *(f"{role}@{here}" for role in OF_CITY), "administrator"]
    desks = [(rule, owners) for rule in routes(world.app) if (owners := business(rule))]
    sent = FORM | {"dari": world.keys[here]["submission"], "ke": world.keys[here]["recommendation"], "owner": world.keys[here]["agency"]}
    for who in strangers:
        role, _, city = who.partition("@")
        for rule, owners in desks:
            if role in owners and (city in (here, "") or not rule.arguments):
                continue
            if role == "stranger" and rule.endpoint == "agency_desk.index":
                continue
            for address in addresses(rule, world.keys[here]):
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    answer = world.people[who].client.open(address, method=method, data=sent if method == "POST" else None)
                    if answer.status_code != 404 or CANARY.encode() in answer.data:
                        let_in.append(f"{who} {method} {address}: {answer.status_code}")
    assert not let_in
    assert {name for name, rows in digest().items() if rows != before[name]} == set()


def test_whoever_has_business_there_gets_in(world: World) -> None:
    shut = []
    for rule in routes(world.app):
        if "GET" in (rule.methods or ()):
            for role in business(rule) or ():
                client = world.people.get(f"{role}@pekalongan", world.people["administrator"]).client
                answers = {client.get(one).status_code for one in addresses(rule, world.keys["pekalongan"])}
                if not answers & ({403} if (role, rule.endpoint) in TOLD_WHY else {200, 303}):
                    shut.append(f"{role} {rule.rule}: {answers}")
    assert not shut


def test_one_city_is_not_reached_by_a_form_field_of_the_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One's own address, with the other city's keys in every field."""
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", False)
    own, other = world.keys["pekalongan"], world.keys["kediri"]
    with db.engine.connect() as connection:
        numbers = {
            name: [str(n) for (n,) in connection.execute(select(Base.metadata.tables[name].c.id))]
            for name in ("agency", "stakeholder_group", "evidence")
        }

    def rows_of_kediri() -> dict[str, Any]:
        place = Base.metadata.tables["jurisdiction"]
        found = {}
        with db.engine.connect() as connection:
            here = connection.execute(select(place.c.id).where(place.c.slug == "kediri")).scalar_one()
            for name, table in Base.metadata.tables.items():
                if "jurisdiction_id" in table.c:
                    found[name] = sorted(map(repr, connection.execute(select(table).where(table.c.jurisdiction_id == here))))
        return found

    before = rows_of_kediri()
    for role in ("moderator", "publisher", "operator", "head", "verifier", "participant", "delegate"):
        client = world.people[f"{role}@pekalongan"].client
        for rule in routes(world.app):
            if "POST" not in (rule.methods or ()) or rule.endpoint in ("accounts.sign_out", "accounts.sign_out_everywhere"):
                continue
            for address in addresses(rule, own)[:1]:
                for n in range(MOST):
                    foreign = {"dari": other["submission"], "ke": other["recommendation"], "codes": other["submission"]}
                    foreign |= {"group": other["group"], "voice": other["group"], "parent": other["reply"], "owner": other["agency"]}
                    foreign |= {"organizer": numbers["agency"][n % len(numbers["agency"])]}
                    foreign |= {"invited": numbers["stakeholder_group"][n % len(numbers["stakeholder_group"])]}
                    foreign |= {"keep": numbers["evidence"][n % len(numbers["evidence"])]}
                    answer = client.post(f"{address}?dengan={other['submission']}", data=FORM | foreign)
                    assert answer.status_code < 500, (role, address, answer.status_code)
    assert rows_of_kediri() == before


OWN = ("writing.own", "writing.re", "writing.with", "writing.app", "replies.edit", "replies.withdraw", "drafts.detach", "drafts.remove",
       "own.hand_over", "guardians.mine", "positions.state")  # fmt: skip
"""What belongs to whoever wrote it, holds it or speaks for it."""


def test_what_one_wrote_is_nobody_elses_to_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", False)
    keys, before, let_in = world.keys["pekalongan"], digest(), []
    for rule in routes(world.app):
        if rule.endpoint.startswith(OWN):
            for who in ("visitor", "other@pekalongan", "moderator@pekalongan", "publisher@pekalongan", "delegate@kediri"):
                for address in addresses(rule, {**keys, "submission": keys["waiting"], "gone": keys["reply"], "hidden": keys["reply"]}):
                    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                        answer = world.people[who].client.open(address, method=method, data=FORM if method == "POST" else None)
                        if answer.status_code not in (403, 404) and "/masuk" not in (answer.location or ""):
                            let_in.append(f"{who} {method} {address}: {answer.status_code}")
    assert not let_in
    assert {name for name, rows in digest().items() if rows != before[name]} == set()


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []
    note: Callable[..., None] = lambda _c, _k, statement, *_: seen.append(statement)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_looking_writes_nothing_whoever_looks(world: World, engine_name: str) -> None:
    """Each of these looks on one engine, all of them on both in ``make prove``."""
    written = []
    lookers = ["visitor", *(f"{role}@pekalongan" for role in ("moderator", "author", "head", "publisher", "verifier"))]
    for who in lookers if MOST > 2 else lookers[engine_name == "postgres" :: 2]:
        for rule in routes(world.app):
            if "GET" in (rule.methods or ()) and rule.endpoint != "assets.serve":
                for address in addresses(rule, world.keys["pekalongan"]):
                    with statements() as seen:
                        answer = world.people[who].client.get(address)
                    assert answer.status_code < 500, (who, address)
                    written += [f"{who} {address}: {one}" for one in seen if one.split()[0] in ("INSERT", "UPDATE", "DELETE")]
                    written += [f"{who} {address}: locks" for one in seen if "IMMEDIATE" in one or "FOR UPDATE" in one]
    assert not written
