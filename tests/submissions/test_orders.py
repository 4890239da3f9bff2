"""A thread in each of its orders, branches that fold without script, agreement with replies, sharing and paper."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.roles import Role
from forum.cli.recount import recount
from forum.extensions import db
from forum.submissions import reply_support, thread_queries
from forum.submissions.models import Submission
from forum.submissions.reply_support import ReplySupport
from forum.submissions.voices import Reply
from tests import make
from tests.page import Client
from tests.submissions.conftest import SignIn
from tests.submissions.test_page import address, moderator, press
from tests.submissions.test_thread import bodies, filled

pytestmark = pytest.mark.usefixtures("db_session")


def agreed(reply: Reply, times: int) -> None:
    for _ in range(times):
        person = make.account()
        make.said(reply_support.agree, reply, by=person.viewer(), account_id=person.id, group=person.element)


def talk() -> tuple[Submission, list[Reply]]:
    """Two roots; the first has a branch of two; the last said has the most support."""
    one = make.submission()
    first = make.reply(one, body="Pertama.")
    second = make.reply(one, body="Kedua.")
    under = make.reply(one, body="Di bawah pertama.", parent=first)
    deep = make.reply(one, body="Lebih dalam.", parent=under)
    agreed(deep, 2)
    agreed(second, 1)
    return one, [first, second, under, deep]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["Pertama.", "Di bawah pertama.", "Lebih dalam.", "Kedua."]),
        ("?urut=baru", ["Lebih dalam.", "Di bawah pertama.", "Kedua.", "Pertama."]),
        ("?urut=lama", ["Pertama.", "Kedua.", "Di bawah pertama.", "Lebih dalam."]),
        ("?urut=dukungan", ["Lebih dalam.", "Kedua.", "Di bawah pertama.", "Pertama."]),
        ("?urut=aneh", ["Pertama.", "Di bawah pertama.", "Lebih dalam.", "Kedua."]),
    ],
)
def test_a_thread_is_read_in_four_orders(client: Client, order: str, expected: list[str]) -> None:
    one, _replies = talk()
    assert bodies(client.page(address(one) + order)) == expected


@pytest.mark.parametrize("order", ["baru", "lama", "dukungan"])
def test_pages_of_every_order_join_without_gap_or_repeat(client: Client, order: str) -> None:
    one = make.submission()
    filled(one, 130)
    for n, reply in enumerate(db.session.query(Reply).order_by(Reply.id)):
        reply.support_count = n % 7
    make.committed(one)
    seen: list[str] = []
    page = client.page(f"{address(one)}?urut={order}")
    while True:
        seen += bodies(page)
        following = page.soup.select_one(".pager a[rel=next]")
        if following is None:
            break
        page = client.page(str(following["href"]))
    assert len(seen) == len(set(seen)) == 130
    back: list[str] = bodies(page)
    while (before := page.soup.select_one(".pager a[rel=prev]")) is not None:
        page = client.page(str(before["href"]))
        back = bodies(page) + back
    assert back == seen


@pytest.mark.parametrize("order", ["alur", "baru", "lama", "dukungan"])
def test_five_thousand_replies_cost_the_same_in_every_order(client: Client, queries: Any, order: str) -> None:
    one = make.submission()
    filled(one, 5000)
    db.session.execute(update(Reply).values(support_count=Reply.id % 11))
    make.committed(one)
    place = address(one)
    client.page("/lacak")
    counts = []
    for more in ("", "&akhir=1"):
        with queries() as seen:
            page = client.page(f"{place}?urut={order}{more}")
        counts.append(seen.count)
        assert len(page.all(".thread .reply")) == 50
    assert max(counts) <= 4, counts


@pytest.mark.parametrize("order", ["baru", "lama", "dukungan"])
@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_a_page_of_a_flat_order_is_a_range_of_its_index(queries: Any, order: str, where: str) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the plan is read in SQLite's words")
    one = make.submission()
    filled(one, 300)
    middle = {"dukungan": (0, 150)}.get(order, (150,))
    with queries() as seen:
        cursor = str(thread_queries.Cursor(middle)) if where == "middle" else None
        thread_queries.thread_page(one.id, "id", cursor=cursor, last=where == "last", order=order)
    statement = seen.texts[-1]
    plan = db.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + statement, (0,) * statement.count("?")).all()
    words = " | ".join(str(line[-1]) for line in plan)
    assert "TEMP B-TREE" not in words, words
    assert "SCAN" not in words, words


def test_a_branch_folds_without_script_and_tells_how_many_stand_in_it(client: Client) -> None:
    one, replies = talk()
    make.reply(one, body="Sekali lagi.", parent=replies[0])
    page = client.page(address(one))
    (branch,) = page.all(".branch details")
    assert branch.has_attr("open")
    assert "3 balasan" in branch.summary.get_text(" ")  # type: ignore[union-attr]
    inside = [" ".join(tag.get_text(" ").split()) for tag in branch.select(".md")]
    assert inside == ["Di bawah pertama.", "Lebih dalam.", "Sekali lagi."]


def test_a_branch_that_the_page_cuts_is_whole_html(client: Client) -> None:
    one = make.submission()
    root = make.reply(one, body="Akar.")
    for n in range(60):
        make.reply(one, body=f"Cabang {n}.", parent=root)
    first = client.page(address(one))
    assert len(first.all(".thread .reply")) == 50
    rest = client.page(str(first.find(".pager a[rel=next]")["href"]))
    assert bodies(rest) == [f"Cabang {n}." for n in range(49, 60)]
    assert "60 balasan" in first.text_of(".branch summary")


def test_branches_count_what_stands_in_them_whatever_happens(client: Client) -> None:
    _one, (first, _second, under, deep) = talk()
    db.session.expire_all()
    assert (first.branch_count, under.branch_count, deep.branch_count) == (2, 1, 0)
    make.said(deep.hide, by=moderator().viewer(), reason="abusive_language")
    db.session.expire_all()
    assert (first.branch_count, under.branch_count) == (1, 0)
    make.said(deep.show, by=moderator().viewer())
    make.said(under.withdraw, by=under.author.viewer())
    db.session.expire_all()
    assert (first.branch_count, under.branch_count) == (1, 1)


def test_one_agrees_with_a_reply_once_and_takes_it_back(browser: SignIn, client: Client) -> None:
    one = make.submission()
    reply_ = make.reply(one, body="Usul bagus.")
    person = browser(make.account())
    at = f"/balasan/{reply_.public_id}"
    for _ in range(2):
        press(person, at + "/setuju")
    assert reply_.support_count == 1
    assert "1 orang setuju" in client.page(address(one))
    assert person.page(address(one)).find(f'button[formaction="{at}/batal-setuju"]')
    for _ in range(2):
        press(person, at + "/batal-setuju")
    assert reply_.support_count == 0


def test_nobody_agrees_with_oneself_or_with_what_is_gone(browser: SignIn) -> None:
    one, author = make.submission(), make.account()
    mine = make.reply(one, author)
    assert press(browser(author), f"/balasan/{mine.public_id}/setuju").status_code == 403
    make.said(mine.withdraw, by=author.viewer())
    assert press(browser(make.account()), f"/balasan/{mine.public_id}/setuju").status_code == 403
    assert mine.support_count == 0


def test_agreement_does_not_collide_with_an_edit_under_way(browser: SignIn) -> None:
    one, author = make.submission(), make.account()
    mine = make.reply(one, author, "Salah ketik.")
    form = browser(author).page(f"/balasan/{mine.public_id}/ubah").form("main form")
    agreed(mine, 1)
    form.fill(body="Sudah betul.").submit()
    assert mine.body == "Sudah betul."


def test_the_database_counts_everybody_once() -> None:
    reply_, person = make.reply(make.submission()), make.account()
    rows = [{"reply_id": reply_.id, "account_id": person.id, "group_id": person.element_id, "at": reply_.created_at}] * 2
    token = make.writing.set(True)
    with pytest.raises(IntegrityError):
        db.session.execute(insert(ReplySupport), rows)
    db.session.rollback()
    make.writing.reset(token)


def test_recount_repairs_every_counter(app: Any) -> None:
    one, replies = talk()
    supporter = make.account("P", Role.GROUP_DELEGATE, of=make.group())
    make.said(reply_support.agree, replies[0], by=supporter.viewer(), account_id=supporter.id, group=make.group())
    db.session.expire_all()
    before = [(reply.branch_count, reply.support_count) for reply in replies]
    db.session.execute(update(Reply).values(branch_count=9, support_count=9))
    db.session.execute(update(Submission).values(support_breadth=9, support_count=9, reply_count=9, support_group_count=9))
    make.committed(one)
    db.session.expire_all()
    app.test_cli_runner().invoke(recount, catch_exceptions=False)
    db.session.expire_all()
    assert [(reply.branch_count, reply.support_count) for reply in replies] == before
    assert (one.support_breadth, one.support_count, one.support_group_count, one.reply_count) == (0, 0, 0, 4)


def test_the_address_is_shared_without_script_and_nothing_is_asked_of_others(client: Client) -> None:
    one = make.submission(title="Satu akun & seterusnya")
    page = client.page(address(one))
    link = page.find('a[href^="https://wa.me/"]')
    assert "Satu%20akun%20%26%20seterusnya" in str(link["href"])
    assert str(page.find("#alamat")["value"]).endswith(address(one))


def test_the_whole_thread_fits_on_paper(client: Client) -> None:
    one = make.submission()
    filled(one, 130)
    page = client.page(address(one)).follow("Cetak bersama utasnya")
    assert len(page.all(".thread .reply")) == 130
    assert "sampai 500 balasan" in page
    assert not page.all("form[data-draft]")


def test_paper_beyond_its_number_goes_on_another(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.submissions.page.PRINTED", 60)
    one = make.submission()
    filled(one, 130)
    first = client.page(f"{address(one)}/cetak")
    assert len(first.all(".thread .reply")) == 60
    assert len(first.follow("Berikutnya").all(".thread .reply")) == 60


def test_what_is_not_public_is_not_printed(browser: SignIn, client: Client) -> None:
    author = make.account()
    one = make.submission(by=author, public=False)
    client.page(f"{address(one)}/cetak", 404)
    browser(author).page(f"{address(one)}/cetak", 404)
