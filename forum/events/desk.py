from __future__ import annotations

from flask import Blueprint

from forum.accounts.roles import Role
from forum.web.guard import desk

blueprint = Blueprint("events_desk", __name__, url_prefix="/meja/acara")
blueprint.before_request(desk(Role.PUBLISHER))


@blueprint.get("")
def index() -> str:
    return ""


@blueprint.get("/<slug>")
def show(slug: str) -> str:
    return slug
