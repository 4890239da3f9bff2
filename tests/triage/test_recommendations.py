"""From submissions to a recommendation: new, changed, issued, grown, cancelled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from forum.core import clock
from forum.extensions import db
from forum.recommendations.models import Recommendation
from forum.recommendations.states import Stage
from forum.submissions.models import Submission
from forum.submissions.states import Disposition
from tests import make
from tests.page import Page
from tests.triage.conftest import Desk


def only() -> Recommendation:
    db.session.expire_all()
    return db.session.scalars(select(Recommendation)).one()


def later(days: int = 60) -> str:
    return (clock.today("Asia/Jakarta") + timedelta(days=days)).isoformat()


def opened(desk: Desk, *sources: Submission) -> Page:
    return desk.rina.opens("/meja/rekomendasi/baru?" + "&".join(f"dari={one.code}" for one in sources))


def test_two_submissions_become_a_recommendation_with_owner_and_date(desk: Desk) -> None:
    one, two, owner = make.submission(desk.event), make.submission(desk.event), make.agency("BPBD")
    form = (
        opened(desk, one, two)
        .form("[name=title]")
        .fill(
            title="Akun tunggal warga",
            body="Menyediakan **satu** akun.",
            owner=owner.slug,
            due_on=later(),
            baseline="1,5",
            target="3.25",
            success_indicator="Jumlah layanan dengan akun tunggal",
        )
    )
    page = form.forge(tindakan="terbit").submit()
    made = only()
    assert (made.stage, made.owner, made.source_count) == (Stage.ISSUED, owner, 2)
    assert (made.baseline, made.target) == (Decimal("1.50"), Decimal("3.25"))
    assert {source.id for source in made.sources} == {one.id, two.id}
    assert all(source.disposition is Disposition.ADOPTED for source in made.sources)
    assert f"{made.code} diterbitkan" in page
    assert made.title in desk.rina.opens(f"/meja/triase/{one.code}")


def test_a_draft_needs_neither_owner_nor_date(desk: Desk) -> None:
    opened(desk, make.submission(desk.event)).form("[name=title]").fill(title="Draf", body="Isi").forge(tindakan="draf").submit()
    made = only()
    assert (made.stage, made.owner_id, made.due_on) == (Stage.DRAFT, None, None)


def test_issuing_without_owner_and_date_asks_at_the_fields_and_keeps_the_text(desk: Desk) -> None:
    form = opened(desk, make.submission(desk.event)).form("[name=title]").fill(title="Draf", body="Isi yang panjang.")
    page = form.forge(tindakan="terbit").submit(422)
    assert page.find("#owner-err") and page.find("#due_on-err")
    assert page.find("#body").get_text().strip() == "Isi yang panjang."
    assert db.session.scalar(select(func.count()).select_from(Recommendation)) == 0


@pytest.mark.parametrize("days", [0, -1])
def test_the_date_must_lie_after_today(desk: Desk, days: int) -> None:
    form = opened(desk, make.submission(desk.event)).form("[name=title]").fill(title="Draf", body="Isi", due_on=later(days))
    assert "Tenggat harus sesudah hari ini" in form.forge(tindakan="draf").submit(422).text_of("#due_on-err")


def test_a_number_that_is_none_is_said_at_its_field(desk: Desk) -> None:
    form = opened(desk, make.submission(desk.event)).form("[name=title]").fill(title="Draf", body="Isi", target="banyak")
    assert "misalnya 3,4" in form.forge(tindakan="draf").submit(422).text_of("#target-err")


def test_a_double_click_makes_one(desk: Desk) -> None:
    form = opened(desk, make.submission(desk.event)).form("[name=title]").fill(title="Draf", body="Isi").forge(tindakan="draf")
    first, second = form.send(), form.send()
    assert first.status_code == second.status_code == 303 and first.location == second.location
    only()


def test_a_waiting_one_must_be_published_first(desk: Desk) -> None:
    it = make.submission(desk.event, public=False)
    page = opened(desk, it)
    assert "Masukan ini belum tayang" in page
    page.form("[name=title]").fill(title="Draf", body="Isi").forge(tindakan="draf").submit(422)
    assert db.session.scalar(select(func.count()).select_from(Recommendation)) == 0


def test_ones_own_is_not_made_a_recommendation(desk: Desk) -> None:
    page = opened(desk, make.submission(desk.event, by=desk.account))
    assert "Ini masukan Anda sendiri" in page
    page.form("[name=title]").fill(title="Draf", body="Isi").forge(tindakan="draf").submit(422)


def test_all_sources_are_of_one_event(desk: Desk) -> None:
    page = opened(desk, make.submission(desk.event), make.submission(make.event("Acara lain")))
    assert "dari acara yang sama" in page


def test_without_a_source_one_is_sent_to_the_queue(desk: Desk) -> None:
    assert desk.rina.opens("/meja/rekomendasi/baru").path == "/meja/triase"


def test_ticked_items_join_one_that_exists(desk: Desk) -> None:
    rec = make.recommendation([make.submission(desk.event)])
    more = make.submission(desk.event, title="Tambahan")
    opened(desk, more).button("Tambahkan").fill(ke=rec.code).submit()
    assert only().source_count == 2
    assert db.session.get_one(Submission, more.id).disposition is Disposition.ADOPTED


def test_sources_are_added_by_code_from_the_recommendation(desk: Desk) -> None:
    rec = make.recommendation([make.submission(desk.event)])
    more = make.submission(desk.event)
    page = desk.rina.opens(f"/meja/rekomendasi/{rec.code}")
    assert "tidak ditemukan" in page.form("[name=codes]").fill(codes="S-TIDAKADA").submit(422).text_of("#codes-err")
    page.form("[name=codes]").fill(codes=f" {more.code.lower()}, ").submit()
    assert only().source_count == 2


def test_a_draft_is_changed_and_then_issued(desk: Desk) -> None:
    rec = make.recommendation([make.submission(desk.event)], issued=False)
    page = desk.rina.opens(f"/meja/rekomendasi/{rec.code}")
    page = page.form("[name=body]").fill(title="Judul lain", due_on=later(90)).forge(tindakan="draf").submit()
    assert only().title == "Judul lain" and only().stage is Stage.DRAFT
    page.form("[name=body]").forge(tindakan="terbit").submit()
    assert only().stage is Stage.ISSUED


def test_an_issued_one_keeps_its_owner_and_date(desk: Desk) -> None:
    rec = make.recommendation([make.submission(desk.event)])
    form = desk.rina.opens(f"/meja/rekomendasi/{rec.code}").form("[name=body]").fill(owner="", due_on="")
    page = form.forge(tindakan="draf").submit(422)
    assert page.find("#owner-err") and page.find("#due_on-err")


def test_once_answered_its_words_stand(desk: Desk) -> None:
    rec = make.recommendation([make.submission(desk.event)])
    page = desk.rina.opens(f"/meja/rekomendasi/{rec.code}")
    make.answered(rec)
    assert not desk.rina.opens(f"/meja/rekomendasi/{rec.code}").all("[name=body]")
    page.form("[name=body]").fill(title="Diam-diam lain").forge(tindakan="draf", version="").submit(403)
    assert only().title != "Diam-diam lain"


def test_two_who_change_one_draft(desk: Desk) -> None:
    rec = make.recommendation([make.submission(desk.event)], issued=False)
    page = desk.bima.opens(f"/meja/rekomendasi/{rec.code}")
    desk.rina.opens(f"/meja/rekomendasi/{rec.code}").form("[name=body]").fill(title="Dari Rina").forge(tindakan="draf").submit()
    late = page.form("[name=body]").fill(body="Kalimat Bima yang panjang.").forge(tindakan="draf").submit(409)
    assert "Kalimat Bima yang panjang." in str(late.soup) and only().title == "Dari Rina"


def test_the_publisher_cancels_with_a_reason_and_a_moderator_cannot(desk: Desk) -> None:
    rec = make.recommendation([make.submission(desk.event)])
    page = desk.publisher.opens(f"/meja/rekomendasi/{rec.code}")
    assert page.form("#why").submit(422).find("#why-err")
    assert not desk.rina.opens(f"/meja/rekomendasi/{rec.code}").all("#why")
    form = desk.rina.opens(f"/meja/rekomendasi/{rec.code}").form("[name=codes]").forge(why="Karena.", version=str(rec.version))
    form.action = f"/meja/rekomendasi/{rec.code}/batal"
    form.submit(403)
    page.form("#why").fill(why="Sudah tercakup di rencana kota.").submit()
    assert (only().stage, only().cancelled_note) == (Stage.CANCELLED, "Sudah tercakup di rencana kota.")


def test_the_list_shows_drafts_too_and_filters_by_stage(desk: Desk) -> None:
    draft = make.recommendation([make.submission(desk.event)], issued=False, title="Masih draf")
    issued = make.recommendation([make.submission(desk.event)], title="Sudah terbit")
    page = desk.rina.opens("/meja/rekomendasi")
    assert draft.title in page and issued.title in page
    assert issued.title not in desk.rina.opens("/meja/rekomendasi?tahap=draf")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\x00", "NaN", "9" * 400, "2025-13-99", "' OR 1=1"])
def test_hostile_text_breaks_nothing(desk: Desk, text: str) -> None:
    it = make.submission(desk.event)
    page = opened(desk, it)
    token = page.find("[name=csrf_token]")["value"]
    names = (
        "title body pillar owner supporting due_on horizon priority success_indicator baseline target planning_reference tindakan"
    ).split()
    answer = desk.rina.client.post("/meja/rekomendasi/baru", data={"csrf_token": token, "dari": it.code, **dict.fromkeys(names, text)})
    assert answer.status_code in (303, 404, 422) and b"<script>alert" not in answer.data
    good = {"title": text, "body": text, "planning_reference": text, "horizon": "short", "priority": "low"}
    answer = desk.rina.client.post("/meja/rekomendasi/baru", data={"csrf_token": token, "dari": it.code, **good})
    assert answer.status_code in (303, 422)
