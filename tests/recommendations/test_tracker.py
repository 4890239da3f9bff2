"""The public tracker: numbers, filters, pages, and what it must never show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forum.indices.models import Pillar
from forum.recommendations import tracker_facets, tracker_queries
from forum.recommendations.states import AnswerKind
from forum.recommendations.tracker_queries import Filters
from tests import make
from tests.cast import visitor
from tests.recommendations.conftest import Scene


def titles(page: Any) -> list[str]:
    return [one.get_text() for one in page.all("tbody th a")]


@pytest.fixture
def several(app: Any, db_session: Any) -> Any:
    """Pekalongan: one late, one in time, one rejected. Tegal: one in time."""
    tegal = make.city("tegal")
    event, there = make.event(), make.event(in_city=tegal)
    green = make.committed(Pillar(slug="smart_environment", name="Lingkungan Cerdas", name_en="Smart environment", position=1))

    def rec(
        title: str, due: int, answer: AnswerKind | None = AnswerKind.ACCEPTED, on: Any = event, agency: str = "BPBD", **facts: Any
    ) -> None:
        made = make.recommendation(
            [make.submission(on)], make.agency(agency, on.jurisdiction), due=timedelta(days=due), title=title, **facts
        )
        if answer:
            make.answered(made, answer)

    rec("Peta rob yang terlambat", -5, pillar=green)
    rec("Akun tunggal", 30, agency="Dinkominfo")
    rec("Loket ditutup", 10, AnswerKind.REJECTED)
    rec("Menunggu jawaban dinas", 20, None)
    rec("Limbah di Tegal", 15, on=there, agency="DLH")
    return app


def test_what_is_still_to_be_done_comes_first_by_due_date(several: Any) -> None:
    page = visitor(several).opens("/rekomendasi")
    assert titles(page) == ["Peta rob yang terlambat", "Limbah di Tegal", "Menunggu jawaban dinas", "Akun tunggal", "Loket ditutup"]
    assert "Terlambat 5 hari" in page.text_of("tr.is-late")


def test_the_numbers_add_up(several: Any) -> None:
    page = visitor(several).opens("/rekomendasi")
    numbers = [one.get_text() for one in page.all(".stats dd")]
    assert numbers == ["5", "1", "2", "0", "4"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kota=tegal", ["Limbah di Tegal"]),
        ("opd=dinkominfo-pekalongan", ["Akun tunggal"]),
        ("pilar=smart_environment", ["Peta rob yang terlambat"]),
        ("keadaan=rejected", ["Loket ditutup"]),
        ("keadaan=issued", ["Menunggu jawaban dinas"]),
        ("terlambat=1", ["Peta rob yang terlambat"]),
        ("q=AKUN", ["Akun tunggal"]),
        ("q=peta+terlambat", ["Peta rob yang terlambat"]),
        ("q=100%25_", []),
        ("kota=tegal&terlambat=1", []),
        ("kota=tidakada", []),
    ],
)
def test_it_filters_and_counts_what_it_lists(several: Any, asked: str, found: list[str]) -> None:
    page = visitor(several).opens(f"/rekomendasi?{asked}")
    assert titles(page) == found
    assert page.text_of("#daftar") == f"{len(found)} rekomendasi"


def test_the_filters_stay_chosen(several: Any) -> None:
    page = visitor(several).opens("/rekomendasi?kota=tegal&q=limbah&terlambat=1")
    assert page.find("select[name=kota] option[selected]")["value"] == "tegal"
    assert page.find("input[name=q]")["value"] == "limbah"
    assert page.find("input[name=terlambat]").has_attr("checked")


@pytest.mark.parametrize(
    "hostile", ["dari=%00", "dari=WzAsMSwyLDNd", "kota=%00%ff", "q=" + "x" * 5000, "keadaan=draft", "keadaan='--", "terlambat=banyak"]
)
def test_a_strange_address_is_answered_all_the_same(several: Any, hostile: str) -> None:
    visitor(several).opens(f"/rekomendasi?{hostile}")


def test_pages_follow_each_other_without_a_gap_and_lead_back(several: Any) -> None:
    with several.app_context():
        whole = [row.code for row in tracker_queries.page(Filters(), None).rows]
        first = tracker_queries.page(Filters(), None, size=2)
        second = tracker_queries.page(Filters(), first.next, size=2)
        third = tracker_queries.page(Filters(), second.next, size=2)
        back = tracker_queries.page(Filters(), third.previous, size=2)
    assert [row.code for page in (first, second, third) for row in page.rows] == whole
    assert third.next is None
    assert [row.code for row in back.rows] == [row.code for row in second.rows]


def test_a_draft_appears_nowhere(scene: Scene) -> None:
    draft = make.recommendation(owner=scene.agency, issued=False, title="KENARI-RANCANGAN")
    stranger = visitor(scene.app)
    stranger.opens(f"/rekomendasi/{draft.code}", 404)
    for path in ("/rekomendasi", "/rekomendasi?q=kenari", "/rekomendasi?keadaan=draft", scene.public_page):
        assert "KENARI" not in stranger.opens(path).response.get_data(as_text=True)
    assert stranger.opens("/rekomendasi").text_of("#daftar") == "1 rekomendasi"
    scene.browser(scene.operator).opens(f"/meja/opd/{draft.code}/jawaban", 404)
    assert "KENARI" not in scene.browser(scene.operator).opens("/meja/opd")


def test_what_is_cancelled_before_its_issue_stays_unknown_and_after_it_says_why(scene: Scene) -> None:
    publisher = make.account("Penerbit", make.Role.PUBLISHER)
    draft = make.recommendation(owner=scene.agency, issued=False, title="KENARI-BATAL")
    make.said(draft.cancel, by=publisher.viewer(), note="Salah acara")
    make.said(scene.rec.cancel, by=publisher.viewer(), note="Diganti rekomendasi lain")
    visitor(scene.app).opens(f"/rekomendasi/{draft.code}", 404)
    assert "Diganti rekomendasi lain" in visitor(scene.app).opens(scene.public_page)
    assert "KENARI" not in visitor(scene.app).opens("/rekomendasi")


def test_an_empty_installation_says_what_will_stand_here(app: Any) -> None:
    assert "Belum ada rekomendasi" in visitor(app).opens("/rekomendasi")


def test_the_tracker_costs_a_visitor_four_queries_whatever_it_lists(several: Any, queries: Any) -> None:
    guest = visitor(several)
    guest.opens("/rekomendasi")
    with queries() as seen:
        guest.client.get("/rekomendasi")
    assert seen.count <= 4, seen
    with queries() as filtered:
        guest.client.get("/rekomendasi?kota=pekalongan&terlambat=1&q=peta")
    assert filtered.count <= 4, filtered


def test_the_english_page_says_the_same(several: Any) -> None:
    assert titles(visitor(several).opens("/en/rekomendasi?keadaan=rejected")) == ["Loket ditutup"]


def test_a_submission_that_became_two_recommendations_counts_once(scene: Scene) -> None:
    make.recommendation([scene.rec.sources[0]], scene.agency)
    assert "rekomendasi dari 1 masukan" in visitor(scene.app).opens("/rekomendasi").text_of(".stats")


def test_the_kept_counts_are_those_of_the_rows(several: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with several.app_context():
        kept = [tracker_facets.facets(Filters(city=city)).counts for city in ("", "pekalongan", "tegal")]
        monkeypatch.setattr(tracker_facets, "_kept", tracker_facets._grouped)
        assert [tracker_facets.facets(Filters(city=city)).counts for city in ("", "pekalongan", "tegal")] == kept
    assert [one.total for one in kept] == [5, 4, 1]


def test_agencies_are_offered_once_a_city_is_chosen_when_there_are_very_many(several: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker_facets, "AGENCIES", 2)
    guest = visitor(several)
    assert not guest.opens("/rekomendasi").all("select[name=opd]")
    assert [one["value"] for one in guest.opens("/rekomendasi?kota=tegal").all("select[name=opd] option")] == ["", "dlh-tegal"]
