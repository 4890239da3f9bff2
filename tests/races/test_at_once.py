"""Many at the very same instant, on a real server: one effect each, and everybody is told how it stands."""

from __future__ import annotations

import os
from functools import partial

import pytest
from sqlalchemy import func, select

from forum.accounts.invitations import Invitation, Task
from forum.accounts.links import MailLink, Purpose
from forum.accounts.models import Account, RoleGrant
from forum.accounts.roles import Role
from forum.core import proof
from forum.core.history import HistoryEntry
from forum.extensions import db
from forum.publishing.models import Outcome
from forum.recommendations.models import Recommendation
from forum.submissions.drafts import Draft
from forum.submissions.models import Submission
from forum.submissions.support import GroupSupport, Support
from forum.submissions.voices import Reply
from tests import make
from tests.races.conftest import Site, Surfer, at_once, read

ITEMS = int(os.environ.get("PROVE_ITEMS", "6"))
MODERATORS = 8
SAME = 12
WRITERS = 16
TURNS = 5


SENDING = {"title": "Judul", "body": "Isi", "type": "suggestion", "identity": "named", "agree": "y"}
FORMULATING = {"title": "Akun tunggal", "body": "Isi", "priority": "high", "horizon": "short", "tindakan": "draf"}
JOINING = {"name": "Baru", "password": "rembuk-bersama-25", "consent": "y"}


def version_in(page: str, surfer: Surfer) -> str:
    field = surfer.get(page).soup.select_one("main [name=version]")
    assert field is not None
    return str(field["value"])


def whole() -> bool:
    """The chain holds, whoever raced."""
    db.session.rollback()
    return [one for one in proof.walk() if one is not None] == []


def test_eight_moderators_on_the_same_items_decide_each_once(site: Site) -> None:
    event = make.event()
    desks = [Surfer(site, make.account(f"Moderator {n}", Role.MODERATOR)) for n in range(MODERATORS)]
    items = [make.submission(event, public=False) for _ in range(ITEMS)]
    words = ("publish", "refuse", "return", "hold")
    for it in items:
        page = f"/meja/triase/{it.code}"
        version = version_in(page, desks[0])
        acts = [
            partial(one.post, page, version=version, decision=words[n % 4], reason="threat", note=f"Karena {n}", to="")
            for n, one in enumerate(desks)
        ]
        answers = at_once(acts)
        assert sorted(answer.status for answer in answers) == [303] + [409] * (MODERATORS - 1)
        for n, answer in enumerate(answers):
            assert answer.status == 303 or f"Karena {n}" in answer.text, "what was typed is kept"
    lines = select(HistoryEntry.submission_id, func.count()).where(HistoryEntry.before == "waiting").group_by(HistoryEntry.submission_id)
    lines = lines.where(HistoryEntry.event_id == event.id)
    assert sorted(read(lines)) == sorted((it.id, 1) for it in items)
    assert whole()


def counted(what: type) -> int:
    return int(read(select(func.count()).select_from(what))[0][0])


@pytest.fixture
def scene(site: Site) -> dict[str, Surfer]:
    person, publisher, moderator = make.account("Warga"), make.account("Penerbit", Role.PUBLISHER), make.account("Rina", Role.MODERATOR)
    return {name: Surfer(site, who) for name, who in (("warga", person), ("penerbit", publisher), ("rina", moderator))}


def test_a_form_sent_twelve_times_at_one_instant_makes_one_row(scene: dict[str, Surfer]) -> None:
    event = make.event(open_sign_up=True)
    under, source = make.submission(event), make.submission(event)
    element = make.public_element()
    before = {kind: counted(kind) for kind in (Submission, Reply, Invitation, Recommendation, Outcome, Account)}
    once = "k" * 24
    forum, desk = f"/forum/{event.slug}", f"/meja/acara/{event.slug}"
    sent = {
        Submission: (scene["warga"], f"{forum}/masukan/baru", SENDING | {"group": element.slug}),
        Reply: (scene["warga"], f"{forum}/masukan/{under.code}/balasan", {"body": "Setuju", "voice": element.slug}),
        Invitation: (scene["penerbit"], f"{desk}/undangan", {"label": "Relawan", "uses": "1", "days": "3", "group": ""}),
        Recommendation: (scene["rina"], "/meja/rekomendasi/baru", FORMULATING | {"dari": source.code}),
        Outcome: (scene["penerbit"], f"/meja/publikasi/{event.slug}/draf", {"title": "Hasil", "summary": "Ringkas", "agreed": "Satu"}),
        Account: (scene["warga"], "/daftar/pekalongan?usia=adult", JOINING | {"email": "baru@contoh.test", "element": str(element.id)}),
    }
    for kind, (who, path, values) in sent.items():
        answers = at_once([partial(who.post, path, once=once + kind.__name__, **values) for _ in range(SAME)])
        assert counted(kind) == before[kind] + 1, (kind.__name__, [answer.status for answer in answers])
        assert {answer.status for answer in answers} <= {201, 303}, (kind.__name__, [answer.status for answer in answers])
        assert len({answer.location for answer in answers if answer.status == 303}) == 1
    assert whole()


