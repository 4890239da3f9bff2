"""Geometry of the charts: numbers in, SVG coordinates out, drawn by ``templates/components/chart.html``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext as _

from forum.labels import label
from forum.publishing.flow import Flow
from forum.web import language


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a flow chart is drawn: the left edges of its four columns, and how much room a label needs."""

    columns: tuple[int, int, int, int]
    bar: int
    top: int
    height: int
    line: int
    gap: int


WIDE = Canvas((0, 300, 600, 850), 14, 30, 290, 18, 8)
SWELL = 1.3
NARROW = Canvas((0, 84, 194, 288), 9, 26, 350, 28, 6)


@dataclass(frozen=True, slots=True)
class Part:
    """One outcome of a stage: in full words, in a word for a narrow column, how many, in which dye."""

    words: str
    word: str
    n: int
    tone: str


@dataclass(slots=True)
class Drawing:
    """SVG coordinates: heads (x, words), bars (x, y, height, tone), bands (path, tone), labels (x, y, part)."""

    heads: list[tuple[int, str]] = field(default_factory=list)
    bars: list[tuple[float, float, float, str]] = field(default_factory=list)
    bands: list[tuple[str, str]] = field(default_factory=list)
    labels: list[tuple[float, float, Part]] = field(default_factory=list)


@dataclass(slots=True)
class FlowChart:
    """The same flow for wide and for narrow pages; ``rows`` (stage, words, number) are its twin table."""

    wide: Drawing
    narrow: Drawing
    rows: list[tuple[str, str, int]]


def flow(counts: Flow) -> FlowChart:
    """From input to result: each column splits the main stream of the one before it."""
    stages = (_("Masukan"), _("Keputusan"), _("Rekomendasi"), _("Hasil"))
    columns = [[Part(_("masukan"), _("masukan"), counts.submissions, "nila")], *_parts(counts)]
    named = ((stage, part) for stage, parts in zip(stages, columns, strict=True) for part in parts)
    rows = [(stage, part.words, part.n) for n, (stage, part) in enumerate(named) if part.n or n == 0]
    return FlowChart(_draw(WIDE, stages, columns), _draw(NARROW, stages, columns), rows)


def _parts(counts: Flow) -> tuple[list[Part], list[Part], list[Part]]:
    """What became of the inputs, of the recommendations, and of the accepted ones; the main stream first."""
    decided = [
        Part(_("menjadi rekomendasi"), _("rekomendasi"), counts.adopted, "nila"),
        Part(_("digabung dengan yang serupa"), _("digabung"), counts.merged, "nila"),
        Part(_("dijawab"), _("dijawab"), counts.answered, "soga"),
        Part(_("diteruskan"), _("diteruskan"), counts.referred, "plain"),
        Part(_("menunggu keputusan"), _("menunggu"), counts.waiting, "kunyit"),
        Part(_("tidak ditayangkan"), _("tak tayang"), counts.not_shown, "mengkudu"),
    ]
    answered = [
        Part(_("rekomendasi diterima"), _("diterima"), counts.accepted, "nila"),
        Part(_("menunggu jawaban"), _("menunggu"), counts.unanswered, "kunyit"),
        Part(_("ditunda"), _("ditunda"), counts.deferred, "kunyit"),
        Part(_("ditolak"), _("ditolak"), counts.rejected, "mengkudu"),
    ]
    worked = [
        Part(_("selesai"), _("selesai"), counts.done, "daun"),
        Part(_("berjalan"), _("berjalan"), counts.running, "nila"),
        Part(_("terlambat"), _("terlambat"), counts.overdue, "mengkudu"),
    ]
    return decided, answered, worked


def _draw(on: Canvas, stages: Sequence[str], columns: Sequence[list[Part]]) -> Drawing:
    """Inputs share one scale, recommendations another: as large as its fuller column allows, near to the stream they come from."""
    made = Drawing(heads=list(zip(on.columns, stages, strict=True)))
    inputs = min(_unit(on, column) for column in columns[:2])
    stream = columns[1][0].n * inputs
    recs = min(*(_unit(on, column) for column in columns[2:]), SWELL * stream / max(sum(part.n for part in columns[2]), 1))
    made.bars.append((on.columns[0], on.top, round(columns[0][0].n * inputs, 1), "nila"))
    made.labels.append((on.columns[0] + on.bar + 6, on.top + 13, columns[0][0]))
    stream = columns[0][0].n * inputs
    for column, unit in ((1, inputs), (2, recs), (3, recs)):
        stream = _split(made, on, column, columns[column], stream, unit)
    return made


def _unit(on: Canvas, parts: Sequence[Part]) -> float:
    """The largest height of one unit at which a column with its labels still fits."""
    parts = [part for part in parts if part.n]
    room = on.height - on.gap * max(len(parts) - 1, 0)
    low, high = 0.0, room / max(sum(part.n for part in parts), 1)
    for _step in range(20):
        middle = (low + high) / 2
        fits = sum(max(part.n * middle, on.line) for part in parts) <= room
        low, high = (middle, high) if fits else (low, middle)
    return low


def _split(made: Drawing, on: Canvas, column: int, parts: Sequence[Part], stream: float, unit: float) -> float:
    """The stream of the column before, ``stream`` tall, splits into these parts; returns the height of the first of them."""
    whole = sum(part.n for part in parts)
    x, x2, start, y = on.columns[column - 1] + on.bar, on.columns[column], float(on.top), float(on.top)
    for part in (part for part in parts if part.n):
        share, size = stream * part.n / whole, max(part.n * unit, 2)
        made.bands.append((_band(x, start, share, x2, y, size), part.tone))
        made.bars.append((x2, round(y, 1), round(size, 1), part.tone))
        made.labels.append((x2 + on.bar + 6, round(y + 13 if size > on.line else y + size / 2 + 5, 1), part))
        start, y = start + share, y + max(size, on.line) + on.gap
    return parts[0].n * unit


