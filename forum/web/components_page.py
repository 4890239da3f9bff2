from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("dev", __name__)
