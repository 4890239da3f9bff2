"""What part of the queue is shown, and in which order: as it stands in the address, and as the database reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, select, text

from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Viewer
from forum.core import clock
from forum.core.text import clean_line
from forum.submissions.models import Submission
from forum.submissions.states import Visibility
from forum.submissions.waiting import APPEALED, FLAGGED, MERGED, ON_DESK, OPEN, REOPENED, RETURNED, UNCHECKED

_S = Submission
_CODE = re.compile(r"S-[0-9A-Z-]{1,22}")


def sql(words: str) -> ColumnElement[bool]:
    """A condition in the very words of a partial index, so that the engines recognise it."""
    return text(words)  # type: ignore[return-value]


def overdue(place: int) -> ColumnElement[bool]:
    """Due before today, by the clock of that city."""
    days = {zone: clock.today(zone) for zone in clock.ZONES}
    today = select(case(days, value=Jurisdiction.tz)).where(Jurisdiction.id == place).scalar_subquery()
    return _S.judge_by < today


@dataclass(frozen=True, slots=True)
class Kind:
    """What waits: ``base`` is the condition of the indexes that have it in every order, ``also`` what is wanted of that, ``own``
    the conditions of an index that holds it alone, by its due date."""

    base: str
    also: tuple[ColumnElement[bool], ...] = ()
    own: tuple[ColumnElement[bool], ...] = ()


def _open(visibility: Visibility) -> Kind:
    own = (sql(OPEN), _S.visibility == visibility)
    return Kind(ON_DESK, own, own)


def kinds(place: int) -> dict[str, tuple[Kind, ...]]:
    """What waits, by its name in the address; a kind of two parts is read from two indexes."""
    late = overdue(place)
    gone = Kind(RETURNED, (late,), (sql(RETURNED), late))
    return {
        "": (Kind(ON_DESK), gone),
        "lewat": (Kind(ON_DESK, (late,), (sql(ON_DESK), late)), gone),
        "menunggu": (_open(Visibility.WAITING),),
        "tayang": (_open(Visibility.PUBLIC),),
        "ditahan": (_open(Visibility.HELD),),
        "dikembalikan": (Kind(RETURNED),),
        "dibuka": (Kind(REOPENED),),
        "banding": (Kind(APPEALED),),
        "ditandai": (Kind(ON_DESK, (sql(FLAGGED),), (sql(FLAGGED),)),),
        "belum_diperiksa": (Kind(UNCHECKED),),
        "digabung": (Kind(MERGED),),
    }


WHAT = (
    "", "lewat", "menunggu", "tayang", "belum_diperiksa", "ditahan", "dikembalikan", "dibuka", "banding", "ditandai", "digabung",
)  # fmt: skip
HOLDERS = ("saya", "bebas")


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that ends in a unique column; ``kinds`` are the types of a cursor's parts."""

    columns: tuple[Any, ...]
    kinds: tuple[type, ...]
    downwards: bool = False


SORTS = {
    "": Sort((_S.judge_by, _S.id), (date, int)),
    "baru": Sort((_S.submitted_at, _S.id), (datetime, int), downwards=True),
    "dukungan": Sort((_S.support_group_count, _S.support_count, _S.id), (int, int, int), downwards=True),
}
NAMES = {
    "what": "apa", "event": "acara", "group": "kelompok", "pillar": "pilar", "holder": "pegang", "words": "cari", "sort": "urut",
    "page": "dari_sini",
}  # fmt: skip
"""The filters as they are named in an address."""


@dataclass(frozen=True, slots=True)
class Filters:
    """``event``, ``group`` and ``pillar`` are slugs, empty for all; ``page`` is where the shown page of the queue starts."""

    what: str = ""
    event: str = ""
    group: str = ""
    pillar: str = ""
    holder: str = ""
    words: str = ""
    sort: str = ""
    page: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Filters:
        """The filters in a query string; a word that is none of ours filters nothing."""
        found = {name: clean_line(args.get(key), 400 if name == "page" else 80) for name, key in NAMES.items()}
        for name, known in (("what", WHAT), ("holder", HOLDERS), ("sort", SORTS)):
            if found[name] not in known:
                found[name] = ""
        return cls(**found)

    def args(self, **changed: str) -> dict[str, Any]:
        """The filters as they stand in an address, with some of them changed; other filters begin at the first page."""
        found = {key: getattr(self, name) for name, key in NAMES.items()}
        if changed:
            found["dari_sini"] = ""
        return {name: value for name, value in (found | changed).items() if value}

    @property
    def any(self) -> bool:
        """Whether anything is filtered out."""
        return replace(self, sort="", page="") != Filters()

    @property
    def code(self) -> str:
        """The code (or its beginning) that is looked for: such a search finds what is decided, too."""
        wanted = self.words.upper()
        return wanted if _CODE.fullmatch(wanted) else ""

    @property
    def order(self) -> Sort:
        return SORTS[self.sort]

    def holding(self) -> tuple[ColumnElement[bool], ...]:
        """The condition that nobody holds it, where that is asked for; a statement that is kept is given ``now`` when it is asked."""
        return (~and_(_S.claimed_by_id.is_not(None), _S.claimed_until > _now()),) if self.holder == "bebas" else ()

    @staticmethod
    def held_by(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
        """The conditions that this viewer holds it now; a statement that is kept is given ``me`` and ``now`` when it is asked."""
        return (_S.claimed_by_id == bindparam("me", viewer.account_id, type_=_S.claimed_by_id.type), _S.claimed_until > _now())


def _now() -> Any:
    return bindparam("now", clock.now(), type_=_S.claimed_until.type)
