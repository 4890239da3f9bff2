"""``make bench-peer``: a known forum system of the same kind measured beside us: same server, same machine, same replies, in turn.

FlaskBB comes from the package registry into a Python environment of its own, thrown away with ``build/``. It needs Python 3.12
or newer: PEER_PYTHON names one when none is found on the path.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from importlib.metadata import version
from pathlib import Path

from bench import report
from bench.__main__ import tell
from bench.measuring import Target, interleaved
from bench.pages import THREAD_PAGE
from bench.people import reading
from bench.rows import Bar, compared
from bench.servers import ROOT, Server
from bench.stage import BROWSER, Stage
from bench.worlds import kept

PEER = "FlaskBB==2.2.0"
TOPIC = "/topic/1"
NONE = Bar()


def main() -> int:
    folder = kept.folder() / "peer"
    python = environment(folder / "venv")
    reps, seconds = int(os.environ.get("REPS") or 5), float(os.environ.get("SECONDS") or 2)
    with Stage("sqlite", int(os.environ.get("WORLD") or 1000), 1000, reps, seconds, tell) as stage:
        filled(python, folder, replies(stage))
        with Server("bench.peer_app:app", {"PEER_DIR": str(folder)}, TOPIC, python=str(python)) as peer:
            theirs, floor = Target(peer, reading(TOPIC)), stage.floor("/topik/3")
            fresh, stored = stage.page(THREAD_PAGE), stage.page(THREAD_PAGE, server=stage.stored, headers=BROWSER)
            interleaved((theirs, fresh, stored, floor), reps, seconds)
    rows = [
        compared("peer", f"{PEER}, topic of 50", theirs, floor, "page", NONE, NONE),
        compared("peer-fresh", "our thread page of 50, nothing stored", fresh, floor, "page", NONE, NONE),
        compared("peer-stored", "the same, stored", stored, floor, "page", NONE, NONE),
        compared("peer-ours", "ours, nothing stored", fresh, theirs, PEER, NONE, NONE),
    ]
    facts = {"title": f"Beside {PEER}", "reps": reps, "seconds": seconds, "cores": os.cpu_count()}
    print(report.text(rows, str(facts["title"])))
    print(f"\nwritten: {report.save(rows, facts, Path(os.environ.get('OUT') or ROOT / 'docs' / 'bench'), 'peer')}")
    return 0


def environment(place: Path) -> Path:
    """The Python of the peer, its packages as of now, on the same server as ours."""
    python = place / "bin" / "python"
    if not python.exists():
        found = os.environ.get("PEER_PYTHON") or next(filter(None, map(shutil.which, ("python3.14", "python3.13", "python3.12"))), None)
        if found is None:
            raise SystemExit("FlaskBB needs Python 3.12 or newer: name one with PEER_PYTHON=/path/to/python3.12")
        tell(f"a Python environment for {PEER} in {place}")
        place.parent.mkdir(parents=True, exist_ok=True)
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--python", found, str(place)], check=True)
        wanted = [PEER, f"granian=={version('granian')}"]
        subprocess.run([*uv, "pip", "install", "-q", "--python", str(python), *wanted], check=True)
    return python


def replies(stage: Stage) -> list[str]:
    """What stands on our thread page, as plain text."""
    with urllib.request.urlopen(f"http://127.0.0.1:{stage.unstored.port}{THREAD_PAGE}") as answer:
        page = answer.read().decode()
    found = re.findall(r'<div class="md user-text">(.*?)</div>\s*<p class="acts">', page, re.DOTALL)
    if len(found) < 50:
        raise RuntimeError(f"{len(found)} replies on {THREAD_PAGE}")
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found[:50]]


def filled(python: Path, folder: Path, bodies: list[str]) -> None:
    for stale in ("peer.sqlite3", "whoosh"):
        place = folder / stale
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
    (folder / "bodies.json").write_text(json.dumps(bodies))
    environ = {**os.environ, "PEER_DIR": str(folder), "PYTHONPATH": ""}
    subprocess.run([str(python), str(ROOT / "bench" / "peer_app.py")], env=environ, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
