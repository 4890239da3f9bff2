"""The demo's registry: groups with their facts, offices, a mandate that lapsed, a role handed over, one that waits, an event code."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from forum.accounts import inviting
from forum.accounts.bodies import Capacity
from forum.accounts.invitations import Invitation
from forum.accounts.models import Account, RoleGrant
from forum.accounts.roles import SYSTEM, Role
from forum.demo.people import People
from forum.demo.story import Story, moment, parsed
from forum.events.models import Event
from forum.extensions import db
from forum.places import Content, World


class Registry:
    """Tells what the registry says and how tasks passed from one person to the next."""

    def __init__(self, world: World, people: People, story: Story, content: Content) -> None:
        self.world, self.people, self.story, self.content = world, people, story, content
        self.city: str = content["city"]

    def plan(self) -> None:
        for code, facts in self.content["groups"].items():
            group, element = self.world.groups[self.city, code], self.world.groups[self.city, facts["counts_for"]]
            group.abbreviation, group.founding_decree, group.counts_for = facts["abbreviation"], facts["founding_decree"], element
            group.period_from, group.period_to = date.fromisoformat(facts["period_from"]), date.fromisoformat(facts["period_to"])
            group.minors_possible = facts.get("minors_possible", False)
        for row in self.content["offices"]:
            self.story.at(moment(row["since"], "08:00"), lambda row=row: self._seat(row))  # type: ignore[misc]
        self._lapsed(self.content["lapsed"])
        self._handed_over(self.content["handover"])
        asked = self.content["asked"]
        self.story.at(parsed(asked["at"]), lambda: self._ask(asked))
        code = self.content["code"]
        self.story.at(parsed(code["at"]), lambda: self._code(code))

    def _account(self, local: str) -> Account:
        return self.people.made[f"{local}@demo.test"]

    def _grant(self, account: Account, role: Role) -> RoleGrant:
        return next(one for one in account.grants if one.role is role and one.revoked_at is None)

    def _seat(self, row: Content) -> None:
        agency, since = self.world.agencies[row["agency"]], date.fromisoformat(row["since"])
        agency.seat(row["title"], row["holder"], Capacity(row["capacity"]), since, by=self.people.publisher(self.city).viewer())
        db.session.flush()

    def _lapsed(self, row: Content) -> None:
        since, until = date.fromisoformat(row["since"]), date.fromisoformat(row["until"])
        group = self.world.groups[self.city, row["group"]]
        account = self._account(row["local"])
        account.grant(Role.GROUP_DELEGATE, by=SYSTEM, group=group, since=since, until=until, mandate=row["mandate"])

    def _handed_over(self, row: Content) -> None:
        made: dict[str, Invitation] = {}

        def ask() -> None:
            by = self._account(row["by"])
            answers = {"email": f"{row['to']}@demo.test", "since": date.fromisoformat(row["since"]), "mandate": row["mandate"]}
            made["it"], _secret = inviting.successor(self._grant(by, Role.GROUP_REPRESENTATIVE), answers, by=by.viewer())
            db.session.flush()

        def accept() -> None:
            made["it"].accept(self.people.adult(row["to"], row["name"], self.city))
            db.session.flush()

        self.story.at(parsed(row["asked"]), ask)
        self.story.at(parsed(row["accepted"]), accept)

    def _ask(self, row: Content) -> None:
        by = self._account(row["by"])
        answers = {"email": row["email"], "since": date.fromisoformat(row["since"]), "mandate": row["mandate"]}
        inviting.successor(self._grant(by, Role.AGENCY_OPERATOR), answers, by=by.viewer())

    def _code(self, row: Content) -> None:
        by = self._account(row["by"])
        city = self.world.cities[self.city]
        event = db.session.scalars(select(Event).where(Event.jurisdiction_id == city.id).order_by(Event.starts_at.desc()).limit(1)).one()
        Invitation.issue(city, by=by.viewer(), label="Kode acara", event_id=event.id, uses=row["uses"], days=row["days"], code=True)
