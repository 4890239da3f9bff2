"""The delivery job: look at requests for links, read the history for notices, then send what waits."""

from __future__ import annotations

from flask import current_app

from forum.extensions import give_way
from forum.notices import letters, mailing


def deliver() -> tuple[int, int]:
    """One round; returns how many mails were sent and how many failed for now."""
    settings = current_app.extensions["settings"]
    while letters.answer_requests(settings):
        pass
    while mailing.read_history(settings):
        give_way()
    return mailing.send_waiting(settings)
