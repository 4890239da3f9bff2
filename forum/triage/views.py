from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("triage", __name__)
