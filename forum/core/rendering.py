"""Fragments of pages rendered once, at the write, in every language; no request is needed and no viewer is known.

A fragment holds no token, no name of a viewer and no relative time, so that everybody can be given the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

LANGUAGES = ("id", "en")

_ROOT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; Indonesian is the language of the messages themselves."""
    found: NullTranslations = Translations.load(_ROOT / "forum" / "translations", [language])
    return found


def words(language: str, message: str, **values: object) -> str:
    """A message in one language as plain text, its placeholders filled."""
    return str(translations(language).gettext(message) % values)


@lru_cache(maxsize=len(LANGUAGES))
def environment(language: str) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = partial(_day, language=language)
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return made


def _day(value: datetime, tz: str, *, language: str) -> Markup:
    """The exact day of an instant where the event is, as a ``time`` element."""
    words = format_date(value.astimezone(ZoneInfo(tz)).date(), "d MMMM y", locale=language)
    return Markup('<time datetime="{}">{}</time>').format(value.astimezone(UTC).isoformat(timespec="seconds"), words)


def fragment(template: str, language: str, **values: Any) -> Markup:
    """The markup of one fragment template."""
    return Markup(environment(language).get_template(template).render(language=language, **values).strip())
