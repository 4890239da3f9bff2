"""Reads about following: the thing that an address names, and what somebody follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, String, bindparam, case, literal, select, union_all

from forum.accounts.follows import Follow, Matter, follows
from forum.accounts.models import Agency, StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core.paging import Cursor, Page, page_of
from forum.core.refusal import NotFound
from forum.events.models import Event
from forum.events.states import EventState
from forum.extensions import db
from forum.policies import submissions as policy
from forum.recommendations.models import Recommendation
from forum.recommendations.states import Stage
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Visibility

LIST_SIZE = 20


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be followed: its key, what to call it, and for a submission the slug of its event."""

    id: int
    name: str
    slug: str = ""


def thing(matter: Matter, key: str, viewer: Viewer) -> Thing:
    """The thing with this code or slug (one query).

    :raises NotFound: when there is none for this viewer.
    """
    asked: dict[Matter, Any] = {
        Matter.RECOMMENDATION: select(Recommendation.id, Recommendation.title, literal("")).where(
            Recommendation.code == key, Recommendation.stage != Stage.DRAFT
        ),
        Matter.EVENT: select(Event.id, Event.title, literal("")).where(Event.slug == key, Event.state != EventState.DRAFT),
        Matter.GROUP: select(StakeholderGroup.id, StakeholderGroup.name, literal("")).where(
            StakeholderGroup.slug == key, StakeholderGroup.is_element.is_(False)
        ),
    }
    if matter is Matter.SUBMISSION:
        return _submission(key, viewer)
    row = db.session.execute(asked[matter]).first()
    if row is None:
        raise NotFound
    return Thing(*row)


def _submission(code: str, viewer: Viewer) -> Thing:
    """One that was followed and is hidden since can still be left; it is called by its code."""
    found = db.session.scalar(select(Submission).where(Submission.code == code))
    if found is None:
        raise NotFound
    if found.visibility == Visibility.WITHDRAWN or policy.why_not_see(viewer, found) is not None:
        if viewer.account_id is None or not follows(viewer.account_id, Matter.SUBMISSION, found.id):
            raise NotFound
        return Thing(found.id, found.code, found.event.slug)
    return Thing(found.id, found.title, found.event.slug)


def _of(matter: Matter, key: Any, name: Any, more: Any, slug: Any, column: Any) -> Any:
    return select(
        Follow.id, literal(str(matter)).label("matter"), key.label("key"), name.label("name"), more.label("more"), slug.label("slug")
    ).where(column.is_not(None))


_NONE = literal("", String)
_SHOWN = (Submission.visibility == Visibility.PUBLIC) & (Submission.identity != Identity.CONFIDENTIAL)
_NAME = case((_SHOWN | (Submission.author_id == bindparam("viewer")), Submission.title), else_=Submission.code)
"""What was followed and is hidden since is called by its code."""
_LISTED = union_all(
    _of(Matter.SUBMISSION, Submission.code, _NAME, Event.title, Event.slug, Follow.submission_id)
    .join(Submission, Submission.id == Follow.submission_id)
    .join(Event, Event.id == Submission.event_id),
    _of(Matter.RECOMMENDATION, Recommendation.code, Recommendation.title, Agency.name, _NONE, Follow.recommendation_id)
    .join(Recommendation, Recommendation.id == Follow.recommendation_id)
    .join(Agency, Agency.id == Recommendation.owner_id),
    _of(Matter.EVENT, Event.slug, Event.title, _NONE, _NONE, Follow.event_id).join(Event, Event.id == Follow.event_id),
    _of(Matter.GROUP, StakeholderGroup.slug, StakeholderGroup.name, _NONE, _NONE, Follow.group_id).join(
        StakeholderGroup, StakeholderGroup.id == Follow.group_id
    ),
).subquery()


def followed(viewer: Viewer, cursor: str | None = None, size: int = LIST_SIZE) -> Page[Row[Any]]:
    """What the viewer follows, the newest first (one query)."""
    start = Cursor.parse(cursor, (int,))
    backwards = start is not None and start.backwards
    mine = select(Follow.id).where(Follow.account_id == viewer.account_id)
    if start is not None:
        mine = mine.where(Follow.id > start.key[0] if backwards else Follow.id < start.key[0])
    mine = mine.order_by(Follow.id if backwards else Follow.id.desc()).limit(size + 1)
    listed = select(_LISTED).where(_LISTED.c.id.in_(mine.scalar_subquery()))
    ordered = listed.order_by(_LISTED.c.id if backwards else _LISTED.c.id.desc())
    found = db.session.execute(ordered, {"viewer": viewer.account_id}).all()
    return page_of(found, size, start, lambda row: (row.id,))


def groups_to_follow(viewer: Viewer) -> Sequence[Any]:
    """The groups of the viewer's city, and which of them the viewer follows (one query)."""
    asked = select(StakeholderGroup.slug, StakeholderGroup.name, StakeholderGroup.name_en, Follow.id.label("followed")).outerjoin(
        Follow, (Follow.group_id == StakeholderGroup.id) & (Follow.account_id == viewer.account_id)
    )
    asked = asked.where(StakeholderGroup.jurisdiction_id == viewer.jurisdiction_id, StakeholderGroup.is_element.is_(False))
    return db.session.execute(asked.order_by(StakeholderGroup.position)).all()
