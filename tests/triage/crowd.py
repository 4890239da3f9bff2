"""Very many things that wait at the desk of one city, in every state, straight into the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, text

from forum.accounts.models import Account
from forum.core import clock
from forum.core.model import new_public_id
from forum.events.models import Event
from forum.extensions import db, writing
from forum.indices.models import Pillar
from forum.submissions import readings
from forum.submissions.models import Submission, new_tracking_code
from forum.submissions.states import Appeal, Reason, Visibility
from tests import make

PILLARS = ("smart-governance", "smart-living")
EVENTS, GROUPS = ("forum-besar", "rapat-kecil"), ("relawan_tik", "dewan_tik")
COMMON, RARE = "lampu", "biopori"


def wait(count: int, holder: Account) -> None:
    """``count`` more submissions with something still owed to them; every fifth is of the small event, group and pillar."""
    model = make.submission(_event("acuan"), public=False, title="Acuan", body="Acuan.")
    events = [_event(slug) for slug in EVENTS]
    groups = [make.group(code) for code in GROUPS]
    pillars = [_pillar(slug) for slug in PILLARS]
    kept = {column.name: getattr(model, column.name) for column in Submission.__table__.columns if column.name != "id"}
    rows = [
        kept
        | _state(n, model, holder)
        | {
            "event_id": events[n % 5 == 4].id,
            "group_id": groups[n % 5 == 3].id,
            "pillar_id": pillars[n % 5 == 2].id,
            "code": f"S-{model.id}-{n}",
            "tracking_code": new_tracking_code(),
            "public_id": new_public_id(),
            "judge_by": model.judge_by + timedelta(days=n * 7 % 200 - 20),
            "submitted_at": model.submitted_at + timedelta(minutes=n * 11 % 9973),
            "support_count": n * 13 % 101,
            "support_group_count": n * 17 % 7,
            "title": f"Perbaiki {COMMON}" if n % 2 else "Perbaiki jalan",
            "body": f"Buat {RARE}" if n % 200 == 7 else "Segera",
        }
        for n in range(count)
    ]
    token = writing.set(True)
    db.session.execute(insert(Submission), rows)
    for some in _some(model):
        readings.keep(db.session(), some)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE submission, posting, term_count, event"))
    db.session.commit()
    writing.reset(token)


def _event(slug: str) -> Event:
    return db.session.query(Event).filter_by(slug=slug).first() or make.event(slug=slug)


def _pillar(slug: str) -> Pillar:
    found = db.session.query(Pillar).filter_by(slug=slug).first()
    position = db.session.query(Pillar).count() + 1
    return found or make.committed(Pillar(slug=slug, name=slug, name_en=slug, position=position))


def _state(n: int, model: Submission, holder: Account) -> dict[str, Any]:
    """One in a hundred of each rare kind, one in twenty public, the others new."""
    public = {"visibility": Visibility.PUBLIC, "published_at": model.submitted_at}
    claimed = {"claimed_by_id": holder.id, "claimed_at": clock.now(), "claimed_until": clock.now() + timedelta(hours=1)}
    rare: dict[int, dict[str, Any]] = {
        1: {"visibility": Visibility.HELD, "visibility_reason": Reason.UNVERIFIED_CLAIM},
        2: {"visibility": Visibility.RETURNED, "visibility_reason": Reason.UNVERIFIED_CLAIM},
        3: {"visibility": Visibility.REFUSED, "visibility_reason": Reason.COMMERCIAL, "appeal": Appeal.FILED, "appeal_text": "Bukan."},
        4: {"flag_count": 1},
        5: {**public, "unchecked": True},
        6: {**public, "reopened_at": clock.now()},
        8: {**public, "merged_into_id": model.id, "merged_at": clock.now(), "merge_reason": "Sama."},
        9: claimed,
    }
    return rare.get(n % 100, public if n % 20 == 0 else {})


def _some(model: Submission) -> Iterator[list[Submission]]:
    ids = list(db.session.scalars(select(Submission.id).where(Submission.code.startswith(f"S-{model.id}-"))))
    for first in range(0, len(ids), 400):
        yield list(db.session.query(Submission).filter(Submission.id.in_(ids[first : first + 400])))
