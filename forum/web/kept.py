"""What somebody typed while their session ran out: carried, signed, through the sign-in page and offered to be sent.

Nothing of it is stored: it stands in the page. It is offered only for forms of our own that were sent from a page of our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from forum.forms import typed

HOURS = 6
OURS = frozenset({"once", "version"})
"""Hidden fields by which a form that makes or changes something is known."""
NEVER = frozenset({"csrf_token", "password", "kept", "next"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that could not be accepted: where it was going, its fields in order, and whether files came with it."""

    to: str
    fields: tuple[tuple[str, str], ...]
    files: bool

    @property
    def words(self) -> dict[str, str]:
        """What a person typed, for showing it."""
        shown = ("title", "body", "note")
        return {name: value for name, value in self.fields if name in shown and value.strip()}

    @property
    def can_be_viewed(self) -> bool:
        return self.to.endswith("/masukan/baru")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept")


def worth_keeping() -> bool:
    """Whether this request carries text of somebody who was writing here."""
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    here = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none") and origin in ("", request.host)
    return here and request.method == "POST" and bool(OURS & set(request.form)) and bool(typed(request.form))


def this() -> Kept:
    """The form of this request."""
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in NEVER)
    return Kept(request.full_path.rstrip("?"), fields, any(file.filename for file in request.files.values()))


def sealed() -> str:
    """The form of this request, to be carried in a page."""
    kept = this()
    return str(_signer().dumps([kept.to, kept.fields, kept.files]))


def opened(text: str | None) -> Kept | None:
    """What was sealed, or None when it is none of ours, or too old."""
    try:
        to, fields, files = _signer().loads(text or "", max_age=HOURS * 3600)
    except BadData:
        return None
    return Kept(to, tuple((name, value) for name, value in fields), files)
