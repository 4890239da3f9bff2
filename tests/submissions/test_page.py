"""The page of one submission: who reads what, support, merging, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.recommendations.states import AnswerKind
from forum.submissions import merging, support
from forum.submissions.models import Submission
from forum.submissions.states import Identity, Reason, Visibility
from tests import make
from tests.page import Client
from tests.submissions.conftest import SignIn

pytestmark = pytest.mark.usefixtures("db_session")


def address(one: Submission) -> str:
    return f"/forum/{one.event.slug}/masukan/{one.code}"


def moderator() -> Account:
    return make.account("Moderator", Role.MODERATOR)


def press(client: Client, path: str, **data: str) -> Any:
    """Press a button that belongs to the page's one form."""
    token = client.page("/lacak").find("input[name=csrf_token]")["value"]
    return client.post(path, data={"csrf_token": token, **data})


def test_everyone_reads_a_public_one(client: Client) -> None:
    one = make.submission(by=make.account("Sari Wulandari"))
    page = client.page(address(one))
    assert page.heading == one.title
    assert "Sari Wulandari" in page
    assert "lupa kata sandi" in page
    assert page.all(".journey li.done")


@pytest.mark.parametrize("state", ["waiting", "returned", "held", "refused"])
def test_what_is_not_public_is_found_by_author_and_moderator_only(browser: SignIn, client: Client, state: str) -> None:
    author, judge = make.account("Sari"), moderator()
    one = make.submission(by=author, public=False)
    reason = {"reason": Reason.SPAM_GAMBLING, "note": "Perbaiki dulu."}
    verbs: dict[str, Callable[..., None]] = {"returned": one.return_for_rewording, "held": one.hold, "refused": one.refuse}
    if state in verbs:
        make.said(verbs[state], by=judge.viewer(), **reason)
    client.page(address(one), 404)
    browser(make.account("Orang lain")).page(address(one), 404)
    browser(make.account("Moderator Kediri", Role.MODERATOR, in_city=make.city("kediri"))).page(address(one), 404)
    page = browser(author).page(address(one))
    assert state == "waiting" or "Perbaiki dulu." in page
    browser(judge).page(address(one))


def test_a_confidential_one_is_found_by_author_and_moderator_only(browser: SignIn, client: Client) -> None:
    author, judge = make.account("Sari"), moderator()
    one = make.submission(by=author, moderator=judge, identity=Identity.CONFIDENTIAL, body="kenari-rahasia")
    for stranger in (client, browser(make.account("Orang lain")), browser(make.account("Kepala", Role.AGENCY_HEAD, of=make.agency()))):
        stranger.page(address(one), 404)
    assert "kenari-rahasia" in browser(author).page(address(one))
    assert "kenari-rahasia" in browser(judge).page(address(one))


def test_the_name_of_an_anonymous_author_stands_in_no_answer_to_others(browser: SignIn, client: Client) -> None:
    author, judge = make.account("Kenari Tersembunyi"), moderator()
    one = make.submission(by=author, moderator=judge, identity=Identity.ANONYMOUS)
    make.reply(one, author, "Saya tambahkan satu hal.")
    others = [client, browser(make.account("Orang lain")), browser(judge)]
    for someone in others:
        for path in (address(one), "/en" + address(one), f"/lacak?kode={one.code}"):
            answer = someone.get(path)
            assert answer.status_code == 200
            assert "Kenari" not in answer.get_data(as_text=True)
        assert "Pengirim masukan ini" in someone.page(address(one))
    assert "Kenari Tersembunyi" in browser(author).page(address(one))


def test_a_withdrawn_one_leaves_a_tombstone_without_its_words(client: Client) -> None:
    author = make.account("Sari Wulandari")
    one = make.submission(by=author, title="Judul yang ditarik", body="Tulisan yang ditarik.")
    make.said(one.withdraw, by=author.viewer())
    page = client.page(address(one))
    assert "ditarik" in page.heading
    for gone in ("Judul yang ditarik", "Tulisan yang ditarik", "Sari Wulandari"):
        assert gone not in page.response.get_data(as_text=True)


def test_a_confidential_one_that_was_withdrawn_leaves_no_public_trace(client: Client) -> None:
    author = make.account()
    one = make.submission(by=author, public=False, identity=Identity.CONFIDENTIAL)
    make.said(one.withdraw, by=author.viewer())
    client.page(address(one), 404)


