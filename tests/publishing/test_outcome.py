"""Dinkominfo publishes what became of every input: two people, frozen, hashed, corrected by a new version."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import text

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.events.models import Event
from forum.extensions import db
from forum.publishing import proof
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def penerbit() -> Account:
    return make.account("Penerbit Contoh", Role.PUBLISHER)


@pytest.fixture
def penerbit2() -> Account:
    return make.account("Peninjau Contoh", Role.PUBLISHER)


@pytest.fixture
def forum() -> Event:
    """A forum with an adopted input, a refused one and one that nobody decided yet."""
    event = make.event()
    moderator = make.account("Rina", Role.MODERATOR)
    recommendation = make.recommendation([make.submission(event, moderator=moderator)])
    make.answered(recommendation)
    make.refused_submission(event, moderator)
    make.submission(event, public=False, title="RAHASIA-BELUM-TAYANG")
    return event


def draft(app: Flask, event: Event, who: Account) -> None:
    page = Person(app, who).sends(f"/meja/publikasi/{event.slug}/draf", summary="Ringkasan hasil.", agreed="Satu\nDua")
    assert page.path == f"/meja/publikasi/{event.slug}"


def publish(app: Flask, event: Event, who: Account, second: Account) -> None:
    desk = f"/meja/publikasi/{event.slug}"
    draft(app, event, who)
    Person(app, who).opens(desk).button("Ajukan untuk ditinjau").submit()
    Person(app, second).opens(desk).button("Setujui").submit()
    Person(app, who).opens(desk).form("form[action$=terbitkan]").fill(read=True).submit()


def test_it_is_published_after_a_second_persons_review(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    page = visitor(app).opens(f"/hasil/{forum.slug}")
    assert page.has("Satu akun untuk semua layanan") and page.has("Menjadi rekomendasi") and page.has("Spam atau judi")


def test_the_drafter_may_not_review(app: Flask, forum: Event, penerbit: Account) -> None:
    draft(app, forum, penerbit)
    desk = Person(app, penerbit).opens(f"/meja/publikasi/{forum.slug}").button("Ajukan untuk ditinjau").submit()
    assert not desk.has("Kembalikan ke penyusun")
    assert desk.has("Rekan penerbit lain yang meninjaunya")
    forged = Person(app, penerbit).opens(f"/meja/publikasi/{forum.slug}/ubah").form()
    forged.action = f"/meja/publikasi/{forum.slug}/setujui"
    assert forged.send().status_code == 403


def test_it_cannot_be_published_without_having_been_read(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    desk = f"/meja/publikasi/{forum.slug}"
    draft(app, forum, penerbit)
    Person(app, penerbit).opens(desk).button("Ajukan untuk ditinjau").submit()
    Person(app, penerbit2).opens(desk).button("Setujui").submit()
    assert Person(app, penerbit).opens(desk).form("form[action$=terbitkan]").submit(422).has("Centang kotak ini dulu.")


def test_what_is_not_public_appears_without_its_text(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    page = visitor(app).opens(f"/hasil/{forum.slug}")
    assert page.has("Tidak ditayangkan")
    assert not page.has("RAHASIA-BELUM-TAYANG") and not page.has("GAMPANG MAXWIN")


def test_its_hash_can_be_checked_by_anyone(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    someone = visitor(app)
    page = someone.opens(f"/hasil/{forum.slug}").follow("Periksa keaslian")
    assert page.has("Cocok")
    body = someone.client.get(f"/hasil/{forum.slug}/versi-1.json")
    assert json.loads(body.data)["chain"]["length"] > 0


def test_a_correction_is_a_new_version_and_the_old_one_stays(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    desk = f"/meja/publikasi/{forum.slug}"
    assert Person(app, penerbit).opens(f"{desk}/draf").form().submit(422).has("Bagian ini wajib diisi.")
    Person(app, penerbit).sends(f"{desk}/draf", correction="Jumlah hadir dibetulkan.")
    Person(app, penerbit).opens(desk).button("Ajukan untuk ditinjau").submit()
    Person(app, penerbit2).opens(desk).button("Setujui").submit()
    Person(app, penerbit).opens(desk).form("form[action$=terbitkan]").fill(read=True).submit()
    page = visitor(app).opens(f"/hasil/{forum.slug}")
    assert page.has("Jumlah hadir dibetulkan.") and page.has("versi 2")
    assert visitor(app).opens(f"/hasil/{forum.slug}?versi=1").has("Ada versi yang lebih baru")


def test_a_retracted_version_is_withheld_and_its_hash_stays(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    Person(app, penerbit).sends(f"/meja/publikasi/{forum.slug}/tarik", note="Memuat nama anak.")
    someone = visitor(app)
    page = someone.opens(f"/hasil/{forum.slug}")
    assert page.has("Memuat nama anak.") and not page.has("Satu akun untuk semua layanan")
    assert someone.client.get(f"/hasil/{forum.slug}/versi-1.json").status_code == 404


def test_two_publishers_at_once_do_not_overwrite(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    draft(app, forum, penerbit)
    first = Person(app, penerbit).opens(f"/meja/publikasi/{forum.slug}/ubah").form().fill(summary="Dari yang pertama.")
    second = Person(app, penerbit2).opens(f"/meja/publikasi/{forum.slug}/ubah").form().fill(summary="Dari yang kedua.")
    first.submit()
    assert second.submit(409).has("Dari yang kedua.")


def test_a_double_click_makes_one_draft(app: Flask, forum: Event, penerbit: Account) -> None:
    form = Person(app, penerbit).opens(f"/meja/publikasi/{forum.slug}/draf").form()
    assert form.send().status_code == form.send().status_code == 303
    assert db.session.execute(text("SELECT count(*) FROM outcome")).scalar_one() == 1


def test_another_citys_publisher_finds_nothing(app: Flask, forum: Event) -> None:
    stranger = Person(app, make.account("Dari Kediri", Role.PUBLISHER, in_city=make.city("kediri")))
    for path in ("", "/draf", "/ubah", "/tarik"):
        stranger.opens(f"/meja/publikasi/{forum.slug}{path}", 404)
    assert not stranger.opens("/meja/publikasi").has(forum.title)


def test_a_changed_byte_of_a_published_version_is_named(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    assert list(proof.check()) == []
    db.session.execute(text("UPDATE outcome SET snapshot = replace(snapshot, 'Satu', 'satu')"))
    db.session.commit()
    assert [str(fault) for fault in proof.check()] == ["outcome id=1: its content does not match its hash"]
    assert visitor(app).opens(f"/hasil/{forum.slug}").follow("Periksa keaslian").has("Tidak cocok")


@pytest.mark.parametrize("column", ["title", "summary", "agreed"])
def test_what_a_list_shows_of_a_published_version_is_proven_too(
    app: Flask, forum: Event, penerbit: Account, penerbit2: Account, column: str
) -> None:
    publish(app, forum, penerbit, penerbit2)
    db.session.execute(text(f"UPDATE outcome SET {column} = 'lain'"))
    db.session.commit()
    assert [str(fault) for fault in proof.check()] == [f"outcome id=1: its {column} is not what was published"]


def test_the_page_is_drawn_from_what_was_frozen(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    db.session.execute(text("UPDATE outcome SET summary_html = '<p>Ringkasan palsu.</p>'"))
    db.session.commit()
    page = visitor(app).opens(f"/hasil/{forum.slug}")
    assert page.has("Ringkasan hasil.") and not page.has("palsu")


def test_what_will_be_published_is_shown_only_while_a_version_is_in_hand(
    app: Flask, forum: Event, penerbit: Account, penerbit2: Account
) -> None:
    desk = f"/meja/publikasi/{forum.slug}"
    assert not Person(app, penerbit).opens(desk).has("Yang akan terbit")
    draft(app, forum, penerbit)
    page = Person(app, penerbit).opens(desk)
    assert page.has("Yang akan terbit") and page.has("Satu akun untuk semua layanan")
    Person(app, penerbit).opens(desk).button("Ajukan untuk ditinjau").submit()
    Person(app, penerbit2).opens(desk).button("Setujui").submit()
    Person(app, penerbit).opens(desk).form("form[action$=terbitkan]").fill(read=True).submit()
    assert not Person(app, penerbit).opens(desk).has("Yang akan terbit")


def test_a_long_table_is_previewed_in_part(app: Flask, forum: Event, penerbit: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.publishing.desk.PREVIEWED", 2)
    draft(app, forum, penerbit)
    assert Person(app, penerbit).opens(f"/meja/publikasi/{forum.slug}").has("2 dari 3 baris ditampilkan.")


def test_what_nobody_decided_yet_is_not_called_refused_or_finished(app: Flask, forum: Event, penerbit: Account, penerbit2: Account) -> None:
    publish(app, forum, penerbit, penerbit2)
    row = next(row for row in visitor(app).opens(f"/hasil/{forum.slug}").all("tbody tr") if "Menunggu verifikasi" in row.get_text())
    assert "Belum ditayangkan" in row.get_text() and "Belum diputuskan" in row.get_text()
    assert "Tidak ditayangkan" not in row.get_text() and "Selesai di sini" not in row.get_text()


def test_the_public_pages_keep_to_their_budgets(app: Flask, forum: Event, penerbit: Account, penerbit2: Account, queries) -> None:  # type: ignore[no-untyped-def]
    publish(app, forum, penerbit, penerbit2)
    someone = visitor(app)
    for path, budget in (("/", 3), ("/hasil", 4), (f"/hasil/{forum.slug}", 4), ("/keputusan", 1)):
        someone.opens(path)
        app.extensions["stored"].shelf.clear()
        with queries() as seen:
            someone.opens(path)
        assert seen.count <= budget, f"{path}\n{seen}"


def test_the_ledger_names_no_moderator(app: Flask, forum: Event) -> None:
    page = visitor(app).opens("/keputusan")
    assert page.has("Ditolak") and page.has("Spam atau judi") and not page.has("Rina")
