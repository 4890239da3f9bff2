"""Writing a submission: the form, the receipt, and what its author can still do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.accounts.roles import Role
from forum.core import clock
from forum.extensions import db
from forum.submissions import limits
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Identity, Reason, Visibility
from forum.submissions.wordings import MaskKind, Span
from tests import make
from tests.page import Form, Page
from tests.submissions.conftest import SignIn

pytestmark = pytest.mark.usefixtures("db_session")
GOOD = {"title": "Satu akun saja", "body": "Warga **lupa** sandi.", "type": "suggestion", "identity": "named"}


def written(page: Page, **changes: object) -> Form:
    return page.form("main form").fill(**{**GOOD, "agree": True, **changes})


def all_submissions() -> list[Submission]:
    return list(db.session.scalars(select(Submission).order_by(Submission.id)))


def test_a_participant_writes_and_gets_a_receipt_with_the_tracking_code(browser: SignIn) -> None:
    event, author = make.event(), make.account("Sari Wulandari")
    receipt = written(browser(author).page(f"/forum/{event.slug}/masukan/baru")).submit()
    (made,) = all_submissions()
    assert receipt.path == f"/masukan-saya/{made.code}"
    assert made.tracking_code in receipt
    assert made.visibility is Visibility.WAITING
    assert made.author_name == "Sari Wulandari"
    assert "<strong>lupa</strong>" in made.body_html


def test_a_moderator_is_due_after_the_promised_working_days(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    make.committed(clock.Holiday(day=clock.today(event.tz) + timedelta(days=1), name="Hari libur"))
    written(browser(author).page(f"/forum/{event.slug}/masukan/baru")).submit()
    (made,) = all_submissions()
    assert made.judge_by == clock.add_working_days(clock.today(event.tz), 3, clock.holidays())


def test_a_delegate_may_write_for_the_group(browser: SignIn) -> None:
    event, group = make.event(), make.group()
    author = make.account("Budi", Role.GROUP_DELEGATE, of=group)
    written(browser(author).page(f"/forum/{event.slug}/masukan/baru"), group=group.slug).submit()
    (made,) = all_submissions()
    assert made.group_id == group.id
    assert made.for_group


def test_a_lapsed_mandate_is_shown_with_its_reason_and_not_accepted(browser: SignIn) -> None:
    event, group = make.event(), make.group("dewan_tik", "Dewan TIK")
    author = make.account("Budi", Role.GROUP_DELEGATE, of=group, until=clock.today("Asia/Jakarta") - timedelta(days=10))
    page = browser(author).page(f"/forum/{event.slug}/masukan/baru")
    assert page.find(f'input[name=group][value="{group.slug}"]').has_attr("disabled")
    assert "Surat mandat Anda berakhir" in page
    written(page).forge(group=group.slug).submit(422)
    assert not all_submissions()


def test_the_preview_shows_the_text_and_sends_nothing(browser: SignIn) -> None:
    event = make.event()
    page = browser(make.account()).page(f"/forum/{event.slug}/masukan/baru")
    page.form("main form").fill(body="Ini **tebal**.")
    shown = written(page, body="Ini **tebal**.").forge(preview="1").submit()
    assert shown.text_of(".preview strong") == "tebal"
    assert shown.find("textarea[name=body]").get_text().strip() == "Ini **tebal**."
    assert not all_submissions()


def test_errors_are_listed_and_nothing_typed_is_lost(browser: SignIn) -> None:
    event = make.event()
    form = browser(make.account()).page(f"/forum/{event.slug}/masukan/baru").form("main form")
    page = form.fill(title="Judul yang tetap", body="").submit(422)
    assert "Pilih jenis masukan." in page.text_of(".error-summary")
    assert page.find("input[name=title]")["value"] == "Judul yang tetap"


def test_a_choice_that_was_not_offered_is_an_error_at_its_field(browser: SignIn) -> None:
    event = make.event()
    page = browser(make.account()).page(f"/forum/{event.slug}/masukan/baru")
    answer = written(page).forge(pillar="bukan-pilar", type="bukan-jenis").submit(422)
    assert "Pilihan ini tidak tersedia" in answer or "Pilih salah satu." in answer
    assert not all_submissions()


def test_a_double_click_makes_one(browser: SignIn) -> None:
    event = make.event()
    form = written(browser(make.account()).page(f"/forum/{event.slug}/masukan/baru"))
    first, second = form.send(), form.send()
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert len(all_submissions()) == 1
    assert event.submission_count == 1


def test_a_closed_window_says_when_it_opens(browser: SignIn) -> None:
    event = make.event(opens=timedelta(days=2), closes=timedelta(days=5))
    page = browser(make.account()).page(f"/forum/{event.slug}/masukan/baru")
    assert "Masukan belum dapat dikirim" in page.heading
    assert "Masa masukan dibuka pada" in page


def test_a_window_that_closed_meanwhile_refuses_and_keeps_what_was_typed(browser: SignIn) -> None:
    event = make.event()
    form = written(browser(make.account()).page(f"/forum/{event.slug}/masukan/baru"))
    event.windows[0].closes_at = clock.now() - timedelta(minutes=1)
    make.committed(event)
    page = form.submit(403)
    assert GOOD["body"] in page
    assert not all_submissions()


def test_a_draft_event_is_not_found(browser: SignIn) -> None:
    event = make.event(announced=False)
    browser(make.account()).page(f"/forum/{event.slug}/masukan/baru", 404)


def test_posting_is_limited_per_person(browser: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SUBMISSIONS_AN_HOUR", 2)
    event, author = make.event(), make.account()
    client = browser(author)
    for _ in range(2):
        written(client.page(f"/forum/{event.slug}/masukan/baru")).submit()
    written(client.page(f"/forum/{event.slug}/masukan/baru")).submit(403)
    written(browser(make.account()).page(f"/forum/{event.slug}/masukan/baru")).submit()
    assert len(all_submissions()) == 3


def test_my_submissions_are_mine_alone(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    mine = make.submission(event, author, title="Milik saya", public=False)
    other = make.submission(event, title="Milik orang lain", public=False)
    client = browser(author)
    page = client.page("/masukan-saya")
    assert "Milik saya" in page
    assert "Milik orang lain" not in page
    assert "Moderator memeriksa paling lambat" in page
    assert client.get(f"/masukan-saya/{mine.code}").status_code == 200
    for path in ("", "/tulis-ulang", "/tarik", "/buka-kembali", "/banding"):
        assert client.get(f"/masukan-saya/{other.code}{path}").status_code == 404


def test_a_returned_one_is_reworded_beside_the_moderators_note(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    one = make.submission(event, author, public=False)
    judge = make.account("Moderator", Role.MODERATOR)
    make.said(one.return_for_rewording, by=judge.viewer(), reason=Reason.PERSONAL_DATA, note="Hapus nomor telepon.")
    page = browser(author).page(f"/masukan-saya/{one.code}/tulis-ulang")
    assert "Hapus nomor telepon." in page
    page.form("main form").fill(title="Judul baru", body="Tanpa nomor.").submit()
    assert (one.title, one.visibility, one.visibility_note) == ("Judul baru", Visibility.WAITING, None)
    assert [version.title for version in one.versions] == ["Satu akun untuk semua layanan"]


def test_rewording_clears_masks_made_for_the_old_words(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    one = make.submission(event, author, public=False, body="Hubungi 081234567890 ya")
    judge = make.account("Moderator", Role.MODERATOR)
    make.said(one.redact, [Span(8, 20, MaskKind.PHONE)], by=judge.viewer())
    make.said(one.return_for_rewording, by=judge.viewer(), reason=Reason.PERSONAL_DATA, note="Hapus nomor.")
    browser(author).page(f"/masukan-saya/{one.code}/tulis-ulang").form("main form").fill(body="Hubungi saya lewat forum").submit()
    assert one.redactions == []
    assert "lewat forum" in one.body_html


def test_two_rewordings_at_once_do_not_overwrite_each_other(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    one = make.submission(event, author, public=False)
    client = browser(author)
    first = client.page(f"/masukan-saya/{one.code}/tulis-ulang").form("main form").fill(title="Yang pertama")
    second = client.page(f"/masukan-saya/{one.code}/tulis-ulang").form("main form").fill(title="Yang kedua")
    first.submit()
    page = second.submit(409)
    assert one.title == "Yang pertama"
    assert "Yang kedua" in page


def test_withdrawing_shows_its_effect_first_and_leaves_a_tombstone(browser: SignIn, client: object) -> None:
    event, author = make.event(), make.account()
    one = make.submission(event, author, body="Tulisan yang akan hilang.")
    page = browser(author).page(f"/masukan-saya/{one.code}/tarik")
    assert "tidak dapat dikembalikan" in page
    assert one.visibility is Visibility.PUBLIC
    page.form("main form").submit()
    assert one.visibility is Visibility.WITHDRAWN
    assert event.public_count == 0


def test_the_author_reopens_once(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    one = make.submission(event, author)
    judge = make.account("Moderator", Role.MODERATOR)
    make.said(one.answer, "Sudah ada jadwalnya.", by=judge.viewer())
    client = browser(author)
    form = client.page(f"/masukan-saya/{one.code}/buka-kembali").form("main form")
    assert form.submit(422).find(".error-summary")
    form.fill(note="Bukan itu yang saya tanyakan.").submit()
    assert one.disposition is Disposition.OPEN
    make.said(one.answer, "Jadwalnya tiap Senin.", by=judge.viewer())
    assert client.get(f"/masukan-saya/{one.code}/buka-kembali").status_code == 403


def test_the_author_appeals_once(browser: SignIn) -> None:
    event, author = make.event(), make.account()
    judge = make.account("Moderator", Role.MODERATOR)
    one = make.submission(event, author, public=False)
    make.said(one.refuse, by=judge.viewer(), reason=Reason.SPAM_GAMBLING, note="Iklan.")
    client = browser(author)
    client.page(f"/masukan-saya/{one.code}/banding").form("main form").fill(note="Ini bukan iklan.").submit()
    assert one.appeal == "filed"
    assert client.get(f"/masukan-saya/{one.code}/banding").status_code == 403


def test_a_visitor_is_sent_to_sign_in(client: object) -> None:
    event = make.event()
    answer = client.get(f"/forum/{event.slug}/masukan/baru")  # type: ignore[attr-defined]
    assert answer.status_code == 302


def test_identity_is_kept_as_chosen(browser: SignIn) -> None:
    event = make.event()
    written(browser(make.account()).page(f"/forum/{event.slug}/masukan/baru"), identity="confidential").submit()
    assert db.session.scalar(select(func.count()).where(Submission.identity == Identity.CONFIDENTIAL)) == 1
