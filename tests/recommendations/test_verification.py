"""Somebody outside the agency says up to where it is proven."""

from __future__ import annotations

import pytest

from forum.accounts.roles import SYSTEM, Role
from forum.core.refusal import Refused
from forum.recommendations.reports import Report
from forum.recommendations.states import ReportState, Work
from tests import make
from tests.cast import visitor
from tests.recommendations.conftest import Scene


def test_a_completion_with_evidence_is_verified_by_another(accepted: Scene) -> None:
    accepted.sent(100)
    desk = accepted.browser(accepted.verifier).opens("/meja/verifikasi")
    desk.follow("Periksa").button("Catat hasil verifikasi").fill(percent="100").submit()
    assert accepted.rec.work is Work.VERIFIED
    page = visitor(accepted.app).opens(accepted.public_page)
    assert "terbukti sampai 100 %" in page


def test_less_than_claimed_needs_a_note_that_everybody_reads_and_sends_the_work_back(accepted: Scene) -> None:
    report = accepted.sent(100)
    form = accepted.browser(accepted.verifier).opens(f"/meja/verifikasi/{report.public_id}").button("Catat hasil verifikasi")
    page = form.fill(percent="60").submit(422)
    assert "Jelaskan apa yang belum terbukti" in page.text_of("#penjelasan-err, #note-err")
    page.button("Catat hasil verifikasi").fill(percent="60", note="Dua dari delapan alat terlihat.").submit()
    assert (accepted.rec.work, accepted.rec.verified_percent) == (Work.IN_PROGRESS, 60)
    assert "Dua dari delapan alat terlihat." in visitor(accepted.app).opens(accepted.public_page)


def test_more_than_claimed_is_refused_at_the_field(accepted: Scene) -> None:
    report = accepted.sent(30)
    form = accepted.browser(accepted.verifier).opens(f"/meja/verifikasi/{report.public_id}").button("Catat hasil verifikasi")
    assert "tidak boleh melebihi" in form.fill(percent="31").submit(422).text_of("#percent-err")


def test_a_report_is_sent_back_with_a_note(accepted: Scene) -> None:
    report = accepted.sent(100)
    page = accepted.browser(accepted.verifier).opens(f"/meja/verifikasi/{report.public_id}")
    page.button("Kembalikan laporan").fill(note="Fotonya kabur.").submit()
    assert (report.state, accepted.rec.work) == (ReportState.RETURNED, Work.IN_PROGRESS)
    lane = accepted.browser(accepted.operator).opens("/meja/opd").text_of("section[aria-labelledby=kembali]")
    assert "Fotonya kabur." in lane


def test_a_verifier_who_works_for_the_agency_is_refused(accepted: Scene) -> None:
    report = accepted.sent(30)
    make.said(accepted.verifier.grant, Role.AGENCY_OPERATOR, by=SYSTEM, agency=accepted.agency)
    browser = accepted.browser(accepted.verifier)
    assert "verifikator lain yang memeriksa" in browser.opens("/meja/verifikasi")
    page = browser.opens(f"/meja/verifikasi/{report.public_id}")
    assert "oleh orang di luar perangkat daerah pelaksana" in page
    assert "Catat hasil verifikasi" not in page
    with pytest.raises(Refused) as no:
        report.verify(30, by=accepted.verifier.viewer())
    assert no.value.refusal.code == "own_agency"


def test_nobody_verifies_their_own_report(accepted: Scene) -> None:
    make.said(accepted.verifier.grant, Role.AGENCY_OPERATOR, by=SYSTEM, agency=accepted.agency)
    report = accepted.sent(30, by=accepted.verifier)
    with pytest.raises(Refused) as no:
        report.verify(30, by=accepted.verifier.viewer())
    assert no.value.refusal.code == "own_report"


def test_a_forged_verification_by_the_agency_is_refused(accepted: Scene) -> None:
    report = accepted.sent(30)
    other = make.account("Vera Dua", Role.VERIFIER)
    form = accepted.browser(other).opens(f"/meja/verifikasi/{report.public_id}").button("Catat hasil verifikasi")
    make.said(other.grant, Role.AGENCY_HEAD, by=SYSTEM, agency=accepted.agency)
    form.fill(percent="30").submit(403)
    assert report.state is ReportState.SENT


def test_another_citys_verifier_and_the_agency_find_nothing(accepted: Scene) -> None:
    report = accepted.sent(30)
    kediri = make.account("Verifikator Kediri", Role.VERIFIER, in_city=make.city("kediri"))
    accepted.browser(kediri).opens(f"/meja/verifikasi/{report.public_id}", 404)
    assert accepted.rec.title not in accepted.browser(kediri).opens("/meja/verifikasi")
    accepted.browser(accepted.operator).opens("/meja/verifikasi", 404)


def test_a_draft_does_not_reach_the_verifier(accepted: Scene) -> None:
    operator = accepted.browser(accepted.operator)
    operator.opens(accepted.report_page).button("Simpan draf").fill(percent="20", note="KENARI").submit()
    report = make.db.session.query(Report).one()
    assert "KENARI" not in accepted.browser(accepted.verifier).opens("/meja/verifikasi")
    accepted.browser(accepted.verifier).opens(f"/meja/verifikasi/{report.public_id}", 404)


def test_the_oldest_report_waits_first(accepted: Scene) -> None:
    first, second = accepted.sent(10), accepted.sent(20)
    rows = accepted.browser(accepted.verifier).opens("/meja/verifikasi").all("tbody th a")
    assert [row["href"].rpartition("/")[2] for row in rows] == [first.public_id, second.public_id]


def test_an_older_report_verified_late_does_not_lower_what_is_proven(accepted: Scene) -> None:
    first, second = accepted.sent(10), accepted.sent(20)
    make.said(second.verify, 20, by=accepted.verifier.viewer())
    make.said(first.verify, 10, by=accepted.verifier.viewer())
    assert accepted.rec.verified_percent == 20


def test_a_report_is_judged_once(accepted: Scene) -> None:
    report = accepted.sent(30)
    form = accepted.browser(accepted.verifier).opens(f"/meja/verifikasi/{report.public_id}").button("Kembalikan laporan")
    make.said(report.verify, 30, by=accepted.verifier.viewer())
    form.fill(note="Terlambat").submit(409)
    assert report.state is ReportState.VERIFIED
