"""The columns by which a submission is listed and shown, read together with its event, city, group and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Row, Select, String, and_, column, func, select, table
from sqlalchemy.orm import aliased

from forum.accounts.models import Jurisdiction, StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core.columns import CleanHtmlText, Utc
from forum.events.models import Event
from forum.events.states import EventState
from forum.policies import submissions as policy
from forum.policies.sight import name_shown
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Visibility

# Recommendations stand later in the process, so their model is not imported: only the columns that say what came of a submission.
REC = table(
    "recommendation",
    column("id", Integer),
    column("code", String),
    column("title", String),
    column("stage", String),
    column("answer", String),
    column("answer_html", CleanHtmlText()),
    column("answered_at", Utc()),
    column("owner_id", Integer),
)
_SOURCE = table("recommendation_source", column("recommendation_id", Integer), column("submission_id", Integer))

Survivor = aliased(Submission, name="survivor")

SHOWN = and_(Submission.visibility == Visibility.PUBLIC, Submission.identity != Identity.CONFIDENTIAL)
_OF = REC.alias("of_source")
_STAGE = select(_OF.c.stage).where(_OF.c.id == _SOURCE.c.recommendation_id).correlate(_SOURCE).scalar_subquery()
# The stage is read per source, not joined: SQLite would walk every issued recommendation of the archive.
_LATEST_REC = (
    select(func.max(_SOURCE.c.recommendation_id))
    .where(_SOURCE.c.submission_id == func.coalesce(Submission.merged_into_id, Submission.id), _STAGE == "issued")
    .correlate(Submission)
    .scalar_subquery()
)
FACTS = (
    Submission.id,
    Submission.public_id,
    Submission.code,
    Submission.version,
    Submission.event_id,
    Submission.jurisdiction_id,
    Submission.author_id,
    Submission.author_name,
    Submission.identity,
    Submission.for_group,
    Submission.channel,
    Submission.type,
    Submission.title,
    Submission.locality,
    Submission.redacted,
    Submission.by_minor,
    Submission.awaiting_guardian,
    Submission.erased_at,
    Submission.submitted_at,
    Submission.visibility,
    Submission.visibility_reason,
    Submission.visibility_note,
    Submission.unchecked,
    Submission.published_at,
    Submission.judge_by,
    Submission.disposition,
    Submission.response_html,
    Submission.referred_to,
    Submission.disposed_at,
    Submission.reopened_at,
    Submission.confirmed_at,
    Submission.appeal,
    Submission.merged_into_id,
    Submission.merged_at,
    Submission.merge_reason,
    Submission.has_merged,
    Submission.support_count,
    Submission.support_group_count,
    Submission.support_breadth,
    Submission.reply_count,
    StakeholderGroup.name.label("group_name"),
    StakeholderGroup.name_en.label("group_name_en"),
    Event.slug.label("event_slug"),
    Event.title.label("event_title"),
    Event.state.label("event_state"),
    Event.starts_at.label("event_starts_at"),
    Jurisdiction.tz.label("tz"),
    Survivor.code.label("survivor_code"),
    Survivor.title.label("survivor_title"),
    Survivor.visibility.label("survivor_visibility"),
    REC.c.code.label("rec_code"),
    REC.c.title.label("rec_title"),
)


def with_surroundings(asked: Select[Any]) -> Select[Any]:
    """Join what FACTS names."""
    return (
        asked.join(StakeholderGroup, StakeholderGroup.id == Submission.group_id)
        .join(Event, Event.id == Submission.event_id)
        .join(Jurisdiction, Jurisdiction.id == Submission.jurisdiction_id)
        .outerjoin(Survivor, Survivor.id == Submission.merged_into_id)
        .outerjoin(REC, REC.c.id == _LATEST_REC)
    )


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What the rules about a submission ask of its event."""

    state: EventState
    slug: str
    title: str
    tz: str


class Shown:
    """One submission as a page shows it: the columns of its row, and ``event``, so that policies read it like the record."""

    def __init__(self, row: Row[Any]) -> None:
        self.row = row
        self.event = EventFacts(row.event_state, row.event_slug, row.event_title, row.tz)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    def readable_by(self, viewer: Viewer) -> bool:
        """Whether this viewer may open its page."""
        return policy.why_not_see(viewer, self) is None  # type: ignore[arg-type]

    def name_for(self, viewer: Viewer) -> str | None:
        """The author's name where this viewer may read it here; a moderator reveals it elsewhere, with a reason."""
        return self.author_name if name_shown(viewer, self) else None
