"""Merging asks, it does not take: a pointer, a reason, everyone told, and a way back.

The twin keeps its page, text, author, replies and supporters. Its supporters are asked whether their support is to count
for the survivor too; a split takes back what was carried over.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Viewer
from forum.core import clock, history
from forum.core.refusal import Refusal, Refused
from forum.extensions import db
from forum.policies import submissions as policy
from forum.submissions.decided import count
from forum.submissions.models import Submission
from forum.submissions.recount import Recount
from forum.submissions.support import Support, hold, support, take_back_carried


def merge(twin: Submission, survivor: Submission, *, by: Viewer, reason: str) -> None:
    """Let ``twin`` follow ``survivor``. ``reason`` is shown to everyone.

    :raises Refused: by :func:`forum.policies.submissions.why_not_merge`, or without a reason.
    """
    if (refusal := policy.why_not_merge(by, twin, survivor)) is not None:
        raise Refused(refusal)
    if not reason:
        raise Refused(Refusal.because("reason_missing", "Tuliskan alasan penggabungan."))
    with Recount(twin), db.session.no_autoflush:
        twin.merged_into_id, twin.merged_at, twin.merge_reason = survivor.id, clock.now(), reason
        twin.unchecked = False
        survivor.has_merged = True
    codes = {"twin": twin.code, "survivor": survivor.code}
    history.record("submission.merge", twin, by=by, role="moderator", note=reason, detail=codes)
    count(twin, "submission.merge")
    history.record("submission.gain", survivor, by=by, role="moderator", note=reason, detail=codes)


def split(twin: Submission, *, by: Viewer, reason: str) -> None:
    """Undo a merge: the twin stands for itself again, and carried support returns to it."""
    if (refusal := policy.why_not_split(by, twin)) is not None:
        raise Refused(refusal)
    if not reason:
        raise Refused(Refusal.because("reason_missing", "Tuliskan alasan pemisahan."))
    survivor = db.session.get_one(Submission, twin.merged_into_id)
    with Recount(twin), db.session.no_autoflush:
        twin.merged_into_id = twin.merged_at = twin.merge_reason = None
    db.session.flush()
    others = exists().where(Submission.merged_into_id == survivor.id)
    survivor.has_merged = bool(db.session.scalar(select(others)))
    take_back_carried(twin)
    codes = {"twin": twin.code, "survivor": survivor.code}
    history.record("submission.split", twin, by=by, role="moderator", note=reason, detail=codes)
    count(twin, "submission.split")
    history.record("submission.lose", survivor, by=by, role="moderator", note=reason, detail=codes)


def carry_over(twin: Submission, *, by: Viewer, account_id: int) -> bool:
    """A supporter of the twin lets their support count for the survivor too; False when it already did.

    :raises Refused: when the twin is not merged, or was not supported by this person.
    """
    hold(twin)
    own = db.session.scalar(select(Support).where(Support.submission_id == twin.id, Support.account_id == account_id))
    if own is None or twin.merged_into is None:
        raise Refused(Refusal.because("nothing_to_carry", "Tidak ada dukungan Anda yang dapat dialihkan di sini."))
    group = db.session.get_one(StakeholderGroup, own.group_id)
    return support(twin.merged_into, by=by, account_id=account_id, group=group, carried_from=twin)
