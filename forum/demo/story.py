"""A story is a list of things that happen at a moment; it is told in order, each on the domain's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forum.core import clock

WIB = ZoneInfo("Asia/Jakarta")
Act = Callable[[], None]


def moment(day: str | date, at: str = "10:00") -> datetime:
    """A local time of a day, aware."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(found, time.fromisoformat(at), WIB)


def parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


def working_day_after(start: datetime, days: int = 1, at: str = "10:00") -> datetime:
    """The same kind of moment, ``days`` working days later."""
    return moment(clock.add_working_days(start.astimezone(WIB).date(), days, ()), at)


@dataclass(slots=True)
class Story:
    """Acts by moment; acts of one moment keep the order in which they were told."""

    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def at(self, when: datetime, act: Act) -> None:
        self.acts.append((when, len(self.acts), act))

    def tell(self) -> Iterator[None]:
        """Let everything happen; yields after each act."""
        for when, _order, act in sorted(self.acts, key=lambda one: (one[0], one[1])):
            with clock.at(when):
                act()
            yield


def later(when: datetime, **span: int) -> datetime:
    return when + timedelta(**span)
