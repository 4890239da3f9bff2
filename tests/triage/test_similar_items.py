"""The desk shows what is similar to an item, says why, and offers to compare."""

from __future__ import annotations

from forum.extensions import db
from forum.indices.models import Pillar
from forum.submissions.states import Identity
from forum.submissions.wordings import MaskKind, Span
from tests import make
from tests.page import Page
from tests.triage.conftest import Desk

WIFI = {
    "title": "WiFi balai kelurahan mati habis magrib",
    "body": "WiFi gratis di balai kelurahan kami sering mati habis magrib, padahal anak mengerjakan tugas. Usul kapasitasnya ditambah.",
}
SAME = {
    "title": "Akses internet belajar di kelurahan",
    "body": "WiFi publik di balai kelurahan kerap tidak aktif malam hari saat siswa mengerjakan tugas. Mohon kapasitasnya ditingkatkan.",
}


def here(page: Page) -> list[str]:
    return [tag.get_text(strip=True) for tag in page.all("#serupa ~ ul b a")]


def test_an_item_shows_what_is_similar_and_why(desk: Desk) -> None:
    pillar = Pillar(slug="hidup", name="Kehidupan Cerdas", name_en="Living", position=1)
    make.committed(pillar)
    it = make.submission(desk.event, **WIFI, pillar=pillar, locality="Kauman", public=False)
    other = make.submission(desk.event, **SAME, pillar=pillar, locality="Kauman")
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert here(page) == [other.title]
    why = page.text_of("#serupa ~ ul .why")
    assert "“balai kelurahan”" in why
    assert "“tidak aktif” searti dengan “mati”" in why
    assert "pilar sama" in why
    assert "tempat sama" in why


def test_two_are_compared_from_there(desk: Desk) -> None:
    it, other = make.submission(desk.event, **WIFI), make.submission(desk.event, **SAME)
    page = desk.rina.opens(f"/meja/triase/{it.code}").follow("Bandingkan")
    assert it.title in page
    assert other.title in page
    assert page.heading == "Gabungkan masukan serupa"


def test_when_nothing_is_near_enough_it_says_so(desk: Desk) -> None:
    it = make.submission(desk.event, **WIFI)
    make.submission(desk.event, title="Beasiswa puisi", body="Mohon beasiswa bagi penghafal puisi.")
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert not here(page)
    assert "Tidak ada masukan lain di acara ini yang cukup mirip." in page


def test_another_event_of_the_city_is_a_hint_and_cannot_be_compared(desk: Desk) -> None:
    it = make.submission(desk.event, **WIFI)
    before = make.event("Forum tahun lalu")
    other = make.submission(before, **SAME)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert not here(page)
    assert "Pernah muncul di acara lain (1)" in page
    assert other.title in page
    assert before.title in page
    assert "Bandingkan" not in page


def test_another_city_is_never_even_a_hint(desk: Desk) -> None:
    it = make.submission(desk.event, **WIFI)
    make.submission(make.event(in_city=make.city("kediri")), **WIFI)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert not here(page)
    assert "Pernah muncul di acara lain" not in page


def test_a_sealed_text_is_not_compared_with_anything(desk: Desk) -> None:
    it = make.submission(desk.event, **WIFI, identity=Identity.CONFIDENTIAL, public=False)
    make.submission(desk.event, **SAME)
    page = desk.rina.opens(f"/meja/triase/{it.code}")
    assert "Serupa dalam acara ini" not in page


def test_what_is_masked_is_no_reason(desk: Desk) -> None:
    it = make.submission(desk.event, title="Surat belum jadi", body="Surat atas nama Zulaikha belum jadi sejak Maret di loket timur.")
    other = make.submission(desk.event, title="Surat belum jadi", body="Surat atas nama Zulaikha belum jadi sejak Maret di loket timur.")
    start = other.body.index("Zulaikha")
    make.said(other.redact, [Span(start, start + 8, MaskKind.NAME)], by=desk.account.viewer())
    db.session.expire_all()
    assert "Zulaikha" not in desk.rina.opens(f"/meja/triase/{it.code}").text_of("#serupa ~ ul")


def test_the_publisher_reads_it_but_is_not_offered_to_merge(desk: Desk) -> None:
    it = make.submission(desk.event, **WIFI)
    other = make.submission(desk.event, **SAME)
    page = desk.publisher.opens(f"/meja/triase/{it.code}")
    assert here(page) == [other.title]
    assert "Bandingkan" not in page


def test_the_page_for_choosing_begins_with_the_similar_ones_and_can_be_searched(desk: Desk) -> None:
    it, other = make.submission(desk.event, **WIFI), make.submission(desk.event, **SAME)
    third = make.submission(desk.event, title="Beasiswa puisi", body="Mohon beasiswa bagi penghafal puisi.")
    page = desk.rina.opens(f"/meja/triase/{it.code}/gabung")
    assert [tag.get_text(strip=True) for tag in page.all(".similar b a")] == [other.title, third.title]
    page = desk.rina.opens(f"/meja/triase/{it.code}/gabung?cari=puisi")
    assert [tag.get_text(strip=True) for tag in page.all(".similar b a")] == [third.title]
