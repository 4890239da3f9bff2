"""What templates may call: labels, dates, numbers, and who is looking."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, g
from flask_babel import gettext as _
from markupsafe import Markup

from forum.core import clock
from forum.core.rendering import translations
from forum.core.text import excerpt, markdown
from forum.labels import label, recommendation_state, submission_state
from forum.web import language
from forum.web.guard import me

DEFAULT_TZ = "Asia/Jakarta"


def _zone(tz: str | None) -> str:
    return tz or g.get("tz") or DEFAULT_TZ


def _as_date(value: date | datetime, tz: str | None) -> date:
    return value.astimezone(clock.zone(_zone(tz))).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=4000)
def _day(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=4000)
def _moment(moment: datetime, pattern: str, tz: str, locale: str) -> str:
    return format_datetime(moment, pattern, tzinfo=clock.zone(tz), locale=locale)


@lru_cache(maxsize=4000)
def _number(number: int | float | Decimal, locale: str) -> str:
    return format_decimal(number, locale=locale)


def date_long(value: date | datetime | None, tz: str | None = None) -> str:
    """Selasa, 3 Desember 2024."""
    return _day(_as_date(value, tz), "EEEE, d MMMM y", language.selected()) if value else ""


def date_short(value: date | datetime | None, tz: str | None = None) -> str:
    """3 Desember 2024."""
    return _day(_as_date(value, tz), "d MMMM y", language.selected()) if value else ""


def month(value: date, year: bool = True) -> str:
    """Feb 2025, or Feb."""
    return _day(value, "MMM y" if year else "MMM", language.selected())


def weekday(value: date) -> str:
    """Sen: the day of the week, short."""
    return _day(value, "EEE", language.selected())


def _zone_name(value: datetime, tz: str | None) -> str:
    """WIB, WITA or WIT in every language: other locales would write an offset."""
    return _moment(value, "z", _zone(tz), "id")


def date_time(value: datetime | None, tz: str | None = None) -> str:
    """Selasa, 3 Desember 2024 pukul 09.00 WIB."""
    if value is None:
        return ""
    pattern = "EEEE, d MMMM y 'pukul' HH.mm" if language.selected() == "id" else "EEEE, d MMMM y 'at' HH:mm"
    return f"{_moment(value, pattern, _zone(tz), language.selected())} {_zone_name(value, tz)}"


def time_only(value: datetime | None, tz: str | None = None) -> str:
    """09.00 WIB."""
    if value is None:
        return ""
    pattern = "HH.mm" if language.selected() == "id" else "HH:mm"
    return f"{_moment(value, pattern, _zone(tz), language.selected())} {_zone_name(value, tz)}"


def number(value: int | float | Decimal | None) -> str:
    return "" if value is None else _number(value, language.selected())


def iso(value: date | datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def ago_days(days: int) -> str:
    """A span for "overdue by": days up to four months, then months and years."""
    if days < 120:
        return str(_("%(n)s hari", n=days))
    years, months = divmod(days // 30, 12)
    if not years:
        return str(_("%(n)s bulan", n=months))
    return str(_("%(y)s tahun %(m)s bulan", y=years, m=months) if months else _("%(y)s tahun", y=years))


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def device(agent: str) -> str:
    """What a person calls the device that sent this user agent: Chrome di Android."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if not browser or not system:
        return browser or system or str(_("Perangkat"))
    return str(_("%(browser)s di %(system)s", browser=browser, system=system))


def initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def _context() -> dict[str, Any]:
    other = "id" if language.selected() == "en" else "en"
    return {
        "me": me(),
        "lang": language.selected(),
        "other_language": SimpleNamespace(
            lang=other, label="English" if other == "en" else "Bahasa Indonesia", url=language.other_address()
        ),
        "demo_today": clock.today(DEFAULT_TZ) if clock.is_demo() else None,
        "clock_shift": clock.shift(),
        "now": clock.now(),
    }


@lru_cache(maxsize=8000)
def _message(language_: str, message: str) -> Markup:
    return Markup(translations(language_).gettext(message))  # noqa: S704 our own catalogues


@lru_cache(maxsize=8000)
def _whole(language_: str, message: str) -> Markup:
    return _message(language_, message) % {}


def _say(message: str, **values: Any) -> Markup:
    """A message of a template in the page's language, its values escaped. Called some hundred times a page, so without Jinja's detours."""
    there = language.selected()
    return _message(there, message) % values if values else _whole(there, message)


def _say_many(one: str, many: str, number: int, **values: Any) -> Markup:
    return Markup(translations(language.selected()).ngettext(one, many, number)) % {"num": number, **values}  # noqa: S704 as above


def own_draft(name: str) -> str:
    """Under which a device keeps what this person is writing: whoever signs in there next finds none of it."""
    return f"{name}@{me().ref}"


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(_=_say, gettext=_say, ngettext=_say_many)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=date_long,
        date_short=date_short,
        weekday=weekday,
        month=month,
        datetime=date_time,
        time=time_only,
        number=number,
        iso=iso,
        ago_days=ago_days,
        initials=initials,
        device=device,
        excerpt=excerpt,
        markdown=markdown,
    )
    app.jinja_env.globals["own_draft"] = own_draft
    app.jinja_env.globals["full_age"] = app.extensions["settings"].full_age
    app.jinja_env.globals.update(label=label, submission_state=submission_state, recommendation_state=recommendation_state)
    app.context_processor(_context)
