"""``flask forum similar --json``: the answer alone on standard output, by the code of the desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests import make

ROOT = Path(__file__).parent.parent.parent
LABELLED = ROOT / "tests" / "data" / "likeness" / "tuned.jsonl"
Db = scoped_session[Session]


def test_it_names_what_is_near_and_leaves_the_rest_empty(app: Flask, db_session: Db) -> None:
    event = make.event()
    one = make.submission(event, title="Halte dekat pasar bocor", body="Atap halte bocor, penumpang kehujanan. Mohon diperbaiki.")
    twin = make.submission(event, title="Atap halte bocor", body="Halte pasar bocor kalo ujan, tolong dibenerin atapnya.")
    other = make.submission(event, title="Beasiswa penghafal puisi", body="Mohon ada beasiswa bagi penghafal puisi.")
    result = app.test_cli_runner().invoke(args=["forum", "similar", "--event", event.slug, "--json"])
    found = json.loads(result.stdout)
    assert [name for name, _ in found[one.code]] == [twin.code]
    assert [name for name, _ in found[twin.code]] == [one.code]
    assert found[other.code] == []
    assert all(0 < score <= 1 for others in found.values() for _, score in others)


def test_one_can_be_asked_for(app: Flask, db_session: Db) -> None:
    event = make.event()
    one, _ = make.submission(event), make.submission(event)
    result = app.test_cli_runner().invoke(args=["forum", "similar", "--event", event.slug, "--json", "--only", one.code])
    assert list(json.loads(result.stdout)) == [one.code]


def test_an_unknown_event_is_an_error(app: Flask, db_session: Db) -> None:
    assert app.test_cli_runner().invoke(args=["forum", "similar", "--event", "tiada", "--json"]).exit_code == 2


def test_from_an_empty_folder_to_the_answer_in_two_commands(tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "QUEUE_URL", "SMTP_URL")} | {
        "FORUM_DATA_DIR": str(tmp_path)
    }

    def say(*words: str) -> str:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "forum", *words]
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True).stdout

    assert say("import", "submissions", str(LABELLED), "--event", "uji", "--create-event") == ""
    answer = json.loads(say("similar", "--event", "uji", "--json"))
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    assert set(answer) == {row["id"] for row in rows}
