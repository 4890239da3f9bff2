"""Cases that read: pages against their floors, pages that are stored, pages of a large world against those of a small one."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from statistics import median

from bench.measuring import Target, interleaved, ratio
from bench.pages import LONG_PAGE, PAGES, THREAD_PAGE, Page
from bench.people import ACTORS
from bench.rows import Bar, Row, compared, figures
from bench.servers import Server
from bench.stage import BROWSER, Stage
from bench.worlds.build import FOCUS_EVENT

SAME = 0.12
"""Two pages whose sizes differ by less show the same; otherwise the larger world simply shows more rows."""


def threads(stage: Stage) -> Iterator[Row]:
    fresh, floor = stage.page(THREAD_PAGE), stage.floor("/topik/3")
    interleaved((fresh, floor), stage.reps, stage.seconds)
    yield compared("thread", "thread page of 50, visitor, nothing stored", fresh, floor, "page", Bar(0.7, 1.5), Bar(1.0))
    mine, floor = stage.page(THREAD_PAGE, "reader", server=stage.stored), stage.floor("/topik/3", ACTORS["reader"])
    interleaved((mine, floor), stage.reps, stage.seconds)
    yield compared("thread-in", "thread page of 50, signed in", mine, floor, "page signed in", Bar(0.6), Bar(1.5))
    last, first = stage.page(f"{LONG_PAGE}?akhir=1"), stage.page(LONG_PAGE)
    interleaved((last, first), stage.reps, stage.seconds)
    yield compared("thread-last", "last page of a thread of 5,000", last, first, "its first page", Bar(cpu=1.15), Bar(cpu=1.0))


def stored(stage: Stage) -> Iterator[Row]:
    """Pages answered from stored bytes, from a validator, and in a flash crowd; skipped while nothing is stored."""
    etag = validator(stage.stored)
    if etag is None:
        stage.tell("no page carries a validator: nothing is stored yet")
        return
    kept_, page = stage.page(THREAD_PAGE, server=stage.stored, headers=BROWSER), stage.floor("/topik/3")
    interleaved((kept_, page), stage.reps, stage.seconds)
    yield compared("stored", "same, from stored bytes and one version read", kept_, page, "page", Bar(6), Bar(9))
    kept_, hello = stage.page(THREAD_PAGE, server=stage.stored, headers=BROWSER), stage.floor("/")
    known = stage.page(THREAD_PAGE, server=stage.stored, headers={**BROWSER, "If-None-Match": etag}, good=(304,))
    interleaved((kept_, known, hello), stage.reps, stage.seconds)
    yield compared("stored-hello", "same", kept_, hello, "hello", Bar(0.3), Bar(0.3))
    yield compared("304", "same, 304 by validator", known, hello, "hello", Bar(0.35), Bar(0.46))
    crowd, raw = stage.page(THREAD_PAGE, server=stage.flash, headers=BROWSER), stage.floor_raw
    interleaved((crowd, raw), stage.reps, stage.seconds)
    yield compared("flash", "same, flash crowd", crowd, raw, "raw", Bar(0.5), Bar(0.7))


def validator(server: Server) -> str | None:
    """The ETag of the thread page when it is asked for the second time."""
    for _ in range(6):
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("GET", THREAD_PAGE, headers=BROWSER)
        answer = connection.getresponse()
        answer.read()
        connection.close()
    return answer.headers.get("ETag")


LISTS = (
    ("events", "list of events, 32 rows", "/forum", "", 32),
    ("tracker", "tracker of recommendations, 25 rows", "/rekomendasi", "", 25),
    ("queue", "moderators' queue, 25 rows", "/meja/triase", "moderator", 25),
    ("inputs", "submissions of an event, 20 rows, its whole page", f"/forum/{FOCUS_EVENT}", "", 20),
    ("ledger", "ledger of decisions, 50 rows", "/keputusan", "", 50),
)


def lists(stage: Stage) -> Iterator[Row]:
    for key, what, path, who, rows in LISTS:
        product, floor = stage.page(path, who), stage.floor(f"/daftar?n={rows}", ACTORS[who] if who else None)
        interleaved((product, floor), stage.reps, stage.seconds)
        yield compared(key, what, product, floor, f"list of {rows}", Bar(0.7), Bar(1.0))


def archive(stage: Stage) -> Iterator[Row]:
    """Every page in the large world against the same page in the small one."""
    if stage.size == stage.small_size:
        return
    found: list[tuple[Page, float, float]] = []
    for page in PAGES:
        large, small = stage.page(page.path, page.who), stage.small_page(page.path, page.who)
        interleaved((large, small), max(3, stage.reps // 2), stage.seconds / 2, warm=0.4)
        more = large.middle("size") / small.middle("size")
        found.append((page, ratio(large, small, "cpu"), more))
        stage.tell(f"{page}: CPU {found[-1][1]:.2f}, bytes {more:.2f}, {large.errors + small.errors} errors, {figures(large)['cpu_ms']} ms")
    equal = [(cpu, str(page)) for page, cpu, more in found if abs(more - 1) < SAME]
    other = ", ".join(f"{page} {cpu:.2f} ({more:.1f} times the bytes)" for page, cpu, more in found if abs(more - 1) >= SAME)
    worst, where = max(equal)
    note = f"median {median(cpu for cpu, _ in equal):.2f} over {len(equal)} pages, worst {where}"
    seen = {str(page): {"cpu": round(cpu, 3), "bytes": round(more, 3)} for page, cpu, more in found}
    yield Row(
        "archive", f"any page at {stage.size:,} submissions", f"at {stage.small_size:,}", Bar(cpu=1.15), Bar(cpu=1.0), cpu=worst,
        note=note + (f"; showing more rows: {other}" if other else ""), seen=seen,
    )  # fmt: skip


def memory(stage: Stage) -> Iterator[Row]:
    """Of the two workers that have just answered everything above."""
    for page in PAGES:
        Target(stage.unstored, stage.page(page.path, page.who).requests[:200], stage.database).run(0.2)
    value = stage.unstored.memory() / 2**20
    note = f"{stage.unstored.whole_memory() / 2**20:.0f} MB with the process that they are forked from"
    bar, goal = Bar(most=160, unit=" MB"), Bar(most=120, unit=" MB")
    yield Row("memory", "memory of two workers (PSS)", "", bar, goal, value=round(value, 1), note=note)
