from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("verifier_desk", __name__)
