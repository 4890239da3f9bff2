"""A bird in every hidden text: it is heard in no answer to anyone without the right, wherever they look."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from forum.core.history import HistoryEntry
from forum.extensions import db
from forum.notices import mailing
from forum.notices.models import Mail
from tests.security.conftest import CANARY, World
from tests.security.test_matrix import addresses, routes

PAGES = 260


def start(world: World) -> list[str]:
    """Every route with every key of the city, the files, and the ways that a query string opens."""
    keys = world.keys["pekalongan"]
    everything = [
        keys["file"],
        keys["draft_file"],
        f"/verifikasi/{keys['hash']}",
        f"/hasil/{keys['slug']}?versi=1",
        f"/hasil/{keys['slug']}?versi=2",
    ]
    for name in ("waiting", "confidential", "withdrawn", "anonymous", "submission", "twin"):
        place = f"/forum/{keys['slug']}/masukan/{keys[name]}"
        everything += [
            place,
            f"{place}?asli=1",
            f"{place}?akhir",
            f"/en{place}",
            f"/lacak?kode={keys[name]}",
            f"{place}?balas={keys['hidden']}",
        ]
    for name in ("reply", "gone", "hidden"):
        everything += [f"/balasan/{keys[name]}", f"/balasan/{keys[name]}/versi"]
    for name in ("draft_recommendation", "answering", "recommendation"):
        everything += [f"/rekomendasi/{keys[name]}", f"/en/rekomendasi/{keys[name]}", f"/rekomendasi?q={keys[name]}"]
    everything += ["/keputusan?kota=pekalongan", f"/forum/{keys['draft_event']}", f"/forum/{keys['draft_event']}/kalender.ics"]
    sought = "&".join(f"{name}={CANARY[:5]}" for name in ("q", "cari", "kata"))
    for rule in routes(world.app):
        if "GET" in (rule.methods or ()) and rule.endpoint not in ("assets.serve", "dev.components"):
            everything += addresses(rule, keys)
            everything += [f"{addresses(rule, keys)[0]}?{sought}"]
    return everything


def heard_by(world: World, client: FlaskClient) -> list[str]:
    """Walk from every start along every link of our own; the addresses whose answer or headers hold the bird."""
    waiting, seen, heard = list(dict.fromkeys(start(world))), set[str](), []
    while waiting and len(seen) < PAGES:
        address = waiting.pop(0).split("#")[0]
        if address in seen or not address.startswith("/") or address.startswith("/static/"):
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code < 500, address
        asked = CANARY[:5] in address or CANARY in address
        if CANARY in answer.get_data(as_text=True).replace(answer.request.path, "") or (CANARY in str(answer.headers) and not asked):
            heard.append(address)
        if answer.location:
            waiting.append(answer.location)
        if answer.mimetype == "text/html":
            waiting += [str(link["href"]) for link in BeautifulSoup(answer.data, "lxml").select("main a[href]")]
    return heard


def test_a_visitor_hears_nothing(world: World) -> None:
    assert heard_by(world, world.people["visitor"].client) == []


def test_nor_the_other_citys_desk(world: World) -> None:
    assert heard_by(world, world.people["moderator@kediri"].client) == []


def test_an_agency_hears_its_own_papers_only(world: World) -> None:
    assert heard_by(world, world.people["stranger@pekalongan"].client) == []


def test_a_moderator_reads_no_name_that_was_not_revealed(world: World) -> None:
    """The texts they must judge, yes; who wrote anonymously, and what others drafted, no."""
    client, keys = world.people["moderator@pekalongan"].client, world.keys["pekalongan"]
    for address in (
        f"/meja/triase/{keys['anonymous']}",
        f"/meja/triase/{keys['confidential']}",
        f"/forum/{keys['slug']}/masukan/{keys['anonymous']}",
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert f"{CANARY}-nama" not in page.text, address


def test_who_writes_the_same_words_is_shown_no_hidden_twin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", False)
    keys, client = world.keys["pekalongan"], world.people["participant@pekalongan"].client
    hidden = [keys[name] for name in ("waiting", "confidential", "withdrawn")]
    for words in ("judul isi", "ditarik", "nomor telepon", "draf", "belum"):
        typed = {"title": f"{CANARY} {words}", "body": f"{CANARY}-{words} {CANARY}-isi"}
        answer = client.post(f"/forum/{keys['slug']}/masukan/serupa", data=typed)
        assert answer.status_code == 200
        assert CANARY not in answer.text and not [code for code in hidden if code in answer.text], words


def test_the_history_holds_no_text_in_the_open(world: World) -> None:
    """Only notes may: they can be erased, and the chain stays whole."""
    lines = db.session.query(HistoryEntry).all()
    assert not [line.seq for line in lines if CANARY in f"{line.detail}{line.verb}{line.actor_ref}{line.reason}"]


def test_no_mail_tells_what_is_hidden_from_its_reader(world: World) -> None:
    settings = world.app.extensions["settings"]
    while mailing.read_history(settings):
        pass
    mails = db.session.query(Mail).all()
    assert mails
    others = [
        mail for mail in mails if CANARY in mail.body.replace(mail.account.name, "") and mail.account.name != f"{CANARY}-nama-pengirim"
    ]
    assert not [(mail.account.name, mail.body) for mail in others]
