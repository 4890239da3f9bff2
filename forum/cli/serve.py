"""``flask forum serve``: one command from an empty folder to a running forum."""

from __future__ import annotations

import fcntl
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
import flask_migrate
from flask import Flask, current_app

import config
from forum import serving, worker
from forum.accounts import queries
from forum.accounts.roles import Role
from forum.cli import demo_accounts
from forum.cli.processes import Processes
from forum.extensions import db
from forum.labels import label

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60


@click.command("serve")
def serve() -> None:
    """Migrate, fill an empty database with the demo, then run web and job worker until Ctrl-C."""
    settings: config.Settings = current_app.extensions["settings"]
    refuse_taken_port(settings)
    with one_at_a_time(settings):
        click.echo(f"Data: {settings.data_dir}")
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        if not settings.production and is_empty():
            load_demo()
    accounts = demo_accounts.by_role()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    serving.let_go(app)
    sys.exit(run(app, settings, accounts))


def refuse_taken_port(settings: config.Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            click.echo(f"PORT {settings.port} di {settings.host} tidak dapat dipakai ({error.strerror}).", err=True)
            click.echo("Hentikan program yang memakainya, atau pilih yang lain: PORT=8001 make run", err=True)
            sys.exit(2)


@contextmanager
def one_at_a_time(settings: config.Settings) -> Iterator[None]:
    """Two starts on one data folder migrate and fill it one after the other."""
    with (settings.data_dir / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo("Menunggu proses lain selesai menyiapkan data ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_empty() -> bool:
    empty = not queries.cities()
    db.session.rollback()
    return empty


def load_demo() -> None:
    """Run the sister command ``demo``, as a person would."""
    here = click.get_current_context()
    group = here.parent.command if here.parent else None
    command = group.get_command(here, "demo") if isinstance(group, click.Group) else None
    if command is not None:
        click.echo("Database masih kosong; memuat isi demo ...")
        here.invoke(command)


def run(app: Flask, settings: config.Settings, accounts: dict[Role, list[str]]) -> int:
    """Run the processes until we are told to stop (0) or one ends by itself (1)."""
    with Processes() as processes:
        processes.start("web", partial(serving.serve, app, settings.host, settings.port))
        processes.start("worker", partial(worker.run, app))
        answered = wait_until_answering(processes, settings)
        if answered:
            click.echo(banner(settings, accounts))
        while answered and not processes.asked and processes.died() is None:
            time.sleep(0.2)
        died = None if processes.asked else processes.died()
    if died:
        click.echo(f"Proses {died[0]} berhenti sendiri (kode {died[1]}); Urun Rembuk dihentikan.", err=True)
    elif not answered and not processes.asked:
        click.echo(f"Web tidak menjawab dalam {START_SECONDS} detik; Urun Rembuk dihentikan.", err=True)
    else:
        click.echo("Urun Rembuk berhenti.")
    return 0 if processes.asked else 1


def wait_until_answering(processes: Processes, settings: config.Settings) -> bool:
    address = f"http://{'127.0.0.1' if settings.host in ('0.0.0.0', '::') else settings.host}:{settings.port}/healthz"
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and not processes.asked and processes.died() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def banner(settings: config.Settings, accounts: dict[Role, list[str]]) -> str:
    lines = ["", f"Urun Rembuk siap di {settings.base_url}"]
    if accounts:
        password = demo_accounts.kept_password(settings)
        lines += ["", f"Akun demo, kata sandi: {password or '(ditetapkan saat demo dimuat)'}"]
        lines += [f"  {str(label('role', role)):<28}{', '.join(emails)}" for role, emails in accounts.items()]
    return "\n".join([*lines, "", "Tekan Ctrl-C untuk berhenti."])
