"""``flask forum redraw``: render the stored fragments anew, after a change of their template or of a translation."""

from __future__ import annotations

import click
from sqlalchemy import func, select

from forum.extensions import db, writing
from forum.submissions.voices import Reply

STEP = 200


@click.command("redraw")
def redraw() -> None:
    """Draw every reply in every language again. Commits in steps, so that writers are not kept waiting."""
    total = db.session.scalar(select(func.count()).select_from(Reply)) or 0
    db.session.rollback()
    last = 0
    with click.progressbar(length=total, label="Menggambar ulang") as bar:
        while True:
            writing.set(True)
            found = db.session.scalars(select(Reply).where(Reply.id > last).order_by(Reply.id).limit(STEP)).all()
            if not found:
                break
            for reply in found:
                reply.draw()
            last = found[-1].id
            db.session.commit()
            bar.update(len(found))
            db.session.expunge_all()
