"""Signing up: by invitation for a group, or by oneself where a forum is open; the age is asked first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from forum.accounts.invitations import Invitation, Task
from forum.accounts.models import Account, GroupKind, StakeholderGroup
from forum.accounts.roles import Role
from forum.core import clock
from forum.extensions import db
from tests import make
from tests.cast import Person, visitor
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")
ANSWERS = {"name": "Wakil Baru", "email": "baru@contoh.id", "password": "empat kata mudah ingat", "consent": True}


@pytest.fixture
def relawan() -> StakeholderGroup:
    make.public_element()
    return make.group()


def invited(group: StakeholderGroup, uses: int = 1) -> str:
    publisher = make.account("Penerbit", Role.PUBLISHER)

    def issue() -> str:
        task = Task(Role.GROUP_DELEGATE, group=group)
        return Invitation.issue(group.jurisdiction, by=publisher.viewer(), label="Pengurus", task=task, uses=uses)[1]

    return f"/undangan/{make.said(issue)}"


def join(app: Flask, link: str, status: int = 200, usia: str = "adult", **changes: object) -> Page:
    return visitor(app).opens(link).form().fill(usia=usia).submit().form().fill(**{**ANSWERS, **changes}).submit(status)


def found(email: str = "baru@contoh.id") -> Account | None:
    return db.session.query(Account).filter_by(email=email).first()


def test_an_invitation_makes_a_delegate_of_the_group(app: Flask, relawan: StakeholderGroup) -> None:
    page = join(app, invited(relawan))
    assert page.path == "/masuk" and page.has("Akun siap.")
    account = found()
    assert account is not None and account.viewer().groups == {relawan.id}


def test_a_link_that_is_used_up_is_told_so(app: Flask, relawan: StakeholderGroup) -> None:
    link = invited(relawan)
    join(app, link)
    assert visitor(app).opens(link, 410).has("sudah tidak berlaku")


def test_a_link_ends_by_itself(app: Flask, relawan: StakeholderGroup) -> None:
    link = invited(relawan)
    invitation = db.session.query(Invitation).one()
    invitation.expires_at = clock.wall() - timedelta(minutes=1)
    make.committed(invitation)
    visitor(app).opens(link, 410)


def test_a_known_address_is_answered_alike_and_changes_nothing(app: Flask, relawan: StakeholderGroup) -> None:
    known = make.account("Sudah Ada", email="baru@contoh.id")
    before = known.password_hash
    known_page = join(app, invited(relawan))
    other = join(app, invited(relawan), email="lain@contoh.id")
    assert known_page.text == other.text
    db.session.refresh(known)
    assert known.password_hash == before and known.name == "Sudah Ada"


def test_below_the_lowest_age_the_page_says_why_and_what_instead(app: Flask, relawan: StakeholderGroup) -> None:
    page = visitor(app).opens(invited(relawan)).form().fill(usia="below").submit()
    assert page.heading == "Akun belum dapat dibuat"
    assert page.has("Sampaikan kepada pembina, pamong, atau guru Anda.") and not page.all("main input")


def test_the_first_question_begins_without_a_reproach(app: Flask, relawan: StakeholderGroup) -> None:
    assert not visitor(app).opens(invited(relawan)).all(".error-summary, .err")


def test_an_age_that_is_not_offered_is_asked_again(app: Flask, relawan: StakeholderGroup) -> None:
    link = invited(relawan)
    for strange in ("", "99", "%00", "x" * 5000):
        assert visitor(app).opens(f"{link}?usia={strange}", 422).all("[name=usia]")


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"password": "pendek"}, "Paling sedikit 10 huruf."),
        ({"password": "baru-baru-baru"}, "Jangan memakai alamat surel Anda"),
        ({"email": "bukan-surel"}, "Alamat surel ini tidak lengkap"),
        ({"consent": False}, "Centang kotak ini dulu."),
        ({"name": " "}, "Bagian ini wajib diisi."),
    ],
)
def test_mistakes_are_told_at_their_field(app: Flask, relawan: StakeholderGroup, wrong: dict[str, object], words: str) -> None:
    assert join(app, invited(relawan), 422, **wrong).has(words)


def test_a_double_click_makes_one_account_and_uses_the_link_once(app: Flask, relawan: StakeholderGroup) -> None:
    form = visitor(app).opens(f"{invited(relawan, uses=5)}?usia=adult").form().fill(**ANSWERS)
    assert form.send().status_code == form.send().status_code == 303
    assert db.session.query(Account).filter_by(email="baru@contoh.id").count() == 1
    assert db.session.query(Invitation).one().uses_left == 4


def test_where_a_forum_is_open_people_sign_up_by_themselves(app: Flask, relawan: StakeholderGroup) -> None:
    assert visitor(app).opens("/daftar").has("Belum ada forum yang membuka pendaftaran")
    make.event()
    page = visitor(app).opens("/daftar").follow("Kota Pekalongan").form().fill(usia="young").submit().form().fill(**ANSWERS).submit()
    assert page.path == "/masuk" and found() is not None
    visitor(app).opens("/daftar/kediri", 404)


def test_hostile_text_in_every_field_never_breaks_the_page(app: Flask, relawan: StakeholderGroup) -> None:
    link = invited(relawan, uses=99)
    for text in ("\x00", "<script>alert(1)</script>", "‮" * 90, "x" * 100_000, "9" * 30, "%s%(x)s{0}"):
        for name in ("name", "email", "password", "element", "guardian_email", "once"):
            answer = (
                visitor(app).opens(f"{link}?usia=minor").form().fill(**ANSWERS, guardian_email="ibu@contoh.id").forge(**{name: text}).send()
            )
            assert answer.status_code in (303, 400, 413, 422), (name, answer.status_code)
            assert "<script>alert" not in answer.get_data(as_text=True)


def test_who_has_an_account_takes_the_invitation_up_with_it(app: Flask, relawan: StakeholderGroup) -> None:
    sari = make.account("Sari", email="sari@contoh.id")
    link = invited(relawan, uses=2)
    assert visitor(app).opens(link).has("Masuk dan pakai undangan ini")
    page = Person(app, sari).opens(link).button("Terima undangan").submit()
    assert page.path == "/akun" and page.has("Undangan diterima.") and page.has("Relawan TIK")
    db.session.refresh(sari)
    assert sari.viewer().groups == {relawan.id}
    assert db.session.query(Invitation).one().uses_left == 1


def test_an_invitation_is_not_spent_on_who_speaks_for_the_group_already(app: Flask, relawan: StakeholderGroup) -> None:
    sari, link = make.account("Sari"), invited(relawan, uses=2)
    form = Person(app, sari).opens(link).button("Terima undangan")
    form.submit()
    form.submit(409)
    assert Person(app, sari).opens(link, 409).has("Anda sudah berbicara atas nama kelompok ini.")
    assert db.session.query(Invitation).one().uses_left == 1


def test_an_invitation_of_another_city_is_refused_with_the_reason(app: Flask, relawan: StakeholderGroup) -> None:
    stranger = make.account("Dari Kediri", in_city=make.city("kediri"))
    assert Person(app, stranger).opens(invited(relawan), 409).has("Undangan ini untuk warga kota lain.")


def test_nobody_counts_as_an_agency_unless_they_say_so(app: Flask, relawan: StakeholderGroup) -> None:
    make.group("opd", "Perangkat Daerah (OPD)", element=True).kind = GroupKind.GOVERNMENT
    make.group("opd", "Perangkat Daerah (OPD)").position = -1
    db.session.commit()
    join(app, invited(relawan))
    account = found()
    assert account is not None and account.element is not None and account.element.name == "Masyarakat umum"
