"""``flask forum recount``: repair the counters from the rows that they count."""

from __future__ import annotations

import click

from forum.events.models import Event
from forum.extensions import db, writing
from forum.publishing import ledger_queries
from forum.recommendations import counting as recommendations
from forum.submissions import counting
from forum.submissions.models import Submission


@click.command("recount")
def recount() -> None:
    """Set every event's counters, support, replies and the tallies of the front page to what the rows say."""
    writing.set(True)
    found = db.session.query(Event).all()
    with click.progressbar(found, label="Menghitung ulang") as bar:
        for event in bar:
            counting.recount(event)
            counting.recount_voices(event)
            recommendations.recount(event)
    counting.retally("submission", Submission.jurisdiction_id, counting.FATE)
    counting.retally_groups()
    recommendations.retally()
    ledger_queries.recount()
    db.session.commit()
