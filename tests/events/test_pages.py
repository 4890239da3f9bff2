"""Forums as everybody meets them: the list, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from forum.accounts.follows import Follow
from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Role
from forum.core import clock
from forum.events import list_queries
from forum.events.models import Event
from forum.events.parts import InputWindow, Question, WindowKind
from forum.events.states import Phase
from forum.extensions import db
from forum.indices.models import IndexBand, IndexScheme, IndexValue, ValueKind
from forum.records.models import Commitment
from tests import make
from tests.cast import Person, visitor
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")
DAY = timedelta(days=1)


def past(title: str = "Forum lampau", **facts: Any) -> Event:
    return make.event(title, opens=-9 * DAY, closes=-4 * DAY, meets=-3 * DAY, **facts)


def ahead(title: str = "Forum nanti", **facts: Any) -> Event:
    return make.event(title, opens=2 * DAY, closes=4 * DAY, meets=5 * DAY, **facts)


def named(page: Page, inside: str = "") -> list[str]:
    return [str(link["href"]).rsplit("/", 1)[1] for link in page.all(f"{inside} .cards .h3 a")]


def test_an_empty_list_says_what_will_stand_there(app: Flask) -> None:
    assert visitor(app).opens("/forum").has("Forum yang diumumkan pemerintah kota tampil di sini")


def test_what_takes_input_stands_first_and_the_rest_by_date(app: Flask) -> None:
    old, later, open_ = past(), ahead(), make.event("Forum terbuka", groups=(make.group(),))
    page = visitor(app).opens("/forum")
    assert named(page) == [open_.slug, later.slug, old.slug]
    first = page.find("section[aria-labelledby=dibuka]").get_text()
    assert "Relawan TIK" in first and "Dibuka sampai" in first and "Tulis masukan" in first


def test_the_one_that_ends_first_is_in_front(app: Flask) -> None:
    slow, soon = make.event("Lama"), make.event("Segera", closes=DAY)
    assert named(visitor(app).opens("/forum")) == [soon.slug, slow.slug]


def test_a_draft_is_on_no_list(app: Flask) -> None:
    make.event(announced=False)
    assert not named(visitor(app).opens("/forum"))


def test_the_list_is_narrowed_by_city_kind_and_phase(app: Flask) -> None:
    here, there = make.event(), past(in_city=make.city("kediri"))
    person = visitor(app)
    assert named(person.opens("/forum?kota=kediri")) == [there.slug]
    assert named(person.opens("/forum?jenis=work_meeting")) == []
    assert named(person.opens("/forum?fase=open")) == [here.slug]
    assert named(person.opens("/forum?fase=follow_up")) == [there.slug]
    assert person.opens("/forum?fase=closed").has("Belum ada forum yang cocok")
    assert len(named(person.opens("/forum?fase=apa&jenis=itu&dari=rusak"))) == 2


def test_every_announced_event_is_in_exactly_one_phase_of_the_filter(app: Flask) -> None:
    make.event(), past(), ahead(), make.event(opens=-9 * DAY, closes=-8 * DAY, meets=timedelta(hours=-1))
    make.said(ahead("Batal").cancel, by=make.account("P", Role.PUBLISHER).viewer(), note="Banjir.")
    now = clock.now()
    found = [row.id for phase in list_queries.PHASES for row in list_queries.listing(now, None, phase=phase).rows]
    assert sorted(found) == sorted(event.id for event in db.session.query(Event))


@pytest.mark.parametrize("days", range(-2, 12))
def test_a_row_of_the_list_and_its_event_tell_the_same_phase(app: Flask, days: int) -> None:
    event = make.event(opens=DAY, closes=3 * DAY, meets=5 * DAY)
    window = InputWindow(event_id=event.id, kind=WindowKind.AFTER, opens_at=event.starts_at + 2 * DAY, closes_at=event.starts_at + 4 * DAY)
    make.committed(window)
    db.session.refresh(event)
    for moment in (clock.now() + days * DAY, event.starts_at, event.ends_at):
        rows = [*list_queries.open_now(moment), *list_queries.listing(moment, None).rows]
        assert [list_queries.phase_of(row, moment) for row in rows] == [event.phase(moment)]


def test_pages_of_the_list_lead_to_every_forum_once_and_back(app: Flask) -> None:
    events = [past(f"Forum {n}") for n in range(2)]
    copy = text(
        "INSERT INTO event (public_id, created_at, version, slug, jurisdiction_id, kind, title, purpose, state, starts_at, ends_at, venue,"
        " attendance, organizer_id, opened_by, promise, what_can_change, decision_maker, open_sign_up, announced_at, submission_count,"
        " public_count, undecided_count, unanswered_count, recommendation_count)"
        " SELECT :n, created_at, 1, :n, jurisdiction_id, kind, title, purpose, state, starts_at, ends_at, venue, attendance, organizer_id,"
        " opened_by, promise, what_can_change, decision_maker, open_sign_up, announced_at, 0, 0, 0, 0, 0 FROM event WHERE id = :id"
    )
    for n in range(43):
        db.session.execute(copy, {"n": f"salinan-{n}", "id": events[n % 2].id})
    page, walked = visitor(app).opens("/forum"), []
    walked.append(named(page))
    while page.all("a[rel=next]"):
        page = visitor(app).opens(str(page.find("a[rel=next]")["href"]))
        walked.append(named(page))
    seen = [slug for one in walked for slug in one]
    assert [len(one) for one in walked] == [20, 20, 5] and len(set(seen)) == 45
    assert named(visitor(app).opens(str(page.find("a[rel=prev]")["href"]))) == walked[1]


def test_the_page_counts_what_each_group_question_and_window_brought(app: Flask) -> None:
    relawan, saka = make.group(), make.group("saka", "Saka Milenial")
    event = make.event(groups=(relawan, saka), questions=[Question(position=1, text="Apa yang perlu dibenahi?")])
    delegate = make.account("Ulfa", Role.GROUP_DELEGATE, of=relawan)
    make.submission(event, delegate, group=relawan, question=event.questions[0])
    make.submission(event, delegate, group=relawan, public=False)
    make.submission(event)
    page = visitor(app).opens(f"/forum/{event.slug}")
    rows = {row.find("th").get_text(): row.find("td").get_text() for row in page.all("section[aria-labelledby=undang] tbody tr")}  # type: ignore[union-attr]
    assert rows == {"Relawan TIK": "1", "Saka Milenial": "0"}
    assert page.has("1 masukan tayang datang dari warga dan kelompok lain.")
    assert page.text_of(".asks li").endswith("1 masukan tayang")
    assert page.text_of(".windows li").endswith("Dibuka sekarang, 3 masukan")


def test_a_window_that_closes_at_midnight_ends_on_the_day_before(app: Flask) -> None:
    jayapura = make.city("jayapura", tz="Asia/Jayapura")
    opens, closes = (clock.start_of(date(2025, 10, day), jayapura.tz) for day in (2, 28))
    window = InputWindow(kind=WindowKind.BEFORE, opens_at=opens, closes_at=closes)
    with clock.at(datetime(2025, 10, 10, tzinfo=UTC)):
        event = make.event(in_city=jayapura, windows=[window])
        assert visitor(app).opens(f"/forum/{event.slug}").has("2 Oktober 2025 sampai 27 Oktober 2025")
        for path in ("/", "/forum"):
            assert visitor(app).opens(path).has("Senin, 27 Oktober 2025 pukul 23.59 WIT")
        assert visitor(app).opens("/en/").has("Monday, 27 October 2025 at 23:59 WIT")
    with clock.at(datetime(2025, 10, 27, 14, 59, tzinfo=UTC)):
        assert visitor(app).opens(f"/forum/{event.slug}").has("Tulis masukan")
    with clock.at(datetime(2025, 10, 27, 15, 0, tzinfo=UTC)):
        assert not visitor(app).opens(f"/forum/{event.slug}").has("Tulis masukan")


def values(city: Jurisdiction, *rows: tuple[str, ValueKind, str], bands: tuple[tuple[str, str], ...] = ()) -> None:
    scheme = make.committed(IndexScheme(slug=f"skema-{city.slug}-{len(bands)}", name="Indeks Uji"))
    for floor, name in bands:
        make.committed(IndexBand(scheme_id=scheme.id, floor=Decimal(floor), label=name))
    for period, kind, value in rows:
        make.committed(
            IndexValue(jurisdiction_id=city.id, scheme_id=scheme.id, period=period, kind=kind, value=Decimal(value), source="uji")
        )


def test_a_target_that_was_missed_is_said_with_the_gap(app: Flask) -> None:
    event = make.event()
    values(event.jurisdiction, ("2021", ValueKind.ACTUAL, "3.06"), ("2022", ValueKind.TARGET, "3.40"), ("2022", ValueKind.ACTUAL, "3.31"))
    page = visitor(app).opens(f"/forum/{event.slug}")
    assert page.has("Nilai dari 3,06 menjadi 3,31.") and page.has("Target 2022 meleset 0,09.")


def test_the_predicate_comes_from_the_bands_of_the_scheme(app: Flask) -> None:
    event = make.event()
    values(
        event.jurisdiction,
        ("2021", ValueKind.ACTUAL, "1.53"),
        ("2023", ValueKind.TARGET, "2.60"),
        bands=(("1.00", "Kurang"), ("1.80", "Cukup"), ("2.60", "Baik")),
    )
    page = visitor(app).opens(f"/forum/{event.slug}")
    assert page.has("Predikat 2021: Kurang. Target 2023 2,6.")
    assert [row.get_text(" ", strip=True) for row in page.all("section[aria-labelledby=indeks] tbody tr")] == [
        "2021 Capaian 1,53 Kurang",
        "2023 Target 2,6 Baik",
    ]


def test_another_citys_values_do_not_stand_here(app: Flask) -> None:
    event = make.event()
    values(make.city("kediri"), ("2021", ValueKind.ACTUAL, "3.06"))
    assert not visitor(app).opens(f"/forum/{event.slug}").all("section[aria-labelledby=indeks]")


def test_a_full_page_keeps_to_its_budget_for_visitors_and_members(app: Flask, queries: Callable[[], Any]) -> None:
    event = make.event(groups=(make.group(), make.public_element()))
    values(event.jurisdiction, ("2021", ValueKind.ACTUAL, "1.53"), bands=(("1.00", "Kurang"), ("1.80", "Cukup")))
    values(event.jurisdiction, ("2021", ValueKind.ACTUAL, "3.53"))
    make.committed(Commitment(event_id=event.id, title="Komitmen bersama", components="Jaringan"))
    make.recommendation([make.submission(event) for _ in range(3)])
    who = Person(app, make.account("Penerbit", Role.PUBLISHER))
    for person, most in ((visitor(app), 4), (who, 6)):
        for path in ("/forum", f"/forum/{event.slug}"):
            person.opens(path)
            app.extensions["stored"].shelf.clear()
            with queries() as seen:
                person.opens(path)
            assert seen.count <= most, f"{path}\n{seen}"


def test_an_event_that_has_changed_is_read_in_eight_queries(app: Flask, queries: Callable[[], Any]) -> None:
    event = make.event(groups=(make.group(),))
    make.submission(event)
    with queries() as seen:
        visitor(app).opens(f"/forum/{event.slug}")
    assert seen.count <= 8, seen


def test_who_follows_is_told_so_and_nobody_else(app: Flask) -> None:
    event = make.event()
    follower, other = (Person(app, make.account(name)) for name in ("Pengikut", "Pembaca"))
    path = f"/forum/{event.slug}"
    other.opens(path)
    assert follower.account
    make.committed(Follow(account_id=follower.account.id, event_id=event.id))
    for _again in range(2):
        assert follower.opens(path).has("Berhenti mengikuti")
        assert not other.opens(path).has("Berhenti mengikuti") and not visitor(app).opens(path).has("Ikuti")


def test_a_draft_stays_with_its_publishers_whoever_looked_before(app: Flask) -> None:
    event = make.event(announced=False)
    publisher, moderator = (Person(app, make.account(role, role)) for role in (Role.PUBLISHER, Role.MODERATOR))
    for _again in range(2):
        assert publisher.opens(f"/forum/{event.slug}").has("Draf")
        moderator.opens(f"/forum/{event.slug}", 404)
        visitor(app).opens(f"/forum/{event.slug}", 404)


def test_the_window_of_a_remembered_page_closes_on_time(app: Flask) -> None:
    event = make.event(closes=timedelta(hours=2))
    reader = Person(app, make.account("Pembaca"))
    assert reader.opens(f"/forum/{event.slug}").has("Tulis masukan")
    with clock.at(clock.now() + timedelta(hours=3)):
        assert not reader.opens(f"/forum/{event.slug}").has("Tulis masukan")


def test_the_list_of_the_desk_costs_the_same_for_one_and_for_many(app: Flask, queries: Callable[[], Any]) -> None:
    who = Person(app, make.account("Penerbit", Role.PUBLISHER))
    who.opens("/meja/acara")
    counted = []
    for _ in range(2):
        for announced in (True, False):
            make.event(announced=announced)
        with queries() as seen:
            who.opens("/meja/acara")
        counted.append(seen.count)
    assert counted[0] == counted[1] <= 8


def test_the_calendar_file_tells_of_changes_and_of_a_cancellation(app: Flask) -> None:
    event = ahead()
    person = visitor(app)

    def line(name: str) -> str:
        body = person.client.get(f"/forum/{event.slug}/kalender.ics").get_data(as_text=True)
        return next(one for one in body.splitlines() if one.startswith(f"{name}:"))

    publisher = make.account("P", Role.PUBLISHER).viewer()
    uid, first = line("UID"), int(line("SEQUENCE").partition(":")[2])
    make.said(event.revise, by=publisher, venue="Ruang lain")
    assert line("UID") == uid and int(line("SEQUENCE").partition(":")[2]) > first
    make.said(event.cancel, by=publisher, note="Banjir.")
    assert line("STATUS") == "STATUS:CANCELLED"


def test_a_draft_has_no_calendar_file_for_others(app: Flask) -> None:
    event = make.event(announced=False)
    assert visitor(app).client.get(f"/forum/{event.slug}/kalender.ics").status_code == 404


def test_the_phases_of_the_filter_have_words(app: Flask) -> None:
    assert set(list_queries.PHASES) < {str(phase) for phase in Phase}
    options = [str(one["value"]) for one in visitor(app).opens("/forum").all("select[name=fase] option")]
    assert options == ["", *list_queries.PHASES]


def test_a_scale_without_bands_has_steps_of_equal_size(app: Flask) -> None:
    values(make.city(), ("2018", ValueKind.ACTUAL, "3.44"))
    figure = visitor(app).opens(f"/forum/{make.event().slug}").find("figure.chart")
    assert [tick.get_text() for tick in figure.select("svg text[text-anchor=end]")] == ["3,2", "3,4", "3,6", "3,8"]
    assert "Target" not in figure.get_text()
