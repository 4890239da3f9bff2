"""Reads of the registry: groups, agencies, who speaks and works for them, who holds which role. Another city's is not found."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import joinedload

from forum.accounts.bodies import Agency, Jurisdiction, Office, StakeholderGroup
from forum.accounts.invitations import Invitation
from forum.accounts.models import Account, RoleGrant
from forum.accounts.roles import OVER_GROUP, Role, Viewer
from forum.core import clock
from forum.core.history import HistoryEntry
from forum.core.paging import Cursor, Page, page_of
from forum.core.refusal import NotFound
from forum.extensions import Base, db

SIZE = 50


def kept_cities(viewer: Viewer) -> list[Jurisdiction]:
    """The cities whose registry and roles this viewer keeps: one's own, or all for administrators."""
    found = select(Jurisdiction).order_by(Jurisdiction.name)
    if not viewer.is_administrator:
        found = found.where(Jurisdiction.id.in_(viewer.cities(Role.PUBLISHER)))
    return list(db.session.scalars(found))


def groups(city: Jurisdiction, today: date) -> Sequence[Row[Any]]:
    """Every group of a city, with how many people may speak for it today (one query)."""
    held = (
        select(func.count(RoleGrant.account_id.distinct()))
        .where(RoleGrant.group_id == StakeholderGroup.id, *_in_force(today))
        .correlate(StakeholderGroup)
        .scalar_subquery()
    )
    asked = select(StakeholderGroup, held.label("delegates")).where(StakeholderGroup.jurisdiction_id == city.id)
    return db.session.execute(asked.order_by(StakeholderGroup.is_element, StakeholderGroup.position)).all()


def agencies(city: Jurisdiction, today: date) -> Sequence[Row[Any]]:
    """Every agency of a city, with how many people work for it here today (one query)."""
    held = (
        select(func.count(RoleGrant.account_id.distinct()))
        .where(RoleGrant.agency_id == Agency.id, *_in_force(today))
        .correlate(Agency)
        .scalar_subquery()
    )
    asked = select(Agency, held.label("people")).where(Agency.jurisdiction_id == city.id)
    return db.session.execute(asked.order_by(Agency.name)).all()


def _in_force(today: date) -> tuple[Any, ...]:
    return (RoleGrant.revoked_at.is_(None), RoleGrant.since <= today, (RoleGrant.until.is_(None)) | (RoleGrant.until >= today))


def group(slug: str, viewer: Viewer) -> StakeholderGroup:
    """:raises NotFound: for another city's."""
    found = db.session.scalar(select(StakeholderGroup).where(StakeholderGroup.slug == slug))
    return _kept(found, viewer)


def agency(slug: str, viewer: Viewer) -> Agency:
    """:raises NotFound: for another city's."""
    found = db.session.scalar(select(Agency).where(Agency.slug == slug))
    return _kept(found, viewer)


Kept = TypeVar("Kept", StakeholderGroup, Agency, Invitation, RoleGrant)


def _kept(found: Kept | None, viewer: Viewer) -> Kept:
    """What belongs to a city that the viewer keeps; the same answer for another's as for none."""
    if found is None or not (viewer.is_administrator or found.jurisdiction_id in viewer.cities(Role.PUBLISHER)):
        raise NotFound
    return found


def grants_over(body: StakeholderGroup | Agency) -> list[RoleGrant]:
    """Everybody who speaks or works for it, or once did, the newest first (at most two hundred)."""
    over = RoleGrant.group_id == body.id if isinstance(body, StakeholderGroup) else RoleGrant.agency_id == body.id
    asked = select(RoleGrant).options(joinedload(RoleGrant.account)).where(over)
    return list(db.session.scalars(asked.order_by(RoleGrant.id.desc()).limit(200)))


def invitations_over(body: StakeholderGroup | Agency) -> list[Invitation]:
    """Invitations that nobody has accepted yet and that still hold."""
    over = Invitation.group_id == body.id if isinstance(body, StakeholderGroup) else Invitation.agency_id == body.id
    return list(db.session.scalars(select(Invitation).where(over, *_open()).order_by(Invitation.id.desc()).limit(50)))


def _open() -> tuple[Any, ...]:
    return Invitation.revoked_at.is_(None), Invitation.uses_left > 0, Invitation.expires_at > clock.wall()


def open_invitations(viewer: Viewer) -> list[Invitation]:
    """Invitations to a role that nobody has accepted yet, in the cities that this viewer keeps."""
    asked = select(Invitation).where(Invitation.role != Role.PARTICIPANT, *_open())
    if not viewer.is_administrator:
        asked = asked.where(Invitation.jurisdiction_id.in_(viewer.cities(Role.PUBLISHER)))
    options = joinedload(Invitation.group), joinedload(Invitation.agency), joinedload(Invitation.jurisdiction)
    return list(db.session.scalars(asked.options(*options).order_by(Invitation.id.desc()).limit(50)))


def invitation(public_id: str, viewer: Viewer) -> Invitation:
    """:raises NotFound: for another city's."""
    return _kept(db.session.scalar(select(Invitation).where(Invitation.public_id == public_id)), viewer)


def invitation_by_code(code: str) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.short_code == code))


def invitation_by_public_id(public_id: str) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.public_id == public_id))


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the roles is shown: a city's slug, a role, also those that ended."""

    city: str = ""
    role: str = ""
    ended: bool = False


