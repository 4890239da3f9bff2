"""Every verb of the product, one after another: at its commit each stored page says what a page made anew says."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.bodies import Capacity, GroupKind, StakeholderGroup
from forum.accounts.guardians import Relation
from forum.accounts.roles import Role
from forum.core import clock
from forum.core.history import HistoryEntry
from forum.core.workflow import Workflow
from forum.events import arranging
from forum.events.models import Event
from forum.events.states import EVENT
from forum.extensions import db
from forum.publishing import erasing as superseding
from forum.publishing import snapshot
from forum.publishing.models import Outcome
from forum.publishing.states import OUTCOME
from forum.recommendations import states as recommendation_states
from forum.recommendations.answers import Answer
from forum.recommendations.models import Recommendation
from forum.recommendations.reports import Evidence, EvidenceKind, Report
from forum.recommendations.states import AnswerKind
from forum.submissions import erasing, flags, merging
from forum.submissions import states as submission_states
from forum.submissions.models import Submission
from forum.submissions.positions import Stance, state
from forum.submissions.states import DISPOSITION, VISIBILITY, Reason, Referral, Visibility
from forum.submissions.support import support, withdraw_support
from forum.submissions.undoing import remembered, undo
from forum.submissions.voices import Reply
from forum.submissions.watching import TrustedAuthor, keep_words
from forum.submissions.wordings import Span
from tests import make
from tests.cast import Person
from tests.page import Client

pytestmark = pytest.mark.usefixtures("db_session")

Step = Callable[[], object]
UNSEEN = {
    "account.", "invitation.", "guardian.", "submission.take_over", "submission.hand_over",
    "submission.note_colleagues", "template.", "watch.", "trust.", "flag.",
}  # fmt: skip
"""Verbs about people and their access, and about what the desk keeps to itself: no public page shows them."""
FORUM = Path(__file__).parents[2] / "forum"


class World:
    """One event and everybody whom its story needs."""

    def __init__(self) -> None:
        self.city = make.city()
        self.moderator, self.second = (make.account(name, Role.MODERATOR).viewer() for name in ("Rina", "Bima"))
        self.publisher, self.reviewer = (make.account(name, Role.PUBLISHER) for name in ("Penerbit", "Peninjau"))
        self.agency = make.agency()
        self.operator = make.account("Operator", Role.AGENCY_OPERATOR, of=self.agency)
        self.head = make.account("Kepala", Role.AGENCY_HEAD, of=self.agency)
        self.verifier = make.account("Verifikator", Role.VERIFIER)
        self.people = [make.account(f"Warga {n}") for n in range(4)]
        self.event = make.event(groups=(make.group(),))
        self.days = clock.today(self.city.tz) + timedelta(days=5)

    def sent(self, title: str, by: int = 0) -> Submission:
        return make.submission(self.event, self.people[by], title=title, public=False)

    def newest(self) -> Submission:
        return db.session.scalars(select(Submission).order_by(Submission.id.desc()).limit(1)).one()

    def public(self, title: str, by: int = 0) -> Submission:
        one = self.sent(title, by)
        make.said(one.publish, by=self.moderator)
        return one

    def pages(self) -> list[str]:
        found = ["/", "/forum", "/rekomendasi", "/hasil", "/keputusan", f"/keputusan?kota={self.city.slug}", "/en/forum"]
        found += [f"/forum/{slug}" for slug in db.session.scalars(select(Event.slug))]
        shown = select(Submission.code, Submission.merged_into_id, Event.slug).join(Event).where(Submission.visibility == Visibility.PUBLIC)
        for code, merged, slug in db.session.execute(shown):
            found.append(f"/forum/{slug}/masukan/{code}{'?asli=1' if merged else ''}")
        found += [
            f"/rekomendasi/{code}" for code in db.session.scalars(select(Recommendation.code).where(Recommendation.issued_at.is_not(None)))
        ]
        found += [f"/kelompok/{slug}" for slug in db.session.scalars(select(StakeholderGroup.slug))]
        found.append(f"/opd/{self.agency.slug}")
        versions = select(Event.slug, Outcome.number).join(Event).where(Outcome.published_at.is_not(None))
        for slug, number in db.session.execute(versions):
            found += [f"/hasil/{slug}", f"/hasil/{slug}?versi={number}"]
        return found


def of_submissions(w: World) -> Iterator[Step]:
    w.sent("Kanari pertama")
    one = w.newest()
    yield lambda: one.hold(by=w.moderator, reason=Reason.UNVERIFIED_CLAIM, note="Diperiksa.")
    yield lambda: one.return_for_rewording(by=w.moderator, reason=Reason.ABUSIVE_LANGUAGE, note="Tanpa makian.")
    yield lambda: one.reword("Kanari yang sopan", "Isi yang **sopan**.", by=w.people[0].viewer(), judge_by=w.days)
    yield lambda: one.refuse(by=w.moderator, reason=Reason.SPAM_GAMBLING, note="Iklan.")
    yield lambda: one.file_appeal("Bukan iklan.", by=w.people[0].viewer(), judge_by=w.days)
    yield lambda: one.judge_appeal(overturn=True, note="Benar, bukan iklan.", by=w.second)
    yield lambda: one.publish(by=w.second)
    yield lambda: one.redact([Span(0, 3)], by=w.moderator)
    yield lambda: one.open_original(by=w.moderator, why="Perlu diperiksa.")
    yield lambda: one.reveal(by=w.moderator, why="Perlu dihubungi.")
    yield lambda: one.acknowledge(by=w.moderator, note="Terima kasih.")
    yield lambda: one.answer("Sudah dikerjakan.", by=w.moderator)
    yield lambda: one.reopen(by=w.people[0].viewer(), note="Belum.", judge_by=w.days)
    pleased = w.public("Dijawab dengan baik", 3)
    make.said(pleased.answer, "Sudah dikerjakan.", by=w.moderator)
    yield lambda: pleased.confirm(by=w.people[3].viewer())
    yield lambda: one.decline("Tidak dapat.", by=w.moderator)
    yield lambda: one.withdraw(by=w.people[0].viewer())
    other = w.public("Lampu jalan mati", 1)
    yield lambda: other.refer(Referral.LAPOR, "Ke LAPOR.", by=w.moderator)
    third = w.public("Harga gas", 1)
    yield lambda: third.leave_out("Urusan pusat.", by=w.moderator)
    lost = w.sent("Ditolak lalu banding", 2)
    make.said(lost.refuse, by=w.moderator, reason=Reason.THREAT, note="Ancaman.")
    make.said(lost.file_appeal, "Bukan ancaman.", by=w.people[2].viewer(), judge_by=w.days)
    yield lambda: lost.judge_appeal(overturn=False, note="Tetap.", by=w.second)


def of_bodies(w: World) -> Iterator[Step]:
    """The registry: a new group, another name for one, another holder of an office."""
    by = w.publisher.viewer()
    kind = GroupKind.CIVIL_SOCIETY
    yield lambda: StakeholderGroup.enter(
        w.city, by=by, slug="radio", code="radio", position=90, kind=kind, name="Radio warga", name_en="Radio"
    )
    yield lambda: make.group().revise(by=by, name="Relawan TIK Pekalongan")
    yield lambda: w.agency.seat("Kepala", "Pejabat Contoh", Capacity.DEFINITIVE, w.days, by=by)


def of_undoing(w: World) -> Iterator[Step]:
    """Each state that a decision can be taken back to."""
    one, by, why = w.sent("Diurungkan"), w.moderator, {"reason": Reason.UNVERIFIED_CLAIM, "note": "Diperiksa."}

    def taken(flow: Workflow, verb: str, say: Step) -> None:
        with remembered(one, flow, verb, by=by, minutes=30):
            say()

    def back() -> None:
        undo(one, by=by, minutes=30)

    publish, refuse = lambda: one.publish(by=by), lambda: one.refuse(by=by, **why)
    hold, reject = lambda: one.hold(by=by, **why), lambda: one.return_for_rewording(by=by, **why)
    for before, flow, verb, say in (
        (lambda: None, VISIBILITY, "publish", publish),
        (hold, VISIBILITY, "publish", publish),
        (reject, VISIBILITY, "refuse", refuse),
        (refuse, VISIBILITY, "publish", publish),
        (publish, VISIBILITY, "hold", hold),
        (lambda: None, DISPOSITION, "answer", lambda: one.answer("Sudah.", by=by)),
        (lambda: one.acknowledge(by=by), DISPOSITION, "answer", lambda: one.answer("Sudah.", by=by)),
    ):
        make.said(before)
        make.said(taken, flow, verb, say)
        yield back


def of_looking_afterwards(w: World) -> Iterator[Step]:
    """What is shown before anybody looked, what a held word keeps back, and what stands alone again when its survivor goes."""
    trusted = make.account("Tepercaya")
    make.said(keep_words, w.city, ["goblok"], by=w.moderator, plates=False)
    make.said(TrustedAuthor.grant, trusted, w.city.id, by=w.moderator, why="Selalu santun.")
    yield lambda: make.submission(w.event, trusted, title="Langsung tayang", public=False)
    one, survivor = w.newest(), w.public("Pokoknya", 0)
    yield lambda: one.keep(by=w.moderator, answer_by=w.days)
    yield lambda: make.reply(survivor, w.people[1], "Memang goblok.")
    held = db.session.scalars(select(Reply).order_by(Reply.id.desc())).first()
    assert held is not None
    yield lambda: flags.let_stand(held, by=w.moderator)
    yield lambda: held.edit("Goblok sekali.", by=w.people[1].viewer(), minutes=30)
    yield lambda: flags.hide(held, by=w.moderator, reason=Reason.ABUSIVE_LANGUAGE)
    make.said(merging.merge, one, survivor, by=w.moderator, reason="Sama.")
    yield lambda: survivor.withdraw(by=w.people[0].viewer())


def of_voices(w: World) -> Iterator[Step]:
    one, twin = w.public("Satu akun", 0), w.public("Akun kebanyakan", 1)
    person = w.people[2]
    element = make.public_element()
    yield lambda: support(twin, by=person.viewer(), account_id=person.id, group=element)
    speaker = make.account("Ketua", Role.GROUP_REPRESENTATIVE, of=make.group())
    yield lambda: state(one, make.group(), Stance.AMEND, "Dengan syarat.", by=speaker.viewer(), account_id=speaker.id)
    yield lambda: Reply.post(one, by=person.viewer(), author_id=person.id, group=element, body="Setuju **sekali**.")
    reply = db.session.scalars(select(Reply).where(Reply.submission_id == one.id)).first()
    assert reply is not None
    yield lambda: reply.edit("Setuju dengan syarat.", by=person.viewer(), minutes=30)
    yield lambda: reply.hide(by=w.moderator, reason="abusive_language")
    yield lambda: reply.show(by=w.moderator)
    yield lambda: reply.withdraw(by=person.viewer())
    yield lambda: merging.merge(twin, one, by=w.moderator, reason="Sama-sama satu akun.")
    yield lambda: merging.carry_over(twin, by=person.viewer(), account_id=person.id)
    yield lambda: merging.split(twin, by=w.moderator, reason="Ternyata lain.")
    yield lambda: withdraw_support(twin, by=person.viewer(), account_id=person.id)


def of_recommendations(w: World) -> Iterator[Step]:
    one, two = w.public("Peringatan rob", 0), w.public("Tinggi air terbuka", 1)
    facts = {"title": "Informasi rob", "body": "Buka data.", "owner": w.agency, "due_on": w.days}
    made: list[Recommendation] = []
    yield lambda: made.append(Recommendation.from_submissions([one], by=w.moderator, **facts))
    rec = made[0]
    yield lambda: rec.add_sources([two], by=w.moderator)
    yield lambda: rec.issue(by=w.moderator)
    yield lambda: rec.revise(by=w.moderator, title="Informasi rob terbuka", supporting=[])
    operator, head, verifier = w.operator.viewer(), w.head.viewer(), w.verifier.viewer()
    papers: list[Answer] = []
    yield lambda: papers.append(Answer.draft(rec, AnswerKind.ACCEPTED, "Diterima.", by=operator, author_id=w.operator.id))
    yield lambda: papers[0].send_back(by=head, note="Lengkapi.")
    yield lambda: papers[0].revise(AnswerKind.PARTIALLY_ACCEPTED, "Sebagian dulu.", by=operator, author_id=w.operator.id)
    yield lambda: papers[0].approve(by=head)

    def report(percent: int) -> Report:
        said = {"percent": percent, "note": f"Sampai {percent}", "reached": Decimal(percent)}
        said["evidence"] = [Evidence(kind=EvidenceKind.PHOTO, title="Foto alat")]
        return make.said(Report.draft, rec, by=operator, author_id=w.operator.id, **said)

    first = report(30)
    yield lambda: first.send(by=operator)
    yield lambda: first.send_back(by=verifier, note="Bukti kurang.")
    second = report(40)
    yield lambda: second.send(by=operator)
    yield lambda: second.verify(35, by=verifier, note="Cocok.")
    for proven in (80, 100):
        last = report(100)
        yield lambda last=last: last.send(by=operator)
        yield lambda last=last, proven=proven: last.verify(proven, by=verifier, note="Diperiksa di tempat.")
    for kind in (AnswerKind.ACCEPTED, AnswerKind.DEFERRED, AnswerKind.REJECTED):
        again = make.recommendation([w.public(f"Usul {kind}", 2)], w.agency)
        paper = make.said(Answer.draft, again, kind, "Dengan alasan.", by=operator, author_id=w.operator.id)
        yield lambda paper=paper: paper.approve(by=head)
    dropped = make.recommendation([w.public("Usul yang batal", 3)], w.agency)
    yield lambda: dropped.cancel(by=w.publisher.viewer(), note="Sudah dikerjakan pihak lain.")
    released = dropped.sources[0]
    if released.disposition == "adopted":
        yield lambda: released.release(by=w.moderator, note="Rekomendasinya batal.")


def of_events(w: World) -> Iterator[Step]:
    by = w.publisher.viewer()
    yield lambda: w.event.revise(by=by, title="Forum dengan nama baru")
    parts = arranging.Parts(
        agenda=[(None, "Pembukaan", "Wali Kota")],
        windows={"before": (clock.today(w.city.tz) - timedelta(days=2), clock.today(w.city.tz) + timedelta(days=9))},
        questions=["Apa yang didahulukan?"],
        invited=[make.group().id],
    )
    yield lambda: arranging.arrange(w.event, parts, by=by)
    planned = make.event("Acara lain", announced=False)
    yield lambda: planned.announce(by=by)
    yield lambda: planned.cancel(by=by, note="Ruangan tidak ada.")


def of_outcomes(w: World) -> Iterator[Step]:
    by, other = w.publisher.viewer(), w.reviewer.viewer()
    made: list[Outcome] = []

    def draft(number: int, supersedes: Outcome | None = None) -> None:
        made.append(
            Outcome.of(
                w.event,
                by=by,
                author_id=w.publisher.id,
                number=number,
                title="Hasil",
                summary="Ringkasan.",
                agreed="Satu",
                supersedes=supersedes,
                correction="Salah tulis." if supersedes else None,
            )
        )

    yield lambda: draft(1)
    yield lambda: made[0].revise(by=by, author_id=w.publisher.id, title="Hasil forum", summary="Ringkasan baru.", agreed="Satu")
    yield lambda: made[0].submit(by=by)
    yield lambda: made[0].send_back(by=other, note="Perbaiki.")
    yield lambda: made[0].submit(by=by)
    yield lambda: made[0].approve(by=other)
    yield lambda: made[0].publish(snapshot.of(made[0]), by=by)
    yield lambda: draft(2, made[0])
    yield lambda: made[1].submit(by=by)
    yield lambda: made[1].approve(by=other)
    yield lambda: made[1].publish(snapshot.of(made[1]), by=by)
    yield lambda: made[1].retract(by=by, note="Ada data pribadi.")


def published(w: World, event: Event) -> None:
    by = w.publisher.viewer()
    words = {"number": 1, "title": "Hasil", "summary": "Ringkasan.", "agreed": "Satu"}
    outcome = make.said(Outcome.of, event, by=by, author_id=w.publisher.id, **words)
    make.said(outcome.submit, by=by)
    make.said(outcome.approve, by=w.reviewer.viewer())
    make.said(lambda: outcome.publish(snapshot.of(outcome), by=by))


def closing(w: World) -> Iterator[Step]:
    past = {"opens": timedelta(days=-30), "closes": timedelta(days=-8), "meets": timedelta(days=-10)}
    quiet = make.event("Acara tanpa masukan", **past)
    published(w, quiet)
    yield lambda: quiet.close(by=w.publisher.viewer())


def of_minors(w: World) -> Iterator[Step]:
    minor, event = make.minor(), make.event("Forum remaja")
    asked = minor.guardianship
    assert asked is not None
    guardian = asked.viewer()
    one = make.submission(event, minor, title="Kelas cek fakta", public=False)

    def consents() -> None:
        asked.grant(by=guardian, name="Ibu Contoh", relation=Relation.MOTHER, name_allowed=True)
        erasing.release(asked, by=guardian, judge_by=lambda _event: w.days)

    def keeps_the_name() -> None:
        asked.allow_name(False, by=guardian)
        erasing.show_names(asked)

    yield consents
    make.said(one.publish, by=w.moderator)
    make.reply(one, minor)
    published(w, event)
    yield keeps_the_name
    yield lambda: superseding.supersede(erasing.erase_all(asked, by=guardian))


LISTS = ("/", "/forum", "/rekomendasi", "/keputusan")
"""Pages on which members are shown what was known before."""
CHAPTERS = (
    of_bodies,
    of_submissions,
    of_undoing,
    of_looking_afterwards,
    of_voices,
    of_recommendations,
    of_events,
    of_outcomes,
    of_minors,
    closing,
)


def asked(app: Flask, path: str, fresh: bool) -> tuple[int, bytes]:
    """A page as a visitor gets it; ``fresh`` ones carry a cookie that says nothing: they come from no shelf, and nothing is known."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.inspecting = False
    if fresh:
        client.set_cookie("urun", "says-nothing")
        app.extensions["known"].clear()
    response = client.get(path)
    return response.status_code, response.get_data()


