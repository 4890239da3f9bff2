"""Is it alive, and can it serve: for the process manager and the load balancer."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import text

from forum.extensions import csrf, db, limiter
from forum.web.guard import public

blueprint = Blueprint("health", __name__)
csrf.exempt(blueprint)
limiter.exempt(blueprint)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """Answers 200 when the database answers and is migrated."""
    db.session.execute(text("SELECT count(*) FROM alembic_version"))
    return Response("ok\n", mimetype="text/plain")
