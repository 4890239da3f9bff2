"""Becoming a member: by invitation or by oneself; and the guide of the demo's sign-in page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

import config
from forum.accounts import passwords, queries
from forum.accounts.models import Account, AgeBand, RoleGrant, StakeholderGroup
from forum.accounts.roles import Role
from forum.core import clock, history
from forum.extensions import db

CONSENT_VERSION = 1


def join(answers: Mapping[str, Any], jurisdiction_id: int, invitation: str | None) -> Account | None:
    """Make the account and use the invitation, if there is one; None when the address is known already.

    The caller answers the same in both cases, and the password was hashed in both.
    """
    password_hash = passwords.hashed(answers["password"])
    if queries.account_by_email(answers["email"]) is not None:
        return None
    element = db.session.scalar(
        select(StakeholderGroup).where(StakeholderGroup.id == int(answers["element"]), StakeholderGroup.jurisdiction_id == jurisdiction_id)
    )
    made = Account(
        email=answers["email"],
        name=answers["name"],
        password_hash=password_hash,
        age_band=AgeBand(answers["age_band"]),
        jurisdiction_id=jurisdiction_id,
        element=element,
        consented_at=clock.wall(),
        consent_version=CONSENT_VERSION,
    )
    db.session.add(made)
    db.session.flush()
    found = queries.invitation_by_fingerprint(invitation) if invitation else None
    if found is not None:
        found.accept(made)
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
    return {"people": people, "password": _kept_password(settings.data_dir)}


def _kept_password(folder: Path) -> str | None:
    file = folder / "demo-password"
    return file.read_text(encoding="utf-8").strip() if file.exists() else None
