"""``flask forum ...`` tells an operator what to do next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parent.parent.parent


def test_a_command_on_a_database_without_tables_says_how_to_prepare_it(tmp_path: Path) -> None:
    environ = {**os.environ, "FORUM_ENV": "development", "FORUM_DATA_DIR": str(tmp_path)}
    environ.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "forum", "verify"]
    run = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1 and "flask --app wsgi db upgrade" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.usefixtures("db_session")
def test_delivering_tells_what_waits_and_why(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["forum", "deliver"])
    assert "0 mails sent, 0 wait in the outbox. No mail server is set (SMTP_URL)." in said.output, said.output