def test_support_of_many_at_one_instant_is_counted_to_a_person(site: Site) -> None:
    """Twelve of one group whose petal does not stand yet, each of them pressing twice."""
    one = make.submission(make.event())
    page = f"/forum/{one.event.slug}/masukan/{one.code}"
    people = [Surfer(site, make.account(f"Pendukung {n}")) for n in range(SAME)]
    answers = at_once([partial(who.post, f"{page}/dukung") for who in people for _ in range(2)])
    assert [answer.status for answer in answers] == [303] * (2 * SAME)
    assert read(select(func.count()).select_from(Support).where(Support.submission_id == one.id)) == [(SAME,)]
    assert read(select(GroupSupport.people).where(GroupSupport.submission_id == one.id)) == [(SAME,)]
    assert read(select(Submission.support_count, Submission.support_group_count).where(Submission.id == one.id)) == [(SAME, 1)]
    at_once([partial(who.post, f"{page}/batal-dukung") for who in people[:6]] + [partial(who.post, f"{page}/dukung") for who in people[6:]])
    assert read(select(Submission.support_count).where(Submission.id == one.id)) == [(SAME - 6,)]


def test_replies_of_one_instant_each_have_a_place(site: Site) -> None:
    one = make.submission(make.event())
    first = make.reply(one)
    page = f"/forum/{one.event.slug}/masukan/{one.code}/balasan"
    people = [Surfer(site, make.account(f"Warga {n}")) for n in range(8)]
    voice = make.public_element().slug
    acts = [
        partial(who.post, page, body=f"Balasan {n}", voice=voice, once=f"kunci-{n}", parent=first.public_id if n % 2 else "")
        for n, who in enumerate(people)
    ]
    assert [answer.status for answer in at_once(acts)] == [303] * len(people)
    paths = [path for (path,) in read(select(Reply.path).where(Reply.submission_id == one.id))]
    assert len(paths) == len(set(paths)) == len(people) + 1
    assert read(select(Submission.reply_count).where(Submission.id == one.id)) == [(len(people) + 1,)]
    assert whole()


def test_merging_splitting_and_supporting_at_one_instant_leaves_the_sums_right(site: Site) -> None:
    event = make.event()
    twin, survivor = make.submission(event), make.submission(event)
    desks = [Surfer(site, make.account(f"Moderator {n}", Role.MODERATOR)) for n in range(3)]
    people = [Surfer(site, make.account(f"Warga {n}")) for n in range(4)]
    there, here = f"/meja/triase/{twin.code}", f"/forum/{event.slug}/masukan/{twin.code}"
    for who in people[:2]:
        who.post(f"{here}/dukung")
    version = version_in(f"{there}/gabung?dengan={survivor.code}", desks[0])
    merging = [
        partial(one.post, f"{there}/gabung?dengan={survivor.code}", version=version, survivor=survivor.code, why="Sama") for one in desks
    ]
    answers = at_once(merging + [partial(who.post, f"{here}/dukung") for who in people[2:]])
    assert [answer.status for answer in answers[:3]].count(303) == 1
    assert {answer.status for answer in answers} <= {303, 403, 409, 422}
    assert read(select(Submission.merged_into_id).where(Submission.id == twin.id)) == [(survivor.id,)]
    version = version_in(f"{there}/pisah", desks[0])
    splitting = [partial(one.post, f"{there}/pisah", version=version, why="Berbeda") for one in desks]
    carrying = [partial(who.post, f"{here}/alihkan") for who in people[:2]]
    answers = at_once([*splitting, *carrying])
    assert [answer.status for answer in answers[:3]].count(303) == 1
    assert {answer.status for answer in answers} <= {303, 403, 409, 422}
    assert read(select(Submission.merged_into_id).where(Submission.id == twin.id)) == [(None,)]
    assert read(select(Support.id).where(Support.carried_from_id.is_not(None))) == []
    for it in (twin, survivor):
        stands = read(select(func.count()).select_from(Support).where(Support.submission_id == it.id))
        assert read(select(Submission.support_count).where(Submission.id == it.id)) == stands
    assert whole()


