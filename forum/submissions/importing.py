"""Inputs gathered elsewhere (paper, a chat group, another system) brought into an event, many at once.

Each becomes an ordinary submission that waits for a moderator: only a person makes a text public. Its author is the
secretariat's account of the city, which nobody can sign in to; the group is the one it was said for, and the name is not shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from forum.accounts import passwords
from forum.accounts.models import Account, GroupKind, Jurisdiction, StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock, history, tally
from forum.core.refusal import Refused
from forum.core.text import excerpt, markdown
from forum.events import inputs as inputs_of
from forum.events.models import Event
from forum.extensions import db
from forum.policies import importing as policy
from forum.submissions.models import Submission
from forum.submissions.states import Appeal, Channel, Disposition, Identity, SubmissionType, Visibility
from forum.submissions.watching import held_forms

PUBLIC_CODE = "masyarakat"
_KNOWN = select(Submission.external_ref, Submission.title, Submission.body).where(
    Submission.event_id == bindparam("event_id"), Submission.external_ref.in_(bindparam("refs", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One input as it came: ``ref`` is its key where it came from."""

    ref: str
    title: str
    body: str
    group: StakeholderGroup


def take_in(event: Event, inputs: Sequence[Incoming], *, by: Viewer, author: Account, channel: Channel, judge_by: date) -> list[Submission]:
    """Hand in several inputs at once; they wait for a moderator until ``judge_by``. The caller makes sure that no ref is taken.

    :raises Refused: unless ``by`` publishes for the city and the event is not over.
    """
    if (refusal := policy.why_not_import(by, event)) is not None:
        raise Refused(refusal)
    held = held_forms(event.jurisdiction_id)
    now = clock.now()
    made = [_made(event, one, author, channel, judge_by, now) for one in inputs]
    for one in made:
        one.look(held)
    db.session.add_all(made)
    event.count(submission_count=len(made), undecided_count=len(made))
    inputs_of.hand_in(event.id, now, len(made))
    for one in made:
        tally.move(f"city:{event.jurisdiction_id}", None, f"submission.{one.fate}")
        tally.move(f"group:{one.group_id}", None, f"input.{one.fate}", site=False)
        detail = {"channel": channel, "for_group": False, "imported": one.external_ref}
        history.record("submission.send", one, by=by, role="publisher", after=Visibility.WAITING, detail=detail)
    event.touch()
    return made


def _made(event: Event, one: Incoming, author: Account, channel: Channel, judge_by: date, now: datetime) -> Submission:
    return Submission(
        event_id=event.id,
        event=event,
        jurisdiction_id=event.jurisdiction_id,
        author_id=author.id,
        author_name=author.name,
        group_id=one.group.id,
        for_group=False,
        title=one.title,
        body=one.body,
        body_html=markdown(one.body),
        summary=excerpt(one.body),
        type=SubmissionType.OTHER,
        identity=Identity.ANONYMOUS,
        channel=channel,
        external_ref=one.ref,
        judge_by=judge_by,
        submitted_at=now,
        visibility=Visibility.WAITING,
        disposition=Disposition.OPEN,
        appeal=Appeal.NONE,
        has_merged=False,
    )


def on_record(event_id: int, refs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Which of these keys the event has already, with title and body (one query)."""
    return {row.external_ref: (row.title, row.body) for row in db.session.execute(_KNOWN, {"event_id": event_id, "refs": list(refs)})}


def secretariat(city: Jurisdiction) -> Account:
    """The account that stands for the city's secretariat as the bringer of inputs; made when it is not there."""
    email = f"sekretariat@{city.slug}.invalid"
    found = db.session.scalar(select(Account).where(Account.email == email))
    if found is None:
        unusable = passwords.hashed(secrets.token_urlsafe(32))
        found = Account(email=email, name="Sekretariat forum", password_hash=unusable, jurisdiction_id=city.id, closed_at=clock.wall())
        db.session.add(found)
        db.session.flush()
    return found


class Groups:
    """The groups of a city by everything people call them."""

    def __init__(self, city: Jurisdiction) -> None:
        self.city = city
        self.by_name: dict[str, StakeholderGroup] = {}
        for group in db.session.scalars(select(StakeholderGroup).where(StakeholderGroup.jurisdiction_id == city.id)):
            self._learn(group)

    def _learn(self, group: StakeholderGroup) -> None:
        for name in (group.slug, group.code, group.name, group.name_en):
            self.by_name.setdefault(_plain(name), group)

    def named(self, name: str) -> StakeholderGroup | None:
        """The group of this name, code or slug; the general public when nothing is named."""
        return self.by_name.get(_plain(name)) if name.strip() else self.public()

    def public(self) -> StakeholderGroup:
        """The element of people without a body; made in a city that has none yet."""
        found = self.by_name.get(PUBLIC_CODE)
        if found is None:
            slug = f"{PUBLIC_CODE}-{self.city.slug}"
            found = StakeholderGroup(
                slug=slug,
                jurisdiction=self.city,
                code=PUBLIC_CODE,
                kind=GroupKind.PUBLIC,
                name="Masyarakat umum",
                name_en="General public",
                is_element=True,
                needs_mandate=False,
                position=len(self.by_name),
            )
            db.session.add(found)
            db.session.flush()
            self._learn(found)
        return found


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").lower().split())
