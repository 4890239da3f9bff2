"""Roles, grants, and the viewer: who is looking or acting, as plain values that policies can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a grant lets a person do. Everyone with an account is a participant; that is not granted."""

    PARTICIPANT = "participant"
    GROUP_DELEGATE = "group_delegate"
    GROUP_REPRESENTATIVE = "group_representative"
    MODERATOR = "moderator"
    MINUTE_TAKER = "minute_taker"
    AGENCY_OPERATOR = "agency_operator"
    AGENCY_HEAD = "agency_head"
    VERIFIER = "verifier"
    PUBLISHER = "publisher"
    INFORMATION_OFFICER = "information_officer"
    ASSESSOR = "assessor"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"


OVER_CITY = frozenset({Role.MODERATOR, Role.MINUTE_TAKER, Role.VERIFIER, Role.PUBLISHER, Role.INFORMATION_OFFICER})
OVER_AGENCY = frozenset({Role.AGENCY_OPERATOR, Role.AGENCY_HEAD})
OVER_GROUP = frozenset({Role.GROUP_DELEGATE, Role.GROUP_REPRESENTATIVE})
OUTSIDE = frozenset({Role.ASSESSOR, Role.MENTOR})
"""People from outside, for a city or one event, always until a date."""
FOR_EVENT = OUTSIDE | {Role.MINUTE_TAKER}
"""Roles that can be given for one event alone."""
HANDED_OVER = OVER_AGENCY | {Role.GROUP_REPRESENTATIVE}
"""Roles that pass from one person to the next."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in force today, and over what. ``jurisdiction_id`` is also set for agency, group and event roles."""

    role: Role
    jurisdiction_id: int | None = None
    agency_id: int | None = None
    group_id: int | None = None
    event_id: int | None = None


def member_of(group_name: str) -> str:
    """A name that tells the group and nobody's own."""
    return f"Anggota {group_name}"[:80]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page or acts. ``account_id`` is None for a visitor; ``ref`` is what the history names.

    ``guardian`` is, for a minor, how far the guardian's consent is (a state of ``accounts.states``); ``named`` whether their
    name may stand beside what they say.
    """

    account_id: int | None = None
    ref: str = "visitor"
    name: str = ""
    jurisdiction_id: int | None = None
    element_id: int | None = None
    grants: tuple[Grant, ...] = ()
    minor: bool = False
    guardian: str = ""
    named: bool = True

    def name_beside(self, group_name: str) -> str:
        """What is shown as the author's name: of a minor the group's alone, until a guardian consents to the name."""
        return self.name if self.named else member_of(group_name)

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def is_administrator(self) -> bool:
        return any(grant.role is Role.ADMINISTRATOR for grant in self.grants)

    def holds(self, role: Role, *, jurisdiction_id: int | None = None, agency_id: int | None = None, event_id: int | None = None) -> bool:
        """Whether this role is held over exactly that city or agency; one held for a single event counts for that event alone."""
        return any(
            grant.role is role
            and grant.event_id in (None, event_id)
            and (jurisdiction_id is None or grant.jurisdiction_id == jurisdiction_id)
            and (agency_id is None or grant.agency_id == agency_id)
            for grant in self.grants
        )

    def cities(self, *roles: Role) -> frozenset[int]:
        """The cities over which one of these roles is held."""
        whole = (g for g in self.grants if g.role in roles and g.event_id is None)
        return frozenset(g.jurisdiction_id for g in whole if g.jurisdiction_id is not None)

    def agencies(self, *roles: Role) -> frozenset[int]:
        """The agencies over which one of these roles is held (both agency roles when none is named)."""
        wanted = frozenset(roles) or OVER_AGENCY
        return frozenset(g.agency_id for g in self.grants if g.role in wanted and g.agency_id is not None)

    @property
    def groups(self) -> frozenset[int]:
        """The groups this person may speak for today."""
        return frozenset(g.group_id for g in self.grants if g.role in OVER_GROUP and g.group_id is not None)

    @property
    def represents(self) -> frozenset[int]:
        """The groups whose official position this person may state today."""
        return frozenset(g.group_id for g in self.grants if g.role is Role.GROUP_REPRESENTATIVE and g.group_id is not None)

    @property
    def is_staff(self) -> bool:
        """Whether any desk is open to this person."""
        return any(grant.role not in OVER_GROUP | OUTSIDE for grant in self.grants)


VISITOR = Viewer()
SYSTEM = Viewer(ref="system", name="Urun Rembuk")