def read_by(member: Person, path: str, fresh: bool) -> tuple[int, str]:
    """A page as somebody signed in gets it, but for token and key; ``fresh`` ones find no piece of it kept."""
    if fresh:
        for kept in ("pieces", "known"):
            member.client.application.extensions[kept].clear()
    response = member.client.get(path)
    return response.status_code, re.sub(r'(name="(?:csrf_token|once)" value=)"[^"]*"', r"\1", response.get_data(as_text=True))


def test_no_verb_leaves_a_stored_page_behind(app: Flask) -> None:
    world = World()
    member = Person(app, world.people[3])
    member.client.inspecting = False
    for chapter in CHAPTERS:
        for step in chapter(world):
            pages = world.pages()
            for path in pages:
                asked(app, path, fresh=False)
                if "/masukan/" in path or path in LISTS:
                    member.client.get(path)
            make.said(step)
            for path in {*pages, *world.pages()}:
                assert asked(app, path, fresh=False) == asked(app, path, fresh=True), f"{path} is stale"
                if "/masukan/" in path or path in LISTS:
                    kept = read_by(member, path, fresh=False)
                    assert kept == read_by(member, path, fresh=True), f"{path} is stale for whoever is signed in"
    told = set(db.session.scalars(select(HistoryEntry.verb).distinct()))
    assert verbs_of_the_code() - told == set(), "the story leaves out verbs whose pages nobody compared"


def verbs_of_the_code() -> set[str]:
    """Every verb that can stand in the history: the moves of the tables, and what is recorded by name."""
    found = {f"{flow.name}.{move.verb}" for flow in workflows() for move in flow}
    for path in FORUM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "history.record" and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return {verb for verb in found if not any(verb.startswith(kind) for kind in UNSEEN)}


def workflows() -> list[Workflow]:
    tables = (*vars(submission_states).values(), *vars(recommendation_states).values(), EVENT, OUTCOME)
    return [table for table in tables if isinstance(table, Workflow)]
