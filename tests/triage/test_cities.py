"""Another city's moderator finds nothing: by page, by guessed address, by form field."""

from __future__ import annotations

import pytest

from forum.extensions import db
from forum.submissions.models import Submission
from forum.submissions.states import Disposition, Visibility
from tests import make
from tests.triage.conftest import Desk


def test_the_list_and_the_counts_are_empty(desk: Desk) -> None:
    make.submission(desk.event, public=False, title="Rahasia Pekalongan")
    make.recommendation()
    for path in ("/meja", "/meja/triase", "/meja/rekomendasi"):
        page = desk.kediri.opens(path)
        assert "Rahasia Pekalongan" not in page and "Akun tunggal warga" not in page
    assert "0 menunggu" in desk.kediri.opens("/meja/triase")


def test_every_guessed_address_is_not_found(desk: Desk) -> None:
    it, rec = make.submission(desk.event), make.recommendation()
    for path in (
        f"/meja/triase/{it.code}",
        f"/meja/triase/{it.code}/gabung",
        f"/meja/triase/{it.code}/pisah",
        f"/meja/triase?acara={desk.event.slug}",
        f"/meja/triase?kelompok={it.group.slug}",
        f"/meja/rekomendasi/{rec.code}",
        f"/meja/rekomendasi/baru?dari={it.code}",
    ):
        desk.kediri.opens(path, 404)


@pytest.mark.parametrize("part", ["", "/pegang", "/identitas", "/banding", "/gabung?dengan={other}", "/pisah"])
def test_every_post_to_a_guessed_address_is_not_found(desk: Desk, part: str) -> None:
    it, other = make.submission(desk.event, public=False), make.submission(desk.event)
    own = make.submission(make.event(in_city=make.city("kediri")), public=False)
    token = desk.kediri.opens(f"/meja/triase/{own.code}").find("[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "decision": "publish", "reason": "", "to": "", "why": "Karena", "purpose": "Karena", "verdict": "uphold"}
    answer = desk.kediri.client.post(f"/meja/triase/{it.code}{part.format(other=other.code)}", data=sent)
    assert answer.status_code == 404
    db.session.expire_all()
    assert db.session.get_one(Submission, it.id).visibility is Visibility.WAITING


def test_a_form_field_does_not_reach_over_either(desk: Desk) -> None:
    kediri = make.event(in_city=make.city("kediri"))
    own, theirs = make.submission(kediri), make.submission(desk.event)
    page = desk.kediri.opens(f"/meja/rekomendasi/baru?dari={own.code}")
    form = page.form("[name=title]").fill(title="Judul", body="Isi").forge(tindakan="draf")
    form.values.add("dari", theirs.code)
    form.submit(404)
    form = page.form("[name=title]").fill(title="Judul", body="Isi").forge(owner=make.agency("BPBD").slug, tindakan="draf")
    form.submit(404)
    rec = make.recommendation([make.submission(desk.event)])
    form = page.form("[name=title]").forge(ke=rec.code)
    form.action = "/meja/rekomendasi/sumber"
    form.submit(404)
    page = desk.kediri.opens(f"/meja/triase/{own.code}/gabung")
    desk.kediri.opens(f"/meja/triase/{own.code}/gabung?dengan={theirs.code}", 404)
    db.session.expire_all()
    assert db.session.get_one(Submission, theirs.id).disposition is Disposition.OPEN
