"""What changed about the items on a moderator's screen, in as few bytes as can be."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.accounts.models import Account
from forum.accounts.roles import Viewer
from forum.core import clock
from forum.extensions import db
from forum.submissions.models import Submission
from forum.triage.queries import cities

MOST = 40
_S = Submission


def rows(viewer: Viewer, codes: Sequence[str]) -> Sequence[Any]:
    """The named items of the viewer's cities (one query by their codes)."""
    wanted = list(dict.fromkeys(code[:24] for code in codes))[:MOST]
    own = (_S.code, _S.version, _S.visibility, _S.disposition, _S.appeal, _S.merged_into_id, _S.claimed_by_id, _S.claimed_until)
    asked = select(*own, Account.name).outerjoin(Account, Account.id == _S.claimed_by_id)
    mine = asked.where(_S.code.in_(wanted), _S.jurisdiction_id.in_(cities(viewer)))
    return db.session.execute(mine.order_by(_S.code)).all()


def held(row: Any) -> bool:
    """Whether somebody holds it now; a claim that ran out holds nothing."""
    return row.claimed_by_id is not None and row.claimed_until > clock.now()


def tag(found: Sequence[Any]) -> str:
    """A validator from versions and claims."""
    facts = ";".join(f"{row.code},{row.version},{row.claimed_by_id if held(row) else ''}" for row in found)
    return hashlib.sha256(facts.encode()).hexdigest()[:20]
