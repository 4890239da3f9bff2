"""``flask forum deliver``: one round of notices and mail, for a cron job or by hand."""

from __future__ import annotations

import click
from flask import current_app

import config
from forum.notices import mailing
from forum.notices.jobs import deliver as round_of_delivery


@click.command("deliver")
def deliver() -> None:
    """Tell everyone concerned of what happened since the last round."""
    sent, _failed = round_of_delivery()
    settings: config.Settings = current_app.extensions["settings"]
    where = "" if settings.smtp_url else " No mail server is set (SMTP_URL)."
    click.echo(f"{sent} mails sent, {mailing.waiting()} wait in the outbox.{where}")
