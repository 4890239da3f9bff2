"""Cases that write, in a copy of the world, with the job worker running as it does in use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

from bench import people
from bench.measuring import Target, interleaved
from bench.pages import COMPOSE, OF_EVENT
from bench.people import WRITERS, Product, element
from bench.rows import Bar, Row, compared
from bench.servers import LOG, ROOT, Server
from bench.stage import STORED, Stage
from bench.worlds import kept
from bench.worlds.kept import World

SAID = "Saya setuju, dan siap membantu."
FORMS = 3000
"""So many forms are made for one case; each is sent once."""


def writes(stage: Stage) -> Iterator[Row]:
    with kept.copied(stage.world) as copy:
        kept.set_clock(copy)
        with Server("wsgi:app", copy.environ(**STORED), "/healthz") as server, worker(copy):
            product = Product(copy.app())
            for writers in (4, 16):
                yield from _submissions(stage, server, product, writers)
            codes = public_codes(copy)
            yield from _one(stage, server, "reply", "posting a reply", replies(product, codes))
            yield from _one(stage, server, "support", "supporting", supports(product, codes))


def _submissions(stage: Stage, server: Server, product: Product, writers: int) -> Iterator[Row]:
    sent = Target(server, submissions(product, stage.bodies), stage.database, (303,), once=True, connections=writers)
    floor = Target(stage.floors, people.floor_posts(stage.bodies * 200), None, (303,), once=True, connections=writers)
    interleaved((sent, floor), stage.reps, stage.seconds, warm=0.5)
    spread = sent.middle("p99") / sent.middle("p50")
    reach, goal = (
        (Bar(0.5, most=10, unit=" × p50"), Bar(0.8, most=10, unit=" × p50")) if writers == 4 else (Bar(most=10, unit=" × p50"),) * 2
    )
    row = compared(f"submit-{writers}", f"submissions accepted per second, {writers} people", sent, floor, "post", reach, goal)
    note = f"p99 {spread:.1f} × p50, {sent.errors} errors in {sum(one.count for one in sent.samples)}"
    yield Row(row.key, row.what, row.against, reach, goal, row.rate, row.cpu, float("inf") if sent.errors else spread, note, row.seen)


def _one(stage: Stage, server: Server, key: str, what: str, forms: Sequence[bytes]) -> Iterator[Row]:
    sent = Target(server, forms, stage.database, (303,), once=True, connections=4)
    floor = Target(stage.floors, people.floor_posts(stage.bodies * 200), None, (303,), once=True, connections=4)
    interleaved((sent, floor), stage.reps, stage.seconds, warm=0.5)
    yield compared(key, f"{what}, 4 people", sent, floor, "post", Bar(0.5), Bar(0.8))


def submissions(product: Product, bodies: Sequence[str], count: int = FORMS) -> list[bytes]:
    return [
        product.form(
            account, COMPOSE, n, title=f"Usul warga nomor {n}", body=bodies[n % len(bodies)], type="suggestion", pillar="", question="",
            locality="Kelurahan Kraton", group=element(account), identity="named", agree="y",
        )
        for n in range(count)
        for account in (WRITERS[n % len(WRITERS)],)
    ]  # fmt: skip


def replies(product: Product, codes: Sequence[tuple[str, int]], count: int = FORMS) -> list[bytes]:
    return [
        product.form(account, f"{OF_EVENT}/masukan/{codes[n % len(codes)][0]}/balasan", n, body=SAID, parent="", voice=element(account))
        for n in range(count)
        for account in (WRITERS[n % len(WRITERS)],)
    ]  # fmt: skip


def supports(product: Product, codes: Sequence[tuple[str, int]]) -> list[bytes]:
    """Everybody supports everything but their own once, in an order that meets each submission in turn."""
    shifts = range(0, len(WRITERS), 7)
    whole = [(WRITERS[(n + shift) % len(WRITERS)], code, author) for shift in shifts for n, (code, author) in enumerate(codes)]
    pairs = [(account, code) for account, code, author in whole if account != author]
    return [
        product.form(account, f"{OF_EVENT}/masukan/{code}/dukung", n, group=element(account))
        for n, (account, code) in enumerate(pairs[:FORMS])
    ]


def public_codes(world: World, most: int = 60) -> list[tuple[str, int]]:
    """Submissions of the open event that take replies and support, with the keys of their authors."""
    asked = (
        "SELECT code, author_id FROM submission WHERE event_id = (SELECT id FROM event WHERE slug = 'forum-ukur') "
        f"AND visibility = 'public' AND identity <> 'confidential' AND merged_into_id IS NULL ORDER BY id LIMIT {most}"
    )
    if world.engine == "postgres":
        with psycopg.connect(world.url) as connection:
            return [(str(code), int(author)) for code, author in connection.execute(asked)]
    import sqlite3

    with sqlite3.connect(world.folder / "forum.sqlite3") as opened:
        return [(str(code), int(author)) for code, author in opened.execute(asked)]


@contextmanager
def worker(world: World) -> Iterator[None]:
    """The job worker of this world."""
    environ = {**os.environ, **world.environ()}
    with LOG.open("ab") as log:
        running = subprocess.Popen([sys.executable, "-m", "forum.worker"], cwd=ROOT, env=environ, stdout=log, stderr=log)
    try:
        yield
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
