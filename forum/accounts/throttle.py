"""How often something may be tried, counted in SQL so that it survives a restart and holds across processes.

Keys are keyed hashes: the table tells nobody's address. Each count has a short transaction of its own, and a try is
counted before it is judged: many at one instant are not more than many in a row.

A hall shares one address. What is done there by many at once (an event code, signing up with it) has wide limits: a code is
one of 22 thousand million, so that all of ``CODE_ALL`` used day after day finds one of ten codes in three years.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import Connection, delete, func, insert, or_, select

from forum.accounts.access import Attempt
from forum.core import clock
from forum.core.refusal import Refusal
from forum.extensions import db, writing


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``times`` within ``minutes``."""

    name: str
    times: int
    minutes: int

    def key(self, secret: str, about: str) -> str:
        return hmac.new(secret.encode(), f"{self.name}:{about.lower()}".encode(), hashlib.sha256).hexdigest()


SIGN_IN = Limit("sign-in", 5, 15)
SIGN_IN_FROM = Limit("sign-in-from", 40, 15)
SIGN_IN_TO = Limit("sign-in-to", 100, 60)
SIGN_UP_FROM = Limit("sign-up-from", 60, 60)
INVITED_FROM = Limit("invited-from", 600, 60)
LINK = Limit("link", 3, 60)
LINK_FROM = Limit("link-from", 20, 60)
LINK_TO = Limit("link-to", 12, 60)
CODE_FROM = Limit("event-code-from", 300, 15)
CODE_ALL = Limit("event-code", 20_000, 15)
PASSWORD = Limit("password", 5, 15)
GUARDIAN = Limit("guardian-link", 3, 60)
TOO_OFTEN = Refusal.because("too_often", "Ini sudah dilakukan beberapa kali dalam satu jam terakhir. Coba lagi nanti.")
Counted = Sequence[tuple[Limit, str]]


def sign_in_limits(email: str, place: str, device: str) -> Counted:
    """What a try to sign in counts against, the narrowest first.

    On a device that this account knows, only the tries of that device count: whoever guesses elsewhere cannot lock its
    owner out. From elsewhere, one place has five tries at an account, forty at all, and all places together a hundred.
    """
    if device:
        return [(SIGN_IN, f"{email} {device}")]
    return [(SIGN_IN, f"{email} {place}"), (SIGN_IN_FROM, place), (SIGN_IN_TO, email)]


def link_limits(purpose: str, email: str, place: str, device: str = "") -> Counted:
    """What asking for a link by mail counts against. A stranger elsewhere uses up none of what the owner may ask for."""
    if device:
        return [(LINK, f"{purpose}:{email} {device}")]
    return [(LINK, f"{purpose}:{email} {place}"), (LINK_FROM, place), (LINK_TO, f"{purpose}:{email}")]


def place_of(address: str | None) -> str:
    """Where a request comes from: its address; of IPv6 the network, because one home has a whole one."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return address or ""
    return str(ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


@dataclass(slots=True)
class Try:
    """A try that was counted, or ``minutes`` to wait until one is allowed."""

    minutes: int
    keys: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


def take(limits: Counted, secret: str) -> Try:
    """Count one try against every limit, or against none when one is used up."""
    now = clock.wall()
    keys = tuple(limit.key(secret, about) for limit, about in limits)
    with _transaction() as connection:
        _one_after_the_other(connection, keys)
        wait = max(_minutes_to_wait(connection, limit, key, now) for (limit, _), key in zip(limits, keys, strict=True))
        if wait:
            return Try(wait)
        rows = tuple(_count(connection, limit, key, now) for (limit, _), key in zip(limits, keys, strict=True))
    return Try(0, keys, rows)


def _one_after_the_other(connection: Connection, keys: Sequence[str]) -> None:
    """Whoever tries the same thing at the same instant waits for us: SQLite's writers do so by themselves."""
    if connection.dialect.name == "postgresql":
        for number in sorted(int(key[:15], 16) for key in keys):
            connection.execute(select(func.pg_advisory_xact_lock(number)))


def give_back(one: Try) -> None:
    """It was no guess: it does not count. What was tried before still does."""
    with _transaction() as connection:
        connection.execute(delete(Attempt).where(Attempt.id.in_(one.rows)))


def succeeded(one: Try) -> None:
    """It was no guess: it does not count, and neither does what was tried before under its narrowest limit."""
    with _transaction() as connection:
        connection.execute(delete(Attempt).where(or_(Attempt.id.in_(one.rows), Attempt.key == one.keys[0])))


def forget_old(most: int = 2000) -> int:
    """Delete tries that no limit counts any more, of the ``most`` oldest; returns how many went. Keys that nobody tries again end too."""
    oldest = select(Attempt.id, Attempt.at).order_by(Attempt.id).limit(most).subquery()
    ended = select(oldest.c.id).where(oldest.c.at < clock.wall() - timedelta(days=1))
    with _transaction() as connection:
        return connection.execute(delete(Attempt).where(Attempt.id.in_(ended))).rowcount


def _minutes_to_wait(connection: Connection, limit: Limit, key: str, now: datetime) -> int:
    """0 when another try is allowed, else the minutes until one is (at least 1)."""
    since = now - timedelta(minutes=limit.minutes)
    asked = select(func.count(), func.min(Attempt.at)).where(Attempt.key == key, Attempt.at > since)
    count, first = connection.execute(asked).one()
    if count < limit.times:
        return 0
    return max(1, int((first + timedelta(minutes=limit.minutes) - now).total_seconds() // 60) + 1)


def _count(connection: Connection, limit: Limit, key: str, now: datetime) -> int:
    """Add a try, and forget those that no longer matter."""
    connection.execute(delete(Attempt).where(Attempt.key == key, Attempt.at < now - timedelta(minutes=limit.minutes)))
    return int(connection.execute(insert(Attempt).values(key=key, at=now).returning(Attempt.id)).scalar_one())


@contextmanager
def _transaction() -> Iterator[Connection]:
    token = writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        writing.reset(token)
