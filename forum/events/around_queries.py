"""What stands beside an event on its page, read in one query: groups, pillars, agenda, questions, provisions,
regulations, and how many inputs each brought."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, cast, func, literal, select, union_all

from forum.accounts.models import StakeholderGroup
from forum.core import reads
from forum.core.columns import Utc
from forum.core.tally import Tally
from forum.events import inputs
from forum.events.parts import AgendaItem, EventLegalBasis, EventPillar, InputWindow, InvitedGroup, LegalBasis, Provision, Question
from forum.indices.models import Pillar

_PILLARS = select(EventPillar.pillar_id).where(EventPillar.event_id == bindparam("event_id"))
_BASES = select(EventLegalBasis.legal_basis_id).where(EventLegalBasis.event_id == bindparam("event_id"))
_By = LegalBasis.__table__.alias("by")
_OF_EVENT: Any = bindparam("event_id")
_GROUPS, _QUESTIONS = Tally.__table__.alias("of_groups"), Tally.__table__.alias("of_questions")
_SCOPE: Any = bindparam("scope", type_=String)


def _counted(kept: Any, key: str, of: Any) -> Any:
    """The join to what is counted under ``key`` and this id."""
    return and_(kept.c.scope == _SCOPE, kept.c.key == literal(key, String) + cast(of, String))


def _part(
    name: str, place: Any, text: Any, *, slug: Any = None, number: Any = None, by: Any = None, at: Any = None, inputs: Any = None
) -> Any:
    """One kind of thing beside an event, in the columns that all of them share."""
    return select(
        literal(name).label("part"),
        place.label("place"),
        (literal(None, String) if slug is None else slug).label("slug"),
        text.label("name"),
        (literal(None, Integer) if number is None else number).label("number"),
        (literal(None, String) if by is None else by).label("by"),
        (literal(None, Utc) if at is None else at).label("at"),
        (literal(0, Integer) if inputs is None else func.coalesce(inputs, 0)).label("inputs"),
    )


_AROUND = union_all(
    _part(
        "group",
        InvitedGroup.position,
        StakeholderGroup.name,
        slug=StakeholderGroup.slug,
        number=InvitedGroup.attended,
        inputs=_GROUPS.c.value,
    )
    .join(StakeholderGroup, StakeholderGroup.id == InvitedGroup.group_id)
    .outerjoin(_GROUPS, _counted(_GROUPS, "group:", InvitedGroup.group_id))
    .where(InvitedGroup.event_id == _OF_EVENT),
    _part("pillar", Pillar.position, Pillar.name, slug=Pillar.slug).where(Pillar.id.in_(_PILLARS)),
    _part("agenda", AgendaItem.position, AgendaItem.title, by=AgendaItem.speaker, at=AgendaItem.starts_at).where(
        AgendaItem.event_id == _OF_EVENT
    ),
    _part("question", Question.position, Question.text, inputs=_QUESTIONS.c.value)
    .outerjoin(_QUESTIONS, _counted(_QUESTIONS, "question:", Question.id))
    .where(Question.event_id == _OF_EVENT),
    _part("window", InputWindow.id, literal("", String), inputs=InputWindow.handed_in).where(InputWindow.event_id == _OF_EVENT),
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
    """What stands beside an event, as rows with name, number, by, at and inputs; groups and pillars also as pairs for the filters.

    ``inputs`` counts public submissions by a group or to a question; ``handed_in`` all that came within a window, by its key.
    """

    invited: list[Any]
    groups: list[tuple[str, str]]
    pillars: list[tuple[str, str]]
    bases: list[Any]
    agenda: list[Any]
    questions: list[Any]
    provisions: list[Any]
    handed_in: dict[int, int]

    @property
    def attended(self) -> int:
        return sum(row.number or 0 for row in self.invited)

    @property
    def inputs_of_invited(self) -> int:
        return sum(row.inputs for row in self.invited)


def around(event_id: int) -> Around:
    """Groups, pillars, agenda, questions, provisions and regulations of an event (one query)."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in reads.rows(_AROUND, {"event_id": event_id, "scope": inputs.scope(event_id)}):
        rows[row.part].append(row)
    groups, pillars = ([(row.slug, row.name) for row in rows[part]] for part in ("group", "pillar"))
    handed_in = {row.place: row.inputs for row in rows["window"]}
    bases, agenda, questions, provisions = (rows[part] for part in ("basis", "agenda", "question", "provision"))
    return Around(rows["group"], groups, pillars, bases, agenda, questions, provisions, handed_in)
