"""Devices on which somebody signed in before: a cookie that proves it, so that strangers' guesses do not lock the owner out.

It opens nothing. It is sent to the sign-in page alone, and holds a random name and the fingerprint of the account's address.
"""

from __future__ import annotations

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from forum.accounts.access import fingerprint

COOKIE = "kenal"
PATHS = ("/masuk", "/en/masuk")
SECONDS = 365 * 24 * 3600


def known(email: str) -> str:
    """The name of this device when the account with this address was opened on it before, else an empty one."""
    try:
        name, whose = _signer().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(name) if whose == fingerprint(email) else ""


def remember(response: Response, email: str) -> Response:
    """Let this device be known to the account."""
    name = known(email) or secrets.token_urlsafe(12)
    value = str(_signer().dumps([name, fingerprint(email)]))
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    for path in PATHS:
        response.set_cookie(COOKIE, value, max_age=SECONDS, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="device")
