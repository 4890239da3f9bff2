"""Two cities on one server, with something hidden in every place that hides something, and one person of every role in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from forum.accounts import inviting
from forum.accounts.invitations import Invitation
from forum.accounts.models import Account, Agency, Jurisdiction, RoleGrant
from forum.accounts.roles import Role
from forum.core import clock, files
from forum.core.files import Inspected
from forum.events.models import Event
from forum.extensions import db
from forum.publishing import snapshot
from forum.publishing.models import Outcome
from forum.recommendations.answers import Answer
from forum.recommendations.reports import Evidence, EvidenceKind, Report
from forum.recommendations.states import AnswerKind
from forum.submissions import flags
from forum.submissions.attachments import Attachment, Clearance
from forum.submissions.drafts import Draft
from forum.submissions.merging import merge
from forum.submissions.models import Submission
from forum.submissions.positions import Stance, state
from forum.submissions.states import Identity, Reason
from forum.submissions.watching import TrustedAuthor, keep_words
from forum.submissions.wordings import MaskKind, Span
from forum.triage import holidays
from forum.triage.desk_models import ColleagueNote, ReplyTemplate
from tests import make
from tests.cast import Person

CANARY = "KENARI"
"""Stands in every text that not everybody may read; what follows it says where."""

OF_CITY = ("participant", "other", "delegate", "moderator", "minute_taker", "publisher", "operator", "head", "stranger", "verifier")


@dataclass
class World:
    """Browsers by ``role@city`` (and visitor, administrator), and the keys of what lies in each city, by name; Kediri has little."""

    app: Flask
    people: dict[str, Person]
    keys: dict[str, dict[str, str]]


def people_of(city: Jurisdiction, agency: Agency) -> dict[str, Account]:
    """One person of every role in a city; ``author`` wrote what is hidden there, ``stranger`` works for another agency."""
    group, other = make.group(in_city=city), make.agency("DLH", city)
    return {
        "author": make.account(f"{CANARY}-nama-pengirim", in_city=city),
        "participant": make.account("Peserta", in_city=city),
        "other": make.account("Peserta lain", in_city=city),
        "delegate": make.account("Utusan", Role.GROUP_DELEGATE, in_city=city, of=group),
        "moderator": make.account("Moderator", Role.MODERATOR, in_city=city),
        "minute_taker": make.account("Notulis", Role.MINUTE_TAKER, in_city=city),
        "publisher": make.account("Penerbit", Role.PUBLISHER, in_city=city),
        "operator": make.account("Operator", Role.AGENCY_OPERATOR, in_city=city, of=agency),
        "head": make.account("Kepala", Role.AGENCY_HEAD, in_city=city, of=agency),
        "stranger": make.account("Operator lain", Role.AGENCY_OPERATOR, in_city=city, of=other),
        "verifier": make.account("Verifikator", Role.VERIFIER, in_city=city),
    }


def fill(city: Jurisdiction, agency: Agency, who: dict[str, Account], folder: Any) -> dict[str, str]:
    """Everything that a city can hold, public and hidden; the keys that addresses are made of."""
    event = make.event(in_city=city)
    hidden_event = make.event(f"{CANARY}-acara-draf", in_city=city, announced=False, purpose=f"{CANARY}-tujuan-draf")
    judge, author = who["moderator"], who["author"]
    secret = {"title": f"{CANARY}-judul", "body": f"{CANARY}-isi", "public": False}
    waiting = make.submission(event, author, **secret)
    for verb in ("return_for_rewording", "hold", "refuse"):
        one = make.submission(event, author, **secret)
        make.said(getattr(one, verb), by=judge.viewer(), reason=Reason.THREAT, note=f"{CANARY}-catatan-{verb}")
        if verb == "refuse":
            make.said(one.file_appeal, f"{CANARY}-banding", by=author.viewer(), judge_by=one.judge_by)
    confidential = make.submission(event, author, **secret, identity=Identity.CONFIDENTIAL)
    make.said(confidential.publish, by=judge.viewer())
    withdrawn = make.submission(event, author, title=f"{CANARY}-ditarik", body=f"{CANARY}-ditarik", moderator=judge)
    make.reply(withdrawn, who["other"], f"{CANARY}-di-bawah-yang-ditarik")
    make.said(withdrawn.withdraw, by=author.viewer())
    open_one = make.submission(event, who["other"], moderator=judge)
    anonymous = make.submission(event, author, title="Tanpa nama", moderator=judge, identity=Identity.ANONYMOUS)
    make.reply(anonymous, author, "Saya pengirimnya.")
    make.said(anonymous.reveal, by=judge.viewer(), why=f"{CANARY}-alasan-membuka")
    masked = make.submission(event, who["other"], body=f"Telepon {CANARY}-nomor ya", moderator=judge)
    make.said(masked.redact, [Span(8, 8 + len(f"{CANARY}-nomor"), MaskKind.PHONE)], by=judge.viewer())
    twin = make.submission(event, who["participant"], title="Kembaran", moderator=judge)
    make.said(merge, twin, open_one, by=judge.viewer(), reason="Sama")
    reply = make.reply(open_one, who["participant"])
    gone = make.reply(open_one, who["other"], f"{CANARY}-balasan-ditarik")
    make.said(gone.withdraw, by=who["other"].viewer())
    hidden = make.reply(open_one, who["other"], f"{CANARY}-balasan-disembunyikan")
    make.said(hidden.hide, by=judge.viewer(), reason=Reason.THREAT)
    rec = make.recommendation([open_one], agency)
    draft_rec = make.recommendation(
        [make.submission(event, who["other"])], agency, issued=False, title=f"{CANARY}-rekomendasi", body=f"{CANARY}-rekomendasi"
    )
    answering = make.recommendation([make.submission(event, who["other"])], agency)
    operator = who["operator"]
    make.said(Answer.draft, answering, AnswerKind.REJECTED, f"{CANARY}-jawaban", by=operator.viewer(), author_id=operator.id)
    make.answered(rec)

    def told(note: str, name: str) -> Report:
        stored = files.save(Inspected(name, "application/pdf", b"%PDF-1.4 " + note.encode()), folder, operator.id)
        evidence = [Evidence(kind=EvidenceKind.PHOTO, title=note, file=stored)]
        return Report.draft(rec, by=operator.viewer(), author_id=operator.id, percent=20, note=note, evidence=evidence)

    sent = make.said(told, "Sudah mulai", "bukti.pdf")
    make.said(sent.send, by=operator.viewer())
    drafted = make.said(told, f"{CANARY}-laporan", "konsep.pdf")
    outcome = published(event, who["publisher"])
    return {
        **registered(city, agency, event, who),
        **attached(event, open_one, waiting, author, judge, folder),
        **of_a_minor(event, judge),
        **kept_at_the_desk(city, open_one, who),
        **CONSTANT,
        "position": position_on(open_one),
        "slug": event.slug,
        "draft_event": hidden_event.slug,
        "submission": open_one.code,
        "waiting": waiting.code,
        "confidential": confidential.code,
        "withdrawn": withdrawn.code,
        "anonymous": anonymous.code,
        "twin": twin.code,
        "reply": reply.public_id,
        "gone": gone.public_id,
        "hidden": hidden.public_id,
        "recommendation": rec.code,
        "draft_recommendation": draft_rec.code,
        "answering": answering.code,
        "report": sent.public_id,
        "draft_report": drafted.public_id,
        "file": f"/berkas/{sent.evidence[0].file.public_id}/bukti.pdf",
        "draft_file": f"/berkas/{drafted.evidence[0].file.public_id}/konsep.pdf",
        "hash": outcome.hash or "",
        "masked": masked.code,
    }


def registered(city: Jurisdiction, agency: Agency, event: Event, who: dict[str, Account]) -> dict[str, str]:
    """What publishers and administrators keep: invitations, a code for the hall, roles, a holiday."""
    publisher = who["publisher"].viewer()
    invitation, _secret = make.said(Invitation.issue, city, by=publisher, label=f"{CANARY}-untuk", event_id=event.id)
    code, _secret = make.said(Invitation.issue, city, by=publisher, label=f"{CANARY}-aula", event_id=event.id, code=True)
    asked = {"role": Role.AGENCY_OPERATOR, "email": f"{CANARY}@contoh.test", "since": None, "until": None, "mandate": f"{CANARY}-surat"}
    pending, _secret = make.said(inviting.to_body, agency, asked, by=publisher)
    day = make.said(holidays.add, clock.today(city.tz).replace(month=8, day=17), "Hari kemerdekaan kota", city.id, by=publisher)
    grant = db.session.query(RoleGrant).filter_by(account_id=who["operator"].id).one()
    return {
        "city": city.slug,
        "agency": agency.slug,
        "group": make.group(in_city=city).slug,
        "invitation": invitation.public_id,
        "event_code": code.public_id,
        "role_invitation": pending.public_id,
        "holiday": str(day.id),
        "grant": str(grant.id),
        "person": who["operator"].public_id,
    }


def attached(event: Event, public: Submission, waiting: Submission, author: Account, judge: Account, folder: Any) -> dict[str, str]:
    """A draft with a file, and files beside submissions: one that waits with its text, one withheld by a moderator."""

    def file(name: str, owner: Account) -> Attachment:
        content = b"%PDF-1.4 " + f"{CANARY}-berkas {name}".encode()
        made = files.save(Inspected(f"{CANARY}-{name}.pdf", "application/pdf", content), folder, owner.id)
        return Attachment(file=made, description=f"{CANARY}-keterangan")

    def beside(submission: Submission, name: str) -> Attachment:
        one = file(name, author)
        submission.attachments.append(one)
        return one

    def drafted() -> Draft:
        draft = Draft(account_id=author.id, event=event, attachments=[file("draf", author)])
        draft.keep({"title": f"{CANARY}-draf", "body": f"{CANARY}-draf"})
        db.session.add(draft)
        return draft

    draft: Draft = make.said(drafted)
    with_text, withheld = make.said(beside, waiting, "menunggu"), make.said(beside, public, "tertahan")
    make.said(withheld.judge, Clearance.WITHHELD, by=judge.viewer())
    kept = {"draft": draft.attachments[0], "waiting": with_text, "withheld": withheld}
    found = {f"{name}_attachment": one.public_id for name, one in kept.items()}
    for name, one in kept.items():
        found |= {f"{name}_upload": one.file.public_id, f"{name}_upload_name": one.file.name}
    return found


def kept_at_the_desk(city: Jurisdiction, public: Submission, who: dict[str, Account]) -> dict[str, str]:
    """What moderators keep to themselves: held words, a template, a trusted person, a flag, a note for colleagues."""
    judge, flagger = who["moderator"], who["participant"]
    make.said(keep_words, city, [f"{CANARY}-kata"], by=judge.viewer(), plates=False)
    template = make.said(ReplyTemplate.write, city.id, f"{CANARY}-contoh", f"{CANARY}-contoh", by=judge.viewer())
    trusted = make.said(TrustedAuthor.grant, who["delegate"], city.id, by=judge.viewer(), why=f"{CANARY}-percaya")
    raised = {"reason": Reason.THREAT, "note": f"{CANARY}-tanda"}
    flag, _new = make.said(flags.flag, public, by=flagger.viewer(), account_id=flagger.id, **raised)
    make.said(ColleagueNote.write, public, f"{CANARY}-untuk-rekan", by=judge.viewer(), account_id=judge.id)
    return {"template": template.public_id, "trusted": str(trusted.id), "flag": flag.public_id}


def of_a_minor(event: Event, judge: Account) -> dict[str, str]:
    """Somebody under age whose guardian has consented, but not to the name; and one whose guardian has not answered."""
    named = make.minor(f"{CANARY}-anak", consent=True)
    one = make.submission(event, named, title="Tulisan anak", moderator=judge)
    make.submission(event, make.minor(f"{CANARY}-belum"), title=f"{CANARY}-belum", body=f"{CANARY}-belum", public=False)
    return {"of_minor": one.code, "guardian": make.guardian_link(named).rsplit("/", 1)[-1]}


def position_on(submission: Submission) -> str:
    group = make.group(in_city=submission.event.jurisdiction)
    speaks = make.account("Wakil", Role.GROUP_REPRESENTATIVE, in_city=submission.event.jurisdiction, of=group)
    made = make.said(state, submission, group, Stance.ENDORSE, "Kami mendukung.", by=speaks.viewer(), account_id=speaks.id)
    return str(made.public_id)


CONSTANT = {"number": "1", "nothing": "x", "word": "submission"}
"""What stands in an address for which it does not matter which."""


def fill_a_little(city: Jurisdiction, who: dict[str, Account]) -> dict[str, str]:
    """The other city: what one could reach for from here."""
    event = make.event(in_city=city)
    one = make.submission(event, who["other"], moderator=who["moderator"])
    reply = make.reply(one, who["participant"])
    rec = make.recommendation([make.submission(event, who["other"], moderator=who["moderator"])])
    return {"slug": event.slug, "submission": one.code, "reply": reply.public_id, "recommendation": rec.code} | {
        "group": make.group(in_city=city).slug,
        "agency": make.agency("BPBD", city).slug,
    }


def published(event: Event, publisher: Account) -> Outcome:
    """A published outcome, and a draft of its correction."""
    second = make.account("Peninjau", Role.PUBLISHER, in_city=event.jurisdiction)

    def drafted(number: int, word: str, before: Outcome | None = None) -> Outcome:
        facts: dict[str, Any] = {"title": f"Hasil {word}", "summary": f"Ringkasan {word}", "agreed": f"Sepakat {word}"}
        correction = {"supersedes": before, "correction": f"{word}-alasan"} if before else {}
        return Outcome.of(event, by=publisher.viewer(), author_id=publisher.id, number=number, **facts, **correction)

    made: Outcome = make.said(drafted, 1, "forum")
    make.said(made.submit, by=publisher.viewer())
    make.said(made.approve, by=second.viewer())
    make.said(lambda: made.publish(snapshot.of(made), by=publisher.viewer()))
    make.said(drafted, 2, f"{CANARY}-perbaikan", made)
    return made


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    folder = app.extensions["settings"].upload_dir
    with app.app_context():
        people: dict[str, Person] = {"visitor": Person(app), "administrator": Person(app, make.account("Admin", Role.ADMINISTRATOR))}
        keys = {}
        for slug in ("pekalongan", "kediri"):
            city = make.city(slug)
            agency = make.agency("BPBD", city)
            who = people_of(city, agency)
            keys[slug] = fill(city, agency, who, folder) if slug == "pekalongan" else fill_a_little(city, who)
            people |= {f"{role}@{slug}": Person(app, account) for role, account in who.items()}
        for one in people.values():
            one.client.inspecting = False
        db.session.commit()
        yield World(app, people, keys)
