"""The signed token by which somebody stops following one thing, or all mail about what they follow, without signing in.

It can do nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from forum.accounts.follows import Matter


@dataclass(frozen=True, slots=True)
class Ending:
    """Who stops following what."""

    account_id: int
    matter: Matter
    key: int


def sealed(ending: Ending, secret_key: str) -> str:
    return str(URLSafeSerializer(secret_key, salt="unsubscribe").dumps([ending.account_id, str(ending.matter), ending.key]))


def opened(token: str, secret_key: str) -> Ending | None:
    """What a token ends, or None when it is none of ours."""
    try:
        account_id, matter, key = URLSafeSerializer(secret_key, salt="unsubscribe").loads(token)
        return Ending(account_id, Matter(matter), key)
    except (BadData, ValueError, TypeError):
        return None
