"""Reads for the page of one submission that are a viewer's own: whom one may speak for, and what one stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, case, literal, select, union_all

from forum.accounts.models import Agency, StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import reads
from forum.submissions.facts import Shown
from forum.submissions.models import Submission
from forum.submissions.reply_support import ReplySupport
from forum.submissions.support import Support

MOST = 51
"""Replies that are asked about at once: a page of a thread."""
_VOICES = select(
    literal("voice").label("kind"),
    StakeholderGroup.id.label("id"),
    StakeholderGroup.slug.label("code"),
    StakeholderGroup.name,
    StakeholderGroup.name_en,
    case((StakeholderGroup.jurisdiction_id == bindparam("jurisdiction_id"), 1), else_=0).label("number"),
    case((StakeholderGroup.is_element, 0), else_=1).label("rank"),
).where(StakeholderGroup.id.in_(bindparam("voices", expanding=True)))
_OFFICES = select(literal("office"), Agency.id, Agency.slug, Agency.name, literal(""), literal(0), literal(2)).where(
    Agency.id.in_(bindparam("offices", expanding=True)), Agency.jurisdiction_id == bindparam("jurisdiction_id")
)
_MARK = (literal(""), literal(""), literal(""), literal(0), literal(0))
_CARRIED = (
    select(literal("carried"), Submission.id, *_MARK)
    .join(Support, and_(Support.submission_id == Submission.id, Support.account_id == bindparam("me")))
    .where(Submission.merged_into_id == bindparam("submission_id"))
)
_AGREED = select(literal("agreed"), ReplySupport.reply_id, *_MARK).where(
    ReplySupport.account_id == bindparam("me"), ReplySupport.reply_id.in_([bindparam(f"reply_{n}", type_=Integer) for n in range(MOST)])
)
_OWN: Any = union_all(_VOICES, _OFFICES, _CARRIED, _AGREED).order_by("kind", "rank", "id")


@dataclass(frozen=True, slots=True)
class Own:
    """What a viewer has here: whom they may speak for (a voice of this city has the number 1), merged ones they support, and replies
    they agree with."""

    voices: Sequence[Row[Any]] = ()
    offices: Sequence[Row[Any]] = ()
    carried: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()


def own(shown: Shown, viewer: Viewer, replies: Sequence[int]) -> Own:
    """The viewer's own part of the page that shows these replies, at most ``MOST`` (one query, none for visitors)."""
    if viewer.account_id is None:
        return Own()
    voices = {*viewer.groups, *([viewer.element_id] if viewer.element_id else [])}
    asked = {
        "submission_id": shown.id,
        "jurisdiction_id": shown.jurisdiction_id,
        "me": viewer.account_id,
        "voices": sorted(voices),
        "offices": sorted(viewer.agencies()),
        **{f"reply_{n}": replies[n] if n < len(replies) else None for n in range(MOST)},
    }
    rows = reads.rows(_OWN, asked).all()
    voices_, offices = ([row for row in rows if row.kind == kind] for kind in ("voice", "office"))
    carried, agreed = (frozenset(row.id for row in rows if row.kind == kind) for kind in ("carried", "agreed"))
    return Own(voices_, offices, carried, agreed)