def test_the_address_of_another_event_finds_nothing(client: Client) -> None:
    one, other = make.submission(), make.event()
    client.page(f"/forum/{other.slug}/masukan/{one.code}", 404)


def test_the_answer_of_the_moderator_and_of_the_agency_are_shown(client: Client) -> None:
    judge = moderator()
    one = make.submission(moderator=judge)
    make.said(one.answer, "Sudah dijadwalkan.", by=judge.viewer())
    assert "Sudah dijadwalkan." in client.page(address(one)).text_of(".official")
    adopted = make.submission()
    rec = make.recommendation([adopted])
    make.answered(rec, AnswerKind.ACCEPTED)
    page = client.page(address(adopted))
    assert "Diterima, dikerjakan bertahap." in page
    assert rec.code in page


def test_a_recommendation_still_in_draft_is_not_betrayed(client: Client) -> None:
    one = make.submission()
    rec = make.recommendation([one], issued=False, title="Kenari rancangan")
    text = client.page(address(one)).response.get_data(as_text=True)
    assert rec.code not in text
    assert "Kenari rancangan" not in text


def test_support_counts_one_petal_for_each_group(browser: SignIn, client: Client) -> None:
    relawan, dewan = make.group(), make.group("dewan_tik", "Dewan TIK")
    one = make.submission(make.event(groups=(relawan, dewan)))
    supporter = make.account("Budi", Role.GROUP_DELEGATE, of=relawan)
    friend = browser(supporter)
    answer = press(friend, address(one) + "/dukung", group=relawan.slug)
    assert answer.status_code == 303
    page = client.page(address(one))
    assert page.find(".support svg.rosette")["aria-label"] == "1 dari 2 kelompok mendukung"
    assert "1 orang dari 1 kelompok" in page
    assert "Anda mendukung. Batalkan" in friend.page(address(one))


def test_supporting_twice_counts_once_and_can_be_taken_back(browser: SignIn) -> None:
    one, person = make.submission(), browser(make.account())
    for _ in range(2):
        press(person, address(one) + "/dukung")
    assert (one.support_count, one.support_group_count) == (1, 1)
    for _ in range(2):
        press(person, address(one) + "/batal-dukung")
    assert (one.support_count, one.support_group_count) == (0, 0)


def test_support_moves_when_another_group_is_chosen(browser: SignIn) -> None:
    group = make.group()
    one, person = make.submission(), make.account("Budi", Role.GROUP_DELEGATE, of=group)
    client = browser(person)
    press(client, address(one) + "/dukung", group=make.public_element().slug)
    press(client, address(one) + "/dukung", group=group.slug)
    rows = {row.group_id: row.people for row in make.db.session.query(support.GroupSupport)}
    assert rows == {group.id: 1}
    assert one.support_count == 1


def test_nobody_supports_for_a_group_that_is_not_theirs(browser: SignIn) -> None:
    one, group = make.submission(), make.group()
    answer = press(browser(make.account()), address(one) + "/dukung", group=group.slug)
    assert answer.status_code == 403
    assert one.support_count == 0


def test_nobody_supports_their_own(browser: SignIn) -> None:
    author = make.account()
    one = make.submission(by=author)
    assert press(browser(author), address(one) + "/dukung").status_code == 403


def merged_pair() -> tuple[Submission, Submission, Account]:
    event, judge = make.event(), moderator()
    survivor = make.submission(event, title="Pokok", moderator=judge)
    twin = make.submission(event, title="Kembaran", moderator=judge)
    return survivor, twin, judge


def test_a_merged_one_leads_to_its_survivor_and_stays_readable(client: Client) -> None:
    survivor, twin, judge = merged_pair()
    make.said(merging.merge, twin, survivor, by=judge.viewer(), reason="Pokoknya sama.")
    answer = client.get(address(twin))
    assert answer.status_code == 303
    assert answer.location.endswith(f"{survivor.code}?dari={twin.code}")
    page = client.page(address(twin))
    assert page.heading == "Pokok"
    assert "Pokoknya sama." in page
    original = page.follow("Baca tulisan aslinya")
    assert original.heading == "Kembaran"
    assert survivor.code in original


