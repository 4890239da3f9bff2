"""Two that ask for the same: compared side by side, merged by hand, and split again."""

from __future__ import annotations

import pytest

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core.history import HistoryEntry
from forum.extensions import db
from forum.indices.models import Pillar
from forum.notices import rules
from forum.submissions.merging import carry_over, merge, split
from forum.submissions.models import Submission
from forum.submissions.states import Identity
from forum.submissions.support import Support, support
from forum.submissions.voices import Reply
from tests import make
from tests.page import Page
from tests.triage.conftest import Desk


def again(submission: Submission) -> Submission:
    db.session.expire_all()
    return db.session.get_one(Submission, submission.id)


def twins(desk: Desk) -> tuple[Submission, Submission]:
    first = make.submission(desk.event, title="Satu akun untuk semua layanan")
    return first, make.submission(desk.event, title="Aplikasi kebanyakan, masuknya beda")


def compared(desk: Desk, it: Submission, other: Submission) -> Page:
    return desk.rina.opens(f"/meja/triase/{it.code}/gabung?dengan={other.code}")


def backs(submission: Submission, group_code: str) -> None:
    person = make.account("Pendukung")
    group = make.group(group_code, group_code)
    make.said(person.grant, "group_representative", by=make.SYSTEM, group=group)
    make.said(support, submission, by=person.viewer(), account_id=person.id, group=group)


def test_candidates_are_the_public_ones_of_this_event(desk: Desk) -> None:
    it, other = twins(desk)
    make.submission(desk.event, public=False, title="Belum tayang", body="Menunggu diperiksa.")
    make.submission(make.event("Acara lain"), title="Dari acara lain")
    make.submission(desk.event, title="Yang rahasia", identity=Identity.CONFIDENTIAL)
    found = [tag.get_text(strip=True) for tag in desk.rina.opens(f"/meja/triase/{it.code}/gabung").all(".similar b a")]
    assert found == [other.title]


def test_candidates_are_found_by_words_and_the_same_pillar_comes_first(desk: Desk) -> None:
    health, other = (
        Pillar(slug="sehat", name="Sehat", name_en="Health", position=1),
        Pillar(slug="lain", name="Lain", name_en="Other", position=2),
    )
    make.committed(health)
    make.committed(other)
    it = make.submission(desk.event, title="Antre puskesmas", pillar=health)
    make.submission(desk.event, title="Puskesmas penuh", pillar=other)
    make.submission(desk.event, title="Puskesmas jauh", pillar=health)
    make.submission(desk.event, title="Lampu 100% mati", pillar=health)
    found = [tag.get_text(strip=True) for tag in desk.rina.opens(f"/meja/triase/{it.code}/gabung?cari=PUSKESMAS").all(".similar b a")]
    assert found == ["Puskesmas jauh", "Puskesmas penuh"]
    page = desk.rina.opens(f"/meja/triase/{it.code}/gabung?cari=100%25")
    assert [tag.get_text(strip=True) for tag in page.all(".similar b a")] == ["Lampu 100% mati"]


def test_the_effects_are_told_before_it_happens(desk: Desk) -> None:
    it, other = twins(desk)
    for one, group in ((it, "relawan_tik"), (other, "relawan_tik"), (other, "dewan_tik")):
        backs(one, group)
    page = compared(desk, it, other)
    assert "3 orang dari 2 kelompok" in page
    assert "Tetap hidup, menampilkan teks asli" in page


def test_a_moderator_merges_two_twins_and_splits_them_again(desk: Desk) -> None:
    it, other = twins(desk)
    page = compared(desk, it, other).form("#gabung").forge(survivor=other.code).fill(why="Usulnya sama.").submit()
    assert page.path.endswith(other.code) and it.title in page.text_of("#pengikut + ul")
    found = again(it)
    assert (found.merged_into_id, found.merge_reason) == (other.id, "Usulnya sama.")
    assert it.title in desk.rina.opens("/meja/triase?apa=digabung")
    page = desk.rina.opens(f"/meja/triase/{it.code}").follow("Pisahkan")
    assert page.form("[name=why]").submit(422).find("#why-err")
    page.form("[name=why]").fill(why="Ternyata berbeda tempat.").submit()
    assert again(it).merged_into_id is None and not again(other).has_merged
    assert it.title not in desk.rina.opens("/meja/triase?apa=digabung")


def test_the_other_one_may_stay_instead(desk: Desk) -> None:
    it, other = twins(desk)
    compared(desk, it, other).form("#gabung").forge(survivor=it.code).fill(why="Ini lebih lengkap.").submit()
    assert again(other).merged_into_id == it.id


def test_a_merge_needs_a_reason(desk: Desk) -> None:
    it, other = twins(desk)
    assert compared(desk, it, other).form("#gabung").forge(survivor=other.code).submit(422).find("#why-err")
    assert again(it).merged_into_id is None


