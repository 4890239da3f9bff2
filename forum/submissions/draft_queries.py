"""Reads for who writes: drafts and attachments, lapsed mandates. A draft is found by its writer alone, and only until it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, case, delete, func, literal, select, update
from sqlalchemy.orm import selectinload

from forum.accounts.models import RoleGrant, StakeholderGroup
from forum.accounts.roles import Role, Viewer
from forum.core import files
from forum.core.files import StoredFile
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.extensions import db
from forum.submissions.attachments import Attachment
from forum.submissions.drafts import Draft
from forum.submissions.models import Submission

_FILES = selectinload(Draft.attachments).joinedload(Attachment.file)


_MINE = (Draft.account_id == bindparam("who"), Draft.event_id == bindparam("place"), Draft.saved_at >= bindparam("since"))
_DRAFT = select(Draft).where(*_MINE).options(_FILES)


def draft_for(viewer: Viewer, event_id: int, since: datetime) -> Draft | None:
    """The viewer's draft for an event, with its files (two queries)."""
    return db.session.scalar(_DRAFT, {"who": viewer.account_id, "place": event_id, "since": since})


def drafts_of(viewer: Viewer, since: datetime) -> Sequence[Any]:
    """What the viewer has not sent yet, the newest first: the draft, its event, and how many files lie in it (one query)."""
    files = select(func.count()).where(Attachment.draft_id == Draft.id).correlate(Draft).scalar_subquery()
    asked = select(Draft, Event.slug, Event.title.label("event_title"), files.label("files")).join(Event, Event.id == Draft.event_id)
    asked = asked.where(Draft.account_id == viewer.account_id, Draft.saved_at >= since)
    return db.session.execute(asked.order_by(Draft.saved_at.desc(), Draft.id.desc()).limit(50)).all()


_BESIDE = select(Attachment).join(Submission, Submission.id == Attachment.submission_id)


def attachment_of_draft(public_id: str, viewer: Viewer) -> Attachment:
    """:raises NotFound: unless it lies in a draft of the viewer's."""
    asked = select(Attachment).join(Draft).where(Attachment.public_id == public_id, Draft.account_id == viewer.account_id)
    return _found(db.session.scalar(asked))


def own_attachment(public_id: str, viewer: Viewer) -> Attachment:
    """A file of a submission of the viewer's.

    :raises NotFound: when there is none.
    """
    return _found(db.session.scalar(_BESIDE.where(Attachment.public_id == public_id, Submission.author_id == viewer.account_id)))


def attachment_at_desk(public_id: str, viewer: Viewer) -> Attachment:
    """A file of a submission of the viewer's city.

    :raises NotFound: when there is none, and for whoever reads nothing that waits there.
    """
    here = Submission.jurisdiction_id.in_(viewer.cities(Role.MODERATOR, Role.PUBLISHER))
    return _found(db.session.scalar(_BESIDE.where(Attachment.public_id == public_id, here)))


def _found(one: Attachment | None) -> Attachment:
    if one is None:
        raise NotFound
    return one


_HELD = (
    select(
        StoredFile,
        func.coalesce(Submission.author_id, Draft.account_id).label("author_id"),
        func.coalesce(Submission.jurisdiction_id, literal(0)).label("jurisdiction_id"),
        case((Attachment.draft_id.is_not(None), literal("draft")), else_=Submission.visibility).label("visibility"),
        Submission.identity.label("identity"),
        func.coalesce(Submission.redacted, literal(False)).label("redacted"),
        func.coalesce(Submission.unchecked, literal(False)).label("unchecked"),
        Attachment.clearance,
        Attachment.removed_at,
    )
    .select_from(Attachment)
    .join(StoredFile, StoredFile.id == Attachment.file_id)
    .outerjoin(Submission, Submission.id == Attachment.submission_id)
    .outerjoin(Draft, Draft.id == Attachment.draft_id)
    .where(StoredFile.public_id == bindparam("public_id"))
)