def _band(x: float, y: float, h: float, x2: float, y2: float, h2: float) -> str:
    """A smooth band from a slice of one bar to the next bar."""
    mid = (x + x2) / 2
    return (
        f"M{x:.1f} {y:.1f}C{mid:.1f} {y:.1f} {mid:.1f} {y2:.1f} {x2:.1f} {y2:.1f}V{y2 + h2:.1f}"
        f"C{mid:.1f} {y2 + h2:.1f} {mid:.1f} {y + h:.1f} {x:.1f} {y + h:.1f}z"
    )


@dataclass(slots=True)
class IndexChart:
    """Value against target over years. ``words`` say what the drawing shows; ``rows`` are its twin table."""

    bands: list[tuple[float, float, int, str]] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)
    years: list[tuple[float, str]] = field(default_factory=list)
    points: list[tuple[float, float, str]] = field(default_factory=list)
    targets: list[tuple[float, float, str]] = field(default_factory=list)
    line: str = ""
    plan: str = ""
    words: str = ""
    rows: list[tuple[str, str, Decimal, str | None]] = field(default_factory=list)


def index_line(values: Sequence[Any], bands: Sequence[tuple[Decimal, str]] = ()) -> IndexChart:
    """A chart of rows with ``period`` (a year), ``kind``, ``value`` and ``label_stated``; ``bands`` are (floor, label), rising."""
    made = IndexChart(
        rows=[(r.period, label("value_kind", r.kind).text, r.value, r.label_stated or _predicate(r.value, bands)) for r in values]
    )
    years = sorted({int(row.period[:4]) for row in values})
    low, high = _range(values, bands)
    span, right = max(years[-1] - years[0], 1), 250 if bands else 312

    def x(year: int) -> float:
        return round(62 + (right - 62) * (year - years[0]) / span, 1)

    def y(value: Decimal | float) -> float:
        return round(196 - 178 * (float(value) - low) / (high - low), 1)

    made.years = [(x(year), str(year)) for year in range(years[0], years[-1] + 1)]
    for n, (floor, name) in enumerate(bands):
        top = bands[n + 1][0] if n + 1 < len(bands) else Decimal(str(high))
        made.bands.append((y(top), round(y(floor) - y(top), 1), n + 1, name))
    steps = [*(float(floor) for floor, _name in bands), high] if bands else [low + (high - low) * n / 3 for n in range(4)]
    made.ticks = [(y(step), _plain(round(step, 1))) for step in steps]
    actual = [row for row in values if str(row.kind) == "actual"]
    target = [row for row in values if str(row.kind) == "target"]
    made.points = [(x(int(r.period[:4])), y(r.value), _plain(r.value)) for r in actual]
    made.targets = [(x(int(r.period[:4])), y(r.value), _plain(r.value)) for r in target]
    made.line = _path([(px, py) for px, py, _words in made.points])
    made.plan = _path([*[(px, py) for px, py, _words in made.points[:1]], *[(px, py) for px, py, _words in made.targets]])
    made.words = _told(actual, target, bands)
    return made


def _range(values: Sequence[Any], bands: Sequence[tuple[Decimal, str]]) -> tuple[float, float]:
    """The foot and the head of the scale; without bands in three steps of whole tenths."""
    if bands:
        return float(bands[0][0]), 5.0
    found = [float(row.value) for row in values]
    low = round(min(found) - 0.25, 1)
    step = max(math.ceil(round((max(found) + 0.15 - low) / 0.3, 6)), 1) / 10
    return low, round(low + 3 * step, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "" if len(points) < 2 else "M" + "L".join(f"{px} {py}" for px, py in points)


def _plain(value: Decimal | float) -> str:
    return str(format_decimal(value, locale=language.selected()))


def _predicate(value: Decimal, bands: Sequence[tuple[Decimal, str]]) -> str | None:
    """The name of the highest band whose floor the value reaches."""
    return next((name for floor, name in reversed(bands) if value >= floor), None)


def _told(actual: Sequence[Any], target: Sequence[Any], bands: Sequence[tuple[Decimal, str]]) -> str:
    """The drawing in words: rise, the predicate reached, and whether a target of a year that has a result was reached."""
    parts = []
    if len(actual) > 1:
        parts.append(_("Nilai dari %(a)s menjadi %(b)s.", a=_plain(actual[0].value), b=_plain(actual[-1].value)))
    elif actual:
        parts.append(_("Capaian %(year)s %(a)s.", year=actual[0].period, a=_plain(actual[0].value)))
    if actual and (name := actual[-1].label_stated or _predicate(actual[-1].value, bands)):
        parts.append(_("Predikat %(year)s: %(name)s.", year=actual[-1].period, name=name))
    results = {row.period: row.value for row in actual}
    for row in target:
        if row.period not in results:
            parts.append(_("Target %(year)s %(t)s.", year=row.period, t=_plain(row.value)))
            continue
        missed = row.value - results[row.period]
        parts.append(
            _("Target %(year)s meleset %(gap)s.", year=row.period, gap=_plain(missed))
            if missed > 0
            else _("Target %(year)s tercapai.", year=row.period)
        )
    return " ".join(parts)
