"""The holiday table: each change counts the clocks that are running anew, so that everybody keeps their working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select, text, update

from forum.accounts.models import Jurisdiction
from forum.accounts.roles import Role, Viewer
from forum.core import clock, history, stamps
from forum.core.clock import Holiday, is_working_day
from forum.core.refusal import NotFound, Refusal, Refused
from forum.extensions import db
from forum.policies import desk as policy
from forum.submissions.models import Submission
from forum.submissions.waiting import RUNNING

_S = Submission
ROLE = {True: "administrator", False: "publisher"}


def kept_by(viewer: Viewer) -> Sequence[Any]:
    """The cities whose days this viewer keeps: id, slug, name, tz (one query)."""
    found = select(Jurisdiction.id, Jurisdiction.slug, Jurisdiction.name, Jurisdiction.tz).order_by(Jurisdiction.name)
    if not viewer.is_administrator:
        found = found.where(Jurisdiction.id.in_(viewer.cities(Role.PUBLISHER)))
    return db.session.execute(found).all()


def listed(cities: Sequence[int], year: int) -> Sequence[Any]:
    """The days of a year, national ones and those of some cities, in order (one query)."""
    found = select(Holiday.id, Holiday.day, Holiday.name, Holiday.jurisdiction_id, Jurisdiction.name.label("city"))
    mine = or_(Holiday.jurisdiction_id.is_(None), Holiday.jurisdiction_id.in_(cities))
    within = Holiday.day.between(date(year, 1, 1), date(year, 12, 31))
    joined = found.outerjoin(Jurisdiction, Jurisdiction.id == Holiday.jurisdiction_id)
    return db.session.execute(joined.where(mine, within).order_by(Holiday.day, Holiday.id)).all()


def add(day: date, name: str, jurisdiction_id: int | None, *, by: Viewer) -> Holiday:
    """A day on which offices are closed, of one city or (None) of all; duties that run over it move on by a working day.

    :raises Refused: for a viewer who does not keep this table, and for a day that stands in it already.
    """
    if (refusal := policy.why_not_keep_holidays(by, jurisdiction_id)) is not None:
        raise Refused(refusal)
    if db.session.scalar(select(Holiday.id).where(Holiday.day == day, _place(jurisdiction_id))) is not None:
        raise Refused(Refusal.because("holiday_known", "Tanggal ini sudah ada di daftar hari libur."))
    made = Holiday(day=day, name=name, jurisdiction_id=jurisdiction_id)
    db.session.add(made)
    db.session.flush()
    _recount(made, by, "add", +1)
    return made


def remove(holiday_id: int, *, by: Viewer) -> Holiday:
    """Take a day off the table; duties that run over it come nearer by a working day.

    :raises NotFound: for an unknown one, and for one that this viewer does not keep.
    """
    found = db.session.get(Holiday, holiday_id)
    if found is None or policy.why_not_keep_holidays(by, found.jurisdiction_id) is not None:
        raise NotFound
    db.session.delete(found)
    db.session.flush()
    _recount(found, by, "remove", -1)
    return found


def _place(jurisdiction_id: int | None) -> Any:
    return Holiday.jurisdiction_id.is_(None) if jurisdiction_id is None else Holiday.jurisdiction_id == jurisdiction_id


def _recount(changed: Holiday, by: Viewer, verb: str, step: int) -> None:
    """One line of the history, and the clocks of every city concerned."""
    detail = {"day": changed.day.isoformat(), "name": changed.name}
    history.record(f"holiday.{verb}", changed, by=by, role=ROLE[by.is_administrator], detail=detail)
    if changed.day.weekday() > 4:
        return
    stamps.touch(stamps.PLACES)
    concerned = [changed.jurisdiction_id] if changed.jurisdiction_id else db.session.scalars(select(Jurisdiction.id)).all()
    for city in concerned:
        _shift(city, changed.day, step)


def _shift(city: int, day: date, step: int) -> None:
    """Move the running duties of a city over ``day``, one statement per due date (a few dozen, however many duties).

    A day that is closed for another reason too (the country's and the city's) changes nothing.
    """
    same = select(func.count()).where(Holiday.day == day, or_(_place(None), _place(city)))
    if db.session.scalar(same) != max(step, 0):
        return
    closed = clock.holidays(city)
    running = (_S.jurisdiction_id == city, text(RUNNING), _S.judge_since < day)
    late = _S.judge_by >= day if step > 0 else _S.judge_by > day
    dates = db.session.scalars(select(_S.judge_by).where(*running, late).distinct()).all()
    for due in sorted(dates, reverse=step > 0):
        new = _next(due, closed, step)
        moved = update(_S).where(*running, _S.judge_by == due).values(judge_by=new)
        db.session.execute(moved.execution_options(synchronize_session=False))


def _next(day: date, closed: frozenset[date], step: int) -> date:
    while not is_working_day(day := day + timedelta(days=step), closed):
        pass
    return day
