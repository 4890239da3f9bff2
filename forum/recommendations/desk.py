from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("recommendations_desk", __name__)
