"""The public page of one recommendation, and the queries others ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from forum.core import clock
from forum.recommendations import drawing, queries
from forum.recommendations.models import Milestone
from forum.recommendations.states import AnswerKind
from forum.submissions.states import Identity
from forum.submissions.wordings import Span
from tests import make
from tests.cast import visitor
from tests.recommendations.conftest import Scene


def milestones(scene: Scene) -> None:
    today = clock.today("Asia/Jakarta")
    for position, (title, planned, expected, actual) in enumerate(
        [("Survei alat", -100, None, -90), ("Pengadaan", -30, 60, None), ("Peta lengkap", 30, None, None)], 1
    ):
        day = {name: today + timedelta(days=n) if n is not None else None for name, n in (("expected_on", expected), ("actual_on", actual))}
        make.committed(
            Milestone(recommendation_id=scene.rec.id, position=position, title=title, planned_on=today + timedelta(days=planned), **day)
        )


def test_milestones_show_plan_reality_and_slip(scene: Scene) -> None:
    milestones(scene)
    rows = [
        " ".join(row.get_text(" ").split())
        for row in visitor(scene.app).opens(scene.public_page).all("section[aria-labelledby=tonggak] tbody tr")
    ]
    assert rows[0].endswith("10 hari")
    assert "(perkiraan)" in rows[1] and rows[1].endswith("90 hari")
    assert rows[2].endswith("belum –")


def test_the_drawing_keeps_every_mark_inside_its_frame() -> None:
    first, last = date(2025, 2, 28), date(2026, 1, 31)
    rows = [Milestone(position=n, title="", planned_on=first, expected_on=last, actual_on=None) for n in range(1, 6)]
    chart = drawing.of_milestones(rows, date(2025, 10, 15))
    assert chart is not None and chart.today is not None
    marks = [x for stop in chart.stops for x in (stop.planned, stop.reached)] + [tick.x for tick in chart.ticks] + [chart.today]
    assert all(drawing.LEFT <= x <= drawing.RIGHT for x in marks if x is not None)
    assert len(chart.ticks) <= 5
    assert {stop.days for stop in chart.stops} == {(last - first).days}


def test_one_date_makes_no_drawing() -> None:
    assert (
        drawing.of_milestones(
            [Milestone(position=1, title="", planned_on=date(2025, 1, 1), expected_on=None, actual_on=None)], date(2025, 1, 1)
        )
        is None
    )
    assert drawing.of_milestones([], date(2025, 1, 1)) is None


def test_sources_are_linked_and_hidden_ones_are_only_counted(app: Any, db_session: Any) -> None:
    event = make.event()
    shown, secret = make.submission(event, title="Info rob"), make.submission(event, title="KENARI-RAHASIA", identity=Identity.CONFIDENTIAL)
    rec = make.recommendation([shown, secret])
    page = visitor(app).opens(f"/rekomendasi/{rec.code}")
    assert "KENARI" not in page.response.get_data(as_text=True)
    assert "Dan 1 masukan yang isinya tidak ditampilkan" in page
    assert [one.get_text() for one in page.all(".items h3 a")] == ["Info rob"]


def test_a_redacted_source_stays_redacted(app: Any, db_session: Any) -> None:
    one = make.submission(body="Tolong hubungi KENARI 0812 di RT 3.")
    judge = make.account("Moderator", make.Role.MODERATOR)
    start = one.body.index("KENARI")
    make.said(one.redact, [Span(start, start + 11)], by=judge.viewer())
    rec = make.recommendation([one])
    assert "KENARI" not in visitor(app).opens(f"/rekomendasi/{rec.code}").response.get_data(as_text=True)


def test_hostile_words_of_an_agency_stay_words(accepted: Scene) -> None:
    accepted.sent(20, obstacle="<img src=x onerror=alert(1)>")
    html = visitor(accepted.app).opens(accepted.public_page).response.get_data(as_text=True)
    assert "<img" not in html and "&lt;img" in html


def test_a_page_costs_the_same_however_much_was_reported(accepted: Scene, queries: Any) -> None:
    milestones(accepted)
    accepted.sent(10)
    guest, path = visitor(accepted.app), accepted.public_page
    guest.opens(path)
    with queries() as before:
        guest.client.get(f"{path}?lihat=sekali")
    for percent in (20, 30, 40):
        accepted.sent(percent)
    with queries() as after:
        guest.client.get(f"{path}?lihat=lagi")
    assert 1 < before.count == after.count <= 5, f"{before}\n\n{after}"


def test_the_desks_stay_within_their_budget(accepted: Scene, queries: Any) -> None:
    accepted.sent(10)
    for who, path in ((accepted.operator, "/meja/opd"), (accepted.verifier, "/meja/verifikasi")):
        browser = accepted.browser(who)
        browser.opens(path)
        with queries() as seen:
            browser.client.get(path)
        assert seen.count <= 6, seen


def test_what_blocks_the_closing_of_an_event_is_named(scene: Scene) -> None:
    assert [row.code for row in queries.unanswered(scene.rec.event_id)] == [scene.rec.code]
    make.answered(scene.rec, AnswerKind.REJECTED)
    assert queries.unanswered(scene.rec.event_id) == []


def test_a_submission_knows_its_public_recommendations(scene: Scene) -> None:
    source = scene.rec.sources[0]
    make.recommendation([source], scene.agency, issued=False)
    assert [row.code for row in queries.of_submission(source.id)] == [scene.rec.code]
