"""Counts of many rows that pages show, kept by the writes that change them: a page never counts an archive.

A tally is named by a scope (such as ``city:3``) and a key (such as ``submission.adopted``). Changes gather during a
transaction and are written at its end, always in the same order.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import BigInteger, String, bindparam, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from forum.core import writes
from forum.extensions import Base, db


class Tally(Base):
    __tablename__ = "tally"

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)


_READ = select(Tally.key, Tally.value).where(Tally.scope == bindparam("scope"))
_ADDING = writes.Adding(Tally, "value")

SITE = "site"


def move(scope: str, before: str | None, after: str | None, *, site: bool = True) -> None:
    """One row of this scope, and of the site, stops counting under ``before`` and counts under ``after``.

    ``site`` is False where another scope counts the same row for the site.
    """
    if before == after:
        return
    changes: Counter[tuple[str, str]] = db.session.info.setdefault("tally", Counter())
    for place in (scope, SITE) if site else (scope,):
        if before:
            changes[place, before] -= 1
        if after:
            changes[place, after] += 1


def add(scope: str, key: str, change: int) -> None:
    """``change`` more rows count under this key of this scope alone."""
    if change:
        changes: Counter[tuple[str, str]] = db.session.info.setdefault("tally", Counter())
        changes[scope, key] += change


def read(scope: str = SITE) -> dict[str, int]:
    """Every count of a scope (one query, a handful of rows)."""
    return {row.key: row.value for row in db.session.execute(_READ, {"scope": scope})}


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    changes = session.info.pop("tally", None)
    if not changes:
        return
    session.flush()
    if rows := [(key, change, change) for key, change in sorted(changes.items()) if change]:
        _ADDING.run(session, rows)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("tally", None)
