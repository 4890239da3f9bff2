"""Things for stories, made through the domain's own verbs and committed. Call inside an application context."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from argon2 import PasswordHasher

from forum.accounts.guardians import Guardianship, Relation
from forum.accounts.links import MailLink
from forum.accounts.models import Account, AgeBand, Agency, GroupKind, Jurisdiction, StakeholderGroup
from forum.accounts.roles import OVER_AGENCY, OVER_GROUP, SYSTEM, Role
from forum.core import clock
from forum.events.models import Event, EventKind
from forum.events.parts import AgendaItem, InputWindow, InvitedGroup, WindowKind
from forum.extensions import db, writing
from forum.recommendations.answers import Answer
from forum.recommendations.models import Recommendation
from forum.recommendations.states import AnswerKind
from forum.submissions.models import Submission
from forum.submissions.states import Reason, SubmissionType
from forum.submissions.voices import Reply

PASSWORD = "rembuk-bersama-2025"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
_numbers = itertools.count(1)


def committed(thing: Any) -> Any:
    """Write it as a view would: in one transaction, with the lock."""
    token = writing.set(True)
    try:
        db.session.add(thing)
        db.session.commit()
    finally:
        writing.reset(token)
    return thing


def said(verb: Any, *args: Any, **kwargs: Any) -> Any:
    """Say a verb and commit what it did; returns what the verb returns."""
    token = writing.set(True)
    try:
        result = verb(*args, **kwargs)
        db.session.commit()
        return result
    finally:
        writing.reset(token)


def city(slug: str = "pekalongan", name: str | None = None, tz: str = "Asia/Jakarta") -> Jurisdiction:
    """A city; the same one when it was made before."""
    found = db.session.query(Jurisdiction).filter_by(slug=slug).first()
    if found is not None:
        return found
    return committed(
        Jurisdiction(
            slug=slug,
            name=name or f"Kota {slug.title()}",
            province="Jawa Tengah",
            kemendagri_code=f"{next(_numbers):05}",
            government_short=f"Pemkot {slug.title()}",
            tz=tz,
        )
    )


def group(
    code: str = "relawan_tik", name: str = "Relawan TIK", in_city: Jurisdiction | None = None, element: bool = False
) -> StakeholderGroup:
    """A group or element of a city; the same one when it was made before."""
    place = in_city or city()
    found = db.session.query(StakeholderGroup).filter_by(jurisdiction_id=place.id, code=code).first()
    if found is not None:
        return found
    return committed(
        StakeholderGroup(
            slug=f"{code.replace('_', '-')}-{place.slug}",
            jurisdiction=place,
            code=code,
            kind=GroupKind.PUBLIC if element else GroupKind.CIVIL_SOCIETY,
            name=name,
            name_en=name,
            is_element=element,
            needs_mandate=False,
            position=next(_numbers),
        )
    )


def public_element(in_city: Jurisdiction | None = None) -> StakeholderGroup:
    return group("masyarakat", "Masyarakat umum", in_city, element=True)


def agency(abbreviation: str = "BPBD", in_city: Jurisdiction | None = None) -> Agency:
    place = in_city or city()
    slug = f"{abbreviation.lower().replace(' ', '-')}-{place.slug}"
    found = db.session.query(Agency).filter_by(slug=slug).first()
    return found or committed(Agency(slug=slug, jurisdiction=place, name=f"Badan {abbreviation}", abbreviation=abbreviation, kind="badan"))


def account(
    name: str = "Warga Contoh",
    *roles: Role,
    in_city: Jurisdiction | None = None,
    of: Agency | StakeholderGroup | None = None,
    until: date | None = None,
    email: str | None = None,
) -> Account:
    """A person of a city, counted under the general public, holding ``roles`` over the city or over ``of``."""
    place = in_city or city()
    made = Account(
        email=email or f"orang{next(_numbers)}@contoh.test",
        name=name,
        password_hash=_HASH,
        jurisdiction_id=place.id,
        element=public_element(place),
    )
    committed(made)
    for role in roles:
        over: dict[str, Any] = {"jurisdiction": None if role is Role.ADMINISTRATOR else place}
        if role in OVER_AGENCY:
            over = {"agency": of}
        elif role in OVER_GROUP:
            over = {"group": of}
        since = clock.today(place.tz) - timedelta(days=4000)
        said(made.grant, role, by=SYSTEM, since=since, until=until, mandate="Surat tugas 1", **over)
    return made


def minor(name: str = "Sekar Contoh", consent: bool = False, named: bool = False, in_group: StakeholderGroup | None = None) -> Account:
    """Somebody of sixteen or seventeen in a group, whose guardian was asked, or consented too."""
    place = in_group or group("saka_milenial", "Saka Milenial")
    made = account(name, Role.GROUP_DELEGATE, of=place)
    made.age_band, made.minor_until = AgeBand.MINOR, clock.today("Asia/Jakarta") + timedelta(days=700)
    committed(made)
    asked = said(Guardianship.ask, made, f"wali{next(_numbers)}@contoh.test", by=made.viewer())
    if consent:
        said(asked.grant, by=asked.viewer(), name="Ibu Contoh", relation=Relation.MOTHER, name_allowed=named)
    return made


def guardian_link(of: Account) -> str:
    """The address of the guardian's page, as it is mailed."""
    assert of.guardianship is not None
    return f"/wali/{said(MailLink.to_guardian, of.guardianship, 30)}"