def test_the_last_use_of_an_invitation_lets_one_person_in(site: Site) -> None:
    publisher = make.account("Penerbit", Role.PUBLISHER)
    group, element = make.group(), make.public_element()
    task = Task(Role.GROUP_DELEGATE, group=group)
    made, secret = make.said(Invitation.issue, make.city(), by=publisher.viewer(), label="Relawan", task=task)
    make.committed(made)
    own = {"name": "Relawan", "password": "rembuk-bersama-25", "element": str(element.id), "consent": "y"}
    people = [Surfer(site, make.account(f"Warga {n}") if n % 2 else None) for n in range(6)]
    path = f"/undangan/{secret}?usia=adult"
    before = counted(RoleGrant)
    answers = at_once([partial(who.post, path, once=f"u{n}", email=f"r{n}@contoh.test", **own) for n, who in enumerate(people)])
    assert [answer.status for answer in answers].count(303) == 1
    assert {answer.status for answer in answers} <= {303, 403, 409, 410}
    assert counted(RoleGrant) == before + 1
    assert read(select(Invitation.uses_left).where(Invitation.id == made.id)) == [(0,)]


def test_sixteen_who_write_without_a_pause_meet_no_error(site: Site) -> None:
    """Each sends, replies, supports, keeps a draft; eight threads serve sixteen people, so that they queue at the lock too."""
    event = make.event()
    under = make.submission(event)
    element = make.public_element().slug
    people = [Surfer(site, make.account(f"Penulis {n}")) for n in range(WRITERS)]
    forum = f"/forum/{event.slug}/masukan"

    def writes(n: int, who: Surfer) -> list[tuple[str, int]]:
        told = []
        for turn in range(TURNS):
            key = f"tulis-{n}-{turn}"
            for path, values in (
                (f"{forum}/draf", {"title": key, "body": "Isi", "once": f"d{key}"}),
                (f"{forum}/baru", SENDING | {"title": key, "group": element, "once": key}),
                (f"{forum}/{under.code}/balasan", {"body": key, "voice": element, "once": f"r{key}"}),
                (f"{forum}/{under.code}/{'batal-dukung' if turn % 2 else 'dukung'}", {}),
            ):
                told.append((path, who.post(path, **values).status))
        return told

    answers = [one for told in at_once([partial(writes, n, who) for n, who in enumerate(people)]) for one in told]
    assert [one for one in answers if one[1] not in (200, 303)] == []
    assert read(select(func.count()).select_from(Submission).where(Submission.event_id == event.id)) == [(WRITERS * TURNS + 1,)]
    assert read(select(func.count()).select_from(Reply).where(Reply.submission_id == under.id)) == [(WRITERS * TURNS,)]
    stands = read(select(func.count()).select_from(Support).where(Support.submission_id == under.id))
    assert read(select(Submission.support_count).where(Submission.id == under.id)) == stands == [(WRITERS * (TURNS % 2),)]
    assert whole()


def test_two_devices_that_keep_the_same_draft_first_make_one(site: Site) -> None:
    event, writer = make.event(), make.account("Warga")
    devices = [Surfer(site, writer) for _ in range(4)]
    path = f"/forum/{event.slug}/masukan/draf"
    answers = at_once([partial(one.post, path, title=f"Dari {n}", body="Isi", once=f"alat-{n}") for n, one in enumerate(devices)])
    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.status for answer in answers} <= {200, 409}, "the others are told that it was written elsewhere"
    assert read(select(func.count()).select_from(Draft).where(Draft.account_id == writer.id)) == [(1,)]


def test_a_link_that_signs_in_once_does_so_for_one_of_many(site: Site) -> None:
    secret = make.said(MailLink.to_account, make.account("Warga"), Purpose.SIGN_IN)
    many = [Surfer(site, None) for _ in range(6)]
    answers = at_once([partial(one.post, f"/masuk/tautan/{secret}") for one in many])
    assert sorted(answer.status for answer in answers) == [303] + [410] * 5


def test_wrong_passwords_of_one_instant_are_counted_each(site: Site) -> None:
    make.account("Warga", email="sasaran@contoh.test")
    many = [Surfer(site, None) for _ in range(12)]
    answers = at_once([partial(one.post, "/masuk", email="sasaran@contoh.test", password=f"salah {n}") for n, one in enumerate(many)])
    assert sorted(answer.status for answer in answers) == [422] * 5 + [429] * 7
