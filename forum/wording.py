"""Messages in the language of the page being made, which its address tells."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import Request, request
from flask_babel import Domain

from forum.core.rendering import translations

_here: Callable[[], Request] = request._get_current_object  # type: ignore[attr-defined]


def selected() -> str:
    """The language of the page being made."""
    try:
        return str(_here().environ.get("urun.language", "id"))
    except RuntimeError:
        return "id"


class Messages(Domain):
    """Our catalogues, found by the language alone: the form library looks up the locale of the request for every message."""

    def get_translations(self) -> NullTranslations:
        return translations(selected())

    def gettext(self, string: str, **variables: Any) -> str:
        found = _message(selected(), string)
        return found % variables if variables else found


@lru_cache(maxsize=8000)
def _message(language: str, string: str) -> str:
    return str(translations(language).gettext(string))


messages = Messages()
gettext = messages.gettext
"""For what says many words on every page; elsewhere the form library's own leads here too."""
