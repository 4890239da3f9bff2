"""Threads: replies in document order, pages that cost the same everywhere, changing and withdrawing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core import clock
from forum.core.model import new_public_id
from forum.core.text import markdown
from forum.extensions import db
from forum.submissions import thread_queries
from forum.submissions.models import Submission
from forum.submissions.states import ReplyState
from forum.submissions.voices import Reply, step
from tests import make
from tests.page import Client, Page
from tests.submissions.conftest import SignIn
from tests.submissions.test_page import address, moderator

pytestmark = pytest.mark.usefixtures("db_session")


def answer(page: Page, body: str, **more: str) -> Page:
    return page.form("form[data-draft]").fill(body=body, **more).submit()


def bodies(page: Page) -> list[str]:
    return [" ".join(tag.get_text(" ").split()) for tag in page.all(".thread .md")]


def test_a_reply_stands_under_the_one_it_answers(browser: SignIn, client: Client) -> None:
    one = make.submission()
    first, second = make.reply(one, body="Pertama."), make.reply(one, body="Kedua.")
    page = browser(make.account("Budi")).page(f"{address(one)}?balas={first.public_id}")
    assert first.author_name in page.text_of("form[data-draft]")
    placed = answer(page, "Di bawah yang pertama.")
    assert bodies(placed) == ["Pertama.", "Di bawah yang pertama.", "Kedua."]
    assert second.depth == 0
    assert client.page(address(one)).all(".reply.d1")
    assert one.reply_count == 3


def test_a_double_click_makes_one_reply(browser: SignIn) -> None:
    one = make.submission()
    form = browser(make.account()).page(address(one)).form("form[data-draft]").fill(body="Setuju.")
    first, second = form.send(), form.send()
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert one.reply_count == 1


def test_an_empty_reply_is_refused_on_the_same_page(browser: SignIn) -> None:
    one = make.submission()
    page = browser(make.account()).page(address(one)).form("form[data-draft]").fill(body="  ").submit(422)
    assert "Tulis balasan Anda." in page.text_of(".error-summary")


def test_an_agency_answers_with_its_official_voice(browser: SignIn, client: Client) -> None:
    one, agency = make.submission(), make.agency("BPBD")
    operator = make.account("Operator", Role.AGENCY_OPERATOR, of=agency)
    answer(browser(operator).page(address(one)), "Kami tindak lanjuti.", voice=f"opd:{agency.slug}")
    official = client.page(address(one)).find(".is-official")
    assert "Badan BPBD" in official.get_text()
    assert "Operator" not in official.get_text()


def test_nobody_speaks_for_an_agency_that_is_not_theirs(browser: SignIn) -> None:
    one, agency = make.submission(), make.agency("BPBD")
    form = browser(make.account()).page(address(one)).form("form[data-draft]").fill(body="Kami resmi.")
    form.forge(voice=f"opd:{agency.slug}").submit(403)
    assert one.reply_count == 0


def test_a_reply_is_changed_within_its_minutes_and_its_former_words_stay(browser: SignIn, client: Client) -> None:
    one, person = make.submission(), make.account()
    mine = make.reply(one, person, "Salah ketik.")
    mine_at = f"/balasan/{mine.public_id}"
    page = browser(person).page(address(one))
    page.follow("Ubah balasan Anda").form("main form").fill(body="Sudah betul.").submit()
    assert bodies(client.page(address(one))) == ["Sudah betul."]
    assert "Salah ketik." in client.page(mine_at + "/versi")
    browser(make.account("Orang lain")).page(mine_at + "/ubah", 403)


def test_after_its_minutes_a_reply_stands(browser: SignIn, settings: Any) -> None:
    one, person = make.submission(), make.account()
    mine = make.reply(one, person)
    mine.created_at -= timedelta(minutes=settings.edit_minutes + 1)
    make.committed(mine)
    client = browser(person)
    assert "Ubah balasan Anda" not in client.page(address(one))
    client.page(f"/balasan/{mine.public_id}/ubah", 403)


def test_a_withdrawn_reply_leaves_a_line_and_its_answers(browser: SignIn, client: Client) -> None:
    one, person = make.submission(), make.account("Kenari")
    mine = make.reply(one, person, "Kata yang ditarik.")
    make.reply(one, body="Jawaban orang lain.", parent=mine)
    browser(person).page(f"/balasan/{mine.public_id}/tarik").form("main form").submit()
    page = client.page(address(one))
    assert "Balasan ini ditarik oleh penulisnya." in page
    assert "Kata yang ditarik." not in page.response.get_data(as_text=True)
    assert bodies(page) == ["Jawaban orang lain."]
    assert one.reply_count == 1
    client.page(f"/balasan/{mine.public_id}/versi", 404)


def test_a_hidden_reply_leaves_a_line(client: Client) -> None:
    one = make.submission()
    rude = make.reply(one, body="Kata kasar.")
    make.said(rude.hide, by=moderator().viewer(), reason="abusive_language")
    page = client.page(address(one))
    assert "disembunyikan moderator" in page
    assert "Kata kasar." not in page
    make.said(rude.show, by=moderator().viewer())
    assert "Kata kasar." in client.page(address(one))


def test_nobody_answers_a_reply_that_is_gone(browser: SignIn) -> None:
    one, person = make.submission(), make.account()
    gone = make.reply(one, person)
    make.said(gone.withdraw, by=person.viewer())
    form = browser(make.account()).page(address(one)).form("form[data-draft]").fill(body="Untuk yang hilang.")
    page = form.forge(parent=gone.public_id).submit(403)
    assert "Untuk yang hilang." in page


def test_nobody_answers_across_threads(browser: SignIn) -> None:
    one, other = make.submission(), make.reply(make.submission())
    browser(make.account()).page(address(one)).form("form[data-draft]").fill(body="Nyasar.").forge(parent=other.public_id).submit(403)
    assert one.reply_count == 0


def test_a_permanent_address_opens_the_page_that_holds_the_reply(client: Client) -> None:
    one = make.submission()
    filled(one, 130)
    target = make.reply(one, body="Yang dicari.")
    found = client.get(f"/balasan/{target.public_id}")
    assert found.status_code == 303
    assert found.location.endswith(f"?balasan={target.public_id}#b{target.public_id}")
    page = client.page(f"/balasan/{target.public_id}")
    assert page.find(f"#b{target.public_id}")
    assert len(page.all(".thread .reply")) == thread_queries.BEFORE_TARGET + 1


def test_a_reply_under_what_one_may_not_see_is_not_found(client: Client) -> None:
    one = make.submission()
    inner = make.reply(one)
    make.said(one.hold, by=moderator().viewer(), reason="threat")
    client.page(f"/balasan/{inner.public_id}", 404)


def filled(one: Submission, count: int, author: Account | None = None) -> None:
    """Replies in bulk: every tenth a root, the others under it, with fragments as the verb would store them."""
    person = author or make.account("Penulis banyak")
    rows: list[dict[str, Any]] = []
    root = ""
    for n in range(1, count + 1):
        place = step(n) if n % 10 == 1 else root + step(n)
        root = place if n % 10 == 1 else root
        public_id = new_public_id()
        drawn = f'<li id="b{public_id}" class="reply d0"><article><div class="md">Balasan {n}</div>\n</article></li>'
        rows.append(
            {
                "public_id": public_id,
                "created_at": clock.now(),
                "version": 1,
                "submission_id": one.id,
                "parent_id": None,
                "path": place,
                "depth": 0,
                "author_id": person.id,
                "author_name": person.name,
                "group_id": person.element_id,
                "state": ReplyState.PUBLIC,
                "body": "x",
                "body_html": markdown("x"),
                "cleaner_version": 1,
                "fragment_id": drawn,
                "fragment_en": drawn,
            }
        )
    token = make.writing.set(True)
    db.session.execute(insert(Reply), rows)
    db.session.execute(update(Submission).where(Submission.id == one.id).values(reply_seq=count, reply_count=count))
    db.session.commit()
    make.writing.reset(token)
    db.session.expire_all()


def test_pages_of_a_thread_join_without_gap_or_repeat(client: Client) -> None:
    one = make.submission()
    filled(one, 120)
    page, seen = client.page(address(one)), []
    while True:
        seen += bodies(page)
        following = page.all("nav.pager a[rel=next]")
        if not following:
            break
        page = client.page(str(following[0]["href"]))
    assert seen == [f"Balasan {n}" for n in range(1, 121)]
    back = client.page(str(page.find("nav.pager a[rel=prev]")["href"]))
    assert bodies(back) == [f"Balasan {n}" for n in range(51, 101)]


def test_five_thousand_replies_cost_the_same_at_both_ends_and_in_the_middle(client: Client, queries: Any) -> None:
    one = make.submission()
    filled(one, 5000)
    place = address(one)
    middle = thread_queries.Cursor((step(2501),))
    client.page("/lacak")
    counts = []
    for query in ("", f"?hal={middle}", "?akhir=1"):
        with queries() as seen:
            page = client.page(place + query)
        counts.append(seen.count)
        assert len(page.all(".thread .reply")) == 50
    assert counts == [4, 4, 4]
    assert "Balasan 5000" in client.page(place + "?akhir=1")


@pytest.mark.parametrize("where", ["first", "middle", "last", "target"])
def test_a_page_of_a_thread_is_a_range_of_one_index(app: Flask, queries: Any, where: str) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the plan is read in SQLite's words")
    one = make.submission()
    filled(one, 300)
    with queries() as seen:
        thread_queries.thread_page(
            one.id,
            "id",
            cursor=str(thread_queries.Cursor((step(151),))) if where == "middle" else None,
            last=where == "last",
            target=db.session.query(Reply.public_id).first()[0] if where == "target" else None,
        )
    statement = seen.texts[-1]
    plan = db.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + statement, (0,) * statement.count("?")).all()
    words = " | ".join(str(line[-1]) for line in plan)
    assert "SCAN" not in words, words
    assert "TEMP B-TREE" not in words, words
    assert "SEARCH reply USING INDEX" in words, words
    assert "submission_id=?" in words, words


def test_two_replies_at_one_instant_are_both_placed(app: Flask) -> None:
    one = make.submission()
    people = [make.account(), make.account()]
    one_id, ids = one.id, [person.id for person in people]
    db.session.commit()
    ready = threading.Barrier(2)

    def say(account_id: int) -> None:
        with app.app_context():
            person = db.session.get_one(Account, account_id)
            viewer, group = person.viewer(), person.element
            db.session.rollback()
            ready.wait()
            token = make.writing.set(True)
            under = db.session.get_one(Submission, one_id)
            Reply.post(under, by=viewer, author_id=account_id, group=group, body="Bersamaan.")
            db.session.commit()
            make.writing.reset(token)

    threads = [threading.Thread(target=say, args=(account_id,)) for account_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    paths = [row.path for row in thread_queries.thread_page(one_id, "id").rows]
    assert paths == [step(1), step(2)]
    assert db.session.get_one(Submission, one_id).reply_count == 2


def test_a_stored_fragment_holds_no_token_and_no_link_to_one_language_or_release(browser: SignIn) -> None:
    one = make.submission()
    answer(browser(make.account("Budi")).page(address(one)), "Isi.")
    stored = db.session.query(Reply).one()
    for html in (stored.fragment_id, stored.fragment_en):
        assert "csrf" not in html
        assert "/static/app/" not in html
        assert "forum-tik" not in html
    assert "Balas" in stored.fragment_id


def test_deep_replies_are_flattened_and_say_whom_they_answer(client: Client) -> None:
    one = make.submission()
    parent = None
    for n in range(15):
        parent = make.reply(one, make.account(f"Penulis {n}"), f"Tingkat {n}.", parent)
    page = client.page(address(one))
    assert bodies(page) == [f"Tingkat {n}." for n in range(15)]
    assert "Membalas Penulis 13" in page.all(".thread .reply")[-1].get_text(" ", strip=True)


def test_a_crooked_place_in_the_address_is_harmless(client: Client) -> None:
    one = make.submission()
    make.reply(one)
    for query in ("?hal=%00", "?hal=zzzz", "?balasan=%ff", "?balas=" + "9" * 300, "?hal=WzAsMV0", "?akhir&balasan=x"):
        assert client.get(address(one) + query).status_code == 200
