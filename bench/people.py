"""Who asks: cookies and requests, made beforehand as bytes. Nobody signs in by password; every world has its sessions."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from bench import floors
from bench.worlds.places import ELEMENTS, GROUPS, STAFF, session_secret

READER = len(STAFF) + 1
"""The first participant of the city that is measured; the staff before it, in the order of ``STAFF``."""
ACTORS = {role: number for number, role in reversed(list(enumerate(STAFF, 1)))} | {"reader": READER}
WRITERS = range(READER + 1, READER + 390)
ADDRESSES = 1000
"""From so many addresses visitors come, so that the reading limits (per address) count and none is refused."""

_pick = random.Random(11)
_FROM = [f"10.{_pick.randrange(256)}.{_pick.randrange(256)}.{_pick.randrange(1, 255)}" for _ in range(ADDRESSES)]


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"", place: int = 0) -> bytes:
    """One HTTP request as bytes, from the ``place``-th address."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1:8000", f"X-Forwarded-For: {_FROM[place % ADDRESSES]}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def reading(path: str, headers: Mapping[str, str] | None = None) -> list[bytes]:
    """The same page asked for from a thousand addresses."""
    return [request("GET", path, headers, place=n) for n in range(ADDRESSES)]


class Product:
    """Cookies and forms as the product of one world accepts them."""

    def __init__(self, app: Flask) -> None:
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self._sign: Callable[[Any], str] = serializer.dumps
        self._token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
        self.name = str(app.config["SESSION_COOKIE_NAME"])
        self.no_one = {"Cookie": f"{self.name}=none"}
        """A visitor to whom nothing stored is handed out: a cookie that is nobody's session."""

    def cookie(self, account: int) -> dict[str, str]:
        """The header that makes a request this person's."""
        content = {"_user_id": session_secret(account), "_fresh": True, "_permanent": True, "csrf_token": self._raw(account)}
        return {"Cookie": f"{self.name}={self._sign(content)}"}

    @staticmethod
    def _raw(account: int) -> str:
        return f"{account:040x}"

    def form(self, account: int, path: str, place: int, **fields: str) -> bytes:
        """A form posted by this person, with its token and a key of its own."""
        sent = {"csrf_token": self._token.dumps(self._raw(account)), "once": secrets.token_urlsafe(18), **fields}
        return request("POST", path, self.cookie(account), urlencode(sent).encode(), place)


def element(account: int) -> str:
    """The slug of the community element that this participant speaks as."""
    return f"{GROUPS[(account - READER) % ELEMENTS][0].replace('_', '-')}-kota-001"


def floor_cookie(account: int) -> dict[str, str]:
    """The same for the floors, whose people are fewer."""
    signer = Flask("floors")
    signer.secret_key = floors.SECRET
    serializer = signer.session_interface.get_signing_serializer(signer)  # type: ignore[attr-defined]
    signed = serializer.dumps({"id": account % floors.PEOPLE + 1, "token": f"{account:032x}"})
    return {"Cookie": f"session={signed}"}


def floor_posts(bodies: Iterable[str]) -> list[bytes]:
    """Posts to the floor, each by somebody else."""
    sent = []
    cookies = {account: floor_cookie(account) for account in WRITERS}
    for number, body in enumerate(bodies):
        account = WRITERS[number % len(WRITERS)]
        fields = {"token": f"{account:032x}", "title": f"Masukan {number}", "body": body}
        sent.append(request("POST", f"/topik/{number % floors.TOPICS + 1}", cookies[account], urlencode(fields).encode(), number))
    return sent
