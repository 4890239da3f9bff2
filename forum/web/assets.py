"""Style, script and pictures as a handful of files with hashed names, compressed once and cached by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, request

from forum.extensions import limiter
from forum.web.guard import public

ROOT = Path(__file__).resolve().parents[2] / "static"
PUBLIC_CSS = (
    "tokens base tones button tag card item facts stats alert empty countdown journey timeline progress support official thread field form "
    "filters table chart disclosure dialog hash pages extras print"
).split()
DESK_CSS = "desk-frame clock waiting triage merge agency-desk publishing-desk event-code".split()
SCRIPTS = "once relative files draft toolbar copy count reveal menu similar".split()
DESK_SCRIPTS = "decide redact template keyboard queue".split()
PICTURES = {"jlamprang.svg": "image/svg+xml", "icons.svg": "image/svg+xml", "favicon.svg": "image/svg+xml"}

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served. ``url`` holds a hash of the content, so that it may be cached for ever."""

    url: str
    mime: str
    plain: bytes
    gzip: bytes
    br: bytes


def _css(names: list[str]) -> str:
    """The files in order, without comments and needless white space."""
    text = "\n".join((ROOT / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def build() -> dict[str, Asset]:
    """Every asset by its plain name. Costs about 0.1 s at start."""
    made: dict[str, Asset] = {}

    def add(name: str, mime: str, content: bytes) -> None:
        stem, _, kind = name.rpartition(".")
        url = f"/static/app/{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
        made[name] = Asset(url, mime, content, gzip.compress(content, 9, mtime=0), brotli.compress(content, quality=11))

    for name, mime in PICTURES.items():
        add(name, mime, (ROOT / "img" / name).read_bytes())
    for name, parts in (("public.css", PUBLIC_CSS), ("desk.css", DESK_CSS)):
        text = re.sub(r'url\("?([\w.-]+)"?\)', lambda found: f'url("{made[found[1]].url}")', _css(parts))
        add(name, "text/css; charset=utf-8", text.encode())
    for name, parts in (("app.js", SCRIPTS), ("desk.js", DESK_SCRIPTS)):
        scripts = "\n".join((ROOT / "js" / f"{part}.js").read_text(encoding="utf-8") for part in parts)
        add(name, "text/javascript; charset=utf-8", scripts.encode())
    return made


@blueprint.get("/static/app/<path:name>")
@public
@limiter.exempt
def serve(name: str) -> Response:
    asset = _by_url(request.path)
    if asset is None:
        abort(404)
    accepted = request.headers.get("Accept-Encoding", "")
    body, encoding = (asset.br, "br") if "br" in accepted else (asset.gzip, "gzip") if "gzip" in accepted else (asset.plain, None)
    answer = Response(body, content_type=asset.mime)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.vary.add("Accept-Encoding")
    if encoding:
        answer.headers["Content-Encoding"] = encoding
    return answer


_assets: dict[str, Asset] = {}


def _by_url(url: str) -> Asset | None:
    return next((asset for asset in _assets.values() if asset.url == url), None)


def url_of(name: str) -> str:
    """The address of an asset; the same in every language."""
    return _assets[name].url


def init_app(app: Flask) -> None:
    _assets.update(build())
    app.jinja_env.globals["asset"] = url_of
    app.register_blueprint(blueprint)
    if app.extensions["settings"].debug:
        app.before_request(_rebuild)


def _rebuild() -> None:
    """While developing, a changed file is seen at the next page."""
    newest = max(path.stat().st_mtime_ns for path in ROOT.rglob("*.*"))
    if _seen.get("newest") not in (None, newest):
        _assets.update(build())
    _seen["newest"] = newest


_seen: dict[str, int] = {}