def event(
    title: str = "Forum Pemangku Kepentingan TIK",
    in_city: Jurisdiction | None = None,
    *,
    announced: bool = True,
    opens: timedelta = timedelta(days=-5),
    closes: timedelta = timedelta(days=20),
    meets: timedelta = timedelta(days=13),
    groups: tuple[StakeholderGroup, ...] = (),
    **facts: Any,
) -> Event:
    """An event whose window opened five days ago and closes in twenty, with the meeting in between."""
    place = in_city or city()
    publisher = account("Penerbit", Role.PUBLISHER, in_city=place)
    now = clock.now()
    number = next(_numbers)
    made = _planned(publisher, place, number, title, now, opens, closes, meets, groups, facts)
    if announced:
        said(made.announce, by=publisher.viewer())
    return made


def _planned(
    publisher: Account,
    place: Jurisdiction,
    number: int,
    title: str,
    now: Any,
    opens: timedelta,
    closes: timedelta,
    meets: timedelta,
    groups: tuple[StakeholderGroup, ...],
    facts: dict[str, Any],
) -> Event:
    values: dict[str, Any] = {
        "jurisdiction": place,
        "slug": f"forum-tik-{number}",
        "kind": EventKind.STAKEHOLDER_FORUM,
        "title": f"{title} {number}",
        "purpose": "Mengumpulkan masukan untuk layanan digital kota.",
        "starts_at": now + meets,
        "ends_at": now + meets + timedelta(hours=3),
        "venue": "Ruang Jlamprang",
        "organizer": agency("Dinkominfo", place),
        "what_can_change": "Urutan pekerjaan tahun depan",
        "decision_maker": "Kepala Dinkominfo",
        "result_due_on": (now + closes + timedelta(days=14)).date(),
        "agenda": [AgendaItem(position=1, title="Pembukaan", starts_at=now + meets)],
        "windows": [InputWindow(kind=WindowKind.BEFORE, opens_at=now + opens, closes_at=now + closes)],
        "invited": [InvitedGroup(group=one, position=n) for n, one in enumerate(groups)],
    }

    def plan() -> Event:
        made = Event.plan(by=publisher.viewer(), **{**values, **facts})
        db.session.add(made)
        return made

    return said(plan)


def submission(
    on: Event | None = None,
    by: Account | None = None,
    *,
    title: str = "Satu akun untuk semua layanan",
    public: bool = True,
    moderator: Account | None = None,
    body: str = "Warga sering lupa kata sandi. Kami usul satu akun saja.",
    **facts: Any,
) -> Submission:
    """A submission, published by a moderator of the city unless ``public`` is False."""
    place = on or event()
    author = by or account(in_city=place.jurisdiction)
    group_of = facts.pop("group", None) or author.element
    made = said(
        Submission.write,
        place,
        by=author.viewer(),
        author_id=author.id,
        group=group_of,
        title=title,
        body=body,
        type=facts.pop("type", SubmissionType.SUGGESTION),
        judge_by=clock.today(place.tz) + timedelta(days=3),
        **facts,
    )
    if public:
        judge = moderator or account("Moderator", Role.MODERATOR, in_city=place.jurisdiction)
        said(made.publish, by=judge.viewer())
    return made


def refused_submission(on: Event, moderator: Account, reason: Reason = Reason.SPAM_GAMBLING) -> Submission:
    made = submission(on, public=False, title="GAMPANG MAXWIN")
    said(made.refuse, by=moderator.viewer(), reason=reason, note="Ini iklan judi.")
    return made


def reply(under: Submission, by: Account | None = None, body: str = "Setuju.", parent: Reply | None = None) -> Reply:
    author = by or account(in_city=under.event.jurisdiction)
    return said(Reply.post, under, by=author.viewer(), author_id=author.id, group=author.element, body=body, parent=parent)


def recommendation(
    sources: list[Submission] | None = None,
    owner: Agency | None = None,
    *,
    issued: bool = True,
    due: timedelta = timedelta(days=90),
    **facts: Any,
) -> Recommendation:
    """A recommendation made of submissions by a moderator of the city, issued unless told otherwise."""
    found = sources or [submission()]
    place = found[0].event.jurisdiction
    judge = account("Moderator", Role.MODERATOR, in_city=place)
    made = said(
        Recommendation.from_submissions,
        found,
        by=judge.viewer(),
        **{
            "title": "Akun tunggal warga",
            "body": "Menyediakan satu akun warga.",
            "owner": owner or agency("BPBD", place),
            "due_on": clock.today(place.tz) + due,
            **facts,
        },
    )
    if issued:
        said(made.issue, by=judge.viewer())
    return made


def answered(recommendation: Recommendation, kind: AnswerKind = AnswerKind.ACCEPTED) -> Answer:
    """The owner agency's answer, drafted by an operator and approved by the head."""
    owner = recommendation.owner
    place = recommendation.event.jurisdiction
    operator = account("Operator", Role.AGENCY_OPERATOR, in_city=place, of=owner)
    head = account("Kepala", Role.AGENCY_HEAD, in_city=place, of=owner)
    made = said(Answer.draft, recommendation, kind, "Diterima, dikerjakan bertahap.", by=operator.viewer(), author_id=operator.id)
    said(made.approve, by=head.viewer())
    return made
