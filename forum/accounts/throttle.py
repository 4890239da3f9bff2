"""How often something may be tried, counted in SQL so that it survives a restart and holds across processes.

Keys are keyed hashes: the table tells nobody's address. Each count has a short transaction of its own.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, insert, select

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


SIGN_IN_ACCOUNT = Limit("sign-in", 5, 15)
SIGN_IN_ADDRESS = Limit("sign-in-from", 40, 15)
SIGN_UP_ADDRESS = Limit("sign-up-from", 20, 60)
LINK_ADDRESS = Limit("link", 3, 60)
CODE_PLACE = Limit("event-code-from", 20, 15)
CODE_ALL = Limit("event-code", 2000, 15)
LINK_PLACE = Limit("link-from", 20, 60)
POSTING = Limit("post", 30, 60)


TOO_OFTEN = Refusal.because("too_often", "Ini sudah dilakukan beberapa kali dalam satu jam terakhir. Coba lagi nanti.")


def counted(limit: Limit, secret: str, about: str) -> Attempt:
    """A try to be counted together with what it does, in one transaction."""
    return Attempt(key=limit.key(secret, about))


def minutes_to_wait(limit: Limit, secret: str, about: str) -> int:
    """0 when another try is allowed, else the minutes until one is (at least 1)."""
    key, now = limit.key(secret, about), clock.wall()
    since = now - timedelta(minutes=limit.minutes)
    asked = select(func.count(), func.min(Attempt.at)).where(Attempt.key == key, Attempt.at > since)
    token = writing.set(False)
    try:
        with db.engine.connect() as connection:
            count, first = connection.execute(asked).one()
    finally:
        writing.reset(token)
    if count < limit.times:
        return 0
    return max(1, int((first + timedelta(minutes=limit.minutes) - now).total_seconds() // 60) + 1)


def count(limit: Limit, secret: str, about: str) -> None:
    """Count a try now, and forget those that no longer matter."""
    key, now = limit.key(secret, about), clock.wall()
    token = writing.set(True)
    try:
        with db.engine.begin() as connection:
            connection.execute(delete(Attempt).where(Attempt.key == key, Attempt.at < now - timedelta(minutes=limit.minutes)))
            connection.execute(insert(Attempt).values(key=key, at=now))
    finally:
        writing.reset(token)


def forget(limit: Limit, secret: str, about: str) -> None:
    """A success clears the count."""
    token = writing.set(True)
    try:
        with db.engine.begin() as connection:
            connection.execute(delete(Attempt).where(Attempt.key == limit.key(secret, about)))
    finally:
        writing.reset(token)
