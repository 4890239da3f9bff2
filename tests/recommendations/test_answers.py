"""The agency answers: an operator drafts, the head approves, everybody reads."""

from __future__ import annotations

import pytest

from forum.accounts.roles import Role
from forum.core.refusal import Refused
from forum.recommendations.answers import Answer
from forum.recommendations.states import AnswerKind
from tests import make
from tests.cast import visitor
from tests.recommendations.conftest import Scene

REASON = "Diterima. Data teknis tampil setelah alat ukur dikalibrasi."


def drafted(scene: Scene, kind: AnswerKind = AnswerKind.ACCEPTED) -> Answer:
    return make.said(Answer.draft, scene.rec, kind, REASON, by=scene.operator.viewer(), author_id=scene.operator.id)


def test_the_operator_drafts_and_the_head_approves_and_everybody_reads_it(scene: Scene) -> None:
    page = scene.browser(scene.operator).opens(scene.answer_page)
    page.button("Simpan rancangan").fill(kind="accepted", response=REASON).submit()
    assert REASON not in visitor(scene.app).opens(scene.public_page)

    approved = scene.browser(scene.head).opens(scene.answer_page).button("Setujui dan tayangkan").submit()

    assert approved.path == scene.public_page
    assert REASON in visitor(scene.app).opens(scene.public_page)
    assert scene.rec.answer is AnswerKind.ACCEPTED
    assert scene.rec.event.unanswered_count == 0


def test_the_preview_shows_the_text_and_saves_nothing(scene: Scene) -> None:
    form = scene.browser(scene.operator).opens(scene.answer_page).button("Pratinjau").fill(kind="deferred", response=f"**{REASON}**")
    page = form.submit()
    assert page.text_of(".preview strong") == REASON
    assert page.find("input[name=kind][checked]")["value"] == "deferred"
    assert make.db.session.query(Answer).count() == 0


@pytest.mark.parametrize("kind", ["accepted", "partially_accepted", "deferred", "rejected"])
def test_every_kind_of_answer_needs_its_reason(scene: Scene, kind: str) -> None:
    page = scene.browser(scene.operator).opens(scene.answer_page).button("Simpan rancangan").fill(kind=kind).submit(422)
    assert "Warga membaca tanggapan ini" in page.text_of(".error-summary")
    assert page.find(f"input[value={kind}]").has_attr("checked")


def test_an_operator_cannot_approve(scene: Scene) -> None:
    paper = drafted(scene)
    browser = scene.browser(scene.operator)
    page = browser.opens(scene.answer_page)
    assert "Setujui dan tayangkan" not in page
    forged = page.button("Simpan rancangan")
    forged.action += "/setujui"
    forged.forge(version=str(paper.version)).submit(403)
    assert scene.rec.answer is AnswerKind.NONE


def test_a_head_does_not_approve_their_own_draft(scene: Scene) -> None:
    make.said(Answer.draft, scene.rec, AnswerKind.ACCEPTED, REASON, by=scene.head.viewer(), author_id=scene.head.id)
    page = scene.browser(scene.head).opens(scene.answer_page)
    assert "Rancangan ini Anda tulis sendiri" in page
    assert "Setujui dan tayangkan" not in page


def test_the_head_returns_a_draft_and_the_operator_reads_why_and_mends_it(scene: Scene) -> None:
    drafted(scene)
    head = scene.browser(scene.head).opens(scene.answer_page)
    head.button("Kembalikan").fill(note="Sebutkan bulannya.").submit()
    page = scene.browser(scene.operator).opens(scene.answer_page)
    assert "Sebutkan bulannya." in page
    page.button("Simpan rancangan").fill(response=REASON + " Selesai Juni 2026.").submit()
    assert "Selesai Juni 2026." in scene.browser(scene.head).opens(scene.answer_page)


def test_returning_needs_a_note(scene: Scene) -> None:
    drafted(scene)
    page = scene.browser(scene.head).opens(scene.answer_page).button("Kembalikan").submit(422)
    assert "Tuliskan apa yang perlu diperbaiki" in page.text_of(".error-summary")


def test_approving_a_draft_that_changed_meanwhile_is_a_conflict(scene: Scene) -> None:
    paper = drafted(scene)
    approval = scene.browser(scene.head).opens(scene.answer_page).button("Setujui dan tayangkan")
    make.said(paper.revise, AnswerKind.REJECTED, REASON, by=scene.operator.viewer(), author_id=scene.operator.id)
    approval.submit(409)
    assert scene.rec.answer is AnswerKind.NONE


def test_a_double_click_makes_one_draft(scene: Scene) -> None:
    form = scene.browser(scene.operator).opens(scene.answer_page).button("Simpan rancangan").fill(kind="accepted", response=REASON)
    assert form.send().status_code == form.send().status_code == 303
    assert make.db.session.query(Answer).one().version == 1


def test_two_operators_who_draft_at_once_do_not_overwrite_each_other(scene: Scene) -> None:
    colleague = make.account("Rudi Operator", Role.AGENCY_OPERATOR, of=scene.agency)
    late = scene.browser(colleague).opens(scene.answer_page).button("Simpan rancangan")
    drafted(scene)
    conflict = late.fill(kind="rejected", response="Tidak dapat dikerjakan tahun ini.").submit(409)
    assert "Tidak dapat dikerjakan tahun ini." in conflict


@pytest.mark.parametrize("where", ["jawaban", "laporan"])
def test_another_agencys_operator_finds_nothing(scene: Scene, where: str) -> None:
    stranger = make.account("Orang Dinkes", Role.AGENCY_OPERATOR, of=make.agency("Dinkes"))
    scene.browser(stranger).opens(f"/meja/opd/{scene.rec.code}/{where}", 404)


def test_the_same_agency_of_another_city_finds_nothing(scene: Scene) -> None:
    tegal = make.city("tegal")
    stranger = make.account("Orang Tegal", Role.AGENCY_OPERATOR, in_city=tegal, of=make.agency("BPBD", tegal))
    scene.browser(stranger).opens(scene.answer_page, 404)
    assert scene.rec.title not in scene.browser(stranger).opens("/meja/opd")


def test_an_answer_in_force_is_not_drafted_again(accepted: Scene) -> None:
    with pytest.raises(Refused) as no:
        drafted(accepted)
    assert no.value.refusal.code == "answered_before"
    assert "Simpan rancangan" not in accepted.browser(accepted.operator).opens(accepted.answer_page)


def test_the_desk_sorts_what_waits_into_lanes(scene: Scene) -> None:
    desk = scene.browser(scene.operator).opens("/meja/opd")
    assert scene.rec.title in desk.text_of("section[aria-labelledby=jawab]")
    drafted(scene)
    desk = scene.browser(scene.operator).opens("/meja/opd")
    assert scene.rec.title in desk.text_of("section[aria-labelledby=kepala]")
    assert scene.rec.title not in desk.text_of("section[aria-labelledby=jawab]")
