"""Who can sign in to the demo, and with which password: kept in the data folder, so that a later start can say it again."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sqlalchemy import select

import config
from forum.accounts.models import Account, RoleGrant
from forum.accounts.roles import Role
from forum.extensions import db


def _file(settings: config.Settings) -> Path:
    return settings.data_dir / "demo-password"


def choose_password(settings: config.Settings) -> str:
    """The password for a demo that is about to be loaded: the one asked for, else a random one; it is kept."""
    password = settings.demo_password or secrets.token_urlsafe(9)
    kept = _file(settings)
    kept.unlink(missing_ok=True)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(password + "\n")
    return password


def kept_password(settings: config.Settings) -> str | None:
    """The password that the loaded demo got, or None when it was loaded elsewhere."""
    file = _file(settings)
    return file.read_text(encoding="utf-8").rstrip("\n") if file.exists() else None


def by_role() -> dict[Role, list[str]]:
    """The addresses of the demo's own accounts by role, in the order of the process."""
    found = select(Account.email, RoleGrant.role).outerjoin(RoleGrant, RoleGrant.account_id == Account.id)
    named = found.where(Account.is_demo, Account.email.endswith("@demo.test")).order_by(Account.id, RoleGrant.id)
    addresses: dict[Role, list[str]] = {role: [] for role in Role}
    for email, role in db.session.execute(named):
        addresses[Role(role or Role.PARTICIPANT)].append(email)
    return {role: list(dict.fromkeys(emails)) for role, emails in addresses.items() if emails}
