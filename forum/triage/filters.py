"""What part of the queue is shown, and in which order: as it stands in the address, and as the database reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, or_, select, text, true

from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Viewer
from forum.core import clock
from forum.core.text import clean_line
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Visibility
from forum.submissions.waiting import APPEALED, FLAGGED, ON_DESK, REOPENED, RETURNED, UNCHECKED

_S = Submission
_OPEN = (_S.disposition == Disposition.OPEN, _S.merged_into_id.is_(None))
_CODE = re.compile(r"S-[0-9A-Z-]{1,22}")
_WORDS = 6


def _is(sql: str) -> ColumnElement[bool]:
    """A condition in the very words of a partial index, so that the engines recognise it."""
    return text(sql)  # type: ignore[return-value]


def overdue(place: int) -> ColumnElement[bool]:
    """Due before today, by the clock of that city."""
    days = {zone: clock.today(zone) for zone in clock.ZONES}
    today = select(case(days, value=Jurisdiction.tz)).where(Jurisdiction.id == place).scalar_subquery()
    return _S.judge_by < today


def kinds(place: int) -> dict[str, tuple[ColumnElement[bool], ...]]:
    """What waits, by its name in the address; a kind of two parts is read from two indexes."""
    late = overdue(place)
    return {
        "": (_is(ON_DESK), and_(_is(RETURNED), late)),
        "lewat": (and_(_is(ON_DESK), late), and_(_is(RETURNED), late)),
        "menunggu": (and_(_S.visibility == Visibility.WAITING, *_OPEN),),
        "tayang": (and_(_S.visibility == Visibility.PUBLIC, *_OPEN),),
        "ditahan": (and_(_S.visibility == Visibility.HELD, *_OPEN),),
        "dikembalikan": (_is(RETURNED),),
        "dibuka": (_is(REOPENED),),
        "banding": (_is(APPEALED),),
        "ditandai": (_is(FLAGGED),),
        "belum_diperiksa": (_is(UNCHECKED),),
        "digabung": (_S.merged_into_id.is_not(None),),
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

    def holding(self, viewer: Viewer) -> ColumnElement[bool]:
        """The condition on who holds it; a statement that is kept is given ``me`` and ``now`` when it is asked."""
        now = bindparam("now", clock.now(), type_=_S.claimed_until.type)
        held = and_(_S.claimed_by_id.is_not(None), _S.claimed_until > now)
        if self.holder == "saya":
            return and_(_S.claimed_by_id == bindparam("me", viewer.account_id, type_=_S.claimed_by_id.type), _S.claimed_until > now)
        return ~held if self.holder == "bebas" else true()

    def saying(self) -> ColumnElement[bool]:
        """The condition on its words: each of them in the title or the text, or the beginning of its code."""
        if self.code:
            return and_(_S.code >= self.code, _S.code < self.code + "~")
        each = [or_(_S.title.icontains(w, autoescape=True), _S.body.icontains(w, autoescape=True)) for w in self.words.split()[:_WORDS]]
        return and_(true(), *each)
