"""The registry: groups with mandate and period, agencies with people and offices, and their public pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forum.accounts.bodies import Capacity, Office, StakeholderGroup
from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core import clock, tally
from forum.core.refusal import Refused
from forum.extensions import db
from forum.submissions import counting
from forum.submissions.models import Submission
from forum.submissions.states import Identity
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")
FACTS = {"name": "Forum Disabilitas", "name_en": "Disability Forum", "abbreviation": "FD", "kind": "civil_society"}


@pytest.fixture
def publisher(app: Flask) -> Person:
    return Person(app, make.account("Penerbit", Role.PUBLISHER))


def test_a_publisher_enters_a_group_and_corrects_it(app: Flask, publisher: Person) -> None:
    element = make.public_element()
    page = publisher.sends("/meja/kelompok/baru", **FACTS, counts_for=element.slug, founding_decree="SK 1/2025", period_to="2027-12-31")
    assert page.path == "/meja/kelompok/fd-pekalongan" and page.has("SK 1/2025")
    publisher.sends("/meja/kelompok/fd-pekalongan/ubah", contact="sekretariat@contoh.id", minors_possible=True)
    db.session.expire_all()
    made = db.session.query(StakeholderGroup).filter_by(slug="fd-pekalongan").one()
    assert made.contact == "sekretariat@contoh.id" and made.minors_possible and made.counts_for is element
    assert not visitor(app).opens("/kelompok/fd-pekalongan").has("sekretariat@contoh.id")


def test_two_groups_of_one_name_have_two_addresses(publisher: Person) -> None:
    paths = {publisher.sends("/meja/kelompok/baru", **FACTS).path for _ in range(2)}
    assert paths == {"/meja/kelompok/fd-pekalongan", "/meja/kelompok/fd-pekalongan-2"}


def test_a_period_that_ends_before_it_begins_is_told_at_the_field(publisher: Person) -> None:
    page = publisher.sends("/meja/kelompok/baru", status=422, **FACTS, period_from="2025-05-01", period_to="2025-01-01")
    assert page.has("Akhirnya mendahului awalnya.")


def test_two_publishers_do_not_overwrite_each_other(app: Flask, publisher: Person) -> None:
    make.group()
    path = "/meja/kelompok/relawan-tik-pekalongan/ubah"
    one, other = (publisher.opens(path).form().fill(abbreviation=text) for text in ("RT", "RTIK"))
    one.submit()
    assert other.submit(409).has("RTIK")


def test_a_group_has_several_delegates_and_one_representative(app: Flask, publisher: Person) -> None:
    group = make.group()
    make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=group)
    path, form = f"/meja/kelompok/{group.slug}", "form[action$=undang]"
    day = (clock.today("Asia/Jakarta") + timedelta(days=1)).isoformat()
    assert publisher.sends(path, form, 201, email="u@contoh.test", role="group_delegate", until=day, mandate="SM 3").has("Undangan siap")
    assert publisher.sends(path, form, 403, email="w@contoh.test", role="group_representative").has("sudah punya wakil")


def test_an_open_invitation_can_be_taken_back(app: Flask, publisher: Person) -> None:
    group = make.group()
    page = publisher.sends(f"/meja/kelompok/{group.slug}", "form[action$=undang]", 201, email="u@contoh.test", role="group_delegate")
    link = page.text_of("#tautan-undangan").removeprefix("http://localhost")
    page.button("Cabut undangan u@contoh.test").submit()
    visitor(app).opens(link, 410)


def test_a_lapsed_mandate_speaks_no_more_and_is_shown_so(app: Flask, publisher: Person) -> None:
    group = make.group()
    old = make.account("Utusan Lama", Role.GROUP_DELEGATE, of=group, until=clock.today("Asia/Jakarta") - timedelta(days=1))
    assert publisher.opens(f"/meja/kelompok/{group.slug}").has("Masa berlaku lewat")
    assert Person(app, old).opens("/akun").has("Masa berlaku lewat")
    with pytest.raises(Refused, match="no_mandate"):
        make.submission(by=old, group=group, public=False)


def test_the_public_page_of_a_group_says_what_became_of_its_input(app: Flask, queries) -> None:  # type: ignore[no-untyped-def]
    group = make.group()
    wakil = make.account("Wakil", Role.GROUP_DELEGATE, of=group)
    shown = make.submission(by=wakil, group=group, title="Tampil")
    make.submission(shown.event, wakil, group=group, title="Belum tampil", public=False)
    make.submission(shown.event, wakil, group=group, title="Rahasia kami", identity=Identity.CONFIDENTIAL)
    make.submission(shown.event, title="Dari orang lain")
    make.said(shown.answer, "Sudah dikerjakan.", by=make.account("Rina", Role.MODERATOR).viewer())
    with queries() as seen:
        page = visitor(app).opens(f"/kelompok/{group.slug}")
    assert seen.count <= 4, seen
    assert page.has("Tampil") and not page.has("Rahasia kami") and not page.has("Belum tampil") and not page.has("Dari orang lain")
    assert [" ".join(one.get_text(" ").split()) for one in page.all(".stats dd")] == ["3", "1", "0", "2"]


def test_a_long_list_of_a_group_is_read_page_by_page(app: Flask) -> None:
    group, event = make.group(), make.event()
    wakil = make.account("Wakil", Role.GROUP_DELEGATE, of=group)
    for n in range(22):
        make.submission(event, wakil, group=group, title=f"Masukan ke-{n}")
    page = visitor(app).opens(f"/kelompok/{group.slug}")
    assert len(page.all(".items > li")) == 20
    assert len(page.follow("Berikutnya").all(".items > li")) == 2


def test_the_counts_of_a_group_equal_a_recount() -> None:
    group = make.group()
    wakil = make.account("Wakil", Role.GROUP_DELEGATE, of=group)
    one = make.submission(by=wakil, group=group)
    make.submission(one.event, wakil, group=group, public=False)
    make.said(one.withdraw, by=wakil.viewer())
    before = {key: n for key, n in tally.read(f"group:{group.id}").items() if n}
    make.said(counting.retally_groups)
    assert before == tally.read(f"group:{group.id}") == {"input.withdrawn": 1, "input.waiting": 1}


def test_an_agencys_public_page_says_what_it_owes_and_who_holds_its_offices(app: Flask, publisher: Person, queries) -> None:  # type: ignore[no-untyped-def]
    agency = make.agency()
    rec = make.recommendation(owner=agency)
    form = "form[action$=pejabat]"
    path = f"/meja/perangkat/{agency.slug}"
    publisher.sends(path, form, title="Kepala", holder="Pejabat Satu", capacity="definitive", held_since="2024-01-01")
    publisher.sends(path, form, title="Kepala", holder="Pejabat Dua", capacity="acting", held_since="2025-06-01")
    public = f"/opd/{agency.slug}"
    with queries() as seen:
        page = visitor(app).opens(public)
    assert seen.count <= 4, seen
    assert page.has(rec.title) and page.has("Pejabat Dua") and page.has("Plt (pelaksana tugas)") and not page.has("Pejabat Satu")
    assert publisher.opens(path).has("Pejabat Satu")
    before = db.session.query(Office).filter_by(holder="Pejabat Satu").one()
    assert before.until == date(2025, 5, 31)


@pytest.mark.parametrize("path", ["/kelompok/tidak-ada", "/opd/tidak-ada"])
def test_a_body_that_is_not_there_is_not_found(app: Flask, path: str) -> None:
    visitor(app).opens(path, 404)


def test_whoever_keeps_no_registry_changes_nothing() -> None:
    group, agency = make.group(), make.agency()
    stranger: Account = make.account("Warga")
    for refused in (
        lambda: group.revise(by=stranger.viewer(), name="Lain"),
        lambda: agency.seat("Kepala", "Saya", Capacity.ACTING, date(2025, 1, 1), by=stranger.viewer()),
        lambda: StakeholderGroup.enter(make.city(), by=stranger.viewer(), slug="x", code="x", position=1),
    ):
        with pytest.raises(Refused, match="not_your_role"):
            refused()


def test_the_database_refuses_an_illegal_body(publisher: Person) -> None:
    element, agency = make.public_element(), make.agency()
    make.said(agency.seat, "Kepala", "Satu", Capacity.ACTING, date(2025, 1, 1), by=publisher.account.viewer())  # type: ignore[union-attr]
    for statement in (
        update(StakeholderGroup).values(period_from=date(2025, 1, 2), period_to=date(2025, 1, 1)),
        update(StakeholderGroup).where(StakeholderGroup.id == element.id).values(counts_for_id=element.id),
        update(Office).values(until=date(2020, 1, 1)),
        Office.__table__.insert().values(agency_id=agency.id, title="Kepala", holder="Dua", capacity="acting", since=date(2025, 1, 1)),
    ):
        with pytest.raises(IntegrityError):
            db.session.execute(statement)
        db.session.rollback()


def test_an_event_names_the_capacity_of_who_opens_it_and_who_represents(app: Flask, publisher: Person) -> None:
    event = make.event(opened_by="Wali Kota")
    publisher.sends(f"/meja/acara/{event.slug}/ubah", opened_by_capacity="acting", opened_by_delegate="Sekretaris Daerah")
    page = visitor(app).opens(f"/forum/{event.slug}")
    assert page.has("Dibuka oleh Plt Wali Kota") and page.has("diwakili Sekretaris Daerah")
    assert db.session.query(Submission).count() == 0
