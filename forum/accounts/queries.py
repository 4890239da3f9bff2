"""Reads about people: the viewer behind a session, accounts, groups and invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, literal, or_, select, update
from sqlalchemy.orm import joinedload

from forum.accounts.access import Attempt, SignInSession
from forum.accounts.guardians import Guardianship
from forum.accounts.invitations import Invitation
from forum.accounts.links import MailLink, Purpose
from forum.accounts.models import Account, Agency, Jurisdiction, RoleGrant, StakeholderGroup
from forum.accounts.roles import Grant, Role, Viewer
from forum.core import clock, reads, stamps
from forum.core.history import ChainHead
from forum.core.refusal import NotFound
from forum.extensions import Base, db

_SESSION = (
    select(
        Account.id,
        Account.public_id,
        Account.name,
        Account.jurisdiction_id,
        Account.element_id,
        Account.minor_until,
        Guardianship.state.label("guardian"),
        Guardianship.name_allowed,
        RoleGrant.role,
        RoleGrant.jurisdiction_id.label("of_city"),
        RoleGrant.agency_id,
        RoleGrant.group_id,
        RoleGrant.event_id,
        stamps.column(literal(stamps.SITE)).label("site_stamp"),
        stamps.column(literal(stamps.PLACES)).label("places_stamp"),
        func.coalesce(select(ChainHead.length).scalar_subquery(), 0).label("history_length"),
    )
    .join(SignInSession, SignInSession.account_id == Account.id)
    .outerjoin(Guardianship, Guardianship.account_id == Account.id)
    .outerjoin(
        RoleGrant,
        and_(
            RoleGrant.account_id == Account.id,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.since <= bindparam("today"),
            or_(RoleGrant.until.is_(None), RoleGrant.until >= bindparam("today")),
        ),
    )
    .where(
        SignInSession.fingerprint == bindparam("fingerprint"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("now"),
        Account.closed_at.is_(None),
    )
)


def viewer_of_session(fingerprint: str, now: datetime) -> tuple[Viewer, dict[str, int]] | None:
    """Who is signed in with this session, and the stamps as they stand; None when it ended (one indexed query, a row for each grant)."""
    today = clock.today("Asia/Jakarta")
    rows = reads.rows(_SESSION, {"fingerprint": fingerprint, "now": now, "today": today}).all()
    if not rows:
        return None
    row = rows[0]
    minor = row.minor_until is not None and today <= row.minor_until
    viewer = Viewer(
        account_id=row.id,
        ref=row.public_id,
        name=row.name,
        jurisdiction_id=row.jurisdiction_id,
        element_id=row.element_id,
        grants=tuple(Grant(Role(g.role), g.of_city, g.agency_id, g.group_id, g.event_id) for g in rows if g.role is not None),
        minor=minor,
        guardian=str(row.guardian or "asked") if minor else "",
        named=not minor or bool(row.name_allowed),
    )
    return viewer, {stamps.SITE: row.site_stamp, stamps.PLACES: row.places_stamp, stamps.HISTORY: row.history_length}


def account_by_email(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def session_by_fingerprint(fingerprint: str) -> SignInSession | None:
    return db.session.scalar(select(SignInSession).where(SignInSession.fingerprint == fingerprint))


def sessions_of(viewer: Viewer) -> list[SignInSession]:
    """The devices on which this person is signed in now."""
    found = select(SignInSession).where(
        SignInSession.account_id == viewer.account_id, SignInSession.ended_at.is_(None), SignInSession.expires_at > clock.wall()
    )
    return list(db.session.scalars(found.order_by(SignInSession.started_at.desc())))


def invitation_by_fingerprint(fingerprint: str) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.fingerprint == fingerprint))


_ATTEMPTS = select(func.count()).select_from(Attempt).where(Attempt.key == bindparam("which"), Attempt.at > bindparam("since"))


def attempts_since(key: str, since: datetime) -> int:
    return reads.rows(_ATTEMPTS, {"which": key, "since": since}).scalar_one()  # type: ignore[no-any-return]


_CITIES = select(Jurisdiction.id, Jurisdiction.slug, Jurisdiction.name, Jurisdiction.tz).order_by(Jurisdiction.name)


def cities() -> Sequence[Any]:
    """Every city by name: ``id``, ``slug``, ``name`` and ``tz``."""
    return reads.rows(_CITIES).all()


def city(slug: str) -> Jurisdiction | None:
    return db.session.scalar(select(Jurisdiction).where(Jurisdiction.slug == slug))


def groups_of_city(jurisdiction_id: int) -> list[StakeholderGroup]:
    found = select(StakeholderGroup).where(StakeholderGroup.jurisdiction_id == jurisdiction_id)
    return list(db.session.scalars(found.order_by(StakeholderGroup.position)))


def group_of_city(group_id: int, jurisdiction_id: int) -> StakeholderGroup | None:
    return db.session.scalar(
        select(StakeholderGroup).where(StakeholderGroup.id == group_id, StakeholderGroup.jurisdiction_id == jurisdiction_id)
    )


def own_city(viewer: Viewer, role: Role) -> Jurisdiction:
    """The city over which this role is held; the first by name when there are several.

    :raises NotFound: when there is none.
    """
    found = db.session.scalar(select(Jurisdiction).where(Jurisdiction.id.in_(viewer.cities(role))).order_by(Jurisdiction.name).limit(1))
    if found is None:
        raise NotFound
    return found


def agencies_of_city(jurisdiction_id: int) -> list[Agency]:
    return list(db.session.scalars(select(Agency).where(Agency.jurisdiction_id == jurisdiction_id).order_by(Agency.name)))


def agencies_of_viewer(viewer: Viewer) -> list[Agency]:
    """The agencies this person works for today."""
    return list(db.session.scalars(select(Agency).where(Agency.id.in_(viewer.agencies())).order_by(Agency.name)))


_GROUPS = select(StakeholderGroup).where(StakeholderGroup.id.in_(bindparam("ids", expanding=True)))


def speaking_choices(viewer: Viewer) -> list[StakeholderGroup]:
    """What this person may speak as today: their own community element first, then their groups."""
    ids = [*([viewer.element_id] if viewer.element_id else []), *sorted(viewer.groups)]
    found = {g.id: g for g in db.session.scalars(_GROUPS, {"ids": ids})}
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def account(account_id: int) -> Account:
    return db.session.get_one(Account, account_id)


def end_sessions(account_id: int, but: str = "") -> None:
    """End every session of a person, except the one with this fingerprint. The caller commits."""
    found = SignInSession.account_id == account_id
    db.session.execute(
        update(SignInSession).where(found, SignInSession.ended_at.is_(None), SignInSession.fingerprint != but).values(ended_at=clock.wall())
    )


def grants_of(account_id: int) -> list[RoleGrant]:
    """Every role of a person that was not taken back, with what it is over."""
    found = select(RoleGrant).options(joinedload(RoleGrant.agency), joinedload(RoleGrant.group))
    return list(db.session.scalars(found.where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None)).order_by(RoleGrant.id)))


def open_cities() -> list[Jurisdiction]:
    """Cities whose people may sign up by themselves: one of their announced events is open to all and not over."""
    event = Base.metadata.tables["event"]
    open_to_all = exists().where(
        event.c.jurisdiction_id == Jurisdiction.id, event.c.state == "announced", event.c.open_sign_up, event.c.ends_at > clock.now()
    )
    return list(db.session.scalars(select(Jurisdiction).where(open_to_all).order_by(Jurisdiction.name)))


def link_by_fingerprint(fingerprint: str, *purposes: Purpose) -> MailLink | None:
    """The link of a mail, when it is of one of these kinds."""
    return db.session.scalar(select(MailLink).where(MailLink.fingerprint == fingerprint, MailLink.purpose.in_(purposes)))


def guardianship_of(account_id: int) -> Guardianship | None:
    return db.session.scalar(select(Guardianship).where(Guardianship.account_id == account_id))


def guardianships_at(email: str) -> list[Guardianship]:
    """The minors for whom this address is asked or has a say."""
    return list(db.session.scalars(select(Guardianship).where(Guardianship.email == email).order_by(Guardianship.id).limit(20)))


def city_of(jurisdiction_id: int) -> Jurisdiction:
    return db.session.get_one(Jurisdiction, jurisdiction_id)
