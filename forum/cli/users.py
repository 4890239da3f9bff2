"""``flask forum user``: make an account or give it a role, for the first administrator and for emergencies."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import select

from forum.accounts import passwords, queries
from forum.accounts.models import Account, Agency, Jurisdiction, StakeholderGroup
from forum.accounts.roles import OVER_AGENCY, OVER_GROUP, SYSTEM, Role
from forum.extensions import db, writing

ROLES = [str(role) for role in Role if role is not Role.PARTICIPANT]


@click.command("user")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="The role to give.")
@click.option("--over", help="The slug of the city, agency or group that the role is over.")
@click.password_option(help="Asked for when it is not given.")
def user(email: str, name: str, role: str | None, over: str | None, password: str) -> None:
    """Make an account with this address, or give a role to the one that has it already."""
    writing.set(True)
    account = queries.account_by_email(email)
    if account is None:
        account = Account(email=email.strip().lower(), name=name, password_hash=passwords.hashed(password))
        db.session.add(account)
        db.session.flush()
    if role is not None:
        account.grant(Role(role), by=SYSTEM, **_over(Role(role), over))
    db.session.commit()
    click.echo(f"{account.email}: {role or 'participant'}{f' over {over}' if over else ''}")


def _over(role: Role, slug: str | None) -> dict[str, Any]:
    """What the role is over, found by its slug."""
    if role is Role.ADMINISTRATOR:
        return {}
    kind, place = _place(role)
    found = db.session.scalar(select(place).where(place.slug == slug))
    if found is None:
        raise click.BadParameter(f"there is no {kind} with the slug {slug!r}", param_hint="--over")
    return {kind: found}


def _place(role: Role) -> tuple[str, Any]:
    if role in OVER_AGENCY:
        return "agency", Agency
    return ("group", StakeholderGroup) if role in OVER_GROUP else ("jurisdiction", Jurisdiction)
