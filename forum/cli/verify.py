"""``flask forum verify``: prove the history and everything published, and name each row that was changed."""

from __future__ import annotations

import sys

import click

from forum.core import proof
from forum.publishing import proof as published


@click.command("verify")
@click.option("--quiet", is_flag=True, help="Print faults only.")
def verify(quiet: bool) -> None:
    """Walk the chain of the history and compare every published version with its hash. Exits 1 when something is wrong."""
    total = proof.length()
    faults = []
    with click.progressbar(length=total, label="Riwayat", file=sys.stderr, hidden=quiet) as bar:
        for found in proof.walk():
            bar.update(1)
            if found is not None:
                faults.append(found)
    faults.extend(published.check())
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise SystemExit(1)
    if not quiet:
        click.echo(f"{total} history lines and every published version are intact.")
