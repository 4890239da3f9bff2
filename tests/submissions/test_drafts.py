"""Nothing typed is lost: drafts on the server, sessions that run out, sending that is tried again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from forum.accounts.access import SignInSession
from forum.core import clock
from forum.extensions import db
from forum.submissions.drafts import Draft
from forum.submissions.models import Submission
from forum.worker import clear_drafts, one_round
from tests import make
from tests.page import Client, Form, Page
from tests.submissions.conftest import SignIn
from tests.submissions.test_page import address
from tests.submissions.test_writing import all_submissions, written

pytestmark = pytest.mark.usefixtures("db_session")


def drafts() -> list[Draft]:
    return list(db.session.scalars(select(Draft).order_by(Draft.id)))


def sheet(client: Client, slug: str) -> Page:
    return client.page(f"/forum/{slug}/masukan/baru")


def kept(form: Form, slug: str) -> TestResponse:
    """As the page's script keeps it."""
    return form.page.client.post(f"/forum/{slug}/masukan/draf", data=form.values, headers={"X-Sent-By": "script"})


def test_a_draft_is_saved_without_script_and_taken_up_on_another_device(browser: SignIn) -> None:
    event, person = make.event(), make.account()
    form = sheet(browser(person), event.slug).form("#tulis").fill(title="Baru separuh", body="Nanti dilanjutkan.", type="complaint")
    saved = form.forge(save="1").submit()
    assert "Draf disimpan." in saved
    assert not all_submissions()
    other = sheet(browser(person), event.slug)
    assert other.find("input[name=title]")["value"] == "Baru separuh"
    assert other.find("input[name=type][value=complaint]").has_attr("checked")
    assert "Baru separuh" in browser(person).page("/masukan-saya")


def test_sending_ends_the_draft(browser: SignIn) -> None:
    event, person = make.event(), make.account()
    client = browser(person)
    sheet(client, event.slug).form("#tulis").fill(title="Baru separuh").forge(save="1").submit()
    written(sheet(client, event.slug), title="Sudah utuh").submit()
    assert [one.title for one in all_submissions()] == ["Sudah utuh"]
    assert not drafts()


def test_the_page_keeps_what_is_typed_by_itself_and_tells_the_version(browser: SignIn) -> None:
    event, client = make.event(), browser(make.account())
    form = sheet(client, event.slug).form("#tulis").fill(title="Sedang")
    first = json.loads(kept(form, event.slug).get_data())
    again = json.loads(kept(form.forge(version=first["version"]), event.slug).get_data())
    assert again["version"] == first["version"], "saying the same again makes no new version"
    form.fill(title="Sedang diketik")
    assert json.loads(kept(form, event.slug).get_data())["version"] != first["version"]
    assert drafts()[0].title == "Sedang diketik"


def test_two_devices_do_not_overwrite_each_others_draft(browser: SignIn) -> None:
    event, person = make.event(), make.account()
    phone, desk = (sheet(browser(person), event.slug).form("#tulis") for _ in range(2))
    assert kept(phone.fill(title="Dari ponsel"), event.slug).status_code == 200
    refused = kept(desk.fill(title="Dari meja"), event.slug)
    assert refused.status_code == 409
    assert "perangkat lain" in json.loads(refused.get_data())["sentence"]
    page = desk.forge(save="1").submit(409)
    assert page.find("input[name=title]")["value"] == "Dari meja"
    assert drafts()[0].title == "Dari ponsel"
    page.form("#tulis").forge(save="ganti").submit()
    assert drafts()[0].title == "Dari meja"


def test_an_older_draft_elsewhere_does_not_keep_one_from_sending(browser: SignIn) -> None:
    event, person = make.event(), make.account()
    phone, desk = (sheet(browser(person), event.slug) for _ in range(2))
    kept(phone.form("#tulis").fill(title="Dari ponsel"), event.slug)
    written(desk, title="Dari meja").submit()
    assert [one.title for one in all_submissions()] == ["Dari meja"]


def test_a_late_keeping_does_not_bring_back_what_was_sent(browser: SignIn) -> None:
    event, client = make.event(), browser(make.account())
    form = written(sheet(client, event.slug))
    form.submit()
    assert kept(form, event.slug).status_code == 200
    assert not drafts()


def test_a_preview_or_an_error_keeps_the_draft_too(browser: SignIn) -> None:
    event, client = make.event(), browser(make.account())
    sheet(client, event.slug).form("#tulis").fill(title="Belum ada isinya").submit(422)
    assert drafts()[0].title == "Belum ada isinya"


def test_a_draft_is_its_writers_alone(browser: SignIn) -> None:
    event = make.event()
    sheet(browser(make.account()), event.slug).form("#tulis").fill(title="kenari-draf").forge(save="1").submit()
    other = browser(make.account())
    for path in ("/masukan-saya", f"/forum/{event.slug}/masukan/baru", f"/forum/{event.slug}"):
        assert "kenari-draf" not in other.page(path).response.get_data(as_text=True)
    assert other.get(f"/forum/{event.slug}/masukan/draf/buang").status_code == 404


def test_a_draft_is_thrown_away_after_its_effect_was_shown(browser: SignIn) -> None:
    event, client = make.event(), browser(make.account())
    sheet(client, event.slug).form("#tulis").fill(title="Tidak jadi").forge(save="1").submit()
    page = client.page("/masukan-saya").follow("Buang draf")
    assert "tidak dapat dikembalikan" in page
    assert len(drafts()) == 1
    gone = page.form("main form").submit()
    assert gone.find("[data-draft-sent]")["data-draft-sent"].startswith(f"masukan:{event.slug}@")
    assert not drafts()


