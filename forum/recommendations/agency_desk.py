from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("agency_desk", __name__)
