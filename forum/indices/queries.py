"""Reads of pillars."""

from __future__ import annotations

from sqlalchemy import select

from forum.extensions import db
from forum.indices.models import Pillar


def pillars() -> list[Pillar]:
    return list(db.session.scalars(select(Pillar).order_by(Pillar.position)))