def holder_of_file(public_id: str) -> Any | None:
    """The file, and whose it is, as :func:`why_not_open_attachment` asks; None when it is no attachment (one query)."""
    return db.session.execute(_HELD, {"public_id": public_id}).first()


_OF_SUBMISSION = (
    select(
        Attachment.public_id,
        Attachment.description,
        Attachment.clearance,
        Attachment.removed_at,
        StoredFile.public_id.label("file_id"),
        StoredFile.name,
        StoredFile.mime,
        StoredFile.size,
    )
    .join(StoredFile, StoredFile.id == Attachment.file_id)
    .where(Attachment.submission_id == bindparam("submission_id"), Attachment.removed_at.is_(None))
    .order_by(Attachment.id)
)


def attached_to(submission_id: int) -> Sequence[Any]:
    """The files of a submission that were not removed (one query)."""
    return db.session.execute(_OF_SUBMISSION, {"submission_id": submission_id}).all()


def hand_over(draft: Draft, made: Submission) -> None:
    """What lay in a draft belongs to the submission that was made of it; the draft is no more."""
    moved = update(Attachment).where(Attachment.draft_id == draft.id).values(draft_id=None, submission_id=made.id)
    db.session.execute(moved.execution_options(synchronize_session=False))
    db.session.execute(delete(Draft).where(Draft.id == draft.id).execution_options(synchronize_session=False))
    db.session.expunge(draft)


def drop(one: Attachment, folder: Path) -> None:
    """Take a file out of a draft, bytes and all."""
    files.forget(one.file, folder)
    file = one.file
    if one.draft is not None:
        one.draft.attachments.remove(one)
    db.session.delete(one)
    db.session.flush()
    db.session.delete(file)


def forget(draft: Draft, folder: Path) -> None:
    """Delete a draft and what lies in it."""
    for one in list(draft.attachments):
        drop(one, folder)
    db.session.delete(draft)


def emptied(most: int = 200) -> Sequence[StoredFile]:
    """Files of submissions that were erased, whose bytes are still there."""
    asked = select(StoredFile).join(Attachment, Attachment.file_id == StoredFile.id).join(Attachment.submission)
    return db.session.scalars(asked.where(Submission.erased_at.is_not(None), StoredFile.size > 0).limit(most)).all()


def forget_all(account_id: int, folder: Path) -> None:
    """Delete every draft of a person."""
    for draft in db.session.scalars(select(Draft).where(Draft.account_id == account_id)).all():
        forget(draft, folder)


def forget_erased(account_id: int, folder: Path) -> None:
    """Delete every file beside what a person said and that was erased."""
    erased = Submission.erased_at.is_not(None), Submission.author_id == account_id
    beside = select(Attachment).join(Submission, Submission.id == Attachment.submission_id).where(*erased)
    for one in db.session.scalars(beside).all():
        drop(one, folder)


def ended(before: datetime, most: int = 200) -> Sequence[Draft]:
    """Drafts that nobody saved since, the oldest first."""
    return db.session.scalars(select(Draft).where(Draft.saved_at < before).order_by(Draft.saved_at).limit(most).options(_FILES)).all()


def lapsed_mandates(viewer: Viewer, today: date) -> Sequence[Any]:
    """Groups the viewer may no longer speak for: ``name``, ``name_en`` and the last day ``until`` of the mandate."""
    ended = (
        select(StakeholderGroup.slug, StakeholderGroup.name, StakeholderGroup.name_en, func.max(RoleGrant.until).label("until"))
        .join(RoleGrant, RoleGrant.group_id == StakeholderGroup.id)
        .where(RoleGrant.account_id == viewer.account_id, RoleGrant.until < today)
        .where(StakeholderGroup.id.not_in(viewer.groups))
        .group_by(StakeholderGroup.slug, StakeholderGroup.name, StakeholderGroup.name_en)
    )
    return db.session.execute(ended.order_by(StakeholderGroup.name)).all()
