"""How much time is left for a duty, in the working days of a city's offices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from forum.core import clock
from forum.core.clock import Holiday
from forum.extensions import db


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
    """The days on which offices are closed, by city (None: everywhere); read once per page."""

    days: frozenset[tuple[int | None, date]]
    _closed: dict[int | None, frozenset[date]] = field(default_factory=dict, compare=False)
    _left: dict[tuple[date, date, int | None], Duty] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, cities: Iterable[int] = ()) -> Calendar:
        """The national days and those of some cities (one small query)."""
        found = select(Holiday.jurisdiction_id, Holiday.day)
        mine = found.where(or_(Holiday.jurisdiction_id.is_(None), Holiday.jurisdiction_id.in_(list(cities))))
        return cls(frozenset((city, day) for city, day in db.session.execute(mine)))

    def closed(self, city: int | None) -> frozenset[date]:
        if city not in self._closed:
            self._closed[city] = frozenset(day for place, day in self.days if place in (None, city))
        return self._closed[city]

    def duty(self, due: date, tz: str, city: int | None = None) -> Duty:
        """What is left of it today. A duty of a past day is late by one day at least, whatever days lay between."""
        place = (due, clock.today(tz), city)
        return self._left.get(place) or self._left.setdefault(place, self._counted(*place))

    def _counted(self, due: date, today: date, city: int | None) -> Duty:
        left = clock.working_days_between(today, due, self.closed(city))
        if due < today:
            return Duty(due, min(left, -1))
        return Duty(due, left if due == today else max(left, 1))

    def after(self, days: int, tz: str, city: int | None = None) -> date:
        """The date ``days`` working days from today."""
        return clock.add_working_days(clock.today(tz), days, self.closed(city))
