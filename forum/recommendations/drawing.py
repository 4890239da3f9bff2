"""Milestones as a drawing: where each was planned, where it came to lie, on one line of time. Units are those of the SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

LEFT, RIGHT, TOP, ROW = 20.0, 324.0, 52, 44
WIDTH = 344


@dataclass(frozen=True, slots=True)
class Stop:
    """One milestone: ``planned`` and ``reached`` are x positions; ``days`` is the slip, ``done`` whether it happened."""

    position: int
    y: int
    planned: float
    reached: float | None
    days: int | None
    done: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line at the first of a month; ``names_year`` where the year is new to the reader."""

    x: float
    on: date
    names_year: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template draws; ``height`` is that of the view box, ``foot`` where the grid ends."""

    stops: list[Stop]
    ticks: list[Tick]
    today: float | None
    height: int
    foot: int


def slip(milestone: Any) -> int | None:
    """Days between plan and reality (or present expectation); None while nothing else than the plan is known."""
    real = milestone.actual_on or milestone.expected_on
    return (real - milestone.planned_on).days if real else None


def of_milestones(rows: Sequence[Any], today: date) -> Drawing | None:
    """The drawing of these milestones (rows with planned_on, expected_on, actual_on), or None for fewer than two dates."""
    dates = [day for row in rows for day in (row.planned_on, row.actual_on or row.expected_on) if day]
    if not dates or min(dates) == max(dates):
        return None
    first, last = min(dates), max(dates)
    foot = TOP + ROW * (len(rows) - 1) + 26

    def x(day: date) -> float:
        share = (day - first).days / (last - first).days
        return float(round(LEFT + (RIGHT - LEFT) * share, 1))

    stops = []
    for n, row in enumerate(rows):
        real = row.actual_on or row.expected_on
        stops.append(Stop(row.position, TOP + ROW * n, x(row.planned_on), x(real) if real else None, slip(row), row.actual_on is not None))
    months = _months(first, last)
    ticks = [Tick(x(day), day, not n or day.year != months[n - 1].year) for n, day in enumerate(months)]
    return Drawing(stops, ticks, x(today) if first <= today <= last else None, foot + 22, foot)


def _months(first: date, last: date) -> list[date]:
    """At most five firsts of months between two dates, evenly chosen."""
    months = [
        date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13) if first <= date(year, month, 1) <= last
    ]
    step = -(-len(months) // 5) or 1
    return months[::step]