def test_a_draft_ends_after_its_days(browser: SignIn, settings: object) -> None:
    event, person = make.event(), make.account()
    client = browser(person)
    sheet(client, event.slug).form("#tulis").fill(title="Sudah lama").forge(save="1").submit()
    old = drafts()[0]
    old.saved_at = clock.now() - timedelta(days=31)
    make.committed(old)
    assert not sheet(client, event.slug).find("input[name=title]").get("value")
    assert "Sudah lama" not in client.page("/masukan-saya")
    make.said(clear_drafts, settings)
    assert not drafts()


def test_the_worker_keeps_the_drafts_of_a_demo_that_lives_in_another_year(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def a_demo_draft() -> None:
        clock.start_demo(clock.wall() - timedelta(days=400))
        db.session.add(Draft(account=make.account(), event=make.event(), saved_at=clock.now()))

    make.said(a_demo_draft)
    monkeypatch.setattr(clock, "_offset", timedelta(0))
    one_round(app)
    assert len(drafts()) == 1
    assert clock.is_demo()


def test_there_is_one_draft_for_a_person_and_an_event() -> None:
    event, person = make.event(), make.account()
    make.committed(Draft(account=person, event=event))
    with pytest.raises(IntegrityError):
        make.committed(Draft(account=person, event=event))


def test_our_script_is_told_where_a_sent_one_went(browser: SignIn) -> None:
    event = make.event()
    form = written(sheet(browser(make.account()), event.slug))
    first = form.send(headers={"X-Sent-By": "script"})
    again = form.send(headers={"X-Sent-By": "script"})
    assert first.status_code == again.status_code == 201
    assert first.headers["Location"] == again.headers["Location"]
    assert len(all_submissions()) == 1


def test_our_script_hears_of_an_error_and_nothing_is_written(browser: SignIn) -> None:
    event = make.event()
    form = written(sheet(browser(make.account()), event.slug), body="")
    assert form.send(headers={"X-Sent-By": "script"}).status_code == 422
    assert not drafts()


def sign_everybody_out() -> None:
    for row in db.session.scalars(select(SignInSession)):
        row.end()
    make.committed(row)


@pytest.mark.parametrize("cookie", ["kept", "lost"])
def test_a_session_that_ended_keeps_the_text_and_sends_it_after_signing_in(browser: SignIn, cookie: str) -> None:
    event, person = make.event(), make.account()
    client = browser(person)
    form = written(sheet(client, event.slug), title="Ditulis lama sekali")
    sign_everybody_out()
    if cookie == "lost":
        client.delete_cookie("urun")
    page = form.submit(401 if cookie == "kept" else 400)
    assert "tulisan Anda tidak hilang" in page
    assert "Warga **lupa** sandi." in page
    wrong = page.form("main form").fill(email=person.email, password="salah-sekali").submit(422)
    offered = wrong.form("main form").fill(email=person.email, password=make.PASSWORD).submit()
    assert offered.heading == "Tulisan Anda masih ada"
    assert not all_submissions()
    receipt = offered.button("Lanjutkan mengirim").submit()
    (made,) = all_submissions()
    assert receipt.path == f"/masukan-saya/{made.code}"
    assert made.title == "Ditulis lama sekali"


def test_the_kept_text_can_be_changed_before_it_is_sent(browser: SignIn) -> None:
    event, person = make.event(), make.account()
    form = written(sheet(browser(person), event.slug), title="Perlu diubah")
    sign_everybody_out()
    offered = form.submit(401).form("main form").fill(email=person.email, password=make.PASSWORD).submit()
    again = offered.button("Lihat dan ubah dulu").submit()
    written(again, title="Sudah diubah").submit()
    assert [one.title for one in all_submissions()] == ["Sudah diubah"]


def test_a_reply_survives_the_end_of_a_session_too(browser: SignIn) -> None:
    one, person = make.submission(), make.account()
    form = browser(person).page(address(one)).form("form[data-draft]").fill(body="Balasan yang lama ditulis.")
    sign_everybody_out()
    offered = form.submit(401).form("main form").fill(email=person.email, password=make.PASSWORD).submit()
    assert "Balasan yang lama ditulis." in offered.button("Lanjutkan mengirim").submit()
    assert one.reply_count == 1


def test_a_stale_token_offers_to_send_again(browser: SignIn) -> None:
    event = make.event()
    form = written(sheet(browser(make.account()), event.slug))
    page = form.forge(csrf_token="usang").submit(400)
    page.button("Kirim lagi").submit()
    assert len(all_submissions()) == 1


def test_another_sites_text_is_not_offered(browser: SignIn) -> None:
    event = make.event()
    form = written(sheet(browser(make.account()), event.slug), title="Judul orang lain").forge(csrf_token="usang")
    answer = form.send(headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://jahat.test"})
    assert answer.status_code == 400
    assert "Kirim lagi" not in answer.get_data(as_text=True)


def test_reading_the_form_writes_nothing(browser: SignIn) -> None:
    event = make.event()
    sheet(browser(make.account()), event.slug)
    assert not drafts()
    assert not db.session.scalars(select(Submission)).all()
