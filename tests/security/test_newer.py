"""What was masked, hidden or withdrawn stays so on every way that leads around the page; a kept page is nobody's to poison."""

from __future__ import annotations

import pytest
from flask import Flask

from forum.accounts.models import Account
from forum.accounts.roles import Role
from forum.events.models import Event
from forum.extensions import db
from forum.submissions.drafts import Draft
from forum.submissions.models import Submission
from forum.submissions.positions import Stance, state
from forum.submissions.states import Identity, Reason
from forum.submissions.wordings import MaskKind, Part, Span
from tests import make
from tests.cast import Person, visitor

pytestmark = pytest.mark.usefixtures("db_session")
RARE = "zamrudkelana"
FORGED = {
    "Host": "jahat.test",
    "X-Forwarded-Host": "jahat.test",
    "X-Forwarded-Prefix": "/jahat",
    "X-Original-URL": "/jahat",
    "X-HTTP-Method-Override": "POST",
    "Accept-Language": "en",
    "Referer": "//jahat",
    "Cookie": "xurun=1; kenal=jahat",
}


@pytest.fixture
def event() -> Event:
    return make.event()


@pytest.fixture
def rina() -> Account:
    return make.account("Rina", Role.MODERATOR)


def masked(event: Event, rina: Account) -> Submission:
    """Public; a rare word of its title and its text is masked."""
    title, body = f"Lampu di rumah {RARE}", f"Lampu jalan di depan rumah {RARE} mati."
    one = make.submission(event, title=title, body=body, moderator=rina)
    spans = [
        Span(part.find(RARE), part.find(RARE) + len(RARE), MaskKind.NAME, name) for part, name in ((title, Part.TITLE), (body, Part.BODY))
    ]
    make.said(one.redact, spans, by=rina.viewer())
    return one


def test_a_masked_word_leads_nobody_to_what_it_stood_in(app: Flask, event: Event, rina: Account) -> None:
    one = masked(event, rina)
    asking = make.submission(event, title=f"Tentang {RARE}", body=f"Siapa {RARE} itu dan apa usulnya?", public=False)
    desk = Person(app, rina)
    for path in (
        f"/meja/triase?cari={RARE}",
        f"/meja/triase/{asking.code}?cari={RARE}",
        f"/meja/triase/{asking.code}/gabung?cari={RARE}",
        f"/meja/rekomendasi/baru?dari={asking.code}&cari={RARE}",
    ):
        answer = desk.client.get(path)
        assert answer.status_code == 200 and one.code not in answer.text, path
    writer = Person(app, make.account("Warga"))
    token = writer.opens("/akun").find("[name=csrf_token]")["value"]
    writer.client.inspecting = False
    typed = {"csrf_token": token, "title": f"Rumah {RARE}", "body": f"{RARE} {RARE} {RARE}"}
    assert one.code not in writer.client.post(f"/forum/{event.slug}/masukan/serupa", data=typed).text
    for path in (
        f"/forum/{event.slug}/masukan/{one.code}",
        f"/forum/{event.slug}/masukan/{one.code}/cetak",
        f"/meja/triase/{one.code}?cari=lampu",
    ):
        assert RARE not in desk.client.get(path).text, path


@pytest.mark.parametrize("hiding", ["withdraw", "hold"])
def test_what_was_followed_and_is_hidden_now_is_named_in_no_list(app: Flask, event: Event, rina: Account, hiding: str) -> None:
    author = make.account("Pengirim")
    one = make.submission(event, author, title=f"Usul {RARE}", moderator=rina)
    follower = Person(app, make.account("Pengikut"))
    token = follower.opens("/akun").find("[name=csrf_token]")["value"]
    assert follower.client.post(f"/ikuti/submission/{one.code}", data={"csrf_token": token}).status_code == 303
    assert RARE in follower.opens("/akun/mengikuti").text
    make.said(one.withdraw, by=author.viewer()) if hiding == "withdraw" else make.said(
        one.hold, by=rina.viewer(), reason=Reason.THREAT, note="Diperiksa"
    )
    for path in ("/akun/mengikuti", "/akun", "/"):
        assert RARE not in follower.opens(path).text, path
    stopped = follower.client.post(f"/berhenti-ikuti/submission/{one.code}", data={"csrf_token": token, "dari": "daftar"})
    assert stopped.status_code == 303 and one.code not in follower.opens("/akun/mengikuti").find("main ul.items, main .empty").text


