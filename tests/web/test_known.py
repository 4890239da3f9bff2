"""What lists offer and count: read once for everybody who sees alike, and again as soon as it has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g

from forum.accounts.roles import Role
from forum.core import clock, stamps
from forum.core.clock import Holiday
from forum.extensions import db
from forum.submissions import flags
from forum.submissions.states import Reason
from forum.web.known import known
from tests import make
from tests.cast import Person
from tests.page import Page

pytestmark = pytest.mark.usefixtures("db_session")
LISTS = ("/forum", "/rekomendasi", "/keputusan")


def offered(page: Page, name: str) -> list[str]:
    return [tag.get_text(strip=True) for tag in page.all(f'select[name="{name}"] option')]


@pytest.mark.parametrize("path", LISTS)
def test_a_new_city_is_offered_at_once_to_visitors_and_members(app: Flask, path: str) -> None:
    make.submission(make.event())
    everybody = (Person(app), Person(app, make.account("Pembaca")))
    for one in everybody:
        assert "Kota Kediri" not in " ".join(offered(one.opens(path), "kota"))
    name = make.city("kediri").name
    for one in everybody:
        assert name in offered(one.opens(path), "kota")


def test_another_name_of_a_city_is_read_by_all(app: Flask) -> None:
    place = make.event().jurisdiction
    reader = Person(app, make.account("Pembaca"))
    reader.opens("/forum")

    def rename() -> None:
        place.name = "Kota Batik"

    make.said(rename)
    assert "Kota Batik" in offered(reader.opens("/forum"), "kota")


def test_the_second_list_asks_for_its_rows_alone(app: Flask, queries: Callable[[], Any]) -> None:
    make.submission(make.event())
    reader = Person(app, make.account("Pembaca"))
    for path, most in zip(LISTS, (4, 2, 2), strict=True):
        reader.opens(path)
        with queries() as seen:
            reader.opens(path)
        assert seen.count <= most, seen


def test_each_language_has_words_of_its_own(app: Flask) -> None:
    make.submission(make.event())
    reader = Person(app, make.account("Pembaca"))
    for _again in range(2):
        assert "Semua kota" in offered(reader.opens("/rekomendasi"), "kota")
        assert "All cities" in offered(reader.opens("/en/rekomendasi"), "kota")


def test_moderators_of_two_cities_count_and_choose_what_is_theirs(app: Flask) -> None:
    kediri = make.city("kediri")
    here, there = make.event("Forum Pekalongan"), make.event("Forum Kediri", kediri)
    rina, sari = (Person(app, make.account(name, Role.MODERATOR, in_city=place)) for name, place in (("Rina", None), ("Sari", kediri)))
    make.submission(here, public=False, title="Lampu jalan")
    for _again in range(2):
        mine, theirs = rina.opens("/meja/triase"), sari.opens("/meja/triase")
        assert "1 menunggu" in mine.text_of("#judul-antrean") and "0 menunggu" in theirs.text_of("#judul-antrean")
        assert offered(mine, "acara")[1:] == [here.title] and offered(theirs, "acara")[1:] == [there.title]
        assert "Lampu jalan" not in theirs.text


def test_what_no_public_page_shows_is_counted_at_once_at_the_desk(app: Flask) -> None:
    rina, one = Person(app, make.account("Rina", Role.MODERATOR)), make.submission(make.event(), title="Taman kota")
    assert "Ditandai 0" in rina.opens("/meja/triase").text_of(".chips")
    reader = Person(app, make.account("Pembaca"))
    assert reader.account
    make.said(flags.flag, one, by=reader.account.viewer(), account_id=reader.account.id, reason=Reason.THREAT)
    assert "Ditandai 1" in rina.opens("/meja/triase").text_of(".chips")


def test_two_moderators_of_one_city_share_no_hand(app: Flask) -> None:
    rina, bima = (Person(app, make.account(name, Role.MODERATOR)) for name in ("Rina", "Bima"))
    one = make.submission(make.event(), public=False)
    assert rina.account
    make.said(one.claim, by=rina.account.viewer(), until=clock.now() + timedelta(minutes=20))
    for _again in range(2):
        assert "Anda pegang" in rina.opens("/meja/triase").text_of(".queue .q")
        assert "Dipegang Rina" in bima.opens("/meja/triase").text_of(".queue .q")
        assert "Saya pegang 1" in rina.opens("/meja/triase").text_of(".chips")
        assert "Saya pegang" not in bima.opens("/meja/triase").text_of(".chips")


def test_a_day_off_raises_the_stamp_of_places(app: Flask) -> None:
    before = stamps.here()[stamps.PLACES]
    db.session.add(Holiday(day=clock.today("Asia/Jakarta"), name="Hari libur"))
    db.session.commit()
    assert stamps.here()[stamps.PLACES] > before


def test_a_request_that_writes_reads_for_itself(app: Flask) -> None:
    seen: list[str] = []

    def read() -> str:
        seen.append("read")
        return "here"

    for method, times in (("GET", 1), ("GET", 1), ("POST", 2), ("POST", 3)):
        with app.test_request_context("/", method=method):
            g.known_under = {stamps.SITE: 1, stamps.PLACES: 1}
            assert known("piece", read) == "here"
        assert len(seen) == times, method


def test_it_is_read_again_when_its_stamp_has_risen(app: Flask) -> None:
    for stamp in (1, 2):
        with app.test_request_context("/"):
            g.known_under = {stamps.SITE: stamp, stamps.PLACES: 1}
            assert known("piece", lambda stamp=stamp: stamp, under=stamps.SITE) == stamp
            assert known("other", lambda stamp=stamp: stamp) == 1


def test_a_city_is_offered_for_signing_up_as_soon_as_it_opens_a_forum(app: Flask) -> None:
    kediri = make.city("kediri")
    everybody = (Person(app), Person(app, make.account("Pembaca")))
    for one in everybody:
        assert not one.opens("/daftar").has("Kota Kediri")
    make.event("Forum Kediri", kediri)
    for one in everybody:
        assert one.opens("/daftar").has("Kota Kediri")