def test_a_waiting_one_cannot_be_the_survivor(desk: Desk) -> None:
    waiting, public = make.submission(desk.event, public=False), make.submission(desk.event)
    page = compared(desk, public, waiting).form("#gabung").forge(survivor=waiting.code).fill(why="Sama.").submit(422)
    assert "Masukan pokok harus sudah tayang" in page
    compared(desk, waiting, public).form("#gabung").forge(survivor=public.code).fill(why="Sama.").submit()
    assert again(waiting).merged_into_id == public.id


@pytest.mark.parametrize("mine", [0, 1])
def test_ones_own_is_neither_twin_nor_survivor(desk: Desk, mine: int) -> None:
    pair = [make.submission(desk.event, by=desk.account if n == mine else None) for n in (0, 1)]
    page = compared(desk, *pair).form("#gabung").forge(survivor=pair[1].code).fill(why="Sama.").submit(422)
    assert "Ini masukan Anda sendiri" in page


def test_never_across_events(desk: Desk) -> None:
    it, far = make.submission(desk.event), make.submission(make.event("Acara lain"))
    page = compared(desk, it, far).form("#gabung").forge(survivor=far.code).fill(why="Sama.").submit(422)
    assert "acara yang sama" in page


def test_the_confidential_stay_apart(desk: Desk) -> None:
    hidden, public = make.submission(desk.event, identity=Identity.CONFIDENTIAL), make.submission(desk.event)
    page = compared(desk, hidden, public).form("#gabung").forge(survivor=public.code).fill(why="Sama.").submit(422)
    assert "Masukan rahasia tidak digabung" in page


def test_a_merge_on_an_old_page_is_stopped(desk: Desk) -> None:
    it, other = twins(desk)
    page = compared(desk, it, other)
    make.said(it.acknowledge, by=desk.bima.account.viewer())  # type: ignore[union-attr]
    late = page.form("#gabung").forge(survivor=other.code).fill(why="Alasan yang panjang.").submit(409)
    assert "Alasan yang panjang." in str(late.soup)


def crowd(submission: Submission, size: int, start: int = 0) -> list[Account]:
    """So many supporters, of a few groups, and a reply of each, in one transaction."""
    groups = [make.group(code, code) for code in ("relawan_tik", "dewan_tik", "akademisi", "umkm")]
    element = make.public_element()

    def come() -> list[Account]:
        people = [
            Account(
                email=f"pendukung{start + n}@contoh.test",
                name=f"Pendukung {n}",
                password_hash="-",
                element=element,
                jurisdiction_id=element.jurisdiction_id,
            )
            for n in range(size)
        ]
        db.session.add_all(people)
        db.session.flush()
        for n, person in enumerate(people):
            person.grant(Role.GROUP_REPRESENTATIVE, by=make.SYSTEM, group=groups[n % 4])
            db.session.flush()
            support(submission, by=person.viewer(), account_id=person.id, group=groups[n % 4])
            Reply.post(submission, by=person.viewer(), author_id=person.id, group=groups[n % 4], body=f"Balasan {n}.")
        return people

    return make.said(come)


def test_two_hundred_supporters_and_replies_on_both_sides_are_asked_carried_and_given_back(desk: Desk) -> None:
    it, other = twins(desk)
    mine, theirs = crowd(it, 200), crowd(other, 200, 200)
    both = theirs[0]
    make.said(support, it, by=both.viewer(), account_id=both.id, group=make.group("relawan_tik"))
    make.said(merge, it, other, by=desk.account.viewer(), reason="Usulnya sama.")
    line = db.session.scalars(db.select(HistoryEntry).where(HistoryEntry.verb == "submission.merge")).one()
    asked = [account for rule, account in rules.concerned(line) if rule.audience is rules.supporters_of]
    assert sorted(asked) == sorted(person.id for person in (*mine, both))

    def carry() -> None:
        for person in (*mine[:120], both, *mine[:5]):
            carry_over(it, by=person.viewer(), account_id=person.id)

    make.said(carry)
    assert (again(other).support_count, again(it).support_count) == (320, 201)
    make.said(split, again(it), by=desk.bima.account.viewer(), reason="Ternyata berbeda.")  # type: ignore[union-attr]
    assert (again(other).support_count, again(it).support_count) == (200, 201)
    assert (again(other).reply_count, again(it).reply_count) == (200, 200)
    assert (again(other).support_group_count, again(it).support_group_count) == (4, 4)
    assert db.session.query(Support).filter(Support.carried_from_id.is_not(None)).count() == 0
    assert db.session.query(Support).filter_by(submission_id=other.id, account_id=both.id).count() == 1


def test_when_a_survivor_is_withdrawn_those_who_followed_it_stand_for_themselves(desk: Desk) -> None:
    it, survivor = twins(desk)
    backs(it, "relawan_tik")
    make.said(merge, it, survivor, by=desk.account.viewer(), reason="Sama.")
    make.said(again(survivor).withdraw, by=survivor.author.viewer())
    assert again(it).merged_into_id is None and not again(it).decided and again(it).support_count == 1
    assert not again(survivor).has_merged and it.code in desk.rina.opens("/meja/triase").text_of(".queue")
