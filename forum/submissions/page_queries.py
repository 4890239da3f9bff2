"""Reads for the page of one submission: its row, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, and_, bindparam, cast, exists, func, literal, or_, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from forum.accounts.follows import Follow
from forum.accounts.models import Agency, StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import reads, stamps
from forum.core.columns import Utc
from forum.core.files import StoredFile
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.events.parts import InvitedGroup, Question
from forum.extensions import db
from forum.indices.models import Pillar
from forum.policies import submissions as policy
from forum.submissions.attachments import Attachment, Clearance
from forum.submissions.facts import FACTS, REC, Shown, with_surroundings
from forum.submissions.models import Submission
from forum.submissions.positions import FormerPosition, GroupPosition
from forum.submissions.states import Identity, Visibility
from forum.submissions.support import GroupSupport, Support

_Owner = aliased(Agency, name="owner")
_Twin = aliased(Submission, name="twin")


def _my_support(submission_id: Any) -> Any:
    return (
        select(Support.group_id)
        .where(Support.submission_id == submission_id, Support.account_id == bindparam("me"))
        .correlate(Submission, _Twin)
        .scalar_subquery()
    )


_PAGE = (
    with_surroundings(
        select(
            *FACTS,
            Submission.body_html,
            Pillar.name.label("pillar_name"),
            Pillar.name_en.label("pillar_name_en"),
            Question.text.label("question_text"),
            REC.c.answer.label("rec_answer"),
            REC.c.answer_html.label("rec_answer_html"),
            REC.c.answered_at.label("rec_answered_at"),
            _Owner.name.label("owner_name"),
            _my_support(Submission.id).label("my_support"),
            _my_support(Submission.merged_into_id).label("my_survivor_support"),
            exists()
            .where(Follow.submission_id == Submission.id, Follow.account_id == bindparam("me"))
            .correlate(Submission)
            .label("my_follow"),
            stamps.column(literal("event:").concat(cast(Submission.event_id, String))).label("event_stamp"),
            stamps.column(literal(stamps.PLACES)).label("places_stamp"),
        )
    )
    .outerjoin(Pillar, Pillar.id == Submission.pillar_id)
    .outerjoin(Question, Question.id == Submission.question_id)
    .outerjoin(_Owner, _Owner.id == REC.c.owner_id)
    .where(Event.slug == bindparam("slug"), Submission.code == bindparam("code"))
)


def page_row(slug: str, code: str, viewer: Viewer) -> Shown:
    """Submission, event, city, group, survivor and what came of it as one row (one query).

    :raises NotFound: when it does not exist for this viewer.
    """
    row = reads.rows(_PAGE, {"slug": slug, "code": code, "me": viewer.account_id}).first()
    if row is None:
        raise NotFound
    shown = Shown(row)
    if not shown.readable_by(viewer):
        raise NotFound
    return shown


_PETALS = (
    select(
        literal("petal").label("kind"),
        StakeholderGroup.id.label("id"),
        StakeholderGroup.slug.label("code"),
        StakeholderGroup.name,
        StakeholderGroup.name_en,
        func.coalesce(GroupSupport.people, 0).label("number"),
        StakeholderGroup.position.label("rank"),
        literal("").label("group_name"),
        literal("").label("group_name_en"),
        func.coalesce(type_coerce(GroupPosition.stance, String), "").label("note"),
        literal(None, Utc).label("at"),
    )
    .outerjoin(GroupSupport, and_(GroupSupport.group_id == StakeholderGroup.id, GroupSupport.submission_id == bindparam("submission_id")))
    .outerjoin(
        GroupPosition, and_(GroupPosition.group_id == StakeholderGroup.id, GroupPosition.submission_id == bindparam("submission_id"))
    )
    .outerjoin(InvitedGroup, and_(InvitedGroup.group_id == StakeholderGroup.id, InvitedGroup.event_id == bindparam("event_id")))
    .where(
        StakeholderGroup.jurisdiction_id == bindparam("jurisdiction_id"),
        or_(GroupSupport.people.is_not(None), InvitedGroup.event_id.is_not(None), GroupPosition.id.is_not(None)),
    )
)
_TWINS = (
    select(
        literal("twin"),
        _Twin.id,
        _Twin.code,
        _Twin.title,
        literal(""),
        literal(0),
        literal(0),
        StakeholderGroup.name,
        StakeholderGroup.name_en,
        _Twin.merge_reason,
        literal(None, Utc),
    )
    .join(StakeholderGroup, StakeholderGroup.id == _Twin.group_id)
    .where(
        _Twin.merged_into_id == bindparam("submission_id"), _Twin.visibility == Visibility.PUBLIC, _Twin.identity != Identity.CONFIDENTIAL
    )
)
_FILES = (
    select(
        literal("file"),
        Attachment.id,
        StoredFile.public_id,
        StoredFile.name,
        StoredFile.mime,
        StoredFile.size,
        literal(0),
        literal(""),
        literal(""),
        Attachment.description,
        literal(None, Utc),
    )
    .join(StoredFile, StoredFile.id == Attachment.file_id)
    .join(Submission, Submission.id == Attachment.submission_id)
    .where(
        Attachment.submission_id == bindparam("submission_id"),
        Attachment.removed_at.is_(None),
        or_(
            Attachment.clearance == Clearance.CLEARED,
            and_(Attachment.clearance == Clearance.AS_TEXT, Submission.redacted.is_(False), Submission.unchecked.is_(False)),
        ),
    )
)
_POSITIONS = (
    select(
        literal("position"),
        GroupPosition.id,
        GroupPosition.public_id,
        StakeholderGroup.name,
        StakeholderGroup.name_en,
        select(func.count()).where(FormerPosition.position_id == GroupPosition.id).correlate(GroupPosition).scalar_subquery(),
        StakeholderGroup.position,
        type_coerce(GroupPosition.stance, String),
        StakeholderGroup.slug,
        type_coerce(GroupPosition.body_html, String),
        GroupPosition.stated_at,
    )
    .join(StakeholderGroup, StakeholderGroup.id == GroupPosition.group_id)
    .where(GroupPosition.submission_id == bindparam("submission_id"))
)
_AROUND: Any = union_all(_PETALS, _TWINS, _FILES, _POSITIONS).order_by("kind", "rank", "id")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a submission, for everybody: one petal per group, merged ones, files and positions.

    A file has its public id as ``code``, its kind as ``name_en``, its size as ``number`` and its description as ``note``. A petal has the
    stance of its group as ``note``. A position has its stance as ``group_name``, the slug of its group as ``group_name_en``, its text as
    ``note``, and as ``number`` how often it was changed.
    """

    petals: Sequence[Row[Any]]
    twins: Sequence[Row[Any]]
    files: Sequence[Row[Any]]
    positions: Sequence[Row[Any]]

    def by_group(self, english: bool) -> list[tuple[str, int, str]]:
        """For each group its name, how many support, and its stance."""
        return [(one.name_en if english else one.name, one.number, one.note) for one in self.petals]

    @property
    def supporting(self) -> list[Row[Any]]:
        """Groups with at least one supporter, the strongest first."""
        return sorted((one for one in self.petals if one.number), key=lambda one: -one.number)


def around(shown: Shown) -> Around:
    """Support by group, merged submissions, files and positions, read together (one query)."""
    asked = {"submission_id": shown.id, "event_id": shown.event_id, "jurisdiction_id": shown.jurisdiction_id}
    rows = reads.rows(_AROUND, asked).all()
    return Around(*([row for row in rows if row.kind == kind] for kind in ("petal", "twin", "file", "position")))


def position(public_id: str, viewer: Viewer) -> GroupPosition:
    """A group's position with its group, its submission and what it was before.

    :raises NotFound: when the submission is not for this viewer.
    """
    found = db.session.scalar(select(GroupPosition).where(GroupPosition.public_id == public_id))
    if found is None or policy.why_not_see(viewer, found.submission) is not None or found.submission.visibility != Visibility.PUBLIC:
        raise NotFound
    return found
