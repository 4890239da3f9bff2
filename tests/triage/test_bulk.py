"""One act for many: each one's fate is listed first, and one that fails undoes nothing of the others."""

from __future__ import annotations

import pytest

from forum.core import history
from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Identity, Visibility
from tests import make
from tests.page import Page
from tests.triage.conftest import Desk
from tests.triage.test_decisions import again, decides, waiting
from tests.triage.test_handling import holds


def looks(desk: Desk, act: str, *items: Submission, filters: str = "") -> Page:
    named = "&".join(f"dari={one.code}" for one in items)
    return desk.rina.opens(f"/meja/triase/sekaligus?tindakan={act}&{named}{filters}")


def fate(page: Page, it: Submission) -> str:
    row = next(row for row in page.all("tbody tr") if it.code in row.get_text())
    return " ".join(row.select("td")[-1].get_text(" ").split())


def test_the_page_lists_the_fate_of_each_and_nothing_happens_yet(desk: Desk) -> None:
    good, own, held = waiting(desk, "Baik"), waiting(desk, "Milik Rina", by=desk.account), waiting(desk, "Dipegang Bima")
    holds(desk.bima, held)
    public, done, young = make.submission(desk.event), waiting(desk, "Sudah ditolak"), waiting(desk, by=make.minor(consent=True))
    decides(desk.bima, done, decision="refuse", reason="commercial", note="Iklan.")
    secret, private = waiting(desk, "Rahasia", identity=Identity.CONFIDENTIAL), waiting(desk, "Nomor", body="Hubungi 0812-3456-7890 ya.")
    page = looks(desk, "publish", good, own, held, public, done, young, secret, private)
    assert fate(page, good) == "akan tayang"
    for it, why in (
        (own, "Ini masukan Anda sendiri"),
        (held, "Rekan Anda sedang memegang"),
        (public, "Keadaannya sudah berubah"),
        (done, "Sudah diputuskan"),
        (young, "masih di bawah umur"),
        (secret, "Masukan rahasia"),
        (private, "data pribadi"),
    ):
        assert why in fate(page, it), it.title
    assert "Tayangkan 1 masukan" in page.text_of("#kerjakan button")
    assert again(good).visibility is Visibility.WAITING


def test_each_is_done_by_itself_and_the_result_lists_them(desk: Desk) -> None:
    items = [waiting(desk, f"Masukan {n}") for n in range(3)]
    page = looks(desk, "publish", *items)
    decides(desk.bima, items[1], decision="hold", reason="unverified_claim")
    done = page.form("#kerjakan").submit()
    assert "2 masukan selesai. 1 dilewati." in done
    assert "Berubah sejak pratinjau" in fate(done, items[1])
    assert [again(one).visibility for one in items] == [Visibility.PUBLIC, Visibility.HELD, Visibility.PUBLIC]


def test_refusing_many_takes_one_reason_and_one_message(desk: Desk) -> None:
    items = [waiting(desk, f"MAXWIN {n}") for n in range(3)]
    page = looks(desk, "refuse", *items).form("#kerjakan").submit(422)
    assert page.find("#reason-err") and page.find("#note-err")
    page.form("#kerjakan").fill(reason="spam_gambling", note="Ini promosi judi.").submit()
    for one in items:
        found = again(one)
        assert (found.visibility, found.visibility_reason, found.visibility_note) == (
            Visibility.REFUSED, "spam_gambling", "Ini promosi judi.",
        )  # fmt: skip


def test_a_forged_choice_of_reason_is_refused(desk: Desk) -> None:
    it = waiting(desk)
    looks(desk, "refuse", it).form("#kerjakan").forge(reason="karena", note="Ini.").submit(422)
    assert again(it).visibility is Visibility.WAITING


def test_many_are_claimed_and_thanked(desk: Desk) -> None:
    items = [make.submission(desk.event, title=f"Terima kasih {n}") for n in range(2)]
    looks(desk, "pegang", *items).form("#kerjakan").submit()
    assert {again(one).holder_id for one in items} == {desk.account.id}
    looks(desk, "acknowledge", *items).form("#kerjakan").submit()
    assert {again(one).disposition for one in items} == {Disposition.ACKNOWLEDGED}


