"""Geometry of the charts: numbers in, SVG coordinates out, drawn by ``templates/components/chart.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask_babel import gettext as _

from forum.labels import label
from forum.publishing.flow import Flow
from forum.web import language

COLUMNS = (0, 300, 600, 850)
BAR = 18
TOP = 28
HEIGHT = 290
GAP = 14


@dataclass(slots=True)
class FlowChart:
    """What the flow chart draws; ``rows`` (stage, words, number) are its twin table."""

    heads: list[tuple[int, str]] = field(default_factory=list)
    bars: list[tuple[float, float, float, str]] = field(default_factory=list)
    bands: list[tuple[str, str]] = field(default_factory=list)
    labels: list[tuple[float, float, int, str]] = field(default_factory=list)
    rows: list[tuple[str, str, int]] = field(default_factory=list)


Part = tuple[str, int, str]


def flow(counts: Flow) -> FlowChart:
    """From input to result: each column splits the main stream of the one before."""
    made = FlowChart(heads=list(zip(COLUMNS, (_("Masukan"), _("Keputusan"), _("Rekomendasi"), _("Hasil")), strict=True)))
    decided: list[Part] = [
        (_("menjadi rekomendasi"), counts.adopted, "nila"),
        (_("digabung dengan yang serupa"), counts.merged, "nila"),
        (_("dijawab"), counts.answered, "soga"),
        (_("diteruskan"), counts.referred, "plain"),
        (_("menunggu keputusan"), counts.waiting, "kunyit"),
        (_("tidak ditayangkan"), counts.not_shown, "mengkudu"),
    ]
    answered: list[Part] = [
        (_("rekomendasi diterima"), counts.accepted, "nila"),
        (_("menunggu jawaban"), counts.unanswered, "kunyit"),
        (_("ditunda"), counts.deferred, "kunyit"),
        (_("ditolak"), counts.rejected, "mengkudu"),
    ]
    worked: list[Part] = [
        (_("selesai"), counts.done, "daun"),
        (_("berjalan"), counts.running, "nila"),
        (_("terlambat"), counts.overdue, "mengkudu"),
    ]
    made.bars.append((COLUMNS[0], TOP, HEIGHT, "nila"))
    made.labels.append((COLUMNS[0] + BAR + 8, TOP + 16, counts.submissions, _("masukan")))
    made.rows.append((_("Masukan"), _("masukan"), counts.submissions))
    height = _split(made, 0, HEIGHT, decided, _("Keputusan"))
    height = _split(made, 1, height, answered, _("Rekomendasi"))
    _split(made, 2, height, worked, _("Hasil"))
    return made


def _split(made: FlowChart, column: int, height: float, parts: Sequence[Part], stage: str) -> float:
    """The main stream of a column, ``height`` tall, splits into the parts of the next; returns the height of its first."""
    shown = [part for part in parts if part[1]]
    whole = sum(n for _words, n, _tone in shown)
    unit = (HEIGHT - GAP * max(len(shown) - 1, 0)) / max(whole, 1)
    x, x2, start, y, first = COLUMNS[column], COLUMNS[column + 1], float(TOP), float(TOP), 0.0
    for words, n, tone in shown:
        share, size = height * n / whole, max(n * unit, 4)
        made.bands.append((_band(x + BAR, start, share, x2, y, size), tone))
        made.bars.append((x2, round(y, 1), round(size, 1), tone))
        made.labels.append((x2 + BAR + 8, round(y + min(size / 2 + 5, 16), 1), n, words))
        made.rows.append((stage, words, n))
        first = first or size
        start, y = start + share, y + max(size, 10) + GAP
    return first


def _band(x: float, y: float, h: float, x2: float, y2: float, h2: float) -> str:
    """A smooth band from one bar's slice to the next bar."""
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
    made = IndexChart()
    years = sorted({int(row.period[:4]) for row in values})
    low, high = _range(values, bands)
    span = max(years[-1] - years[0], 1)

    def x(year: int) -> float:
        return round(74 + 340 * (year - years[0]) / span, 1)

    def y(value: Decimal | float) -> float:
        return round(222 - 200 * (float(value) - low) / (high - low), 1)

    made.years = [(x(year), str(year)) for year in range(years[0], years[-1] + 1)]
    for n, (floor, name) in enumerate(bands):
        top = bands[n + 1][0] if n + 1 < len(bands) else Decimal(str(high))
        made.bands.append((y(top), round(y(floor) - y(top), 1), n + 1, name))
    steps = [float(floor) for floor, _name in bands] or [low + (high - low) * n / 3 for n in range(4)]
    made.ticks = [(y(step), _plain(round(step, 1))) for step in steps]
    actual = [row for row in values if str(row.kind) == "actual"]
    target = [row for row in values if str(row.kind) == "target"]
    made.points = [(x(int(r.period[:4])), y(r.value), _plain(r.value)) for r in actual]
    made.targets = [(x(int(r.period[:4])), y(r.value), _plain(r.value)) for r in target]
    made.line = _path([(px, py) for px, py, _words in made.points])
    made.plan = _path([*[(px, py) for px, py, _words in made.points[:1]], *[(px, py) for px, py, _words in made.targets]])
    made.rows = [(r.period, label("value_kind", r.kind).text, r.value, r.label_stated) for r in values]
    made.words = _told(actual, target)
    return made


def _range(values: Sequence[Any], bands: Sequence[tuple[Decimal, str]]) -> tuple[float, float]:
    if bands:
        return float(bands[0][0]), 5.0
    found = [float(row.value) for row in values]
    return round(min(found) - 0.25, 1), round(max(found) + 0.15, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "" if len(points) < 2 else "M" + "L".join(f"{px} {py}" for px, py in points)


def _plain(value: Decimal | float) -> str:
    return str(format_decimal(value, locale=language.selected()))


def _told(actual: Sequence[Any], target: Sequence[Any]) -> str:
    """The drawing in words: rise, and whether a target of a year that has a result was reached."""
    parts = []
    if len(actual) > 1:
        parts.append(_("Nilai dari %(a)s menjadi %(b)s.", a=_plain(actual[0].value), b=_plain(actual[-1].value)))
    elif actual:
        parts.append(_("Capaian %(year)s %(a)s.", year=actual[0].period, a=_plain(actual[0].value)))
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
