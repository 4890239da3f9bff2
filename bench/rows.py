"""The rows of the table: what is measured, what it must reach, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bench.measuring import Target, ratio


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar to clear: at least ``rate`` of the floor's requests per second, at most ``cpu`` of its CPU time (or one of both)."""

    rate: float | None = None
    cpu: float | None = None
    most: float | None = None
    unit: str = ""

    def cleared(self, rate: float | None, cpu: float | None, value: float | None) -> bool | None:
        said = [
            rate >= self.rate if self.rate is not None and rate is not None else None,
            cpu <= self.cpu if self.cpu is not None and cpu is not None else None,
            value <= self.most if self.most is not None and value is not None else None,
        ]
        heard = [one for one in said if one is not None]
        return all(heard) if heard else None

    def __str__(self) -> str:
        parts = [
            f"rate ≥ {self.rate:g}" if self.rate is not None else "",
            f"CPU ≤ {self.cpu:g}" if self.cpu is not None else "",
            f"≤ {self.most:g}{self.unit}" if self.most is not None else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``rate`` and ``cpu`` are ratios to the floor, ``value`` is what is neither."""

    key: str
    what: str
    against: str
    reach: Bar
    goal: Bar
    rate: float | None = None
    cpu: float | None = None
    value: float | None = None
    note: str = ""
    seen: dict[str, Any] | None = None

    @property
    def reached(self) -> bool | None:
        return self.reach.cleared(self.rate, self.cpu, self.value)

    @property
    def met(self) -> bool | None:
        return self.goal.cleared(self.rate, self.cpu, self.value)

    def data(self) -> dict[str, Any]:
        return {
            "key": self.key, "what": self.what, "against": self.against, "rate": self.rate, "cpu": self.cpu, "value": self.value,
            "reach": str(self.reach), "goal": str(self.goal), "reached": self.reached, "met": self.met,
            "note": self.note, "seen": self.seen,
        }  # fmt: skip


def compared(key: str, what: str, target: Target, floor: Target, against: str, reach: Bar, goal: Bar, note: str = "") -> Row:
    """The row of a target that was measured in turn with its floor."""
    wrong = target.errors + floor.errors
    said = "; ".join(part for part in (note, f"{wrong} errors" if wrong else "") if part)
    return Row(
        key, what, against, reach, goal, ratio(target, floor, "rate"), ratio(target, floor, "cpu"), note=said,
        seen={"product": figures(target), "floor": figures(floor)},
    )  # fmt: skip


def figures(target: Target) -> dict[str, float]:
    """The plain figures of one run on one machine: they explain, nothing is judged by them."""
    return {
        "requests_per_second": round(target.middle("rate"), 1),
        "cpu_ms": round(target.middle("cpu") * 1000, 3),
        "p50_ms": round(target.middle("p50") * 1000, 2),
        "p99_ms": round(target.middle("p99") * 1000, 2),
        "bytes": round(target.middle("size")),
        "errors": target.errors,
        "count": sum(one.count for one in target.samples),
    }
