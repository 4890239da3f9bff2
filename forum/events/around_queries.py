"""What stands beside an event on its page, read in one query: groups, pillars, agenda, questions, provisions, regulations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, String, bindparam, cast, literal, select, union_all

from forum.accounts.models import StakeholderGroup
from forum.core.columns import Utc
from forum.events.parts import AgendaItem, EventLegalBasis, EventPillar, InvitedGroup, LegalBasis, Provision, Question
from forum.extensions import db
from forum.indices.models import Pillar

_PILLARS = select(EventPillar.pillar_id).where(EventPillar.event_id == bindparam("event_id"))
_BASES = select(EventLegalBasis.legal_basis_id).where(EventLegalBasis.event_id == bindparam("event_id"))
_By = LegalBasis.__table__.alias("by")
_OF_EVENT: Any = bindparam("event_id")


def _part(name: str, place: Any, text: Any, *, slug: Any = None, number: Any = None, by: Any = None, at: Any = None) -> Any:
    """One kind of thing beside an event, in the columns that all of them share."""
    return select(
        literal(name).label("part"),
        place.label("place"),
        (literal(None, String) if slug is None else slug).label("slug"),
        text.label("name"),
        (literal(None, Integer) if number is None else number).label("number"),
        (literal(None, String) if by is None else by).label("by"),
        (literal(None, Utc) if at is None else at).label("at"),
    )


_AROUND = union_all(
    _part("group", InvitedGroup.position, StakeholderGroup.name, slug=StakeholderGroup.slug, number=InvitedGroup.attended)
    .join(StakeholderGroup, StakeholderGroup.id == InvitedGroup.group_id)
    .where(InvitedGroup.event_id == _OF_EVENT),
    _part("pillar", Pillar.position, Pillar.name, slug=Pillar.slug).where(Pillar.id.in_(_PILLARS)),
    _part("agenda", AgendaItem.position, AgendaItem.title, by=AgendaItem.speaker, at=AgendaItem.starts_at).where(
        AgendaItem.event_id == _OF_EVENT
    ),
    _part("question", Question.position, Question.text).where(Question.event_id == _OF_EVENT),
    _part("provision", Provision.position, Provision.text, number=cast(Provision.available, Integer)).where(
        Provision.event_id == _OF_EVENT
    ),
    _part(
        "basis",
        LegalBasis.year,
        LegalBasis.about,
        slug=LegalBasis.kind + " " + LegalBasis.number,
        number=LegalBasis.year,
        by=_By.c.kind + " " + _By.c.number,
    )
    .outerjoin(_By, _By.c.id == LegalBasis.repealed_by_id)
    .where(LegalBasis.id.in_(_BASES)),
).order_by("part", "place")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside an event, as rows with name, number, by and at; groups and pillars also as pairs for the filters."""

    invited: list[Any]
    groups: list[tuple[str, str]]
    pillars: list[tuple[str, str]]
    bases: list[Any]
    agenda: list[Any]
    questions: list[Any]
    provisions: list[Any]


def around(event_id: int) -> Around:
    """Groups, pillars, agenda, questions, provisions and regulations of an event (one query)."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in db.session.execute(_AROUND, {"event_id": event_id}):
        rows[row.part].append(row)
    groups, pillars = ([(row.slug, row.name) for row in rows[part]] for part in ("group", "pillar"))
    return Around(rows["group"], groups, pillars, rows["basis"], rows["agenda"], rows["question"], rows["provision"])
