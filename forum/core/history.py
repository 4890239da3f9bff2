"""The history: one line for every move, append-only, each line sealed by the hash of the one before.

Everything that tells what happened (timelines, the decision ledger, notices, statistics) is read from here. A line names
its actor by an opaque reference and holds free text only behind a salted commitment, so that a person can be forgotten
while the chain stays whole. Lines are sealed as the last act of the transaction: the lock on the head is short.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, bindparam, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from forum.core import clock, writes
from forum.core.columns import Utc
from forum.extensions import Base, db

GENESIS = "0" * 64


class Actor(Protocol):
    """Who acts: an opaque reference, and the role held over the thing acted upon."""

    @property
    def ref(self) -> str: ...


class Subject(Protocol):
    """What a line can be about."""

    @property
    def trail(self) -> Mapped[Any] | dict[str, int | None]:
        """The keys of this record and of what it belongs to, by column of :class:`HistoryEntry`."""
        ...


class HistoryEntry(Base):
    """One sealed line. ``before`` and ``after`` are states, ``detail`` small public facts as JSON."""

    __tablename__ = "history"

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Utc)
    jurisdiction_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation.id"))
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_ref: Mapped[str] = mapped_column(String(26))
    actor_role: Mapped[str] = mapped_column(String(32))
    verb: Mapped[str] = mapped_column(String(48))
    before: Mapped[str | None] = mapped_column(String(32))
    after: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(String(48))
    note: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(32))
    commitment: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (
        Index(None, "submission_id", "seq"),
        Index(None, "recommendation_id", "seq"),
        Index(None, "outcome_id", "seq"),
        Index(None, "event_id", "seq"),
        Index(None, "jurisdiction_id", "seq"),
        Index(None, "account_id", "seq"),
    )

    SEALED = (
        "seq jurisdiction_id event_id submission_id recommendation_id outcome_id account_id "
        "actor_ref actor_role verb before after reason commitment detail previous"
    ).split()

    def seal(self) -> str:
        """The hash that this line must carry."""
        return seal_of({name: getattr(self, name) for name in self.SEALED}, self.at)

    @property
    def facts(self) -> dict[str, Any]:
        """``detail`` as a mapping."""
        return dict(json.loads(self.detail))


def seal_of(facts: Mapping[str, Any], at: datetime) -> str:
    """SHA-256 over the sealed fields of a line as canonical JSON."""
    whole = {**facts, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class ChainHead(Base):
    """Length and last hash of the chain; the row that writers queue at."""

    __tablename__ = "chain_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    length: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(slots=True)
class _Line:
    about: Any
    values: dict[str, Any]
    note: str | None
    detail: dict[str, Any] = field(default_factory=dict)


def commitment(salt: str, note: str) -> str:
    return hashlib.sha256(f"{salt}\n{note}".encode()).hexdigest()


def record(
    verb: str,
    about: Any,
    *,
    by: Any,
    role: str = "",
    before: str | None = None,
    after: str | None = None,
    reason: str | None = None,
    note: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line about a record (anything with ``trail``); it is sealed when the transaction commits.

    ``note`` is free text that its reader sees and that can be erased; ``detail`` holds public facts, never free text.
    """
    values = {
        "at": clock.now(),
        "actor_ref": by.ref,
        "actor_role": role or "participant",
        "verb": verb,
        "before": before,
        "after": after,
        "reason": reason,
    }
    db.session.info.setdefault("history", []).append(_Line(about, values, note or None, dict(detail or {})))


_C: Any = ChainHead.__table__
_HEAD = select(_C.c.length, _C.c.hash).where(_C.c.id == 1).with_for_update()
_BEGIN = insert(_C)
_ADVANCE = update(_C).where(_C.c.id == 1).values(length=bindparam("lines"), hash=bindparam("last"))
_WRITE = insert(HistoryEntry.__table__)  # type: ignore[arg-type]
_NOWHERE = dict.fromkeys(column.name for column in HistoryEntry.__table__.columns)


def _sealed(line: _Line, seq: int, previous: str) -> dict[str, Any]:
    """The row of a line."""
    salt = secrets.token_hex(16) if line.note else None
    row = {
        **_NOWHERE,
        "seq": seq,
        "previous": previous,
        "note": line.note,
        "salt": salt,
        "commitment": commitment(salt, line.note) if salt and line.note else None,
        "detail": json.dumps(line.detail, sort_keys=True, separators=(",", ":")),
        **line.about.trail,
        **line.values,
    }
    row["hash"] = seal_of({name: row[name] for name in HistoryEntry.SEALED}, row["at"])
    return row


def seal_pending(session: Session) -> None:
    """Write the lines recorded in this transaction. Costs one locked read, one update, one insert for all of them."""
    lines: list[_Line] = session.info.pop("history", [])
    if not lines:
        return
    session.flush()
    head = writes.run(_HEAD, {}, session).first()
    if head is None:
        writes.run(_BEGIN, {"id": 1, "length": 0, "hash": GENESIS}, session)
    length, last = (head.length, head.hash) if head else (0, GENESIS)
    rows = []
    for line in lines:
        rows.append(_sealed(line, length + 1, last))
        length, last = rows[-1]["seq"], rows[-1]["hash"]
    writes.run(_WRITE, rows, session)
    writes.run(_ADVANCE, {"lines": length, "last": last}, session)
    session.info["sealed"] = (length, last)
    session.info["happened"] = True


@event.listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    seal_pending(session)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("history", None)
    session.info.pop("sealed", None)


def happened() -> bool:
    """Whether something was recorded since this was asked last (in this session)."""
    return bool(db.session.info.pop("happened", False))


def head() -> tuple[int, str]:
    """Length and last hash of the chain as the database has them."""
    row = db.session.execute(select(ChainHead.length, ChainHead.hash)).first()
    return (row.length, row.hash) if row else (0, GENESIS)