def test_a_groups_position_is_read_only_while_what_it_is_about_can_be(app: Flask, event: Event, rina: Account) -> None:
    author, group = make.account("Pengirim"), make.group()
    speaks = make.account("Wakil", Role.GROUP_REPRESENTATIVE, of=group)
    one = make.submission(event, author, title="Usul", moderator=rina)
    said = make.said(state, one, group, Stance.OBJECT, f"Kami menolak {RARE}", by=speaks.viewer(), account_id=speaks.id)
    place = f"/sikap/{said.public_id}"
    assert visitor(app).opens(place).has(RARE)
    make.said(one.withdraw, by=author.viewer())
    for path in (
        place,
        f"/kelompok/{group.slug}",
        f"/forum/{event.slug}/masukan/{one.code}",
        f"/forum/{event.slug}/masukan/{one.code}/cetak",
    ):
        assert RARE not in visitor(app).client.get(path).text, path


@pytest.mark.parametrize("where", ["/ikuti/submission/{code}", "/berhenti-ikuti/submission/{code}", "/forum/{slug}/masukan/{code}/tandai"])
def test_what_one_may_not_see_is_answered_as_what_is_not_there(app: Flask, event: Event, rina: Account, where: str) -> None:
    hidden = make.submission(event, public=False)
    confidential = make.submission(event, moderator=rina, identity=Identity.CONFIDENTIAL)
    person = Person(app, make.account("Warga"))
    token = person.opens("/akun").find("[name=csrf_token]")["value"]

    def told(code: str) -> tuple[int, str]:
        values = {"csrf_token": token, "reason": "threat", "note": "x", "once": f"kunci{code}"}
        answer = person.client.post(where.format(slug=event.slug, code=code), data=values)
        return answer.status_code, answer.text.replace(code, "")

    unknown = told("S-TIADA")
    assert unknown[0] == 404
    assert told(hidden.code) == unknown and told(confidential.code) == unknown


def test_a_kept_page_is_nobodys_to_poison(app: Flask, event: Event, rina: Account) -> None:
    """Whatever the one says who fills the shelf, the next one gets the page of its own address."""
    one = make.submission(event, moderator=rina)
    for path in ("/", f"/forum/{event.slug}", f"/forum/{event.slug}/masukan/{one.code}", "/rekomendasi", "/hasil"):
        clean = visitor(app).client.get(f"{path}?bersih").text.replace("bersih", "")
        app.extensions["stored"].forget()
        bad = app.test_client(use_cookies=False)
        bad.inspecting = False  # type: ignore[attr-defined]
        for method in ("HEAD", "GET"):
            bad.open(f"{path}?bersih", method=method, headers=FORGED)
        again = visitor(app).client.get(f"{path}?bersih").text
        assert "jahat" not in again and again.replace("bersih", "") == clean, path


def test_a_question_mark_in_a_path_is_not_the_beginning_of_a_query(app: Flask) -> None:
    """/verifikasi/a%3Fb and /verifikasi/a?b are two addresses, on the shelf too."""
    first, second = visitor(app).client, visitor(app).client
    sought = first.get("/verifikasi/abc%3Fdef").text
    assert second.get("/verifikasi/abc?def").text == visitor(app).client.get("/verifikasi/abc?def").text
    assert sought == visitor(app).client.get("/verifikasi/abc%3Fdef").text
    stored = app.extensions["stored"]
    seen: list[str] = []
    for path, query in (("/a?b", "c"), ("/a", "b?c")):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
        below, stored.below = stored.below, lambda environ, _start: seen.append(environ["urun.asked"].address) or [b""]
        stored(environ, lambda *_: None)
        stored.below = below
    assert seen[0] != seen[1]


def test_a_reply_below_what_was_withdrawn_is_read_on_no_page_of_its_own(app: Flask, event: Event, rina: Account) -> None:
    author, other = make.account("Pengirim"), make.account("Penanggap")
    one = make.submission(event, author, moderator=rina)
    reply = make.reply(one, other, f"Saya tahu rumah {RARE}")
    make.said(reply.edit, f"Saya tahu tempat {RARE}", by=other.viewer(), minutes=60)
    make.said(one.withdraw, by=author.viewer())
    reader = Person(app, make.account("Pembaca"))
    for path in ("", "/versi", "/tandai", "/ubah", "/tarik"):
        assert RARE not in reader.client.get(f"/balasan/{reply.public_id}{path}", follow_redirects=True).text, path


def test_what_was_never_sent_goes_with_the_account(app: Flask, event: Event) -> None:
    person = Person(app, make.account("Warga"))
    token = person.opens(f"/forum/{event.slug}/masukan/baru").find("#tulis [name=csrf_token]")["value"]
    answer = person.client.post(f"/forum/{event.slug}/masukan/draf", data={"csrf_token": token, "title": RARE, "body": RARE, "once": "k"})
    assert answer.status_code == 200 and db.session.query(Draft).count() == 1
    person.sends("/akun/tutup")
    assert db.session.query(Draft).count() == 0
