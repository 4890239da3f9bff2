"""The official voice of a group: stated by its representative alone, one at a time, changed with its history in the open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Role
from forum.core import clock
from forum.core.history import HistoryEntry
from forum.extensions import db
from forum.submissions.positions import GroupPosition, Stance
from tests import make
from tests.page import Client
from tests.submissions.conftest import SignIn
from tests.submissions.test_page import address

pytestmark = pytest.mark.usefixtures("db_session")


def test_the_representative_states_the_groups_position_for_everybody_to_read(browser: SignIn, client: Client) -> None:
    dewan = make.group("dewan_tik", "Dewan TIK")
    one = make.submission(make.event(groups=(dewan,)))
    wakil = browser(make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=dewan))
    page = wakil.page(address(one)).follow("Nyatakan sikap Dewan TIK")
    page.form("main form").fill(stance="amend", body="Setuju, **mulai** dari tiga layanan.").submit()
    seen = client.page(address(one))
    assert "Mendukung dengan perubahan" in seen.text_of(".position h3")
    assert seen.text_of(".position strong") == "mulai"
    assert seen.find(".rosette .amend")
    assert "Wakil" not in seen.text_of(".position")


def test_a_position_is_changed_and_the_former_one_stays_readable(browser: SignIn, client: Client) -> None:
    dewan = make.group("dewan_tik", "Dewan TIK")
    one = make.submission()
    wakil = browser(make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=dewan))
    place = f"{address(one)}/sikap/{dewan.slug}"
    wakil.page(place).form("main form").fill(stance="object", body="Belum ada anggarannya.").submit()
    assert "lihat sikap sebelumnya" not in client.page(address(one))
    changed = wakil.page(place)
    assert changed.find("textarea").get_text(strip=True) == "Belum ada anggarannya."
    changed.form("main form").fill(stance="endorse", body="Anggarannya sudah ada.").submit()
    assert [position.stance for position in db.session.scalars(select(GroupPosition))] == [Stance.ENDORSE]
    past = client.page(address(one)).follow("lihat sikap sebelumnya")
    assert "Belum ada anggarannya." in past
    assert "Berkeberatan" in past
    lines = db.session.execute(select(HistoryEntry.before, HistoryEntry.after).where(HistoryEntry.verb == "position.state")).all()
    assert [tuple(line) for line in lines] == [(None, "object"), ("object", "endorse")]


def test_two_representatives_at_once_do_not_overwrite_each_other(browser: SignIn) -> None:
    dewan = make.group("dewan_tik", "Dewan TIK")
    one = make.submission()
    place = f"{address(one)}/sikap/{dewan.slug}"
    first, second = (browser(make.account(f"Wakil {n}", Role.GROUP_REPRESENTATIVE, of=dewan)).page(place).form("main form") for n in "12")
    first.fill(stance="endorse", body="Setuju.").submit()
    page = second.fill(stance="object", body="Tidak setuju karena ini.").submit(409)
    assert "Tidak setuju karena ini." in page


@pytest.mark.parametrize("who", ["delegate", "lapsed", "stranger", "other city", "element"])
def test_nobody_else_speaks_officially(browser: SignIn, who: str) -> None:
    yesterday = clock.today("Asia/Jakarta") - timedelta(days=1)
    dewan, kediri = make.group("dewan_tik", "Dewan TIK"), make.city("kediri")
    theirs = make.group("dewan_tik", "Dewan TIK Kediri", kediri)
    one = make.submission()
    people = {
        "delegate": (make.account("Utusan", Role.GROUP_DELEGATE, of=dewan), dewan, 403),
        "lapsed": (make.account("Bekas", Role.GROUP_REPRESENTATIVE, of=dewan, until=yesterday), dewan, 404),
        "stranger": (make.account(), dewan, 404),
        "other city": (make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=theirs, in_city=kediri), theirs, 403),
        "element": (make.account(), make.public_element(), 403),
    }
    person, group, status = people[who]
    client = browser(person)
    client.page(f"{address(one)}/sikap/{group.slug}", status)
    assert "Nyatakan sikap" not in client.page(address(one))


def test_a_position_needs_words_and_a_stance(browser: SignIn) -> None:
    dewan = make.group("dewan_tik", "Dewan TIK")
    wakil = browser(make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=dewan))
    page = wakil.page(f"{address(make.submission())}/sikap/{dewan.slug}").form("main form").fill(body="").submit(422)
    assert "Pilih sikap kelompok." in page.text_of(".error-summary")
    assert "Tuliskan penjelasannya lebih dulu." in page.text_of(".error-summary")


def test_a_position_is_not_found_while_its_submission_is_not_public(browser: SignIn, client: Client) -> None:
    dewan, one = make.group("dewan_tik", "Dewan TIK"), make.submission()
    wakil = browser(make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=dewan))
    wakil.page(f"{address(one)}/sikap/{dewan.slug}").form("main form").fill(stance="endorse", body="Setuju.").submit()
    found = db.session.scalar(select(GroupPosition))
    assert found is not None
    assert client.get(f"/sikap/{found.public_id}").status_code == 200
    make.said(one.hold, by=make.account("M", Role.MODERATOR).viewer(), reason="threat")
    assert client.get(f"/sikap/{found.public_id}").status_code == 404


def test_the_database_refuses_a_second_or_a_wordless_position() -> None:
    dewan, one = make.group("dewan_tik", "Dewan TIK"), make.submission()
    person = make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=dewan)
    facts = {"submission": one, "group": dewan, "account": person, "stance": Stance.ENDORSE, "body_html": one.body_html}
    make.committed(GroupPosition(**facts, body="Setuju."))
    for body, group in (("Lagi.", dewan), ("", make.group("lain", "Lain"))):
        with pytest.raises(IntegrityError):
            make.committed(GroupPosition(**{**facts, "group": group}, body=body))
        db.session.rollback()
