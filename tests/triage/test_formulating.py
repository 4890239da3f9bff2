"""From the queue to a recommendation, new or existing, without losing one's place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.core import clock
from forum.core.refusal import Refused
from forum.extensions import db
from forum.recommendations.models import Recommendation
from forum.submissions.merging import merge
from forum.submissions.states import Disposition
from tests import make
from tests.page import Page
from tests.triage.conftest import Desk
from tests.triage.test_decisions import again
from tests.triage.test_handling import holds


def begins(desk: Desk, *items, filters: str = "") -> Page:  # type: ignore[no-untyped-def]
    named = "&".join(f"dari={one.code}" for one in items)
    return desk.rina.opens(f"/meja/triase/sekaligus?tindakan=rekomendasi&{named}{filters}")


def test_many_become_a_new_one_and_the_queue_is_where_it_was(desk: Desk) -> None:
    items = [make.submission(desk.event, title=f"Tempat isi ulang {n}") for n in range(2)]
    agency = make.agency("DLH")
    page = begins(desk, *items, filters=f"&acara={desk.event.slug}&urut=baru")
    form = page.form("form.form")
    due = clock.today("Asia/Jakarta") + timedelta(days=90)
    form.fill(title="Air minum di kantor", body="Menyediakan tempat isi ulang.", owner=agency.slug, due_on=due.isoformat())
    done = form.forge(tindakan="draf").submit()
    assert done.path == "/meja/triase" and f"acara={desk.event.slug}" in str(done.response.request.query_string)
    made = db.session.scalars(db.select(Recommendation)).one()
    assert f"{made.code} disimpan." in done and {one.code for one in made.sources} == {one.code for one in items}
    assert {again(one).disposition for one in items} == {Disposition.ADOPTED}


def test_an_existing_one_is_found_by_words_and_takes_them(desk: Desk) -> None:
    first = make.recommendation([make.submission(desk.event)], title="Air minum di kantor pemerintah")
    make.recommendation([make.submission(desk.event)], title="Lampu jalan di gang")
    make.recommendation(title="Air minum di acara lain")
    it = make.submission(desk.event, title="Isi ulang di kelurahan")
    page = begins(desk, it, filters="&apa=tayang")
    assert len(page.all("#tambahkan input[type=radio]")) == 2
    page = page.form("form[role=search]").fill(kata="air minum").submit()
    assert [str(tag["value"]) for tag in page.all("#tambahkan input[type=radio]")] == [first.code]
    done = page.form("#tambahkan").submit()
    assert done.path == "/meja/triase" and "apa=tayang" in str(done.response.request.query_string)
    assert again(it).disposition is Disposition.ADOPTED
    assert it.code in {one.code for one in db.session.get_one(Recommendation, first.id).sources}


def test_no_existing_one_with_those_words_is_said(desk: Desk) -> None:
    it = make.submission(desk.event)
    assert "Acara ini belum punya rekomendasi." in desk.rina.opens(f"/meja/rekomendasi/baru?dari={it.code}")
    make.recommendation([make.submission(desk.event)])
    assert "Tidak ada rekomendasi acara ini dengan kata itu." in desk.rina.opens(f"/meja/rekomendasi/baru?dari={it.code}&kata=gajah")


def test_the_button_on_the_item_leads_back_to_the_item(desk: Desk) -> None:
    it = make.submission(desk.event)
    page = desk.rina.opens(f"/meja/triase/{it.code}?urut=baru").follow("Jadikan rekomendasi")
    assert str(page.find("main a.btn-3")["href"]).startswith(f"/meja/triase/{it.code}?urut=baru")


def test_the_way_back_leads_nowhere_else(desk: Desk) -> None:
    it = make.submission(desk.event)
    page = desk.rina.opens(f"/meja/rekomendasi/baru?dari={it.code}&kembali=https://contoh.test/")
    assert "contoh.test" not in str(page.find("main"))


@pytest.mark.parametrize("how", ["own", "own merged", "held"])
def test_what_may_not_be_judged_may_not_become_a_source(desk: Desk, how: str) -> None:
    it = make.submission(desk.event, by=None if how == "held" else desk.account)
    if how == "held":
        holds(desk.bima, it)
    if how == "own merged":
        make.said(merge, it, make.submission(desk.event), by=desk.bima.account.viewer(), reason="Sama.")  # type: ignore[union-attr]
    page = begins(desk, it)
    assert "Belum semua masukan dapat menjadi sumber" in page
    page.form("form.form").fill(title="Judul", body="Isi.").forge(tindakan="draf").submit(422)
    growing = make.recommendation([make.submission(desk.event)])
    with pytest.raises(Refused):
        growing.add_sources([again(it)], by=desk.account.viewer())
    db.session.rollback()
