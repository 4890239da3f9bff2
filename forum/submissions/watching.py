"""What a city watches for and whom it trusts: held words, and people whose submissions are shown before anybody looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Select, String, UniqueConstraint, bindparam, delete, event, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from forum.accounts.models import Account, Jurisdiction, RoleGrant
from forum.accounts.roles import Role, Viewer
from forum.core import clock, history, reads
from forum.core.columns import Utc
from forum.core.refusal import Refusal, Refused
from forum.core.spelling import phrase
from forum.extensions import Base, db
from forum.policies import moderation as policy

WORD_ROOM, MOST_WORDS = 60, 500


class HeldWord(Base):
    """A word or phrase of a city's list: what holds it waits for a person. ``form`` is its plain spelling."""

    __tablename__ = "held_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    word: Mapped[str] = mapped_column(String(WORD_ROOM))
    form: Mapped[str] = mapped_column(String(WORD_ROOM))

    __table_args__ = (UniqueConstraint("jurisdiction_id", "form"),)


class TrustedAuthor(Base):
    """The moderators of a city trust a person: what they send is shown at once and looked at afterwards."""

    __tablename__ = "trusted_author"

    id: Mapped[int] = mapped_column(primary_key=True)
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    since: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    account: Mapped[Account] = relationship()

    _now = text("revoked_at IS NULL")
    __table_args__ = (
        Index("uq_trusted_author", "account_id", "jurisdiction_id", unique=True, sqlite_where=_now, postgresql_where=_now),
        Index(None, "jurisdiction_id", "id"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"account_id": self.account_id, "jurisdiction_id": self.jurisdiction_id}

    @classmethod
    def grant(cls, account: Account, jurisdiction_id: int, *, by: Viewer, why: str) -> TrustedAuthor:
        """Trust a person from now on; the one that stands already is returned as it is.

        :raises Refused: by :func:`forum.policies.moderation.why_not_trust`, or without a reason.
        """
        if (refusal := policy.why_not_trust(by, account, jurisdiction_id)) is not None:
            raise Refused(refusal)
        _reasoned(why)
        found: TrustedAuthor | None = db.session.scalar(_standing(account.id, jurisdiction_id))
        if found is None:
            found = cls(account_id=account.id, jurisdiction_id=jurisdiction_id)
            db.session.add(found)
            history.record("trust.grant", found, by=by, role="moderator", note=why)
        return found

    def revoke(self, *, by: Viewer, why: str) -> None:
        """Trust no longer: what comes from now on is looked at first."""
        if (refusal := policy.why_not_distrust(by, self.jurisdiction_id)) is not None:
            raise Refused(refusal)
        _reasoned(why)
        if self.revoked_at is None:
            self.revoked_at = clock.now()
            history.record("trust.revoke", self, by=by, role="moderator", note=why)


def _reasoned(why: str) -> None:
    if not why:
        raise Refused(Refusal.because("reason_missing", "Tuliskan alasannya lebih dulu."))


def _standing(account_id: Any, jurisdiction_id: Any) -> Select[Any]:
    return select(TrustedAuthor).where(
        TrustedAuthor.account_id == account_id, TrustedAuthor.jurisdiction_id == jurisdiction_id, TrustedAuthor.revoked_at.is_(None)
    )


_TRUSTED = select(_standing(bindparam("who", type_=Integer), bindparam("place", type_=Integer)).exists())


def is_trusted(account_id: int, jurisdiction_id: int) -> bool:
    """Whether the city trusts this person now (one query by a unique index)."""
    return bool(reads.rows(_TRUSTED, {"who": account_id, "place": jurisdiction_id}).scalar())


def moderators_of(jurisdiction_id: int, today: date) -> frozenset[int]:
    """The accounts that moderate a city on a day (one query by index, remembered until the transaction writes or ends)."""
    known: dict[tuple[int, date], frozenset[int]] = db.session.info.setdefault("moderators", {})
    if (jurisdiction_id, today) not in known:
        found = select(RoleGrant.account_id).where(
            RoleGrant.jurisdiction_id == jurisdiction_id,
            RoleGrant.role == Role.MODERATOR,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.since <= today,
            or_(RoleGrant.until.is_(None), RoleGrant.until >= today),
        )
        known[jurisdiction_id, today] = frozenset(db.session.scalars(found))
    return known[jurisdiction_id, today]


@event.listens_for(Session, "after_flush")
@event.listens_for(Session, "after_transaction_end")
def _forget_moderators(session: Session, *_: object) -> None:
    session.info.pop("moderators", None)


_HELD = select(HeldWord.form).where(HeldWord.jurisdiction_id == bindparam("place"))


def held_forms(jurisdiction_id: int) -> frozenset[str]:
    """The plain spellings that a city holds back (one query)."""
    return frozenset(reads.rows(_HELD, {"place": jurisdiction_id}).scalars())


def keep_words(city: Jurisdiction, words: Iterable[str], *, by: Viewer, plates: bool) -> tuple[int, int]:
    """Let the list of a city be exactly these words; returns how many came and how many went.

    :raises Refused: unless ``by`` keeps the lists of this city.
    """
    if (refusal := policy.why_not_keep_lists(by, city.id)) is not None:
        raise Refused(refusal)
    wanted: dict[str, str] = {}
    for word in words:
        if (form := phrase(word)) and len(form) <= WORD_ROOM:
            wanted.setdefault(form, word[:WORD_ROOM])
    present = held_forms(city.id)
    came, went = [form for form in wanted if form not in present], present - wanted.keys()
    db.session.execute(delete(HeldWord).where(HeldWord.jurisdiction_id == city.id, HeldWord.form.in_(went)))
    db.session.add_all(HeldWord(jurisdiction_id=city.id, word=wanted[form], form=form) for form in came)
    city.watch_plates, city.watched_at = plates, clock.now()
    history.record("watch.words", city, by=by, role="moderator", detail={"added": len(came), "removed": len(went), "plates": plates})
    return len(came), len(went)
