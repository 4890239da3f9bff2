from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("events_desk", __name__)
