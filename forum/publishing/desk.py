from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("publishing_desk", __name__)
