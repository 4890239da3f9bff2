"""Roles: given by invitation, handed over, taken away; never to oneself, never the last administrator's, never beyond one's city."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

import config
from forum.accounts.invitations import Invitation, Task
from forum.accounts.models import Account, RoleGrant
from forum.accounts.roles import SYSTEM, Grant, Role, Viewer
from forum.core import clock
from forum.core.history import HistoryEntry
from forum.core.refusal import Refused
from forum.extensions import db
from forum.notices.models import Mail
from forum.submissions.models import Submission
from tests import make
from tests.cast import Person, visitor
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")


def today() -> date:
    return clock.today("Asia/Jakarta")


def link_on(page: Page) -> str:
    return page.text_of("#tautan-undangan").removeprefix("http://localhost")


def give(who: Person, role: str, email: str = "baru@contoh.test", status: int = 201, **more: object) -> Page:
    return who.sends("/meja/admin/beri", status=status, email=email, role=role, city="pekalongan", **more)


def test_a_publisher_gives_a_role_that_begins_when_it_is_accepted(app: Flask) -> None:
    publisher, bima = Person(app, make.account("Penerbit", Role.PUBLISHER)), make.account("Bima Contoh")
    page = give(publisher, "moderator", mandate="Surat tugas 7")
    assert page.has("Undangan siap") and page.has("baru@contoh.test")
    mail = db.session.query(Mail).one()
    assert mail.address == "baru@contoh.test" and "Moderator" in mail.body and link_on(page) in mail.body
    assert not bima.grants
    accepted = Person(app, bima).opens(link_on(page))
    assert accepted.has("Moderator, Kota Pekalongan")
    accepted.button("Terima undangan").submit()
    db.session.expire_all()
    (grant,) = bima.grants
    assert (grant.role, grant.mandate, grant.jurisdiction.slug) == (Role.MODERATOR, "Surat tugas 7", "pekalongan")
    assert {"invitation.issue", "account.grant", "invitation.accept"} <= {line.verb for line in db.session.query(HistoryEntry)}
    Person(app, bima).opens(link_on(page), 410)


def test_somebody_without_an_account_signs_up_into_the_role(app: Flask) -> None:
    make.public_element()
    link = link_on(give(Person(app, make.account("Penerbit", Role.PUBLISHER)), "verifier"))
    page = visitor(app).opens(link)
    assert page.has("Masuk dan pakai undangan ini")
    answers = {"name": "Baru", "email": "baru@contoh.test", "password": "empat kata mudah ingat", "consent": True}
    page.form().fill(usia="adult").submit().form().fill(**answers).submit()
    assert [one.role for one in db.session.query(Account).filter_by(email="baru@contoh.test").one().grants] == [Role.VERIFIER]


def test_nobody_accepts_what_they_offered_themselves(app: Flask) -> None:
    account = make.account("Penerbit", Role.PUBLISHER)
    person = Person(app, account)
    link = link_on(give(person, "moderator"))
    assert person.opens(link, 409).has("memberi peran kepada dirinya sendiri")
    invitation = db.session.query(Invitation).one()
    with pytest.raises(Refused, match="own_role"):
        invitation.accept(account)
    with pytest.raises(Refused, match="own_role"):
        account.grant(Role.MODERATOR, by=account.viewer(), jurisdiction=make.city())


def test_a_publisher_offers_no_administrator_and_no_other_city(app: Flask) -> None:
    kediri = make.city("kediri")
    publisher = make.account("Penerbit", Role.PUBLISHER)
    page = Person(app, publisher).opens("/meja/admin/beri")
    offered = {str(tag["value"]) for tag in page.all("[name=role] option")}
    assert "administrator" not in offered and {str(tag["value"]) for tag in page.all("[name=city] option")} == {"pekalongan"}
    for place, role in ((None, Role.ADMINISTRATOR), (kediri, Role.MODERATOR)):
        with pytest.raises(Refused, match="not_your_role"):
            Invitation.issue(place, by=publisher.viewer(), label="x", task=Task(role))


def test_an_invitation_is_void_when_whoever_made_it_lost_the_right(app: Flask) -> None:
    publisher = make.account("Penerbit", Role.PUBLISHER)
    link = link_on(give(Person(app, publisher), "moderator"))
    make.said(publisher.grants[0].revoke, by=SYSTEM)
    Person(app, make.account("Bima")).opens(link).form().submit(403)


def test_an_assessor_works_until_a_date_and_for_one_event_alone(app: Flask) -> None:
    publisher = Person(app, make.account("Penerbit", Role.PUBLISHER))
    event, other = make.event(), make.event()
    assert give(publisher, "assessor", status=422).has("Peran ini selalu sampai tanggal tertentu.")
    until = today() + timedelta(days=30)
    page = give(publisher, "assessor", event=str(event.id), until=until.isoformat())
    asesor = make.account("Asesor")
    Person(app, asesor).opens(link_on(page)).form().submit()
    db.session.expire_all()
    who = asesor.viewer()
    assert who.holds(Role.ASSESSOR, event_id=event.id) and not who.holds(Role.ASSESSOR, event_id=other.id)
    assert not who.holds(Role.ASSESSOR, jurisdiction_id=event.jurisdiction_id) and not who.cities(Role.ASSESSOR)
    with clock.at(clock.now() + timedelta(days=31)):
        assert not asesor.viewer().grants


def test_a_role_for_one_event_is_none_over_the_city() -> None:
    who = Viewer(account_id=1, ref="x", grants=(Grant(Role.MINUTE_TAKER, 1, event_id=7),))
    assert who.holds(Role.MINUTE_TAKER, jurisdiction_id=1, event_id=7)
    assert not who.holds(Role.MINUTE_TAKER, jurisdiction_id=1) and not who.cities(Role.MINUTE_TAKER)


def test_a_representative_hands_over_and_the_history_stays(app: Flask) -> None:
    group = make.group("dewan_tik", "Dewan TIK")
    old, new = make.account("Wakil Lama", Role.GROUP_REPRESENTATIVE, of=group), make.account("Wakil Baru")
    said = make.submission(by=old, group=group, for_group=True)
    person, day = Person(app, old), today() + timedelta(days=5)
    page = person.opens("/akun").follow("Serahkan kepada penerus").form()
    page = page.fill(email="penerus@contoh.test", since=day.isoformat(), mandate="Surat mandat 9").submit(201)
    assert "menggantikan Wakil Lama" in db.session.query(Mail).one().body
    assert old.viewer().groups == {group.id} and not new.viewer().groups
    accepted = Person(app, new).opens(link_on(page))
    assert accepted.has("Menggantikan") and accepted.has("Wakil Lama")
    accepted.form().submit()
    db.session.expire_all()
    assert old.grants[0].until == day - timedelta(days=1) and old.viewer().groups == {group.id} and not new.viewer().groups
    with clock.at(clock.now() + timedelta(days=5)):
        assert not old.viewer().groups and new.viewer().groups == {group.id}
        assert Person(app, old).opens("/akun").has("Diserahkan")
    assert db.session.get_one(Submission, said.id).author_name == "Wakil Lama"
    desk = Person(app, make.account("Penerbit", Role.PUBLISHER)).opens(f"/meja/kelompok/{group.slug}")
    assert desk.has("Wakil Lama") and desk.has("Wakil Baru") and desk.has("Belum mulai")


def test_an_operator_hands_over_to_a_successor_from_today(app: Flask) -> None:
    agency = make.agency()
    old, new = make.account("Operator Lama", Role.AGENCY_OPERATOR, of=agency), make.account("Operator Baru")
    page = Person(app, old).sends(
        f"/akun/tugas/{old.grants[0].id}/serahkan", status=201, email="penerus@contoh.test", since=today().isoformat()
    )
    Person(app, new).opens(link_on(page)).form().submit()
    db.session.expire_all()
    assert new.viewer().agencies() == {agency.id} and old.grants[0].until == today() - timedelta(days=1)


def test_nobody_hands_over_what_is_not_theirs_or_is_over(app: Flask) -> None:
    agency = make.agency()
    operator = make.account("Operator", Role.AGENCY_OPERATOR, of=agency)
    other = make.account("Lain", Role.AGENCY_HEAD, of=agency)
    Person(app, other).opens(f"/akun/tugas/{operator.grants[0].id}/serahkan", 404)
    moderator = make.account("Rina", Role.MODERATOR)
    Person(app, moderator).opens(f"/akun/tugas/{moderator.grants[0].id}/serahkan", 403)
    lapsed = make.account("Lama", Role.AGENCY_OPERATOR, of=agency, until=today() - timedelta(days=1))
    Person(app, lapsed).opens(f"/akun/tugas/{lapsed.grants[0].id}/serahkan", 403)


def test_a_handing_over_gives_no_other_role_and_no_other_body() -> None:
    agency, group = make.agency(), make.group()
    operator = make.account("Operator", Role.AGENCY_OPERATOR, of=agency)
    own = operator.grants[0]
    for task in (Task(Role.AGENCY_HEAD, agency=agency, replaces=own), Task(Role.GROUP_REPRESENTATIVE, group=group, replaces=own)):
        with pytest.raises(Refused, match="not_your_role"):
            Invitation.issue(agency.jurisdiction, by=operator.viewer(), label="x", task=task)


def test_a_role_is_taken_away_at_once_and_the_person_is_out(app: Flask) -> None:
    rina = make.account("Rina Contoh", Role.MODERATOR)
    publisher, moderator = Person(app, make.account("Penerbit", Role.PUBLISHER)), Person(app, rina)
    moderator.opens("/meja/triase")
    page = publisher.opens("/meja/admin").follow("Akhiri tugas Rina Contoh")
    assert page.has("Berlaku saat ini juga.") and rina.grants[0].revoked_at is None
    page.form().submit()
    moderator.opens("/meja/triase", 404)
    person = publisher.opens(f"/meja/admin/orang/{rina.public_id}")
    assert person.has("Peran diakhiri") and person.has("Diakhiri")


def test_the_last_administrator_stays(app: Flask) -> None:
    admin = make.account("Pengelola", Role.ADMINISTRATOR)
    person = Person(app, admin)
    person.opens(f"/meja/admin/tugas/{admin.grants[0].id}/akhiri").form().submit(403)
    assert person.opens("/akun/tutup").form().submit(403).has("Ini satu-satunya administrator.")
    second = make.account("Pengelola Kedua", Role.ADMINISTRATOR)
    person.opens(f"/meja/admin/tugas/{admin.grants[0].id}/akhiri").form().submit(404)
    db.session.expire_all()
    assert not admin.viewer().is_administrator and second.viewer().is_administrator


def test_another_citys_roles_and_people_are_not_found(app: Flask) -> None:
    kediri = make.city("kediri")
    far = make.account("Rina Kediri", Role.MODERATOR, in_city=kediri)
    group, agency = make.group(in_city=kediri), make.agency(in_city=kediri)
    publisher = Person(app, make.account("Penerbit", Role.PUBLISHER))
    assert not publisher.opens("/meja/admin").has("Rina Kediri")
    grant = far.grants[0].id
    for path in (
        f"/meja/admin/tugas/{grant}/akhiri", f"/meja/admin/tugas/{grant}/serahkan", f"/meja/admin/orang/{far.public_id}",
        f"/meja/kelompok/{group.slug}", f"/meja/perangkat/{agency.slug}", "/meja/kelompok?kota=kediri",
    ):  # fmt: skip
        publisher.opens(path, 404)
    admin = Person(app, make.account("Pengelola", Role.ADMINISTRATOR))
    assert admin.opens("/meja/admin").has("Rina Kediri")
    admin.opens(f"/meja/kelompok/{group.slug}")


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.VERIFIER])
def test_others_find_no_desk_of_roles(app: Flask, role: Role | None) -> None:
    person = Person(app, make.account("Lain", *([role] if role else [])))
    for path in ("/meja/admin", "/meja/admin/beri", "/meja/kelompok", "/meja/perangkat"):
        person.opens(path, 404)


def test_the_desk_of_roles_costs_the_same_for_many(app: Flask, queries) -> None:  # type: ignore[no-untyped-def]
    publisher = Person(app, make.account("Penerbit", Role.PUBLISHER))
    for n in range(3):
        make.account(f"Moderator {n}", Role.MODERATOR)
    publisher.opens("/meja/admin")
    with queries() as few:
        publisher.opens("/meja/admin")
    for n in range(60):
        make.account(f"Notulis {n}", Role.MINUTE_TAKER)
    with queries() as many:
        page = publisher.opens("/meja/admin")
    assert few.count == many.count <= 6, many
    assert len(page.all("tbody tr")) == 50
    assert len(page.follow("Berikutnya").all("tbody tr")) == 14


def test_a_closed_account_ends_its_roles_and_keeps_what_was_said(app: Flask) -> None:
    group = make.group()
    account = make.account("Utusan", Role.GROUP_DELEGATE, of=group, email="utusan@contoh.test")
    one = make.submission(by=account, group=group)
    person = Person(app, account)
    page = person.opens("/akun").follow("Tutup akun")
    assert page.has("1 peran Anda berakhir hari ini.")
    page.form().submit()
    db.session.expire_all()
    assert account.closed_at and account.grants[0].revoked_at
    assert visitor(app).opens(f"/forum/{one.event.slug}/masukan/{one.code}").has("Utusan")
    visitor(app).sends("/masuk", status=422, email="utusan@contoh.test", password=make.PASSWORD)


def test_a_minor_takes_on_no_desk(app: Flask) -> None:
    link = link_on(give(Person(app, make.account("Penerbit", Role.PUBLISHER)), "moderator"))
    assert Person(app, make.minor(consent=True)).opens(link, 409).has("hanya untuk orang dewasa")


def test_no_secret_of_an_invitation_is_kept(app: Flask, settings: config.Settings) -> None:
    link = link_on(give(Person(app, make.account("Penerbit", Role.PUBLISHER)), "moderator"))
    secret = re.sub(r".*/", "", link)
    assert db.session.query(Invitation).one().fingerprint != secret and db.session.query(Mail).one().secret


@pytest.mark.parametrize(
    "columns",
    [
        {"role": "assessor"},
        {"event_id": 1, "role": "moderator"},
        {"role": "administrator"},
        {"role": "agency_head"},
        {"until": date(2000, 1, 1)},
        {"handed_over_at": clock.wall()},
    ],
)
def test_the_database_refuses_an_illegal_grant(columns: dict[str, object]) -> None:
    make.event()
    make.account("Rina", Role.MODERATOR)
    with pytest.raises(IntegrityError):
        db.session.execute(update(RoleGrant).where(RoleGrant.role == "moderator").values(columns))
    db.session.rollback()


@pytest.mark.parametrize(
    "columns",
    [
        {"short_code": "ABC2345"},
        {"role": "group_delegate"},
        {"role": "agency_head"},
        {"jurisdiction_id": None},
        {"since": date(2025, 2, 1), "until": date(2025, 1, 1)},
        {"uses_left": -1},
    ],
)
def test_the_database_refuses_an_illegal_invitation(columns: dict[str, object]) -> None:
    publisher = make.account("Penerbit", Role.PUBLISHER)
    make.said(Invitation.issue, make.city(), by=publisher.viewer(), label="Warga")
    with pytest.raises(IntegrityError):
        db.session.execute(update(Invitation).values(columns))
    db.session.rollback()
