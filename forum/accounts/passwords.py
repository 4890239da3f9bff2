"""Passwords: argon2id, and the same work for an address that nobody has."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
NOBODY = hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; costs the same when there is no account (``None``) or it is locked."""
    try:
        return hasher.verify(password_hash or NOBODY, password) and password_hash is not None
    except InvalidHashError:
        return matches(None, password)
    except VerificationError:
        return False


def needs_rehash(password_hash: str) -> bool:
    return hasher.check_needs_rehash(password_hash)
