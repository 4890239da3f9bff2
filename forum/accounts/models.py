"""Bodies and people: cities, agencies, stakeholder groups, accounts and the roles granted to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.bodies import Agency, GroupKind, Jurisdiction, StakeholderGroup
from forum.accounts.roles import OVER_AGENCY, OVER_CITY, OVER_GROUP, Grant, Role, Viewer
from forum.core import clock, history
from forum.core.columns import Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import accounts as policy

if TYPE_CHECKING:
    from forum.accounts.guardians import Guardianship


FORGOTTEN = "Akun dihapus"
LOCKED = "!"
"""No password has this hash."""


class AgeBand(StrEnum):
    """What was said at sign-up. The ages between the bands are settings; nobody below the lowest has an account."""

    MINOR = "minor"
    YOUNG = "young"
    ADULT = "adult"


class Account(Record, Base):
    """A person. ``element_id`` is the community element they count under when they speak for themselves.

    ``mail_mine``, ``mail_supported`` and ``mail_followed`` say which notices come by mail too. ``minor_until`` is the last day on which
    somebody who said to be a minor can still be one; no birthday is kept.
    """

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="id")
    age_band: Mapped[AgeBand] = mapped_column(choice(AgeBand, "age_band"), default=AgeBand.ADULT)
    minor_until: Mapped[date | None] = mapped_column(Date)
    jurisdiction_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    element_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id"))
    consented_at: Mapped[datetime | None] = mapped_column(Utc)
    consent_version: Mapped[int | None]
    mail_mine: Mapped[bool] = mapped_column(default=True)
    mail_supported: Mapped[bool] = mapped_column(default=True)
    mail_followed: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    element: Mapped[StakeholderGroup | None] = relationship()
    grants: Mapped[list[RoleGrant]] = relationship(back_populates="account", foreign_keys="RoleGrant.account_id")
    guardianship: Mapped[Guardianship | None] = relationship(back_populates="minor", uselist=False)

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("(age_band = 'minor') = (minor_until IS NOT NULL)", name="minor_dated"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"account_id": self.id, "jurisdiction_id": self.jurisdiction_id}

    @property
    def is_minor(self) -> bool:
        """Whether this person may still be below the full age today."""
        return self.minor_until is not None and clock.today("Asia/Jakarta") <= self.minor_until

    def viewer(self) -> Viewer:
        """This person as a value for policies and queries, with the grants in force today."""
        today = clock.today("Asia/Jakarta")
        minor = self.is_minor
        guard = self.guardianship if minor else None
        return Viewer(
            account_id=self.id,
            ref=self.public_id,
            name=self.name,
            jurisdiction_id=self.jurisdiction_id,
            element_id=self.element_id,
            grants=tuple(grant.as_value() for grant in self.grants if grant.in_force(today)),
            minor=minor,
            guardian=str(guard.state) if guard else "asked" if minor else "",
            named=not minor or bool(guard and guard.name_allowed),
        )

    def rename(self, name: str, language: str, *, by: Viewer, mail: tuple[bool, bool, bool] = (True, True, True)) -> None:
        """A new public name and language; ``mail`` is whether to be told by mail of what is one's own, supported, followed."""
        self.name, self.language = name, language
        self.mail_mine, self.mail_supported, self.mail_followed = mail
        history.record("account.revise", self, by=by)

    def close(self, *, by: Viewer) -> None:
        """End the account: nobody signs in with it, its roles end, what was said stays.

        :raises Refused: for another's account, and for the last administrator's.
        """
        if (refusal := policy.why_not_close(by, self, _administrators())) is not None:
            raise Refused(refusal)
        self._end(by)

    def forget(self, *, by: Viewer) -> None:
        """End the account of somebody whose guardian said no, and keep nothing that tells whose it was."""
        self.email, self.name, self.password_hash = f"{self.public_id.lower()}@dihapus.invalid", FORGOTTEN, LOCKED
        self._end(by)

    def _end(self, by: Viewer) -> None:
        self.closed_at = clock.wall()
        for one in self.grants:
            one.revoked_at = one.revoked_at or clock.wall()
        history.record("account.close", self, by=by)

    def grant(
        self,
        role: Role,
        *,
        by: Viewer,
        jurisdiction: Jurisdiction | None = None,
        agency: Agency | None = None,
        group: StakeholderGroup | None = None,
        event_id: int | None = None,
        since: date | None = None,
        until: date | None = None,
        mandate: str | None = None,
        replaces: RoleGrant | None = None,
    ) -> RoleGrant:
        """Give a role over a city, an agency, a group or for one event of a city, from ``since`` up to and with ``until``.

        ``replaces`` is the grant that its holder hands over.
        """
        place = agency or group
        over = jurisdiction.id if jurisdiction else place.jurisdiction_id if place else None
        made = RoleGrant(
            role=role,
            jurisdiction_id=over,
            agency=agency,
            agency_id=agency.id if agency else None,
            group=group,
            group_id=group.id if group else None,
            event_id=event_id,
            since=since or clock.today("Asia/Jakarta"),
            until=until,
            mandate=mandate,
        )
        if (refusal := policy.why_not_grant(by, made, self.viewer(), replaces)) is not None:
            raise Refused(refusal)
        self.grants.append(made)
        history.record("account.grant", self, by=by, role="administrator", after=role, detail={"over": place.slug if place else None})
        return made