def test_sent_twice_it_is_done_once(desk: Desk) -> None:
    items = [waiting(desk, f"Masukan {n}") for n in range(2)]
    form = looks(desk, "publish", *items).form("#kerjakan")
    form.submit()
    lines = db.session.scalar(db.select(db.func.count()).select_from(history.HistoryEntry))
    assert "Tindakan itu sudah dikerjakan." in form.submit()
    again_ = form.forge(once="another-key").submit()
    assert "2 masukan selesai." in again_
    assert db.session.scalar(db.select(db.func.count()).select_from(history.HistoryEntry)) == lines


def test_own_ones_are_refused_in_the_post_too(desk: Desk) -> None:
    own, other = waiting(desk, "Milik Rina", by=desk.account), waiting(desk, "Milik orang")
    page = looks(desk, "publish", own, other).form("#kerjakan").submit()
    assert "Ini masukan Anda sendiri" in fate(page, own)
    assert (again(own).visibility, again(other).visibility) == (Visibility.WAITING, Visibility.PUBLIC)


def test_each_of_them_can_be_undone_from_the_result(desk: Desk) -> None:
    items = [waiting(desk, f"Masukan {n}") for n in range(2)]
    page = looks(desk, "publish", *items).form("#kerjakan").submit()
    assert len(page.all("[formaction$='/urungkan']")) == 2
    form = page.form("#act")
    form.action = f"/meja/triase/{items[0].code}/urungkan"
    form.submit()
    assert [again(one).visibility for one in items] == [Visibility.WAITING, Visibility.PUBLIC]


def test_the_way_back_leads_to_the_same_place_in_the_queue(desk: Desk) -> None:
    it = waiting(desk)
    page = looks(desk, "publish", it, filters=f"&acara={desk.event.slug}&urut=baru")
    done = page.form("#kerjakan").submit()
    assert f"acara={desk.event.slug}" in str(done.soup) and "urut=baru" in str(done.find("main p a.btn")["href"])


def test_nothing_ticked_is_said_kindly(desk: Desk) -> None:
    assert "Centang dulu" in desk.rina.opens("/meja/triase/sekaligus?tindakan=publish")


@pytest.mark.parametrize("path", ["?tindakan=musnahkan&dari={code}", "?tindakan=publish&dari=S-TIADA"])
def test_what_is_none_of_ours_is_not_found(desk: Desk, path: str) -> None:
    desk.rina.opens("/meja/triase/sekaligus" + path.format(code=waiting(desk).code), 404)


def test_another_citys_items_are_not_found(desk: Desk) -> None:
    it = waiting(desk)
    desk.kediri.opens(f"/meja/triase/sekaligus?tindakan=publish&dari={it.code}", 404)
    page = looks(desk, "publish", it)
    form = desk.kediri.opens("/meja/triase").form("#act").forge(tindakan="publish", dari=f"{it.code}:{it.version}")
    form.action = "/meja/triase/sekaligus"
    form.submit(404)
    assert again(it).visibility is Visibility.WAITING and page.all("#kerjakan")


def test_only_moderators_reach_it(desk: Desk) -> None:
    desk.publisher.opens(f"/meja/triase/sekaligus?tindakan=publish&dari={waiting(desk).code}", 404)


def test_a_hundred_are_listed_at_the_cost_of_two(desk: Desk, queries) -> None:  # type: ignore[no-untyped-def]
    items = [waiting(desk, f"Masukan {n}", by=desk.bima.account) for n in range(30)]
    codes = [f"dari={one.code}" for one in items]
    path = "/meja/triase/sekaligus?tindakan=refuse&"
    desk.rina.opens(path + codes[0])
    with queries() as few:
        desk.rina.opens(path + "&".join(codes[:2]))
    with queries() as many:
        desk.rina.opens(path + "&".join(codes))
    assert many.count == few.count <= 4, many
