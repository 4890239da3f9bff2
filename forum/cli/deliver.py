"""``flask forum deliver``: one round of notices and mail, for a cron job or by hand."""

from __future__ import annotations

import click

from forum.notices.jobs import deliver as round_of_delivery


@click.command("deliver")
def deliver() -> None:
    """Tell everyone concerned of what happened since the last round."""
    sent, failed = round_of_delivery()
    click.echo(f"{sent} mails sent, {failed} wait for a later try.")
