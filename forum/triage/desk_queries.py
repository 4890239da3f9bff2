"""Reads of what the desk keeps: flags, templates, notes, trusted people, the lists of a city."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Account, Jurisdiction
from forum.accounts.roles import Role, Viewer
from forum.core.history import HistoryEntry
from forum.core.refusal import NotFound
from forum.extensions import db
from forum.submissions.flags import Flag
from forum.submissions.models import Submission
from forum.submissions.states import FlagState
from forum.submissions.watching import HeldWord, TrustedAuthor
from forum.triage.desk_models import ColleagueNote, ReplyTemplate


def _cities(viewer: Viewer) -> list[int]:
    return sorted(viewer.cities(Role.MODERATOR, Role.PUBLISHER))


def city(viewer: Viewer, slug: str = "") -> Jurisdiction:
    """The named city of the viewer's desk, or the first one.

    :raises NotFound: for another city.
    """
    found = select(Jurisdiction).where(Jurisdiction.id.in_(_cities(viewer))).order_by(Jurisdiction.id)
    one = db.session.scalar((found.where(Jurisdiction.slug == slug) if slug else found).limit(1))
    if one is None:
        raise NotFound
    return one


def cities(viewer: Viewer) -> list[tuple[str, str]]:
    """Slugs and names of the cities of the viewer's desk."""
    found = select(Jurisdiction.slug, Jurisdiction.name).where(Jurisdiction.id.in_(_cities(viewer))).order_by(Jurisdiction.id)
    return [(slug, name) for slug, name in db.session.execute(found)]


def flag(viewer: Viewer, public_id: str) -> Flag:
    """A flag of the viewer's cities.

    :raises NotFound: otherwise.
    """
    found = select(Flag).join(Submission, Submission.id == Flag.submission_id)
    one = db.session.scalar(found.where(Flag.public_id == public_id[:26], Submission.jurisdiction_id.in_(_cities(viewer))))
    if one is None:
        raise NotFound
    return one


def flags_of(submission: Submission) -> Sequence[Flag]:
    """The open flags of a submission and its replies, with the replies at hand; none are read where none are counted."""
    if not submission.flag_count:
        return []
    found = select(Flag).where(Flag.submission_id == submission.id, Flag.state == FlagState.OPEN).order_by(Flag.id).limit(50)
    return db.session.scalars(found.options(joinedload(Flag.reply))).unique().all()


def notes_of(submission: Submission) -> Sequence[Any]:
    """What colleagues told each other about it, the earliest first (one query)."""
    found = select(ColleagueNote.body, ColleagueNote.at, Account.name).join(Account, Account.id == ColleagueNote.account_id)
    return db.session.execute(found.where(ColleagueNote.submission_id == submission.id).order_by(ColleagueNote.id).limit(100)).all()


def templates(jurisdiction_id: int) -> Sequence[ReplyTemplate]:
    """The templates that a city's moderators may use, by name (one query)."""
    found = select(ReplyTemplate).where(ReplyTemplate.jurisdiction_id == jurisdiction_id, ReplyTemplate.retired_at.is_(None))
    return db.session.scalars(found.order_by(ReplyTemplate.name)).all()


def template(viewer: Viewer, public_id: str) -> ReplyTemplate:
    """A template in use of the viewer's cities.

    :raises NotFound: otherwise.
    """
    found = select(ReplyTemplate).where(ReplyTemplate.public_id == public_id[:26], ReplyTemplate.retired_at.is_(None))
    one = db.session.scalar(found.where(ReplyTemplate.jurisdiction_id.in_(_cities(viewer))))
    if one is None:
        raise NotFound
    return one


def held_words(jurisdiction_id: int) -> Sequence[str]:
    """The words of a city's list, as they were typed."""
    return db.session.scalars(select(HeldWord.word).where(HeldWord.jurisdiction_id == jurisdiction_id).order_by(HeldWord.form)).all()


def trusted(jurisdiction_id: int) -> Sequence[Any]:
    """Who is trusted in a city now, and how much they sent in it, the latest first."""
    sent = (
        select(func.count())
        .where(Submission.author_id == TrustedAuthor.account_id, Submission.jurisdiction_id == jurisdiction_id)
        .scalar_subquery()
    )
    found = select(TrustedAuthor.id, TrustedAuthor.since, Account.name, sent.label("sent")).join(Account)
    standing = found.where(TrustedAuthor.jurisdiction_id == jurisdiction_id, TrustedAuthor.revoked_at.is_(None))
    return db.session.execute(standing.order_by(TrustedAuthor.id.desc()).limit(200)).all()


def trusted_author(viewer: Viewer, trusted_id: int) -> TrustedAuthor:
    """One that stands, of the viewer's cities.

    :raises NotFound: otherwise.
    """
    found = select(TrustedAuthor).where(TrustedAuthor.id == trusted_id, TrustedAuthor.revoked_at.is_(None))
    one = db.session.scalar(found.where(TrustedAuthor.jurisdiction_id.in_(_cities(viewer))))
    if one is None:
        raise NotFound
    return one


def trust_lines(jurisdiction_id: int) -> Sequence[Any]:
    """When trust was given and taken in a city, to whom and why, the latest first: read by those who were ever trusted there."""
    ever = select(TrustedAuthor.account_id).where(TrustedAuthor.jurisdiction_id == jurisdiction_id)
    found = (
        select(HistoryEntry.verb, HistoryEntry.at, HistoryEntry.note, Account.name)
        .join(Account, Account.id == HistoryEntry.account_id)
        .where(HistoryEntry.jurisdiction_id + 0 == jurisdiction_id, HistoryEntry.account_id.in_(ever))
        .where(or_(HistoryEntry.verb == "trust.grant", HistoryEntry.verb == "trust.revoke"))
    )
    return db.session.execute(found.order_by(HistoryEntry.seq.desc()).limit(50)).all()
