"""Erasure after publication: every published version that holds the erased words is withheld, a new one takes its place.

The new version has the same lines as they were frozen, but the erased ones; the hash of an old version stays, its text does not.
"""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy import select

from forum.accounts.roles import SYSTEM
from forum.core import clock, history
from forum.extensions import db
from forum.publishing.models import Outcome, canonical, content_hash
from forum.publishing.snapshot import FIELDS
from forum.publishing.states import IN_HAND, OUTCOME, OutcomeState
from forum.submissions.models import Submission

WHY = "Isi masukan seorang anak dihapus karena walinya memintanya. Selebihnya sama seperti versi sebelumnya."


def supersede(erased: list[Submission]) -> list[Outcome]:
    """Put new versions in the place of those that quote what was erased; returns the new ones."""
    codes: dict[int, set[str]] = {}
    for one in erased:
        codes.setdefault(one.event_id, set()).add(one.code)
    return [made for event_id, gone in codes.items() if (made := _renew(event_id, gone)) is not None]


def _renew(event_id: int, gone: set[str]) -> Outcome | None:
    versions = list(db.session.scalars(select(Outcome).where(Outcome.event_id == event_id).order_by(Outcome.number)))
    quoting = [one for one in versions if any(line.get("code") in gone for line in one.content.get("inputs", ()))]
    current = next((one for one in quoting if one.state is OutcomeState.PUBLISHED), None)
    made = _instead_of(current, gone, versions) if current is not None else None
    for one in quoting:
        one.withhold(by=SYSTEM)
    return made


def _instead_of(old: Outcome, gone: set[str], versions: list[Outcome]) -> Outcome:
    """The version after ``old``; one that is in hand follows the new one."""
    number = max(one.number for one in versions if one.state not in IN_HAND) + 1
    in_hand = next((one for one in versions if one.state in IN_HAND), None)
    if in_hand is not None:
        in_hand.number = number + 1
        db.session.flush()
    made = Outcome(
        event=old.event,
        event_id=old.event_id,
        jurisdiction_id=old.jurisdiction_id,
        number=number,
        title=old.title,
        summary=old.summary,
        summary_html=old.summary_html,
        agreed=old.agreed,
        supersedes=old,
        correction=WHY,
        state=OutcomeState.APPROVED,
        drafted_by_id=old.drafted_by_id,
        reviewed_by_id=old.reviewed_by_id,
        reviewed_at=old.reviewed_at,
        created_at=clock.now(),
    )
    with db.session.no_autoflush:
        OUTCOME.apply(old, "give_way", by=SYSTEM)
        db.session.flush()
        snapshot = canonical(_without(old, gone, number))
        frozen = content_hash(snapshot)
        db.session.add(made)
        detail = {"hash": frozen, "number": number}
        OUTCOME.apply(made, "renew", by=SYSTEM, detail=detail, snapshot=snapshot, hash=frozen, published_at=clock.now())
    if in_hand is not None and in_hand.supersedes_id == old.id:
        in_hand.supersedes = made
    old.event.touch()
    return made


def _without(old: Outcome, gone: set[str], number: int) -> dict[str, Any]:
    """The frozen content with tombstones for the erased lines."""
    content = copy.deepcopy(old.content)
    length, head = history.head()
    lines = [_tombstone(line) if line.get("code") in gone else line for line in content["inputs"]]
    return content | {
        "version": number,
        "correction": WHY,
        "supersedes": old.hash,
        "published_at": clock.now().isoformat(),
        "chain": {"length": length, "head": head},
        "inputs": [line | {"merged_into": None} if line.get("merged_into") in gone else line for line in lines],
    }


def _tombstone(line: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(FIELDS) | {"group": line.get("group"), "decision": "withdrawn"}
