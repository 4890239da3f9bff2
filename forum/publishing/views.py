"""The public face: outcomes, and proof of a version."""

from __future__ import annotations

import re
from datetime import datetime

from flask import Blueprint, Response, render_template, request

from forum.core import clock, stamps
from forum.core.paging import Cursor
from forum.core.refusal import NotFound
from forum.publishing import queries
from forum.publishing.models import Outcome, content_hash
from forum.publishing.states import OutcomeState
from forum.web import stored
from forum.web.guard import public

blueprint = Blueprint("publishing", __name__)
ROWS = 100


@blueprint.get("/hasil")
@public
def index() -> str:
    stored.under()
    page = queries.outcomes(Cursor.parse(request.args.get("dari"), (datetime, int)))
    return render_template("publishing/index.html", page=page)


@blueprint.get("/hasil/<slug>")
@public
def show(slug: str) -> str:
    """The version in force, or the one asked for with ``?versi=N``."""
    versions = queries.versions(slug)
    wanted = request.args.get("versi", "")
    chosen = next((one for one in versions if str(one.number) == wanted), None) if wanted else current(versions)
    if chosen is None:
        raise NotFound
    stored.under(f"event:{chosen.event_id}", stamps.PLACES)
    start = max(request.args.get("baris", 0, int), 0)
    return render_template(
        "publishing/show.html",
        outcome=chosen,
        versions=versions,
        content=chosen.content,
        start=start,
        rows=chosen.content.get("inputs", [])[start : start + ROWS],
        size=ROWS,
        live=queries.live_recommendations(chosen.event_id),
        linkable=queries.public_codes(chosen.event_id),
        today=clock.today(chosen.event.jurisdiction.tz),
    )


def current(versions: list[Outcome]) -> Outcome:
    """The published one; when none is in force, the newest that was."""
    return next((one for one in versions if one.state is OutcomeState.PUBLISHED), versions[0])


@blueprint.get("/hasil/<slug>/versi-<int:number>.json")
@public
def snapshot(slug: str, number: int) -> Response:
    """The very bytes that the hash is of. A retracted version is withheld."""
    chosen = next((one for one in queries.versions(slug) if one.number == number), None)
    if chosen is None or chosen.state is OutcomeState.RETRACTED or chosen.snapshot is None:
        raise NotFound
    answer = Response(chosen.snapshot, mimetype="application/json")
    answer.headers["X-Content-SHA256"] = chosen.hash or ""
    return answer


@blueprint.get("/verifikasi")
@blueprint.get("/verifikasi/<code>")
@public
def verify(code: str = "") -> tuple[str, int]:
    """Whether a hash is that of a published version, and whether its bytes still are what was hashed."""
    asked = re.sub(r"\s+", "", code or request.args.get("sidik", "")).lower()
    found = queries.by_hash(asked) if re.fullmatch(r"[0-9a-f]{64}", asked) else None
    intact = found is not None and found.snapshot is not None and content_hash(found.snapshot) == found.hash
    status = 404 if code and found is None else 200
    return render_template("publishing/verify.html", asked=asked, outcome=found, intact=intact), status