class RoleGrant(Base):
    """A role, over what, from when until when (dates, inclusive), by which mandate letter."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    jurisdiction_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("stakeholder_group.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    mandate: Mapped[str | None] = mapped_column(String(120))
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    handed_over_at: Mapped[datetime | None] = mapped_column(Utc)
    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])
    agency: Mapped[Agency | None] = relationship()
    group: Mapped[StakeholderGroup | None] = relationship()
    jurisdiction: Mapped[Jurisdiction | None] = relationship()

    __table_args__ = (
        CheckConstraint(
            f"(role IN ({', '.join(repr(str(r)) for r in sorted(OVER_AGENCY))})) = (agency_id IS NOT NULL)", name="agency_roles"
        ),
        CheckConstraint(f"(role IN ({', '.join(repr(str(r)) for r in sorted(OVER_GROUP))})) = (group_id IS NOT NULL)", name="group_roles"),
        CheckConstraint("(role = 'administrator') = (jurisdiction_id IS NULL)", name="city_unless_administrator"),
        CheckConstraint("until IS NULL OR until >= since", name="period_ordered"),
        CheckConstraint("role <> 'participant'", name="participant_not_granted"),
        CheckConstraint("role NOT IN ('assessor', 'mentor') OR until IS NOT NULL", name="outsiders_until_a_date"),
        CheckConstraint("handed_over_at IS NULL OR until IS NOT NULL OR revoked_at IS NOT NULL", name="handed_over_ends"),
        CheckConstraint("event_id IS NULL OR role IN ('assessor', 'mentor', 'minute_taker')", name="event_roles"),
        Index(None, "jurisdiction_id", "role"),
    )

    def in_force(self, today: date) -> bool:
        return self.revoked_at is None and self.since <= today and (self.until is None or today <= self.until)

    def as_value(self) -> Grant:
        return Grant(Role(self.role), self.jurisdiction_id, self.agency_id, self.group_id, self.event_id)

    def standing(self, today: date) -> str:
        """How it stands (a code of the catalogue ``mandate``)."""
        if self.in_force(today):
            return "in_force"
        if self.handed_over_at is not None:
            return "handed_over"
        return "ended" if self.revoked_at is not None else "upcoming" if self.since > today else "lapsed"

    @property
    def over(self) -> str | None:
        """The slug of the agency or group it is over."""
        place = self.agency or self.group
        return place.slug if place else None

    def hand_over(self, since: date, *, by: Viewer) -> None:
        """Somebody else holds the role from this day on: it ends the day before, its place in the history stays."""
        self.handed_over_at = clock.now()
        if since > self.since:
            self.until = min(self.until or since - timedelta(days=1), since - timedelta(days=1))
        else:
            self.revoked_at = self.revoked_at or clock.wall()
        history.record("account.hand_over", self.account, by=by, before=self.role, detail={"over": self.over})

    def revoke(self, *, by: Viewer) -> None:
        """Take the role away, today.

        :raises Refused: when ``by`` could not have given it, or it is the last administrator's.
        """
        if (refusal := policy.why_not_revoke(by, self, _administrators())) is not None:
            raise Refused(refusal)
        self.revoked_at = self.revoked_at or clock.wall()
        history.record("account.revoke", self.account, by=by, role="administrator", before=self.role, detail={"over": self.over})


def _administrators() -> int:
    """How many people are administrators today (one query)."""
    today = clock.today("Asia/Jakarta")
    found = select(func.count(RoleGrant.account_id.distinct())).where(
        RoleGrant.role == Role.ADMINISTRATOR,
        RoleGrant.revoked_at.is_(None),
        RoleGrant.since <= today,
        or_(RoleGrant.until.is_(None), RoleGrant.until >= today),
    )
    return db.session.scalar(found) or 0


__all__ = ["OVER_CITY", "Account", "AgeBand", "Agency", "GroupKind", "Jurisdiction", "RoleGrant", "StakeholderGroup"]
