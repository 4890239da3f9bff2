"""What a minor said, and their guardian: released by a consent, named by another, erased by its withdrawal.

An erasure leaves a tombstone: the row, its decision and its place in the counts stay, every word of it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from forum.accounts.guardians import Guardianship
from forum.accounts.models import Account
from forum.accounts.roles import Viewer, member_of
from forum.core import clock, history
from forum.core.columns import CleanHtml
from forum.core.history import HistoryEntry
from forum.events.models import Event
from forum.extensions import db
from forum.submissions.flags import Flag, lapse_all
from forum.submissions.judging import SETTLED
from forum.submissions.models import Submission
from forum.submissions.recount import Recount
from forum.submissions.states import REPLY, VISIBILITY, Reason, ReplyState
from forum.submissions.voices import Reply, ReplyVersion, count_in, count_in_branches
from forum.submissions.wordings import SealedWording, SubmissionVersion

ERASED = "(dihapus)"
NOTHING = CleanHtml("")


def said_by(account_id: int) -> list[Submission]:
    """What this person handed in as a minor, the newest first."""
    found = select(Submission).where(Submission.author_id == account_id, Submission.by_minor)
    return list(db.session.scalars(found.order_by(Submission.id.desc())))


def replies_by(account_id: int) -> list[Reply]:
    """What this person replied as a minor, the newest first."""
    return list(db.session.scalars(select(Reply).where(Reply.author_id == account_id, Reply.by_minor).order_by(Reply.id.desc())))


def release(guardianship: Guardianship, *, by: Viewer, judge_by: Callable[[Event], date]) -> None:
    """The guardian consented: what waited goes to the moderators, whose days begin now."""
    for one in said_by(guardianship.account_id):
        if one.awaiting_guardian:
            one.awaiting_guardian, one.judge_by = False, judge_by(one.event)
            if one.visibility_reason is Reason.MINOR_WITHOUT_CONSENT and one.visibility == "waiting":
                one.visibility_reason = None
            history.record("submission.release_minor", one, by=by, role="guardian")
            one.event.touch()
    show_names(guardianship)


def show_names(guardianship: Guardianship) -> None:
    """Let the names beside what was said follow what the guardian allows."""
    own = guardianship.minor.name
    for one in said_by(guardianship.account_id):
        if one.erased_at is None:
            one.author_name = own if guardianship.name_allowed else member_of(one.group.name)
            one.event.touch()
    for reply in replies_by(guardianship.account_id):
        if reply.erased_at is None and reply.author_name:
            reply.author_name = own if guardianship.name_allowed else member_of(reply.group.name)
            reply.draw()
            reply.submission.event.touch()


def erase(one: Submission, *, by: Viewer) -> None:
    """Take every word of a submission away, for good; its tombstone stays."""
    before = db.session.scalars(select(SubmissionVersion.id).where(SubmissionVersion.submission_id == one.id)).all()
    with Recount(one):
        VISIBILITY.apply(
            one,
            "erase",
            by=by,
            title=ERASED,
            body="",
            body_html=NOTHING,
            summary="",
            locality="",
            author_name="",
            redacted=False,
            marks="",
            awaiting_guardian=False,
            appeal_text=None if one.appeal_text is None else "",
            erased_at=clock.now(),
            **SETTLED,
        )
        one.redactions.clear()
    for file in one.attachments:
        file.empty()
    one.leave_nothing_behind(by=by)
    db.session.execute(delete(SealedWording).where(SealedWording.submission_id == one.id).execution_options(synchronize_session=False))
    db.session.execute(delete(SubmissionVersion).where(SubmissionVersion.id.in_(before)).execution_options(synchronize_session=False))
    db.session.expire(one, ["versions"])
    _forget_notes(one, one.author.public_id)


def _forget_notes(one: Submission, author_ref: str) -> None:
    """What the author wrote into the history stands behind a commitment: its text can go, the chain stays whole."""
    own = (HistoryEntry.submission_id == one.id) & (HistoryEntry.actor_ref == author_ref)
    forgotten: dict[str, Any] = {"note": None, "salt": None}
    db.session.execute(update(HistoryEntry).where(own).values(forgotten).execution_options(synchronize_session=False))


def erase_reply(reply: Reply, *, by: Viewer) -> None:
    """Take every word of a reply away; those under it keep their place."""
    was_public = reply.state is ReplyState.PUBLIC
    db.session.execute(delete(ReplyVersion).where(ReplyVersion.reply_id == reply.id).execution_options(synchronize_session=False))
    REPLY.apply(reply, "erase", by=by, detail={"reply": reply.public_id}, body="", body_html=NOTHING, author_name="", erased_at=clock.now())
    reply.draw()
    lapse_all(reply, by=by)
    count_in(reply.submission, reply_count=-int(was_public))
    count_in_branches(reply, -int(was_public))
    reply.submission.event.touch()


def erase_all(guardianship: Guardianship, *, by: Viewer) -> list[Submission]:
    """Take away every word that the minor said; returns the submissions that were erased now."""
    erased = [one for one in said_by(guardianship.account_id) if one.erased_at is None]
    for one in erased:
        erase(one, by=by)
    for reply in replies_by(guardianship.account_id):
        if reply.erased_at is None:
            erase_reply(reply, by=by)
    _forget_flags(guardianship.minor)
    return erased


def _forget_flags(account: Account) -> None:
    """The flags that this person raised still wait to be looked at, without what was written into them."""
    raised = Flag.account_id == account.id
    under = HistoryEntry.submission_id.in_(select(Flag.submission_id).where(raised))
    own = under & (HistoryEntry.verb == "flag.raise") & (HistoryEntry.actor_ref == account.public_id)
    unsaid = update(HistoryEntry).where(own).values({"note": None, "salt": None})
    for forgotten in (unsaid, update(Flag).where(raised).values(note="")):
        db.session.execute(forgotten.execution_options(synchronize_session=False))
