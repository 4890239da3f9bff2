"""The one table, as text, as JSON and as a drawing that is readable in light and dark."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.rows import Row

MARK = {True: "yes", False: "NO", None: "-"}
WIDTH, LINE, LEFT, BAR, TOP = 940, 30, 372, 330, 64


def text(rows: Sequence[Row], title: str) -> str:
    head = ("what", "against", "rate", "CPU", "value", "reach", "met", "goal", "met", "p50/p99 ms")
    body = [
        (
            row.what, row.against, _times(row.rate), _times(row.cpu), "" if row.value is None else f"{row.value:.4g}", str(row.reach),
            MARK[row.reached], str(row.goal), MARK[row.met], _latencies(row),
        )
        for row in rows
    ]  # fmt: skip
    widths = [max(len(line[n]) for line in (head, *body)) for n in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in (head, *body)]
    rule = "-" * len(lines[0])
    notes = [f"  {row.key}: {row.note}" for row in rows if row.note]
    return "\n".join([title, rule, lines[0], rule, *lines[1:], rule, *notes])


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _latencies(row: Row) -> str:
    seen = (row.seen or {}).get("product")
    return f"{seen['p50_ms']:g}/{seen['p99_ms']:g}" if isinstance(seen, dict) else ""


def save(rows: Sequence[Row], facts: dict[str, Any], folder: Path, name: str) -> Path:
    """Write ``name.json`` and ``name.svg`` into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {**facts, "rows": [row.data() for row in rows]}
    (folder / f"{name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / f"{name}.svg").write_text(drawing(rows, str(facts["title"])), encoding="utf-8")
    return folder / f"{name}.json"


STYLE = """<style>text{font:14px system-ui,sans-serif;fill:#1f2328}.h{font-size:17px;font-weight:600}.s{font-size:12px;fill:#59636e}
.bar{fill:#2f5d8a}.no{fill:#b3402e}.base{fill:#d9dee4}.reach{stroke:#1f2328;stroke-width:2}.goal{stroke:#1f2328;stroke-width:2;stroke-dasharray:2 3}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9198a1}.bar{fill:#6ea8dc}.no{fill:#f0806d}.base{fill:#30363d}.reach,.goal{stroke:#e6edf3}}</style>"""


def drawing(rows: Sequence[Row], title: str) -> str:
    """A bar per row: how much of what must be reached is reached; 1 is the line, the dashes are what we go for."""
    shown = [(row, share) for row in rows if (share := _share(row)) is not None]
    height = TOP + LINE * len(shown) + 26
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">{STYLE}']
    parts.append(f'<text class="h" x="0" y="20">{escape(title)}</text>')
    parts.append('<text class="s" x="0" y="42">bar: how much of the bar to reach is reached; line: reached; dashes: the goal</text>')
    for place, (row, (filled, goal)) in enumerate(shown):
        parts.append(_bar(row, filled, goal, TOP + place * LINE))
    edge = LEFT + BAR / 2
    parts.append(f'<line class="reach" x1="{edge}" x2="{edge}" y1="{TOP - 6}" y2="{TOP + LINE * len(shown)}"/></svg>')
    return "\n".join(parts) + "\n"


def _bar(row: Row, share: float, goal: float | None, y: int) -> str:
    width = min(share, 2.0) / 2 * BAR
    kind = "bar" if row.reached else "no"
    words = ", ".join(
        part
        for part in (
            f"{row.rate:.2f} × {row.against}" if row.rate is not None else "",
            f"CPU {row.cpu:.2f} ×" if row.cpu is not None else "",
            f"{row.value:.4g}{row.reach.unit}" if row.value is not None else "",
        )
        if part
    )
    drawn = (
        f'<text x="0" y="{y + 15}">{escape(row.what[:52])}</text><rect class="base" x="{LEFT}" y="{y + 4}" width="{BAR}" height="14" rx="3"/>'
        f'<rect class="{kind}" x="{LEFT}" y="{y + 4}" width="{width:.0f}" height="14" rx="3"/>'
        f'<text class="s" x="{LEFT + BAR + 12}" y="{y + 15}">{escape(words)}</text>'
    )
    if goal is not None and goal < 2:
        drawn += f'<line class="goal" x1="{LEFT + goal / 2 * BAR:.0f}" x2="{LEFT + goal / 2 * BAR:.0f}" y1="{y + 1}" y2="{y + 21}"/>'
    return drawn


def _share(row: Row) -> tuple[float, float | None] | None:
    """What was reached as a share of what must be (1 is reached), and where the goal lies on the same scale."""
    reach, goal = row.reach, row.goal
    if reach.rate is not None and row.rate is not None:
        return row.rate / reach.rate, goal.rate / reach.rate if goal.rate else None
    if reach.cpu is not None and row.cpu:
        return reach.cpu / row.cpu, reach.cpu / goal.cpu if goal.cpu else None
    if reach.most is not None and row.value:
        return reach.most / row.value, reach.most / goal.most if goal.most else None
    return None