def test_a_supporter_of_a_merged_one_is_asked_and_may_carry_over(browser: SignIn) -> None:
    survivor, twin, judge = merged_pair()
    person = make.account()
    client = browser(person)
    press(client, address(twin) + "/dukung")
    make.said(merging.merge, twin, survivor, by=judge.viewer(), reason="Pokoknya sama.")
    assert survivor.support_count == 0
    assert "Anda mendukung yang ini" in client.page(address(twin))
    press(client, address(twin) + "/alihkan")
    assert (survivor.support_count, twin.support_count) == (1, 1)
    assert "Anda mendukung yang ini" not in client.page(address(twin))
    make.said(merging.split, twin, by=judge.viewer(), reason="Ternyata berbeda.")
    assert (survivor.support_count, twin.support_count) == (0, 1)


def test_a_merged_one_that_is_not_public_is_not_listed_with_its_survivor(client: Client) -> None:
    event, judge = make.event(), moderator()
    survivor = make.submission(event, moderator=judge)
    twin = make.submission(event, title="Kenari belum tayang", public=False)
    make.said(merging.merge, twin, survivor, by=judge.viewer(), reason="Sama.")
    assert "Kenari belum tayang" not in client.page(address(survivor)).response.get_data(as_text=True)
    client.page(address(twin), 404)


def test_an_event_that_is_over_is_only_read(browser: SignIn) -> None:
    one, person = make.submission(), make.account()
    mine = make.reply(one, person)
    client = browser(person)
    press(client, address(one) + "/dukung")
    publisher = make.account("Penerbit", Role.PUBLISHER)
    make.said(one.event.cancel, by=publisher.viewer(), note="Ditiadakan.")
    page = client.page(address(one))
    assert not page.all("textarea")
    assert "hanya dapat dibaca" in page
    for path in ("/batal-dukung", "/dukung"):
        assert press(client, address(one) + path).status_code == 403
    assert press(client, f"/balasan/{mine.public_id}/ubah", body="Diam-diam diubah").status_code == 403
    assert one.support_count == 1


@pytest.mark.parametrize("replies", [0, 12])
def test_what_the_page_costs(browser: SignIn, client: Client, queries: Any, replies: int) -> None:
    survivor, twin, judge = merged_pair()
    make.said(merging.merge, twin, survivor, by=judge.viewer(), reason="Sama.")
    make.answered(make.recommendation([survivor]))
    for _ in range(replies):
        make.reply(survivor)
    person = browser(make.account("Budi", Role.GROUP_DELEGATE, Role.GROUP_DELEGATE, of=make.group()))
    place = address(survivor)
    client.page("/lacak")
    with queries() as seen:
        client.get(place)
    assert seen.count <= 4, seen
    with queries() as seen:
        person.get(place)
    assert seen.count <= 6, seen


@pytest.mark.parametrize("kind", ["secret", "public", "clumsy"])
def test_a_code_tells_how_far_it_is(client: Client, kind: str) -> None:
    one = make.submission()
    code = {"secret": one.tracking_code, "public": one.code, "clumsy": one.tracking_code.lower().replace("0", "o").replace("-", " ")}[kind]
    page = client.page("/lacak").form("main form").fill(kode=code).submit()
    assert one.title in page
    assert page.all(".journey li")


def test_the_secret_code_of_a_waiting_one_shows_its_state_but_not_its_words(client: Client) -> None:
    one = make.submission(public=False, title="Kenari judul", body="Kenari isi")
    page = client.page("/lacak").form("main form").fill(kode=one.tracking_code).submit()
    assert "Menunggu verifikasi" in page
    assert "Kenari" not in page.response.get_data(as_text=True)


def test_the_public_code_of_a_waiting_one_is_unknown(client: Client) -> None:
    one = make.submission(public=False)
    page = client.page("/lacak").form("main form").fill(kode=one.code).submit(422)
    assert "Kode ini tidak dikenal" in page


def test_the_secret_code_is_not_taken_from_an_address(client: Client) -> None:
    one = make.submission()
    client.page(f"/lacak?kode={one.tracking_code}", 422)
    assert one.title in client.page(f"/lacak?kode={one.code}")


def test_the_english_page_is_complete_under_its_own_address(client: Client) -> None:
    one = make.submission()
    make.reply(one)
    page = client.page("/en" + address(one))
    assert page.soup.html is not None
    assert page.soup.html["lang"] == "en"


def test_the_state_is_told_in_words(client: Client) -> None:
    one = make.submission()
    assert one.visibility is Visibility.PUBLIC
    assert client.page(address(one)).text_of(".page-head .tag") == "Tayang"
