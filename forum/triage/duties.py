"""How much time is left for a duty, in the working days of a city's offices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from forum.core import clock


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that falls due on ``due``; ``left`` is in working days, negative when it is late."""

    due: date
    left: int

    @property
    def late(self) -> bool:
        return self.left < 0

    @property
    def today(self) -> bool:
        return self.left == 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which offices are closed; read once per page."""

    closed: Collection[date]

    @classmethod
    def read(cls) -> Calendar:
        """The holiday table (one small query)."""
        return cls(clock.holidays())

    def duty(self, due: date, tz: str) -> Duty:
        """What is left of it today. A duty of a past day is late by one day at least, whatever days lay between."""
        today = clock.today(tz)
        left = clock.working_days_between(today, due, self.closed)
        if due < today:
            return Duty(due, min(left, -1))
        return Duty(due, left if due == today else max(left, 1))

    def after(self, days: int, tz: str) -> date:
        """The date ``days`` working days from today."""
        return clock.add_working_days(clock.today(tz), days, self.closed)
