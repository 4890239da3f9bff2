"""Dinkominfo plans an event, announces it when nothing is missing, and closes it when nothing is owed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core import clock
from forum.events.models import Event
from forum.extensions import db
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")

NOW = datetime(2025, 10, 1, 2, tzinfo=UTC)
FILLED = {
    "title": "Forum TIK Musim Gugur", "purpose": "Mengumpulkan masukan.", "starts_at": "2025-10-28T09:00", "ends_at": "2025-10-28T12:00",
    "what_can_change": "Urutan pekerjaan", "decision_maker": "Kepala Dinkominfo", "result_due_on": "2025-11-17",
    "before_from": "2025-10-02",
    "before_to": "2025-10-27", "agenda": "09.00 | Pembukaan | Wali Kota\nMasukan kelompok",
    "questions": "Apa yang perlu dibenahi?\nApa yang dibuka?",
    "provisions": "Kursi roda", "lacking": "Bahasa isyarat",
}  # fmt: skip


@pytest.fixture
def penerbit() -> Account:
    make.agency("Dinkominfo")
    return make.account("Penerbit", Role.PUBLISHER)


def planned(app: Flask, who: Account, **changes: object) -> Event:
    with clock.at(NOW):
        Person(app, who).sends("/meja/acara/baru", **{**FILLED, **changes})
    return db.session.query(Event).order_by(Event.id.desc()).limit(1).one()


def test_it_is_planned_announced_and_seen_by_everybody(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    visitor(app).opens(f"/forum/{event.slug}", 404)
    with clock.at(NOW):
        Person(app, penerbit).opens(f"/meja/acara/{event.slug}").button("Umumkan").submit()
    page = visitor(app).opens(f"/forum/{event.slug}")
    assert page.has("Forum TIK Musim Gugur") and page.has("Pembukaan") and page.has("Apa yang perlu dibenahi?") and page.has("09.00 WIB")


@pytest.mark.parametrize(
    "missing, words",
    [
        ({"agenda": ""}, "Isi susunan acara"),
        ({"before_from": "", "before_to": ""}, "Tentukan kapan masukan diterima"),
        ({"decision_maker": ""}, "Jawab dulu apa yang dapat berubah"),
    ],
)
def test_what_is_missing_is_said_and_announcing_refused(app: Flask, penerbit: Account, missing: dict[str, str], words: str) -> None:
    event = planned(app, penerbit, **missing)
    page = Person(app, penerbit).opens(f"/meja/acara/{event.slug}")
    assert page.has(words) and not page.all("form[action$=umumkan]")


def test_a_draft_does_not_exist_for_others(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    for person in (
        visitor(app),
        Person(app, make.account()),
        Person(app, make.account("Kediri", Role.PUBLISHER, in_city=make.city("kediri"))),
    ):
        person.opens(f"/forum/{event.slug}", 404)
    Person(app, make.account("Kediri", Role.PUBLISHER, in_city=make.city("kediri"))).opens(f"/meja/acara/{event.slug}", 404)


def test_windows_open_and_close_by_the_clock_alone(app: Flask) -> None:
    jayapura = make.city("jayapura", tz="Asia/Jayapura")
    make.agency("Diskominfo", jayapura)
    who = make.account("Penerbit", Role.PUBLISHER, in_city=jayapura)
    event = planned(app, who)
    with clock.at(NOW):
        make.said(event.announce, by=who.viewer())
    phases = []
    for at in (
        "2025-10-01T14:59+00:00",
        "2025-10-01T15:00+00:00",
        "2025-10-27T14:59+00:00",
        "2025-10-27T15:00+00:00",
        "2025-10-28T01:00+00:00",
    ):
        phases.append(str(event.phase(datetime.fromisoformat(at))))
    assert phases == ["announced", "open", "open", "announced", "under_way"]


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"ends_at": "2025-10-28T08:00"}, "Selesai harus sesudah mulai."),
        ({"before_to": ""}, "Isi tanggal mulai dan sampainya."),
        ({"before_to": "2025-10-01"}, "Akhirnya mendahului awalnya."),
        ({"agenda": "09.00 |"}, "Baris 1 tidak terbaca"),
        ({"agenda": "29.00 | Pagi sekali"}, "Baris 1 tidak terbaca"),
        ({"title": ""}, "Bagian ini wajib diisi."),
        ({"starts_at": "kapan-kapan"}, "Tulis tanggal dan jam"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(app: Flask, penerbit: Account, wrong: dict[str, str], words: str) -> None:
    form = Person(app, penerbit).opens("/meja/acara/baru").form().fill(**{**FILLED, **wrong})
    page = form.submit(422)
    assert page.has(words) and page.has("Mengumpulkan masukan.")


def test_a_double_click_makes_one_event(app: Flask, penerbit: Account) -> None:
    form = Person(app, penerbit).opens("/meja/acara/baru").form().fill(**FILLED)
    assert form.send().location == form.send().location
    assert db.session.execute(text("SELECT count(*) FROM event")).scalar_one() == 1


def test_two_editors_do_not_overwrite_each_other(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    one = Person(app, penerbit).opens(f"/meja/acara/{event.slug}/ubah").form().fill(agenda="10.00 | Dari yang pertama")
    two = Person(app, make.account("Rekan", Role.PUBLISHER)).opens(f"/meja/acara/{event.slug}/ubah").form().fill(venue="Dari yang kedua")
    one.submit()
    assert two.submit(409).has("Dari yang kedua")


def test_an_unchanged_form_keeps_everything(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    before = {part: [row.id for row in getattr(event, part)] for part in ("agenda", "questions", "provisions", "windows")}
    Person(app, penerbit).opens(f"/meja/acara/{event.slug}/ubah").form().submit()
    assert {part: [row.id for row in getattr(event, part)] for part in before} == before


def test_a_question_that_was_answered_cannot_vanish(app: Flask, penerbit: Account) -> None:
    event = planned(app, penerbit)
    with clock.at(NOW + timedelta(days=2)):
        make.said(event.announce, by=penerbit.viewer())
        make.submission(event, public=False, question=event.questions[1])
    page = Person(app, penerbit).opens(f"/meja/acara/{event.slug}/ubah").form().fill(questions="Hanya satu").submit(422)
    assert page.has("tidak dapat dihapus")


def test_closing_lists_what_is_missing_and_works_when_nothing_is(app: Flask, penerbit: Account) -> None:
    moderator = make.account("Rina", Role.MODERATOR)
    event = make.event(opens=timedelta(days=-9), closes=timedelta(hours=2), meets=timedelta(days=-3))
    one = make.submission(event, moderator=moderator, title="Belum diputus")
    over = clock.now() + timedelta(days=1)
    desk = f"/meja/acara/{event.slug}"
    with clock.at(over):
        page = Person(app, penerbit).opens(desk).button("Tutup acara").submit(409)
        assert page.has("Belum diputus") and page.has("Hasil belum terbit.") and page.has("Acara belum dapat ditutup")
        make.said(one.answer, "Sudah dikerjakan.", by=moderator.viewer())
        db.session.execute(text("UPDATE event SET outcome_published_at = announced_at"))
        assert Person(app, penerbit).opens(desk).button("Tutup acara").submit().has("Acara sudah ditutup.")


def test_what_is_not_answered_is_linked_from_the_events_desk(app: Flask, penerbit: Account) -> None:
    rec = make.recommendation()
    page = Person(app, penerbit).opens(f"/meja/acara/{rec.event.slug}")
    assert page.find(f'a[href="/meja/rekomendasi/{rec.code}"]').get_text() == rec.title


def test_an_event_can_be_cancelled_with_a_reason_before_it_begins(app: Flask, penerbit: Account) -> None:
    event = make.event()
    desk = Person(app, penerbit).opens(f"/meja/acara/{event.slug}")
    assert desk.form("form[action$=batal]").submit(422).has("Bagian ini wajib diisi.")
    desk.form("form[action$=batal]").fill(note="Ruang kebanjiran.").submit()
    assert visitor(app).opens(f"/forum/{event.slug}").has("Acara ini dibatalkan")


def test_an_invitation_link_is_shown_once_and_can_be_revoked(app: Flask, penerbit: Account) -> None:
    event = make.event()
    group = make.group()
    form = (
        Person(app, penerbit).opens(f"/meja/acara/{event.slug}").form("form[action$=undangan]").fill(label="Pengurus", group=str(group.id))
    )
    link = form.submit(201).text_of("#tautan-undangan").removeprefix("http://localhost")
    assert not form.submit().all("#tautan-undangan")
    assert visitor(app).opens(link).has("Relawan TIK")
    Person(app, penerbit).opens(f"/meja/acara/{event.slug}").form("form[action$=cabut]").submit()
    assert visitor(app).opens(link, 410).has("sudah tidak berlaku")


def test_hostile_text_in_every_field_never_breaks_the_page(app: Flask, penerbit: Account) -> None:
    person = Person(app, penerbit)
    for text_ in ("\x00\x07", "<script>alert(1)</script>", "‮" * 50, "x" * 30_000, "9" * 400):
        form = person.opens("/meja/acara/baru").form().fill(**FILLED)
        for name in (
            "title",
            "purpose",
            "venue",
            "agenda",
            "questions",
            "provisions",
            "opened_by",
            "result_due_on",
            "before_from",
            "starts_at",
            "version",
        ):
            form.forge(**{name: text_})
        answer = form.send()
        assert answer.status_code in (303, 422) and "<script>alert" not in answer.get_data(as_text=True)


def test_the_public_pages_keep_to_their_budgets(app: Flask, queries) -> None:  # type: ignore[no-untyped-def]
    event = make.event(groups=(make.group(), make.public_element()))
    for _ in range(3):
        make.submission(event)
    for path in ("/forum", f"/forum/{event.slug}"):
        with queries() as seen:
            visitor(app).opens(path)
        assert seen.count <= 8, f"{path}\n{seen}"


def test_the_calendar_file_names_the_citys_zone(app: Flask) -> None:
    event = make.event()
    body = visitor(app).client.get(f"/forum/{event.slug}/kalender.ics").get_data(as_text=True)
    assert f"UID:{event.public_id}" in body and "SEQUENCE:" in body and "TZID=Asia/Jakarta" in body
