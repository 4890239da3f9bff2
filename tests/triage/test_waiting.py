"""What waits for me: one page, composed by the roles that its reader holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from forum.accounts.roles import Role
from forum.core import clock
from forum.recommendations.answers import Answer
from forum.recommendations.reports import Report
from forum.recommendations.states import AnswerKind
from forum.submissions.states import Identity, Reason
from tests import make
from tests.cast import Person
from tests.page import Page
from tests.triage.conftest import Desk

Counting = Callable[[], AbstractContextManager[Any]]


def lane(page: Page, key: str) -> list[str]:
    return [tag.get_text(strip=True) for tag in page.all(f"section[aria-labelledby=bagian-{key}] .task h3 a")]


def test_a_moderator_sees_late_today_and_this_week_apart(desk: Desk) -> None:
    for title, days in (("Lewat", -5), ("Hari ini", 0), ("Nanti", 30)):
        made = make.submission(desk.event, public=False, title=title)
        make.said(setattr, made, "judge_by", clock.today("Asia/Jakarta") + timedelta(days=days))
    page = desk.rina.opens("/meja")
    assert lane(page, "late") == ["Lewat"] and lane(page, "today") == ["Hari ini"] and lane(page, "later") == ["Nanti"]
    assert "3 masukan menunggu keputusan." in page


def test_the_agency_sees_answers_due_and_the_head_what_waits_for_approval(app: Flask, desk: Desk) -> None:
    agency = make.agency("BPBD")
    operator, head = make.account("Operator", Role.AGENCY_OPERATOR, of=agency), make.account("Kepala", Role.AGENCY_HEAD, of=agency)
    rec = make.recommendation([make.submission(desk.event)], agency)
    assert "Menunggu rancangan jawaban" in Person(app, operator).opens("/meja")
    make.said(Answer.draft, rec, AnswerKind.ACCEPTED, "Kami kerjakan.", by=operator.viewer(), author_id=operator.id)
    page = Person(app, head).opens("/meja")
    assert "menunggu persetujuan kepala" in page and rec.title in page
    other = make.account("Operator lain", Role.AGENCY_OPERATOR, of=make.agency("Dindik"))
    assert rec.title not in Person(app, other).opens("/meja")


def test_the_verifier_sees_reports_that_wait(app: Flask, desk: Desk) -> None:
    agency = make.agency("BPBD")
    operator = make.account("Operator", Role.AGENCY_OPERATOR, of=agency)
    rec = make.recommendation([make.submission(desk.event)], agency)
    make.answered(rec)
    report = make.said(Report.draft, rec, by=operator.viewer(), author_id=operator.id, percent=30, note="Uji coba.")
    make.said(report.send, by=operator.viewer())
    page = Person(app, make.account("Verifikator", Role.VERIFIER)).opens("/meja")
    assert "Laporan menunggu verifikasi" in page and "30% dilaporkan" in page


def test_the_publisher_sees_what_past_events_still_owe(desk: Desk) -> None:
    past = make.event("Forum yang lewat", opens=timedelta(days=-30), closes=timedelta(days=20), meets=timedelta(days=-10))
    make.submission(past)
    page = desk.publisher.opens("/meja")
    assert past.title in page and "1 masukan belum diputuskan, hasil belum terbit" in page
    assert desk.event.title not in page


def test_the_publisher_sees_what_a_citys_only_moderator_must_not_judge(desk: Desk) -> None:
    author = make.account("Pengirim")
    it = make.submission(desk.event, by=author, public=False, title="Yang dibanding")
    make.said(it.refuse, by=desk.account.viewer(), reason=Reason.COMMERCIAL, note="Iklan.")
    make.said(it.file_appeal, "Bukan iklan.", by=author.viewer(), judge_by=it.judge_by)
    make.submission(desk.event, by=desk.account, public=False, title="Dari moderator itu sendiri")
    make.submission(desk.event, public=False, title="Dari orang lain")
    seen = desk.publisher.opens("/meja")
    assert "Yang dibanding" not in seen and "Dari moderator itu sendiri" not in seen
    desk.is_left_to_rina()
    seen = desk.publisher.opens("/meja")
    assert "Yang dibanding" in seen and "Dari moderator itu sendiri" in seen and "Dari orang lain" not in seen


def test_a_confidential_one_keeps_its_title_to_itself(desk: Desk) -> None:
    make.submission(desk.event, public=False, title="Nama lengkap korban", identity=Identity.CONFIDENTIAL)
    assert "Nama lengkap korban" not in desk.rina.opens("/meja") and "Nama lengkap korban" not in desk.rina.opens("/meja/triase")


def test_nothing_waiting_is_said_kindly(desk: Desk) -> None:
    assert "Tidak ada yang menunggu Anda" in desk.rina.opens("/meja")


@pytest.mark.parametrize("role", [None, Role.GROUP_REPRESENTATIVE])
def test_it_is_closed_to_those_without_a_desk(app: Flask, desk: Desk, role: Role | None) -> None:
    who = make.account("Warga", *([role] if role else []), of=make.group())
    for path in ("/meja", "/meja/triase", "/meja/rekomendasi"):
        Person(app, who).opens(path, 404)


def test_the_triage_desk_is_closed_to_agencies_and_verifiers(app: Flask, desk: Desk) -> None:
    for who in (make.account("Operator", Role.AGENCY_OPERATOR, of=make.agency("BPBD")), make.account("Verifikator", Role.VERIFIER)):
        for path in ("/meja/triase", "/meja/rekomendasi"):
            Person(app, who).opens(path, 404)


def test_the_page_costs_at_most_eight_queries(app: Flask, desk: Desk, queries: Counting) -> None:
    for n in range(30):
        make.submission(desk.event, public=False, title=f"Masukan {n}")
    for person in (desk.rina, desk.publisher):
        person.opens("/meja")
        with queries() as seen:
            person.opens("/meja")
        assert seen.count <= 8, seen


def test_ones_own_and_appeals_against_oneself_wait_for_somebody_else(desk: Desk) -> None:
    author = make.account("Pengirim")
    make.submission(desk.event, by=desk.account, public=False, title="Usul Rina sendiri")
    it = make.submission(desk.event, by=author, public=False, title="Ditolak oleh Rina")
    make.said(it.refuse, by=desk.account.viewer(), reason=Reason.COMMERCIAL, note="Iklan.")
    make.said(it.file_appeal, "Bukan iklan.", by=author.viewer(), judge_by=it.judge_by)
    mine, theirs = desk.rina.opens("/meja"), desk.bima.opens("/meja")
    for title in ("Usul Rina sendiri", "Ditolak oleh Rina"):
        assert title not in mine and title in theirs
