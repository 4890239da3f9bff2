"""The holiday table: who keeps it, and how a change moves the clocks that are running."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Role
from forum.core import clock
from forum.core.clock import Holiday
from forum.core.history import HistoryEntry
from forum.core.refusal import Refused
from forum.extensions import db
from forum.submissions.models import Submission
from forum.triage import holidays
from forum.triage.duties import Calendar
from tests import make
from tests.cast import Person
from tests.triage.conftest import Desk
from tests.triage.test_decisions import again, decides

MONDAY = datetime.fromisoformat("2026-03-02T10:00:00+07:00")


def on(day: int) -> date:
    return date(2026, 3, day)


def due(desk: Desk, days: int = 3) -> Submission:
    """Sent in on Monday the second, due after some working days."""
    with clock.at(MONDAY):
        it = make.submission(make.event(), public=False, title="Berjalan")
        make.said(setattr, it, "judge_by", clock.add_working_days(on(2), days, ()))
    return it


def adds(person: Person, lines: str, place: str = "pekalongan", status: int = 200) -> Any:
    return person.opens("/meja/hari-libur?tahun=2026").form(".card form").fill(lines=lines, place=place).submit(status)


def test_a_publisher_adds_days_line_by_line_and_sees_them(desk: Desk) -> None:
    page = adds(desk.publisher, "4/3/2026 Hari jadi kota (contoh)\n2026-03-20, Libur bersama (contoh)\n\n")
    assert "2 hari libur ditambahkan" in page
    assert [tag.get_text() for tag in page.all("tbody th")] == ["Rabu, 4 Maret 2026", "Jumat, 20 Maret 2026"]


def test_running_clocks_move_over_a_new_day_and_back(desk: Desk) -> None:
    it = due(desk)
    assert it.judge_by == on(5)
    adds(desk.publisher, "4/3/2026 Hari jadi (contoh)")
    assert again(it).judge_by == on(6)
    adds(desk.publisher, "6/3/2026 Libur lagi (contoh)")
    assert again(it).judge_by == on(9)
    page = desk.publisher.opens("/meja/hari-libur?tahun=2026")
    form = page.form("#act")
    form.action = str(page.find("tbody button")["formaction"])
    form.submit()
    assert again(it).judge_by == on(5)
    form.action = str(desk.publisher.opens("/meja/hari-libur?tahun=2026").find("tbody button")["formaction"])
    form.submit()
    assert again(it).judge_by == on(5)


@pytest.mark.parametrize("day", [1, 2, 6, 7, 8], ids=["before", "the day it began", "after", "Saturday", "Sunday"])
def test_days_that_the_clock_does_not_run_over_move_nothing(desk: Desk, day: int) -> None:
    it = due(desk)
    adds(desk.publisher, f"{day}/3/2026 Hari lain (contoh)")
    assert again(it).judge_by == on(5)


def test_it_counts_as_if_the_day_had_been_known_from_the_beginning(desk: Desk) -> None:
    """Every order of adding ends where counting with the whole table would have."""
    days = [on(3), on(5), on(10), on(11), on(9)]
    its = [due(desk, n) for n in range(1, 8)]
    for day in days:
        adds(desk.publisher, f"{day:%d/%m/%Y} Hari (contoh)")
    for n, it in enumerate(its, 1):
        assert again(it).judge_by == clock.add_working_days(on(2), n, days), n


def test_a_day_closed_twice_counts_once(desk: Desk) -> None:
    it = due(desk)
    admin = make.account("Administrator", Role.ADMINISTRATOR)
    made = make.said(holidays.add, on(4), "Nasional (contoh)", None, by=admin.viewer())
    adds(desk.publisher, "4/3/2026 Hari jadi (contoh)")
    assert again(it).judge_by == on(6)
    make.said(holidays.remove, made.id, by=admin.viewer())
    assert again(it).judge_by == on(6)


def test_the_days_of_one_city_move_nothing_elsewhere(desk: Desk) -> None:
    with clock.at(MONDAY):
        there = make.submission(make.event(in_city=make.city("kediri")), public=False)
        before = there.judge_by
    adds(desk.publisher, "4/3/2026 Hari jadi (contoh)\n5/3/2026 Hari kedua (contoh)")
    assert again(there).judge_by == before


def test_decided_ones_keep_their_dates(desk: Desk) -> None:
    it = due(desk)
    with clock.at(MONDAY):
        decides(desk.rina, it, decision="refuse", reason="commercial", note="Iklan.")
    adds(desk.publisher, "4/3/2026 Hari jadi (contoh)")
    assert again(it).judge_by == on(5)


def test_the_clock_on_the_desk_leaves_out_the_citys_own_days(desk: Desk) -> None:
    adds(desk.publisher, "4/3/2026 Hari jadi (contoh)")
    city = make.city().id
    with clock.at(MONDAY):
        calendar = Calendar.read([city])
        assert calendar.duty(on(6), "Asia/Jakarta", city).left == 3
        assert calendar.duty(on(6), "Asia/Jakarta", make.city("kediri").id).left == 4


@pytest.mark.parametrize("lines", ["besok Libur", "31/2/2026 Tidak ada", "4/3/2026", "2026-13-01 Salah", "4/3 Kurang tahun"])
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_kept(desk: Desk, lines: str) -> None:
    page = adds(desk.publisher, f"5/3/2026 Benar (contoh)\n{lines}", status=422)
    assert "Baris 2 tidak terbaca" in page.text_of("#lines-err")
    assert not db.session.scalars(db.select(Holiday)).all()


def test_a_day_that_is_known_is_named(desk: Desk) -> None:
    adds(desk.publisher, "4/3/2026 Hari jadi (contoh)")
    assert "Baris 2: Tanggal ini sudah ada" in adds(desk.publisher, "5/3/2026 Baru (contoh)\n4/3/2026 Lagi", status=422)
    assert len(db.session.scalars(db.select(Holiday)).all()) == 1


def test_national_days_are_the_administrators(app: Flask, desk: Desk) -> None:
    admin = Person(app, make.account("Administrator", Role.ADMINISTRATOR))
    page = adds(admin, "17/8/2026 Hari Kemerdekaan", "nasional")
    assert "Seluruh Indonesia" in page.text_of("tbody")
    theirs = desk.publisher.opens("/meja/hari-libur?tahun=2026")
    assert "diatur administrator" in theirs.text_of("tbody") and not theirs.all("tbody button")
    assert "nasional" not in [str(tag["value"]) for tag in theirs.all("[name=place]")]


def test_a_publisher_cannot_keep_anothers_days_by_address(desk: Desk) -> None:
    made = make.committed(Holiday(day=on(4), name="Kediri", jurisdiction_id=make.city("kediri").id))
    form = desk.publisher.opens("/meja/hari-libur").form("#act")
    form.action = f"/meja/hari-libur/{made.id}/hapus"
    form.submit(404)
    desk.publisher.opens("/meja/hari-libur").form(".card form").fill(lines="4/3/2026 X").forge(place="kediri").submit(422)
    with pytest.raises(Refused):
        holidays.add(on(4), "X", None, by=desk.publisher.account.viewer())  # type: ignore[union-attr]


def test_moderators_and_visitors_find_no_such_page(app: Flask, desk: Desk) -> None:
    desk.rina.opens("/meja/hari-libur", 404)
    assert "Masuk" in Person(app).opens("/meja/hari-libur").heading


@pytest.mark.parametrize("year", ["1999", "9999", "abcd", "²⁰²⁶"])
def test_a_strange_year_breaks_nothing(desk: Desk, year: str) -> None:
    assert desk.publisher.client.get(f"/meja/hari-libur?tahun={year}").status_code in (200, 404)


def test_every_change_leaves_a_line(desk: Desk) -> None:
    adds(desk.publisher, "4/3/2026 Hari jadi (contoh)")
    line = db.session.scalars(db.select(HistoryEntry).where(HistoryEntry.verb == "holiday.add")).one()
    assert line.facts == {"day": "2026-03-04", "name": "Hari jadi (contoh)"} and line.actor_role == "publisher"


@pytest.mark.parametrize("city", [True, False], ids=["city", "country"])
def test_the_database_refuses_the_same_day_twice_and_a_day_without_a_name(desk: Desk, city: bool) -> None:
    place = make.city().id if city else None
    make.committed(Holiday(day=on(4), name="Satu", jurisdiction_id=place))
    for wrong in (Holiday(day=on(4), name="Dua", jurisdiction_id=place), Holiday(day=on(5), name="", jurisdiction_id=place)):
        with pytest.raises(IntegrityError):
            make.committed(wrong)
        db.session.rollback()
