"""Progress: percent, note, obstacle and evidence; as a draft, then sent."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest

from forum.core import clock
from forum.core.files import StoredFile
from forum.core.refusal import Refused
from forum.recommendations import queries
from forum.recommendations.models import Recommendation
from forum.recommendations.reports import Evidence, EvidenceKind, Report
from forum.recommendations.states import ReportState, Work
from tests import make
from tests.cast import visitor
from tests.recommendations.conftest import Scene, picture

NOTE = "Survei alat ukur pada rumah pompa"


def report_of(scene: Scene) -> Report:
    return make.db.session.query(Report).order_by(Report.id.desc()).first()


def test_a_sent_report_is_read_by_everybody_with_its_evidence(accepted: Scene) -> None:
    form = accepted.browser(accepted.operator).opens(accepted.report_page).button("Kirim laporan")
    form.fill(percent="20", note=NOTE, obstacle="Menunggu anggaran.")
    form.fill(
        **{
            "evidence-0-file": (io.BytesIO(picture()), "Foto alat ukur.png"),
            "evidence-0-kind": "photo",
            "evidence-0-issued_on": "2025-03-01",
        }
    )
    form.submit()
    page = visitor(accepted.app).opens(accepted.public_page)
    assert NOTE in page and "Menunggu anggaran." in page and "Menunggu verifikasi" in page
    assert page.find("a[href^='/berkas/']").get_text() == "Foto alat ukur.png"
    assert accepted.rec.claimed_percent == 20
    assert accepted.rec.work is Work.IN_PROGRESS


def test_a_draft_is_seen_by_nobody_else_and_goes_on_where_it_stopped(accepted: Scene) -> None:
    operator = accepted.browser(accepted.operator)
    operator.opens(accepted.report_page).button("Simpan draf").fill(percent="20", note="KENARI-DRAF").submit()
    assert "KENARI-DRAF" not in visitor(accepted.app).opens(accepted.public_page)
    page = operator.opens(accepted.report_page)
    assert page.find("textarea[name=note]").get_text().strip() == "KENARI-DRAF"
    page.button("Kirim laporan").fill(percent="25").submit()
    assert make.db.session.query(Report).count() == 1
    assert report_of(accepted).percent == 25


def test_a_draft_keeps_the_evidence_that_stays_ticked_and_drops_the_rest(accepted: Scene) -> None:
    operator = accepted.browser(accepted.operator)
    form = operator.opens(accepted.report_page).button("Simpan draf").fill(percent="20", note=NOTE)
    form.fill(**{"evidence-0-title": "Surat tugas", "evidence-1-title": "Berita acara"}).submit()
    form = operator.opens(accepted.report_page).button("Simpan draf")
    kept = next(one for one in report_of(accepted).evidence if one.title == "Berita acara")
    form.values.setlist("keep", [str(kept.id)])
    form.submit()
    assert [one.title for one in report_of(accepted).evidence] == ["Berita acara"]


def test_another_reports_evidence_cannot_be_taken_over(accepted: Scene) -> None:
    foreign = accepted.sent(10).evidence[0]
    form = accepted.browser(accepted.operator).opens(accepted.report_page).button("Simpan draf").fill(percent="20", note=NOTE)
    form.values.setlist("keep", [str(foreign.id)])
    form.submit()
    assert report_of(accepted).evidence == []


def test_completion_without_evidence_is_refused_at_the_field_and_nothing_typed_is_lost(accepted: Scene) -> None:
    page = (
        accepted.browser(accepted.operator).opens(accepted.report_page).button("Kirim laporan").fill(percent="100", note=NOTE).submit(422)
    )
    assert "lampirkan paling sedikit satu bukti" in page.text_of("#percent-err")
    assert page.find("textarea[name=note]").get_text().strip() == NOTE
    assert page.find("input[name=percent]")["value"] == "100"
    assert make.db.session.query(Report).count() == 0


def test_a_lower_percent_needs_the_obstacle(accepted: Scene) -> None:
    accepted.sent(60)
    page = accepted.browser(accepted.operator).opens(accepted.report_page)
    refused = page.button("Kirim laporan").fill(percent="55", note=NOTE).submit(422)
    assert "lebih kecil daripada laporan terakhir (60 %)" in refused.text_of("#obstacle-err")
    refused.button("Kirim laporan").fill(obstacle="Satu alat rusak.").submit()
    assert accepted.rec.claimed_percent == 55


@pytest.mark.parametrize(("typed", "meant"), [("45", 45), ("45,9", 45), ("99.9", 99), (" 7 % ", 7), ("0", 0)])
def test_percent_takes_comma_and_point_and_never_claims_more_than_was_written(accepted: Scene, typed: str, meant: int) -> None:
    accepted.browser(accepted.operator).opens(accepted.report_page).button("Simpan draf").fill(percent=typed, note=NOTE).submit()
    assert report_of(accepted).percent == meant


@pytest.mark.parametrize("typed", ["101", "-1", "banyak", "NaN", "1e9", "∞", "", "9" * 400])
def test_percent_outside_the_scale_is_refused_and_stays_in_the_field(accepted: Scene, typed: str) -> None:
    page = accepted.browser(accepted.operator).opens(accepted.report_page).button("Simpan draf").fill(percent=typed, note=NOTE).submit(422)
    assert "0 sampai 100" in page.text_of("#percent-err")
    assert page.find("input[name=percent]")["value"] == typed


def test_a_file_that_is_refused_says_why_and_that_files_must_be_chosen_again(accepted: Scene) -> None:
    form = accepted.browser(accepted.operator).opens(accepted.report_page).button("Kirim laporan").fill(percent="20", note=NOTE)
    page = form.fill(**{"evidence-0-file": (io.BytesIO(b"<html><script>alert(1)</script>"), "foto.png")}).submit(422)
    assert "Isi berkas “foto.png” tidak sesuai dengan akhiran namanya." in page
    assert "Pilih lagi berkasnya" in page
    assert page.find("textarea[name=note]").get_text().strip() == NOTE


def test_a_refused_report_leaves_no_file_behind(accepted: Scene) -> None:
    form = accepted.browser(accepted.operator).opens(accepted.report_page).button("Kirim laporan").fill(percent="20", note=NOTE)
    form.fill(**{"evidence-0-file": (io.BytesIO(picture()), "foto.png"), "obstacle": "Hujan."})
    accepted.sent(100)
    form.submit(403)
    folder = accepted.app.extensions["settings"].upload_dir
    assert make.db.session.query(StoredFile).count() == 0
    assert [one for one in folder.rglob("*") if one.is_file()] == []


def test_a_double_click_sends_one_report(accepted: Scene) -> None:
    form = accepted.browser(accepted.operator).opens(accepted.report_page).button("Kirim laporan").fill(percent="20", note=NOTE)
    assert form.send().status_code == form.send().status_code == 303
    assert make.db.session.query(Report).count() == 1


def test_a_draft_that_a_colleague_sent_meanwhile_is_a_conflict(accepted: Scene) -> None:
    operator = accepted.browser(accepted.operator)
    operator.opens(accepted.report_page).button("Simpan draf").fill(percent="20", note=NOTE).submit()
    stale = operator.opens(accepted.report_page).button("Kirim laporan").fill(percent="90")
    make.said(report_of(accepted).send, by=accepted.head.viewer())
    stale.submit(409)
    assert accepted.rec.claimed_percent == 20


def test_a_returned_report_comes_back_filled_in_with_its_reason_and_its_evidence(accepted: Scene) -> None:
    first = accepted.sent(60)
    make.said(first.send_back, by=accepted.verifier.viewer(), note="Lampirkan catatan per titik.")
    page = accepted.browser(accepted.operator).opens(accepted.report_page)
    assert "Lampirkan catatan per titik." in page
    page.button("Kirim laporan").fill(note="Dengan catatan per titik").submit()
    second = report_of(accepted)
    assert (second.id != first.id, second.percent, second.state) == (True, 60, ReportState.SENT)
    assert [one.title for one in second.evidence] == ["Foto alat"]
    assert [one.title for one in first.evidence] == ["Foto alat"]


def test_nothing_is_reported_before_the_recommendation_is_accepted(scene: Scene) -> None:
    page = scene.browser(scene.operator).opens(scene.report_page)
    assert "Kemajuan dilaporkan setelah rekomendasi diterima." in page
    assert "Kirim laporan" not in page


def test_nothing_more_is_reported_while_a_completion_is_being_checked(accepted: Scene) -> None:
    accepted.sent(100)
    with pytest.raises(Refused) as no:
        accepted.sent(50)
    assert no.value.refusal.code == "completed_before"


def test_what_was_sent_is_not_rewritten(accepted: Scene) -> None:
    sent = accepted.sent(30)
    with pytest.raises(Refused) as no:
        sent.revise(by=accepted.operator.viewer(), author_id=1, percent=90, note="", obstacle="", reached=None, evidence=[])
    assert no.value.refusal.code == "report_sent"


def test_the_value_reached_stands_between_baseline_and_target(accepted: Scene) -> None:
    make.said(
        lambda: [
            setattr(accepted.rec, name, value)
            for name, value in (("success_indicator", "Rumah pompa pada peta"), ("baseline", 0), ("target", 8))
        ]
    )
    form = accepted.browser(accepted.operator).opens(accepted.report_page).button("Kirim laporan")
    form.fill(percent="30", note=NOTE, reached="2,5").submit()
    assert "2,5" in visitor(accepted.app).opens(accepted.public_page).text_of("section[aria-labelledby=ukur]")


@pytest.mark.parametrize(("tz", "hour"), [("Asia/Jakarta", 17), ("Asia/Makassar", 16), ("Asia/Jayapura", 15)])
def test_it_becomes_overdue_at_midnight_of_its_city(app: object, db_session: object, tz: str, hour: int) -> None:
    """Midnight is 17:00 UTC the day before in Jakarta, and earlier further east."""
    place = make.city(tz.rpartition("/")[2].lower(), tz=tz)
    rec = make.recommendation([make.submission(make.event(in_city=place))], make.agency("DLH", place))
    make.said(setattr, rec, "due_on", date(2030, 6, 30))
    midnight = datetime(2030, 6, 30, hour, tzinfo=UTC)
    with clock.at(midnight - timedelta(seconds=1)):
        assert queries.days_late(rec, tz) == 0
        assert "Terlambat" not in visitor(app).opens(f"/rekomendasi/{rec.code}")
    with clock.at(midnight):
        assert queries.days_late(rec, tz) == 1
        assert "Terlambat 1 hari" in visitor(app).opens(f"/rekomendasi/{rec.code}")
        assert "Terlambat 1 hari" in visitor(app).opens("/rekomendasi?terlambat=1")


@pytest.mark.parametrize("percent", [30, 100])
def test_work_that_is_done_is_never_late(accepted: Scene, percent: int) -> None:
    accepted.sent(percent)
    rec: Recommendation = accepted.rec
    make.said(setattr, rec, "due_on", date(2020, 1, 1))
    assert (queries.days_late(rec, "Asia/Jakarta") > 0) is (percent < 100)
    assert rec.is_overdue(clock.today("Asia/Jakarta")) is (percent < 100)


def test_evidence_may_be_the_title_of_a_paper_kept_elsewhere(accepted: Scene) -> None:
    accepted.sent(100, evidence=[Evidence(kind=EvidenceKind.LETTER, title="SK Wali Kota 12/2025")])
    assert "SK Wali Kota 12/2025" in visitor(accepted.app).opens(accepted.public_page)
