"""Becoming a member: by invitation or by oneself; and the guide of the demo's sign-in page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

import config
from forum.accounts import queries
from forum.accounts.guardians import NOTICE_VERSION, ConsentEntry, ConsentKind, Guardianship
from forum.accounts.models import Account, AgeBand, RoleGrant, StakeholderGroup
from forum.accounts.roles import Role
from forum.core import clock, history
from forum.extensions import db


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages that an installation keeps to: below ``lowest`` nobody has an account, below ``full`` a guardian is asked."""

    lowest: int
    full: int

    def minor_until(self, today: date) -> date:
        """The last day on which somebody who is a minor today can still be one: no birthday is needed."""
        later = today.year + self.full - self.lowest
        return today.replace(year=later, day=28) if (today.month, today.day) == (2, 29) else today.replace(year=later)


def join(
    answers: Mapping[str, Any],
    password_hash: str,
    jurisdiction_id: int,
    invitation: str | None,
    *,
    band: AgeBand,
    ages: Ages,
    language: str = "id",
) -> Account | None:
    """Make the account and use the invitation, if there is one; None when the address is known already.

    The caller hashed the password and answers the same in both cases. A minor's guardian is asked.
    """
    if queries.account_by_email(answers["email"]) is not None:
        return None
    found = StakeholderGroup.id == int(answers["element"]), StakeholderGroup.jurisdiction_id == jurisdiction_id
    today = clock.today("Asia/Jakarta")
    made = Account(
        email=answers["email"],
        name=answers["name"],
        password_hash=password_hash,
        language=language,
        age_band=band,
        minor_until=ages.minor_until(today) if band is AgeBand.MINOR else None,
        jurisdiction_id=jurisdiction_id,
        element=db.session.scalar(select(StakeholderGroup).where(*found)),
        consented_at=clock.wall(),
        consent_version=NOTICE_VERSION,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(ConsentEntry(account_id=made.id, kind=ConsentKind.NOTICE, given=True))
    if band is AgeBand.MINOR:
        Guardianship.ask(made, answers["guardian_email"], by=made.viewer(), language=language)
    invited = queries.invitation_by_fingerprint(invitation) if invitation else None
    if invited is not None:
        invited.accept(made)
    history.record("account.join", made, by=made.viewer())
    return made


def demo_guide(settings: config.Settings) -> dict[str, Any] | None:
    """The demo's accounts by role and their password, where there is a demo to sign in to."""
    if settings.production or not clock.is_demo():
        return None
    rows = db.session.execute(
        select(Account.email, Account.name, RoleGrant.role)
        .outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.is_demo, Account.email.like("%@demo.test"), Account.email.not_like("%.demo.test"))
        .order_by(Account.id)
    ).all()
    people = [(row.email, row.name, row.role or Role.PARTICIPANT) for row in rows if row.email.count(".") < 3]
    minors = db.session.execute(
        select(Account.name, Guardianship.state)
        .join(Guardianship, Guardianship.account_id == Account.id)
        .where(Account.is_demo, Account.email.like("%@demo.test"), Account.email.not_like("%.demo.test"))
        .order_by(Account.id)
    ).all()
    links = [(name, state, demo_guardian_secret(name)) for name, state in minors]
    return {"people": people, "password": _kept_password(settings.data_dir), "links": links}


def demo_guardian_secret(name: str) -> str:
    """The fixed secret of a guardian's link in the demo, where no mail is read."""
    return f"demo-wali-{name.split()[0].lower()}"


def _kept_password(folder: Path) -> str | None:
    file = folder / "demo-password"
    return file.read_text(encoding="utf-8").strip() if file.exists() else None
