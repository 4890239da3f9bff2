"""How often one person may write, counted in the database: across processes and restarts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from forum.accounts.access import Attempt, fingerprint
from forum.accounts.queries import attempts_since
from forum.core import clock, writes
from forum.core.refusal import Refusal, Refused

SUBMISSIONS_AN_HOUR = 20
REPLIES_AN_HOUR = 60
SUPPORTS_AN_HOUR = 120
UPLOADS_AN_HOUR = 60
FLAGS_AN_HOUR = 30

TOO_OFTEN = Refusal.because("too_often", "Anda sudah melakukan ini sangat sering dalam satu jam terakhir. Coba lagi nanti.")


_COUNT = insert(Attempt.__table__)  # type: ignore[arg-type]


def count(what: str, account_id: int, most: int) -> None:
    """Count one act of a person (one query); it stands with the transaction.

    :raises Refused: when it was done ``most`` times within the last hour.
    """
    key = fingerprint(f"{what}:{account_id}")
    if attempts_since(key, clock.wall() - timedelta(hours=1)) >= most:
        raise Refused(TOO_OFTEN)
    writes.run(_COUNT, {"key": key, "at": clock.wall()})
