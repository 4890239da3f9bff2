"""What the desk does not let happen: contradictions, promises beyond the plan, another city's hands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core import clock
from forum.events.models import Event, Promise
from forum.extensions import db
from tests import make
from tests.cast import Person, visitor
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")

NOW = datetime(2025, 10, 1, 2, tzinfo=UTC)
FILLED = {
    "title": "Forum TIK Musim Gugur", "purpose": "Mengumpulkan masukan.", "starts_at": "2025-10-28T09:00", "ends_at": "2025-10-28T12:00",
    "what_can_change": "Urutan pekerjaan", "decision_maker": "Kepala Dinkominfo", "result_due_on": "2025-11-17",
    "before_from": "2025-10-02", "before_to": "2025-10-27", "agenda": "09.00 | Pembukaan | Wali Kota",
}  # fmt: skip
HOSTILE = ("\x00\x07", "<script>alert(1)</script>", "\u202e" * 50, "x" * 30_000, "9" * 400, "-1 {{ 7*7 }} %(num)s %s")
UNFIT = (200, 404)
"""PostgreSQL keeps no NUL: an address or a key that holds one names nothing there."""


@pytest.fixture
def penerbit() -> Account:
    make.agency("Dinkominfo")
    return make.account("Penerbit", Role.PUBLISHER)


def new_form(app: Flask, who: Account, **changes: object) -> Any:
    return Person(app, who).opens("/meja/acara/baru").form().fill(**{**FILLED, **changes})


def planned(app: Flask, who: Account, **changes: object) -> Event:
    with clock.at(NOW):
        new_form(app, who, **changes).submit()
    return db.session.query(Event).order_by(Event.id.desc()).limit(1).one()


def edits(app: Flask, who: Account, event: Event, status: int = 200, **changes: object) -> Page:
    return Person(app, who).opens(f"/meja/acara/{event.slug}/ubah").form().fill(**changes).submit(status)


def announced(app: Flask, who: Account, **changes: object) -> Event:
    event = planned(app, who, **changes)
    with clock.at(NOW):
        make.said(event.announce, by=who.viewer())
    return event


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"result_due_on": "2025-10-27"}, "result_due_on", "Hasil tidak dapat diumumkan sebelum pertemuan selesai."),
        ({"before_from": "2025-10-29", "before_to": "2025-10-30"}, "before_from", "Masa ini dimulai sesudah pertemuan."),
        ({"during_from": "2025-10-29", "during_to": "2025-10-29"}, "during_from", "Masa ini tidak mencakup hari pertemuan."),
        ({"after_from": "2025-10-20", "after_to": "2025-10-21"}, "after_to", "Masa ini berakhir sebelum pertemuan."),
    ],
)
def test_dates_that_contradict_the_meeting_are_told_at_the_field(
    app: Flask, penerbit: Account, wrong: dict[str, str], field: str, words: str
) -> None:
    page = new_form(app, penerbit, **wrong).submit(422)
    assert words in page.find(f"#{field}-err").get_text()


def test_times_are_those_of_the_city(app: Flask) -> None:
    for slug, tz, hour in (("makassar", "Asia/Makassar", 1), ("jayapura", "Asia/Jayapura", 0), ("pekalongan", "Asia/Jakarta", 2)):
        city = make.city(slug, tz=tz)
        make.agency("Diskominfo", city)
        event = planned(app, make.account("P", Role.PUBLISHER, in_city=city), title=f"Forum {slug}")
        assert event.starts_at == datetime(2025, 10, 28, hour, tzinfo=UTC)
        assert event.agenda[0].starts_at == event.starts_at
        assert event.windows[0].closes_at == datetime(2025, 10, 28, tzinfo=UTC) - timedelta(hours=9 - hour)


def test_addresses_are_readable_and_never_shared(app: Flask, penerbit: Account) -> None:
    slugs = [planned(app, penerbit, title=title).slug for title in ("Forum Ékonomi & TIK", "Forum Ekonomi TIK", "forum ekonomi, TIK")]
    assert slugs == ["forum-ekonomi-tik", "forum-ekonomi-tik-2025", "forum-ekonomi-tik-2025-2"]
    assert planned(app, penerbit, title="Baru").slug == "acara-baru"
    assert planned(app, penerbit, title="???").slug == "acara"


def test_the_organiser_of_the_last_event_is_offered_first(app: Flask, penerbit: Account) -> None:
    second = make.agency("Bappeda")
    planned(app, penerbit, organizer=str(second.id))
    chosen = Person(app, penerbit).opens("/meja/acara/baru").find("#organizer option[selected]")
    assert chosen["value"] == str(second.id)


@pytest.mark.parametrize(
    ("emptied", "words"),
    [
        ({"agenda": ""}, "Isi susunan acara"),
        ({"before_from": "", "before_to": ""}, "Tentukan kapan masukan diterima"),
        ({"decision_maker": ""}, "Jawab dulu apa yang dapat berubah"),
    ],
)
def test_an_announced_event_keeps_what_it_was_announced_with(app: Flask, penerbit: Account, emptied: dict[str, str], words: str) -> None:
    event = announced(app, penerbit)
    assert edits(app, penerbit, event, 422, venue="Ruang lain", **emptied).has(words)
    assert event.agenda and event.windows and event.decision_maker and not event.venue


def test_a_draft_may_still_be_incomplete(app: Flask, penerbit: Account) -> None:
    edits(app, penerbit, planned(app, penerbit), agenda="", decision_maker="")


def test_an_event_that_is_over_is_not_opened_for_editing(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    make.said(event.cancel, by=penerbit.viewer(), note="Banjir.")
    assert Person(app, penerbit).opens(f"/meja/acara/{event.slug}/ubah", 403).has("tidak dapat diubah lagi")
    assert not Person(app, penerbit).opens(f"/meja/acara/{event.slug}").all("a[href$=ubah]")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"promise": Promise.INVOLVE}, "menuntut pertanyaan"),
        ({"promise": Promise.COLLABORATE, "questions": "Apa?"}, "menuntut kelompok yang diajak"),
        ({"promise": Promise.COLLABORATE, "questions": "Apa?"}, "menuntut masa masukan sesudah pertemuan"),
        ({"promise": Promise.INFORM}, "janjinya hanya memberi tahu"),
        ({"after_from": "2025-10-29", "after_to": "2025-11-20"}, "Hasil dijanjikan sebelum masa masukan berakhir."),
    ],
)
def test_a_promise_beyond_the_plan_is_warned_of_and_not_refused(app: Flask, penerbit: Account, plan: dict[str, str], words: str) -> None:
    event = planned(app, penerbit, **plan)
    page = Person(app, penerbit).opens(f"/meja/acara/{event.slug}")
    assert page.has("Periksa janjinya") and page.has(words) and page.all("form[action$=umumkan]")


def test_a_sound_plan_is_not_warned_of_until_its_windows_are_over(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    with clock.at(NOW):
        assert not Person(app, penerbit).opens(f"/meja/acara/{event.slug}").has("Periksa janjinya")
    with clock.at(NOW + timedelta(days=27)):
        assert Person(app, penerbit).opens(f"/meja/acara/{event.slug}").has("Semua masa masukan sudah berakhir")


def test_the_effect_of_announcing_is_shown_before_it_happens(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit, invited=[str(make.group().id)])
    page = Person(app, penerbit).opens(f"/meja/acara/{event.slug}")
    for words in (
        f"/forum/{event.slug}",
        "Kamis, 2 Oktober 2025 pukul 00.00 WIB",
        "Senin, 27 Oktober 2025 pukul 23.59 WIB",
        "Senin, 17 November 2025",
        "1 kelompok tercantum sebagai undangan.",
    ):
        assert page.has(words)


def test_announcing_on_a_page_that_is_out_of_date_is_refused(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    old = Person(app, penerbit).opens(f"/meja/acara/{event.slug}")
    edits(app, penerbit, event, venue="Ruang lain")
    old.button("Umumkan").submit(409)
    assert event.state == "draft"


def test_the_desk_list_says_what_each_event_owes(app: Flask, penerbit: Account) -> None:
    planned(app, penerbit, agenda="")
    event = make.event()
    make.submission(event)
    page = Person(app, penerbit).opens("/meja/acara")
    assert page.has("Isi susunan acara lebih dulu") and page.has("1 masukan belum diputus") and page.has("hasil belum terbit")


def test_what_is_undecided_is_one_click_away(app: Flask, penerbit: Account) -> None:
    one = make.submission(make.event())
    page = Person(app, penerbit).opens(f"/meja/acara/{one.event.slug}")
    assert page.follow(one.title).path == f"/meja/triase/{one.code}"


def test_another_citys_publisher_changes_nothing_here(app: Flask, penerbit: Account) -> None:
    event = announced(app, penerbit)
    own = Person(app, penerbit).opens(f"/meja/acara/{event.slug}")
    stranger = Person(app, make.account("Kediri", Role.PUBLISHER, in_city=make.city("kediri")))
    make.agency("Diskominfo", make.city("kediri"))
    token = stranger.opens("/meja/acara/baru").form().values["csrf_token"]
    for form in own.forms:
        if form.action.startswith("/meja/acara/"):
            answer = stranger.client.post(
                form.action, data={**form.values, "csrf_token": token, "note": "x", "label": "x", "uses": "1", "days": "1"}
            )
            assert answer.status_code == 404, form.action
    stranger.opens(f"/meja/acara/{event.slug}/ubah", 404)
    assert stranger.opens("/meja/acara").has("Belum ada acara")
    assert event.state == "announced"


def test_another_citys_group_agency_or_link_cannot_be_forged_in(app: Flask, penerbit: Account) -> None:
    kediri = make.city("kediri")
    group, agency = make.group("radar", "Radar Kediri", kediri), make.agency("Diskominfo", kediri)
    form = new_form(app, penerbit)
    form.forge(invited=str(group.id))
    assert form.submit(422)
    form = new_form(app, penerbit)
    form.forge(organizer=str(agency.id))
    assert form.submit(422)
    event = make.event()
    invite = Person(app, penerbit).opens(f"/meja/acara/{event.slug}").form("form[action$=undangan]").fill(label="Orang")
    invite.forge(group=str(group.id))
    assert invite.send().status_code == 422


def test_a_link_made_twice_by_a_double_click_is_made_once_and_said_so(app: Flask, penerbit: Account) -> None:
    event = make.event()
    form = Person(app, penerbit).opens(f"/meja/acara/{event.slug}").form("form[action$=undangan]").fill(label="Pengurus")
    form.submit(201)
    assert form.submit().has("Tautan ini sudah dibuat")
    assert db.session.execute(text("SELECT count(*) FROM invitation")).scalar_one() == 1


def test_a_cancelled_event_takes_no_input_and_cannot_be_announced_again(app: Flask, penerbit: Account) -> None:
    event = announced(app, penerbit)
    with clock.at(NOW):
        make.said(event.cancel, by=penerbit.viewer(), note="Banjir.")
        desk = Person(app, penerbit).opens(f"/meja/acara/{event.slug}")
        assert desk.has("Banjir.") and not desk.all("form[action$=umumkan], form[action$=tutup], form[action$=batal]")
    with clock.at(NOW + timedelta(days=3)):
        assert not visitor(app).opens(f"/forum/{event.slug}").has("Tulis masukan")


def answers(person: Person, path: str, selector: str, hostile: str, **filled: object) -> Iterator[tuple[str, TestResponse]]:
    """Each field of a form in turn says something hostile; the answer to each."""
    for name in sorted(person.opens(path).form(selector).names - {"csrf_token"}):
        form = person.opens(path).form(selector).fill(**filled)
        yield name, form.forge(**{name: hostile}).send()


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda words: ascii(words[:5]))
def test_no_field_of_the_desk_breaks_on_hostile_text(app: Flask, penerbit: Account, hostile: str) -> None:
    event = planned(app, penerbit)
    desk, person = f"/meja/acara/{event.slug}", Person(app, penerbit)
    fine = (201, 303, 409, 422, *(UNFIT if "\x00" in hostile else ()))
    with clock.at(NOW):
        for path, selector, filled in (
            ("/meja/acara/baru", "main form", FILLED),
            (f"{desk}/ubah", "main form", FILLED),
            (desk, "form[action$=undangan]", {}),
        ):
            for name, answer in answers(person, path, selector, hostile, **filled):
                assert answer.status_code in fine, (path, name)
                assert "<script>alert" not in answer.get_data(as_text=True), (path, name)
        edits(app, penerbit, event, **FILLED)
        person.opens(desk).button("Umumkan").submit()
        form = person.opens(desk).form("form[action$=batal]").forge(note=hostile)
        assert form.send().status_code in (303, 422)
    for path in (f"/forum/{event.slug}", "/forum", desk, "/meja/acara"):
        assert "<script>alert" not in person.client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda words: ascii(words[:5]))
def test_no_address_of_the_public_pages_breaks_on_hostile_text(app: Flask, hostile: str) -> None:
    event, client = make.event(), visitor(app).client
    fine = UNFIT if "\x00" in hostile else (200,)
    for name in ("kota", "jenis", "fase", "dari"):
        assert client.get("/forum", query_string={name: hostile}).status_code in fine
    for name in ("kelompok", "pilar", "keadaan", "urut", "dari"):
        assert client.get(f"/forum/{event.slug}", query_string={name: hostile}).status_code in fine
