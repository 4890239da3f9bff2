"""Guardians of minors: asked by mail, known by the link they hold, and what they consented to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.accounts.roles import Viewer
from forum.accounts.states import GUARDIANSHIP, GuardianState
from forum.core import clock, history
from forum.core.columns import Utc, choice
from forum.core.model import Record
from forum.core.refusal import Refused
from forum.extensions import Base, db
from forum.policies import minors as policy

NOTICE_VERSION = 2
"""Of the notice on personal data that people, and guardians, consent to (``templates/pages/privacy.html``)."""


class Relation(StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    GUARDIAN = "guardian"


class ConsentKind(StrEnum):
    """What was consented to: the notice, a minor's taking part, the minor's name beside what they say."""

    NOTICE = "notice"
    PARTICIPATION = "participation"
    NAME = "name"


class Guardianship(Record, Base):
    """One minor's guardian. Only the address is asked of the minor; the name is the guardian's own to give."""

    __tablename__ = "guardianship"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2), default="id")
    state: Mapped[GuardianState] = mapped_column(choice(GuardianState, "state"), default=GuardianState.ASKED)
    name: Mapped[str | None] = mapped_column(String(80))
    relation: Mapped[Relation | None] = mapped_column(choice(Relation, "relation"))
    name_allowed: Mapped[bool] = mapped_column(default=False)
    notice_version: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(Utc, default=clock.now)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)
    minor: Mapped[Account] = relationship(back_populates="guardianship")

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answer_dated"),
        CheckConstraint(
            "state NOT IN ('granted', 'withdrawn') OR (name IS NOT NULL AND relation IS NOT NULL AND notice_version IS NOT NULL)",
            name="consent_by_somebody",
        ),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawal_dated"),
        CheckConstraint("name_allowed = false OR state = 'granted'", name="name_needs_consent"),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return self.minor.trail

    @property
    def holds(self) -> bool:
        """Whether the minor can still be one; afterwards the guardian has no say any more."""
        return bool(self.minor.minor_until and clock.today("Asia/Jakarta") <= self.minor.minor_until)

    def viewer(self) -> Viewer:
        """The guardian as an actor: no account, known by the link alone."""
        return Viewer(ref=self.public_id, name=self.name or "")

    @classmethod
    def ask(cls, minor: Account, email: str, *, by: Viewer, language: str = "id") -> Guardianship:
        """Name the address of a minor's guardian; the letter with the link is the caller's to send."""
        made = cls(minor=minor, email=email, language=language)
        db.session.add(made)
        db.session.flush()
        history.record("guardian.ask", made, by=by, after=GuardianState.ASKED)
        return made

    def readdress(self, email: str, *, by: Viewer) -> None:
        """Ask at another address, or at the same one again."""
        if (refusal := policy.why_not_readdress(by, self)) is not None:
            raise Refused(refusal)
        self.email, self.asked_at = email, clock.now()
        history.record("guardian.ask", self, by=by)

    def grant(self, *, by: Viewer, name: str, relation: Relation, name_allowed: bool) -> None:
        """Consent to the minor's taking part, and apart from it to the minor's name being shown."""
        GUARDIANSHIP.apply(
            self,
            "grant",
            by=by,
            detail={"notice": NOTICE_VERSION, "named": name_allowed},
            name=name,
            relation=relation,
            name_allowed=name_allowed,
            notice_version=NOTICE_VERSION,
            answered_at=clock.now(),
        )
        self._note(ConsentKind.PARTICIPATION, given=True)
        self._note(ConsentKind.NAME, given=name_allowed)

    def refuse(self, *, by: Viewer) -> None:
        """No: the account is closed and forgotten; what waited is erased by the caller."""
        GUARDIANSHIP.apply(self, "refuse", by=by, answered_at=clock.now())
        self._note(ConsentKind.PARTICIPATION, given=False)
        self.minor.forget(by=by)

    def withdraw(self, *, by: Viewer) -> None:
        """Take the consent back: nothing can be written any more; what was said is erased by the caller."""
        GUARDIANSHIP.apply(self, "withdraw", by=by, withdrawn_at=clock.now(), name_allowed=False)
        self._note(ConsentKind.PARTICIPATION, given=False)
        self._note(ConsentKind.NAME, given=False)

    def allow_name(self, allowed: bool, *, by: Viewer) -> None:
        """Let the minor's name be shown, or no longer."""
        if (refusal := policy.why_not_guard(by, self)) is not None or self.state is not GuardianState.GRANTED:
            raise Refused(refusal or policy.CLOSED)
        self.name_allowed = allowed
        history.record("guardian.name", self, by=by, role="guardian", detail={"named": allowed})
        self._note(ConsentKind.NAME, given=allowed)

    def _note(self, kind: ConsentKind, *, given: bool) -> None:
        db.session.add(ConsentEntry(account_id=self.account_id, guardianship_id=self.id, kind=kind, given=given))


class ConsentEntry(Base):
    """One line of the consent ledger: who agreed to which version of the notice for what, or took it back, and when.

    ``guardianship_id`` is set when a guardian spoke for the person. Lines are added, never changed.
    """

    __tablename__ = "consent_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    guardianship_id: Mapped[int | None] = mapped_column(ForeignKey("guardianship.id"))
    kind: Mapped[ConsentKind] = mapped_column(choice(ConsentKind, "kind"))
    given: Mapped[bool]
    notice_version: Mapped[int] = mapped_column(default=NOTICE_VERSION)
    at: Mapped[datetime] = mapped_column(Utc, default=clock.now)

    __table_args__ = (
        CheckConstraint("(kind = 'notice') = (guardianship_id IS NULL)", name="guardian_speaks"),
        Index(None, "account_id", "id"),
    )
