"""The only reader of the clock.

Two times are told apart. ``now`` and ``today`` are the domain's time: windows, due dates and working days follow it,
and in a demo it starts on a chosen day and ticks on from there. ``wall`` is real time, for sessions, tokens,
throttles, HTTP and mail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, bindparam, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import stamps
from forum.core.columns import Utc
from forum.extensions import Base, db

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
"""The three time zones of Indonesia: WIB, WITA, WIT."""

NATIONAL = "jurisdiction_id IS NULL"
_offset = timedelta(0)
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


class DemoClock(Base):
    """The one row that makes a demo live on its own day: real instant at which the domain showed another."""

    __tablename__ = "demo_clock"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Utc)
    showed: Mapped[datetime] = mapped_column(Utc)


@stamps.of_places
class Holiday(Base):
    """A day on which a city's offices are closed; without a city it holds for all (editable, changes by decree)."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    jurisdiction_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    name: Mapped[str] = mapped_column(String(120))

    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        UniqueConstraint("jurisdiction_id", "day"),
        Index("uq_holiday_national", "day", unique=True, sqlite_where=text(NATIONAL), postgresql_where=text(NATIONAL)),
    )

    @property
    def trail(self) -> dict[str, int | None]:
        return {"jurisdiction_id": self.jurisdiction_id}


def wall() -> datetime:
    """Real time, aware, UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The domain's time, aware, UTC."""
    return _moment.get() or wall() + _offset


def today(tz: str) -> date:
    """The domain's date in a time zone such as ``Asia/Jakarta``."""
    return now().astimezone(zone(tz)).date()


def is_demo() -> bool:
    return _offset != timedelta(0)


def shift() -> int:
    """Seconds by which the domain's time is ahead of real time; 0 outside a demo."""
    return round(_offset.total_seconds())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the domain's clock stand at ``moment`` (aware) inside the block: replaying history, and tests."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def start_demo(showing: datetime) -> None:
    """Let the domain's clock show ``showing`` now and tick on from there. The caller commits."""
    db.session.merge(DemoClock(id=1, started_at=wall(), showed=showing))
    db.session.flush()
    load()


def load() -> None:
    """Read the demo's offset, if there is one. Called once per process (one query)."""
    global _offset
    row = db.session.execute(select(DemoClock.started_at, DemoClock.showed)).first()
    _offset = row.showed - row.started_at if row else timedelta(0)


_HOLIDAYS = select(Holiday.day).where(or_(Holiday.jurisdiction_id.is_(None), Holiday.jurisdiction_id == bindparam("place")))


def holidays(jurisdiction_id: int | None = None) -> frozenset[date]:
    """The national holidays and those of a city (one small query)."""
    return frozenset(db.session.scalars(_HOLIDAYS, {"place": jurisdiction_id}))


def is_working_day(day: date, closed: Collection[date]) -> bool:
    return day.weekday() < 5 and day not in closed


def add_working_days(start: date, days: int, closed: Collection[date]) -> date:
    """The date ``days`` working days after ``start``, which is not counted itself."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, closed)
    return day


def working_days_between(start: date, end: date, closed: Collection[date]) -> int:
    """Working days after ``start`` up to and with ``end``; negative when ``end`` lies before."""
    if end < start:
        return -working_days_between(end, start, closed)
    return sum(is_working_day(start + timedelta(days=n), closed) for n in range(1, (end - start).days + 1))


@lru_cache(maxsize=64)
def zone(tz: str) -> ZoneInfo:
    return ZoneInfo(tz)


def start_of(day: date, tz: str) -> datetime:
    """The first instant of a local date, in UTC."""
    return datetime.combine(day, time.min, zone(tz)).astimezone(UTC)


def end_of(day: date, tz: str) -> datetime:
    """The first instant after a local date, in UTC."""
    return start_of(day + timedelta(days=1), tz)