def roles(viewer: Viewer, filters: Filters, cursor: str | None, today: date) -> Page[RoleGrant]:
    """A page of who holds which role beside the delegates of groups, the newest first (one query)."""
    start = Cursor.parse(cursor, (int,))
    asked = select(RoleGrant).where(RoleGrant.role.not_in(OVER_GROUP))
    if not viewer.is_administrator:
        asked = asked.where(RoleGrant.jurisdiction_id.in_(viewer.cities(Role.PUBLISHER)))
    if filters.city:
        asked = asked.where(RoleGrant.jurisdiction_id == select(Jurisdiction.id).where(Jurisdiction.slug == filters.city).scalar_subquery())
    if filters.role in {str(one) for one in Role}:
        asked = asked.where(RoleGrant.role == filters.role)
    if not filters.ended:
        asked = asked.where(RoleGrant.revoked_at.is_(None), (RoleGrant.until.is_(None)) | (RoleGrant.until >= today))
    backwards = start is not None and start.backwards
    if start is not None:
        asked = asked.where(RoleGrant.id > start.key[0] if backwards else RoleGrant.id < start.key[0])
    options = joinedload(RoleGrant.account), joinedload(RoleGrant.agency), joinedload(RoleGrant.jurisdiction)
    order = RoleGrant.id.asc() if backwards else RoleGrant.id.desc()
    found = db.session.scalars(asked.options(*options).order_by(order).limit(SIZE + 1)).all()
    return page_of(found, SIZE, start, lambda row: (row.id,))


def grant(grant_id: int, viewer: Viewer) -> RoleGrant:
    """A role that this viewer keeps.

    :raises NotFound: for another city's.
    """
    return _kept(db.session.get(RoleGrant, grant_id), viewer)


def own_grant(grant_id: int, viewer: Viewer) -> RoleGrant:
    """:raises NotFound: for somebody else's."""
    found = db.session.get(RoleGrant, grant_id)
    if found is None or found.account_id != viewer.account_id:
        raise NotFound
    return found


def successors(viewer: Viewer) -> list[Invitation]:
    """Those whom this person asked to take over and who have not accepted yet."""
    asked = select(Invitation).where(Invitation.issued_by_id == viewer.account_id, Invitation.replaces_id.is_not(None), *_open())
    return list(db.session.scalars(asked.order_by(Invitation.id).limit(20)))


def person(public_id: str, viewer: Viewer) -> tuple[Account, Sequence[RoleGrant], Sequence[HistoryEntry]]:
    """Somebody who holds or held a role in a city that this viewer keeps, with every role there and every line about them.

    :raises NotFound: for anybody else.
    """
    account = db.session.scalar(select(Account).where(Account.public_id == public_id))
    mine = select(RoleGrant).options(joinedload(RoleGrant.agency), joinedload(RoleGrant.group), joinedload(RoleGrant.jurisdiction))
    mine = mine.where(RoleGrant.account_id == (account.id if account else 0))
    lines = select(HistoryEntry).where(HistoryEntry.account_id == (account.id if account else 0), HistoryEntry.verb.in_(PERSON_VERBS))
    if not viewer.is_administrator:
        mine = mine.where(RoleGrant.jurisdiction_id.in_(viewer.cities(Role.PUBLISHER)))
    found = db.session.scalars(mine.order_by(RoleGrant.id.desc())).all()
    if account is None or not found:
        raise NotFound
    return account, found, db.session.scalars(lines.order_by(HistoryEntry.seq.desc()).limit(100)).all()


PERSON_VERBS = ("account.grant", "account.revoke", "account.hand_over", "account.close", "invitation.accept")


def events_of(cities: Sequence[Jurisdiction]) -> list[tuple[int, str]]:
    """Keys and titles of the events of these cities that are not over, for a choice."""
    event = Base.metadata.tables["event"]
    asked = select(event.c.id, event.c.title).where(
        event.c.jurisdiction_id.in_([one.id for one in cities]), event.c.state.in_(("draft", "announced"))
    )
    return [(row.id, row.title) for row in db.session.execute(asked.order_by(event.c.starts_at.desc()).limit(100))]


def event_city(event_id: int) -> int | None:
    event = Base.metadata.tables["event"]
    return db.session.scalar(select(event.c.jurisdiction_id).where(event.c.id == event_id))


def announced_slug(event_id: int | None) -> str | None:
    """The address of an event that everybody may open; None for a draft and for no event."""
    event = Base.metadata.tables["event"]
    return db.session.scalar(select(event.c.slug).where(event.c.id == event_id, event.c.state != "draft"))


def next_position(city: Jurisdiction) -> int:
    return (db.session.scalar(select(func.max(StakeholderGroup.position)).where(StakeholderGroup.jurisdiction_id == city.id)) or 0) + 1


def free_slug(name: str, city: Jurisdiction) -> str:
    """An address made of the name and the city that no other group has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:30].strip("-") or "kelompok"
    wanted = itertools.chain((f"{stem}-{city.slug}"[:56],), (f"{stem}-{city.slug}"[:53] + f"-{n}" for n in itertools.count(2)))
    return next(slug for slug in wanted if not db.session.scalar(select(exists().where(StakeholderGroup.slug == slug))))


def offices_now(agency_id: int) -> list[Office]:
    """Who holds the offices of an agency today."""
    return list(db.session.scalars(select(Office).where(Office.agency_id == agency_id, Office.until.is_(None)).order_by(Office.id)))


def public_group(slug: str) -> StakeholderGroup:
    """:raises NotFound: when there is none."""
    found = db.session.scalar(
        select(StakeholderGroup).options(joinedload(StakeholderGroup.jurisdiction)).where(StakeholderGroup.slug == slug)
    )
    if found is None:
        raise NotFound
    return found


def public_agency(slug: str) -> Agency:
    """:raises NotFound: when there is none."""
    found = db.session.scalar(select(Agency).options(joinedload(Agency.jurisdiction)).where(Agency.slug == slug))
    if found is None:
        raise NotFound
    return found
