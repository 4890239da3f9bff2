"""The queue: what waits, the oldest duty first, at the same cost however long it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from forum.accounts.roles import Role
from forum.core import clock
from forum.core.model import new_public_id
from forum.extensions import db, writing
from forum.submissions.models import Submission, new_tracking_code
from forum.submissions.states import Reason
from forum.triage.duties import Calendar
from tests import make
from tests.cast import Person
from tests.page import Page
from tests.triage.conftest import Desk

Counting = Callable[[], AbstractContextManager[Any]]


def titles(page: Page) -> list[str]:
    return [tag.get_text(strip=True) for tag in page.all(".queue .q b.said-title")]


def waiting(desk: Desk, title: str, days: int = 3, **facts: Any) -> Submission:
    made = make.submission(desk.event, public=False, title=title, **facts)
    due = clock.today("Asia/Jakarta") + timedelta(days=days)

    def move() -> None:
        made.judge_by = due

    make.said(move)
    return made


def test_the_oldest_duty_stands_first(desk: Desk) -> None:
    for title, days in (("Nanti", 5), ("Lewat", -4), ("Hari ini", 0)):
        waiting(desk, title, days)
    assert titles(desk.rina.opens("/meja/triase")) == ["Lewat", "Hari ini", "Nanti"]


def test_what_waits_is_new_held_undecided_and_appealed(desk: Desk) -> None:
    author, judge = make.account("Pengirim"), desk.account.viewer()
    waiting(desk, "Baru")
    make.submission(desk.event, title="Tayang belum diputuskan")
    held = waiting(desk, "Ditahan")
    make.said(held.hold, by=judge, reason=Reason.UNVERIFIED_CLAIM)
    returned = waiting(desk, "Dikembalikan")
    make.said(returned.return_for_rewording, by=judge, reason=Reason.PERSONAL_DATA, note="Tanpa NIK.")
    appealed = waiting(desk, "Dibanding", by=author)
    make.said(appealed.refuse, by=judge, reason=Reason.COMMERCIAL, note="Iklan.")
    make.said(appealed.file_appeal, "Bukan iklan.", by=author.viewer(), judge_by=appealed.judge_by)
    done = make.submission(desk.event, title="Sudah dijawab")
    make.said(done.answer, "Sudah.", by=judge)
    page = desk.rina.opens("/meja/triase")
    assert set(titles(page)) == {"Baru", "Tayang belum diputuskan", "Ditahan", "Dibanding"}
    assert "4 menunggu" in page.text_of("#judul-antrean")
    for what, expected in (
        ("menunggu", "Baru"),
        ("tayang", "Tayang belum diputuskan"),
        ("ditahan", "Ditahan"),
        ("dikembalikan", "Dikembalikan"),
        ("banding", "Dibanding"),
    ):
        assert titles(desk.rina.opens(f"/meja/triase?apa={what}")) == [expected]


def test_filters_by_event_and_group_stand_in_the_address(desk: Desk) -> None:
    other, group = make.event("Rapat kerja"), make.group("dewan_tik", "Dewan TIK")
    waiting(desk, "Di forum")
    make.submission(other, public=False, title="Di rapat")
    waiting(desk, "Dari dewan", by=make.account("Utusan", Role.GROUP_REPRESENTATIVE, of=group), group=group)
    assert titles(desk.rina.opens(f"/meja/triase?acara={other.slug}")) == ["Di rapat"]
    page = desk.rina.opens(f"/meja/triase?kelompok={group.slug}&acara={desk.event.slug}")
    assert titles(page) == ["Dari dewan"]
    assert f"kelompok={group.slug}" in str(page.find(".queue .q a")["href"])


def test_pages_go_on_where_the_last_one_ended_and_back(desk: Desk) -> None:
    fill(desk, 60)
    seen: list[str] = []
    page = desk.rina.opens("/meja/triase")
    seen += codes(page)
    while page.all(".pager a[rel=next]"):
        page = desk.rina.opens(str(page.find(".pager a[rel=next]")["href"]))
        seen += codes(page)
    assert len(seen) == len(set(seen)) == 60
    page = desk.rina.opens(str(page.find(".pager a[rel=prev]")["href"]))
    assert codes(page) == seen[25:50]


def codes(page: Page) -> list[str]:
    return [tag.get_text(strip=True).split(",")[0] for tag in page.all(".queue .q > a > span")]


def test_clocks_count_working_days() -> None:
    friday = clock.now().replace(year=2025, month=10, day=17, hour=3)
    with clock.at(friday):
        calendar = Calendar(frozenset({(None, friday.date() + timedelta(days=3))}))
        today = friday.date()
        left = [calendar.duty(today + timedelta(days=days), "Asia/Jakarta").left for days in (-8, -1, 0, 1, 3, 4, 7)]
    assert left == [-6, -1, 0, 1, 1, 1, 4]


def test_the_clock_says_how_many_days_are_left_or_gone(desk: Desk) -> None:
    wednesday = clock.now().replace(year=2025, month=10, day=15, hour=3)
    with clock.at(wednesday):
        it = make.submission(make.event(), public=False, title="Jatuh Sabtu")
        assert "sisa 2 hari kerja" in desk.rina.opens(f"/meja/triase/{it.code}").text_of(".work .clock")
    with clock.at(wednesday + timedelta(days=9)):
        assert "lewat 5 hari kerja" in desk.rina.opens(f"/meja/triase/{it.code}").text_of(".work .clock")


def test_the_claim_of_a_colleague_stands_in_the_list(desk: Desk) -> None:
    it = waiting(desk, "Sedang dibaca")
    make.said(it.claim, by=desk.account.viewer())
    assert "Dipegang Rina Contoh" in desk.bima.opens("/meja/triase").text_of(".queue .q")
    assert "Anda pegang" in desk.rina.opens("/meja/triase").text_of(".queue .q")


def test_an_empty_queue_says_what_will_stand_there(desk: Desk) -> None:
    page = desk.rina.opens("/meja/triase")
    assert "Tidak ada yang menunggu di sini" in page and "Semua sudah diputuskan" in page


def test_a_moderator_of_two_cities_reads_one_queue_in_order(app: Flask, desk: Desk) -> None:
    kediri = make.city("kediri")
    both = make.account("Dua Kota", Role.MODERATOR)
    make.said(both.grant, Role.MODERATOR, by=make.SYSTEM, jurisdiction=kediri, since=clock.today("Asia/Jakarta"))
    waiting(desk, "Pekalongan nanti", 6)
    make.submission(make.event(in_city=kediri), public=False, title="Kediri lebih dulu")
    assert titles(Person(app, both).opens("/meja/triase")) == ["Kediri lebih dulu", "Pekalongan nanti"]


def fill(desk: Desk, count: int) -> None:
    """Many waiting submissions, straight into the table, due over a year."""
    model = make.submission(desk.event, public=False, title="Contoh")
    own = {c.name for c in Submission.__table__.columns} - {"id", "code", "tracking_code", "public_id", "judge_by", "external_ref"}
    kept = {name: getattr(model, name) for name in own}
    rows = [
        {
            **kept,
            "code": f"S-{count}-{n}",
            "tracking_code": new_tracking_code(),
            "public_id": new_public_id(),
            "judge_by": model.judge_by + timedelta(days=n % 365),
        }
        for n in range(count - 1)
    ]
    token = writing.set(True)
    if rows:
        db.session.execute(insert(Submission), rows)
    db.session.commit()
    writing.reset(token)


@pytest.mark.parametrize("path", ["/meja/triase", "/meja/triase?apa=menunggu"])
def test_ten_thousand_waiting_cost_as_many_queries_as_ten(desk: Desk, queries: Counting, path: str) -> None:
    fill(desk, 10)
    desk.rina.opens(path)
    with queries() as few:
        desk.rina.opens(path)
    fill(desk, 10_000)
    with queries() as many:
        page = desk.rina.opens(path)
    assert len(codes(page)) == 25
    assert few.count <= 3, few
    assert many.count <= 5, f"what the desk counts and offers is read again after a write\n{many}"


def test_reading_the_desk_never_writes(desk: Desk) -> None:
    """The edge raises when a GET writes, so every page answers 200."""
    it = waiting(desk, "Dibaca saja")
    twin = make.submission(desk.event)
    for path in (
        "/meja",
        "/meja/triase",
        f"/meja/triase/{it.code}",
        f"/meja/triase/{it.code}/gabung",
        f"/meja/triase/{it.code}/gabung?dengan={twin.code}",
        "/meja/rekomendasi",
        f"/meja/rekomendasi/baru?dari={twin.code}",
    ):
        desk.rina.opens(path)
