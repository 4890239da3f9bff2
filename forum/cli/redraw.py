"""``flask forum redraw``: render the stored fragments anew, after a change of their template or of a translation."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from forum.extensions import db
from forum.submissions.voices import Reply
from forum.worker.redrawing import redraw as steps


@click.command("redraw")
def redraw() -> None:
    """Draw every reply in every language again. Commits in steps, so that writers are not kept waiting."""
    total = db.session.scalar(select(func.count()).select_from(Reply)) or 0
    db.session.rollback()
    with click.progressbar(length=total, label="Menggambar ulang") as bar:
        for drawn in steps():
            bar.update(drawn)
