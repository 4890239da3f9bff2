"""The public ledger: every decision with its reason, role and time, no text and no name; counts kept by the write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select, text

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.core import clock, tally
from forum.core.paging import Cursor
from forum.core.tally import Tally
from forum.events.models import Event
from forum.extensions import db
from forum.publishing import ledger_queries
from forum.publishing.ledger_queries import LedgerFilters
from forum.submissions import decided, merging
from forum.submissions.models import Submission
from forum.submissions.states import Reason, Referral
from forum.submissions.wordings import MaskKind, everywhere
from tests import make
from tests.architecture.test_schema import MIGRATIONS
from tests.cast import visitor


@pytest.fixture
def rina(app: Flask) -> Iterator[Account]:
    with app.app_context():
        yield make.account("Rina Contoh", Role.MODERATOR)


Counting = Callable[[], AbstractContextManager[Any]]


def decisions(rina: Account, event: Event | None = None) -> Event:
    """One of each kind."""
    where, by = event or make.event(), rina.viewer()
    refused = make.submission(where, public=False, title="KENARI-JUDUL")
    make.said(refused.refuse, by=by, reason=Reason.SPAM_GAMBLING, note="KENARI-CATATAN")
    twin, survivor, answered = (make.submission(where, moderator=rina) for _ in range(3))
    make.said(merging.merge, twin, survivor, by=by, reason="Sama.")
    make.said(answered.answer, "KENARI-JAWABAN", by=by)
    make.said(survivor.refer, Referral.LAPOR, "Diteruskan.", by=by)
    make.said(survivor.redact, everywhere({"kata sandi": MaskKind.OTHER}, survivor.original), by=by)
    return where


def counts(city: int | None = None) -> dict[tuple[str, str], int]:
    found = ledger_queries.counts(city)
    return next(iter(found.values()), {})


def test_every_decision_is_a_row_without_text_or_name(app: Flask, rina: Account) -> None:
    decisions(rina)
    page = visitor(app).opens("/keputusan")
    words = page.text_of("main")
    for what in ("Ditolak", "Spam atau judi", "Digabung", "Dijawab", "Diteruskan", "Data pribadi disamarkan", "Moderator"):
        assert what in words, what
    assert "KENARI" not in page.response.get_data(as_text=True) and "Rina" not in words
    assert len(page.all("tbody tr")) >= 8


def test_counts_follow_every_decision_and_equal_a_recount(app: Flask, rina: Account) -> None:
    decisions(rina)
    kept = counts()
    assert kept["submission.refuse", "spam_gambling"] == 1 and kept["submission.publish", ""] == 3
    assert kept == counts(make.city().id)
    before = tally.read(decided.EVERYWHERE)
    make.said(ledger_queries.recount)
    assert tally.read(decided.EVERYWHERE) == before


def test_a_hidden_reply_is_a_decision_with_its_reason_and_showing_it_again_is_another(app: Flask, rina: Account) -> None:
    reply = make.reply(make.submission(), body="KENARI-BALASAN")
    make.said(reply.hide, by=rina.viewer(), reason=Reason.THREAT)
    page = visitor(app).opens("/keputusan?alasan=threat")
    assert [tag.get_text(strip=True) for tag in page.all("td[data-label='Keputusan']")] == ["Balasan disembunyikan"]
    assert "KENARI" not in page.response.get_data(as_text=True)
    assert counts()["reply.hide", "threat"] == counts(make.city().id)["reply.hide", "threat"] == 1
    make.said(reply.show, by=rina.viewer())
    said = [tag.get_text(strip=True) for tag in visitor(app).opens("/keputusan").all("td[data-label='Keputusan']")]
    assert said[:2] == ["Balasan ditampilkan", "Balasan disembunyikan"]
    kept = tally.read(decided.EVERYWHERE)
    make.said(ledger_queries.recount)
    assert tally.read(decided.EVERYWHERE) == kept


def test_another_citys_decisions_count_for_that_city(app: Flask, rina: Account) -> None:
    decisions(rina)
    elsewhere = make.city("kediri")
    make.said(make.submission(make.event(in_city=elsewhere)).acknowledge, by=make.account("K", Role.MODERATOR, in_city=elsewhere).viewer())
    assert ("submission.acknowledge", "") in counts(elsewhere.id) and ("submission.acknowledge", "") not in counts(make.city().id)
    said = [tag.get_text(strip=True) for tag in visitor(app).opens("/keputusan?kota=kediri").all("td[data-label='Keputusan']")]
    assert said == ["Diterima dengan terima kasih", "Ditayangkan"]


def test_it_is_filtered_by_reason_and_quarter(app: Flask, rina: Account) -> None:
    forum = decisions(rina)
    with clock.at(datetime(2024, 3, 31, 18, 0, tzinfo=UTC)):
        early = make.submission(make.event(), public=False)
        make.said(early.refuse, by=rina.viewer(), reason=Reason.COMMERCIAL, note="Iklan.")
    page = visitor(app).opens("/keputusan?alasan=commercial")
    assert [tag.get_text(strip=True) for tag in page.all("tbody td[data-label='Alasan']")] == ["Iklan dagang"]
    assert len(visitor(app).opens("/keputusan?triwulan=2024-2").all("tbody td[data-label='Alasan']")) == 1, "1 April 01.00 WIB"
    assert not visitor(app).opens("/keputusan?triwulan=2024-1").all("tbody td[data-label='Alasan']")
    assert forum.id


def test_a_page_leads_on_and_back_by_key(app: Flask, rina: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_queries, "SIZE", 3)
    decisions(rina)
    first = ledger_queries.ledger(LedgerFilters(), None)
    second = ledger_queries.ledger(LedgerFilters(), Cursor.parse(str(first.next), (datetime, int)))
    back = ledger_queries.ledger(LedgerFilters(), Cursor.parse(str(second.previous), (datetime, int)))
    assert [row.seq for row in back.rows] == [row.seq for row in first.rows]
    assert max(row.seq for row in second.rows) < min(row.seq for row in first.rows)


@pytest.mark.parametrize("query", ["alasan=x", "triwulan=2024-5", "triwulan=%00", "kota=tidak-ada", "dari=abc", "triwulan=9999-1"])
def test_a_filter_that_is_none_of_ours_filters_nothing(app: Flask, rina: Account, query: str) -> None:
    decisions(rina)
    assert visitor(app).opens(f"/keputusan?{query}").all("tbody tr")


@pytest.mark.parametrize("filters", [{}, {"reason": "spam_gambling"}, {"city": True}, {"city": True, "reason": "spam_gambling"}])
def test_every_filter_is_a_range_of_an_index(app: Flask, rina: Account, filters: dict[str, Any], engine_name: str) -> None:
    if engine_name != "sqlite":
        pytest.skip("the planner of PostgreSQL reads small tables whole")
    chosen = LedgerFilters(make.city() if filters.get("city") else None, filters.get("reason", ""))
    sql = ledger_queries._filtered(chosen).order_by(ledger_queries._H.at.desc(), ledger_queries._H.seq.desc()).limit(51)
    plain = sql.compile(db.engine, compile_kwargs={"literal_binds": True})
    plan = " ".join(row.detail for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {plain}")))
    assert "ix_history_decided" in plan and "TEMP B-TREE" not in plan, plan


def test_the_front_page_reads_none_of_these_counts(app: Flask, rina: Account) -> None:
    decisions(rina)
    assert not [key for key in tally.read() if "submission.publish" in key]
    assert db.session.scalar(select(Tally.value).where(Tally.scope == "decisions").limit(1))


def test_quarters_are_words_that_order_as_time_does() -> None:
    assert decided.next_quarter("2024-4") == "2025-1" and decided.first_day("2025-4").month == 10
    assert sorted(["2025-1", "2024-4", "2024-1"]) == ["2024-1", "2024-4", "2025-1"]


def test_a_page_of_the_ledger_costs_a_handful_of_queries(app: Flask, rina: Account, queries: Counting) -> None:
    decisions(rina)
    costs = []
    for path in ("/keputusan", "/keputusan?kota=pekalongan&alasan=commercial&triwulan=2025-4"):
        with queries() as seen:
            visitor(app).opens(path)
        costs.append(seen.count)
    assert max(costs) <= 6, costs


def test_what_was_decided_before_it_was_counted_is_counted_by_the_migration(app: Flask, rina: Account) -> None:
    make.said(make.reply(make.submission()).hide, by=rina.viewer(), reason=Reason.THREAT)
    decisions(rina)
    said, kept = make.submission(public=False).body, counts()
    db.session.remove()
    flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0009")
    flask_migrate.upgrade(directory=str(MIGRATIONS))
    db.engine.dispose()
    assert kept and counts() == kept
    assert {one.flag_count for one in db.session.query(Submission)} == {0} and db.session.query(Submission).filter_by(body=said).count()
