"""The bench measures what it says: floors answer, load is counted, ratios are of runs taken side by side, the table is whole."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import client, peer, people, report
from bench.floors import BYTES, fill
from bench.measuring import Sample, Target, interleaved, ratio
from bench.people import floor_cookie, floor_posts, reading
from bench.rows import Bar, Row
from bench.servers import Server

BODIES = ["Lampu jalan di depan pasar padam sejak bulan lalu. Mohon diperbaiki."]


@pytest.fixture(scope="module")
def floors(tmp_path_factory: pytest.TempPathFactory) -> Server:
    file = tmp_path_factory.mktemp("floors") / "floors.sqlite3"
    fill(file, BODIES)
    with Server("bench.floors:app", {"FLOORS_FILE": str(file)}, workers=1) as server:
        yield server


def test_every_floor_answers_and_costs_cpu_time(floors: Server) -> None:
    hello, page = Target(floors, reading("/")), Target(floors, reading("/topik/1"))
    member, listing = Target(floors, reading("/topik/1", floor_cookie(7))), Target(floors, reading("/daftar?n=20"))
    post = Target(floors, floor_posts(BODIES * 5000), good=(303,), once=True, connections=4)
    interleaved((hello, page, member, listing, post), reps=1, seconds=0.4, warm=0.2)
    assert [one.errors for one in (hello, page, member, listing, post)] == [0] * 5
    assert page.middle("size") > 5000
    assert ratio(page, hello, "cpu") > 1


def test_the_lowest_floor_is_bytes() -> None:
    with Server("bench.floors:raw", {}, workers=1) as server:
        seen = client.run(server.port, 2, 0.2, reading("/"), once=False)
    assert seen["statuses"] == {200: seen["count"]}
    assert seen["bytes"] / seen["count"] > len(BYTES) > 40_000


def test_a_form_is_sent_once_and_a_run_that_lacks_forms_says_so(floors: Server) -> None:
    few = Target(floors, floor_posts(BODIES * 3), good=(303,), once=True, connections=2)
    with pytest.raises(RuntimeError, match="did not last"):
        few.run(5)
    assert few.sent == 3


def test_answers_that_are_no_success_are_errors(floors: Server) -> None:
    lost = Target(floors, reading("/tidak-ada"))
    lost.measure(0.2)
    assert lost.errors == sum(one.count for one in lost.samples) > 0


def test_a_ratio_is_of_samples_taken_side_by_side() -> None:
    """A machine that turns slow half way through does not change it."""
    ours, floor = Target(None, ()), Target(None, ())  # type: ignore[arg-type]
    for slow in (1.0, 1.0, 9.0):
        ours.samples.append(Sample(100 / slow, 0.02 * slow, 0, 0, 0, 0, 1))
        floor.samples.append(Sample(200 / slow, 0.01 * slow, 0, 0, 0, 0, 1))
    assert ratio(ours, floor, "rate") == 0.5
    assert ratio(ours, floor, "cpu") == 2


ROWS = [
    Row("a", "thread page", "page", Bar(0.7, 1.5), Bar(1.0), rate=0.8, cpu=1.2),
    Row("b", "events", "list of 20", Bar(0.7), Bar(1.0), rate=0.2, cpu=4, note="3 errors"),
    Row("c", "memory", "", Bar(most=160, unit=" MB"), Bar(most=120, unit=" MB"), value=150),
]


def test_the_table_says_what_is_reached() -> None:
    told = report.text(ROWS, "1,000 submissions").splitlines()
    assert [line.split()[0] for line in told[4:7]] == ["thread", "events", "memory"]
    assert "yes" in told[4] and "NO" in told[5] and "160 MB" in told[6]
    assert told[-1].strip() == "b: 3 errors"


def test_a_bar_of_two_measures_must_be_cleared_in_both() -> None:
    assert Bar(0.7, 1.5).cleared(0.8, 1.6, None) is False
    assert Bar(0.7, 1.5).cleared(0.7, 1.5, None) is True
    assert Bar(0.7).cleared(None, None, None) is None


def test_the_drawing_is_well_formed_and_has_a_bar_for_each_row(tmp_path: Path) -> None:
    report.save(ROWS, {"title": "1,000 & more"}, tmp_path, "x")
    drawn = ElementTree.parse(tmp_path / "x.svg")
    bars = [one for one in drawn.iter() if one.get("class") in ("bar", "no")]
    assert [one.get("class") for one in bars] == ["bar", "no", "bar"]


def test_visitors_come_from_many_addresses() -> None:
    """Otherwise the limit on reading would be measured, not the page."""
    assert len({line for one in reading("/") for line in one.split(b"\r\n") if line.startswith(b"X-Forwarded-For")}) > 900
    assert people.ADDRESSES == 1000


def test_without_a_python_for_the_peer_it_says_how_to_name_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.delenv("PEER_PYTHON", raising=False)
    with pytest.raises(SystemExit, match="PEER_PYTHON"):
        peer.environment(tmp_path / "venv")
