"""What a first visit weighs, and how many queries a page asks: counted, not timed."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import event

from bench.pages import PAGES, PUBLIC, Page
from bench.people import ACTORS, Product
from bench.rows import Bar, Row
from bench.servers import Server
from bench.stage import UNSTORED, Stage
from forum.extensions import db

LINKED = re.compile(rb"""<(?:link|script|img|use|source)\b[^>]*?(?:href|src)=["']([^"'#?]+(?:\?[^"'#]*)?)""", re.IGNORECASE)
RELATIONS = re.compile(rb"""<link\b[^>]*rel=["']?(alternate|canonical|next|prev|search|help|license)\b[^>]*>""", re.IGNORECASE)
IN_STYLE = re.compile(rb"""url\(["']?([^"')#]+)""")
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def weights(stage: Stage) -> Iterator[Row]:
    """The heaviest first visit of a public page, compressed, with everything that it loads."""
    found = []
    for page in PUBLIC:
        size, requests, foreign = first_view(stage.stored, page.path)
        found.append((size, requests, foreign, page))
    size, requests, foreign, page = max(found)
    most = max(one[1] for one in found)
    note = f"{page}; {most} requests, {sum(one[2] for one in found)} to other hosts"
    seen = {str(one[3]): {"bytes": one[0], "requests": one[1]} for one in found}
    bar, goal = Bar(most=60, unit=" KB"), Bar(most=30, unit=" KB")
    yield Row(
        "weight", "first view of the heaviest public page, compressed", "", bar, goal, value=round(size / 1000, 1), note=note, seen=seen
    )
    yield Row("requests", "requests of a first view", "", Bar(most=8), Bar(most=4), value=most)


def first_view(server: Server, path: str) -> tuple[int, int, int]:
    """Bytes on the wire, requests, and requests to other hosts, of a visitor's first view."""
    _got(server, path, "br")
    total, body = _got(server, path, "br")[0], _got(server, path)[1]
    todo = {place.decode() for place in LINKED.findall(RELATIONS.sub(b"", body))}
    done: set[str] = set()
    foreign = 0
    while todo:
        place = todo.pop()
        done.add(place)
        if "://" in place:
            foreign += 1
            continue
        total += _got(server, place, "br")[0]
        if ".css" in place:
            todo |= {one.decode() for one in IN_STYLE.findall(_got(server, place)[1]) if not one.startswith(b"data:")} - done
    return total, 1 + len(done), foreign


def _got(server: Server, path: str, encoding: str = "identity") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return len(body), body


def queries(stage: Stage) -> Iterator[Row]:
    """Queries of every page, made anew; those of a signed-in viewer count the two that find out who it is."""
    counted = {str(page): number for page, number in count_queries(stage).items()}
    visitor = max((n, page) for page, n in counted.items() if "(" not in page)
    member = max((n, page) for page, n in counted.items() if "(reader)" in page)
    staff = max((n, page) for page, n in counted.items() if "(" in page and "(reader)" not in page)
    yield Row(
        "queries", "queries of a visitor's page", "", Bar(most=4), Bar(most=4), value=visitor[0], note=f"most on {visitor[1]}", seen=counted
    )
    yield Row("queries-in", "queries of a member's page", "", Bar(most=6), Bar(most=6), value=member[0], note=f"most on {member[1]}")
    yield Row("queries-desk", "queries of a desk", "", Bar(), Bar(), value=staff[0], note=f"most on {staff[1]}")


def count_queries(stage: Stage) -> dict[Page, int]:
    app = stage.world.app(**UNSTORED)
    product, seen = Product(app), [0]

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen[0] += not statement.startswith(CONTROL)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    found = {}
    for page in PAGES:
        headers = product.cookie(ACTORS[page.who]) if page.who else {}
        for _ in range(2):
            seen[0] = 0
            answer = app.test_client(use_cookies=False).get(page.path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answers {answer.status_code}")
        found[page] = seen[0]
    engine.dispose()
    return found
