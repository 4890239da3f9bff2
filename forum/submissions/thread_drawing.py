"""A page of a thread as markup: stored replies joined, with what may be done beside each of them.

Joined here and not in a template, which would take ten times as long for the fifty of them. What is drawn is the same for everybody of
one kind (visitors, those who may agree); a viewer's own replies and agreements are put in their places afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from forum.submissions import thread_queries
from forum.submissions.thread_queries import Thread
from forum.submissions.voices import STEP

SPRITE = "/static/icons.svg"
"""Where stored replies find the icons."""
CLOSING = "</article></li>"
BRANCH, BRANCH_LIST, BRANCH_END = '<li class="branch"><details open>', "<ol>\n", "</ol></details></li>\n"
STEP_DEEPEST = 4
Acts = Callable[..., Markup]


class Place(NamedTuple):
    """One reply, and which of the pieces tells what may be done with it (-1 when it has gone)."""

    at: int
    id: int
    public_id: str
    author_id: int
    author_name: str | None
    state: str
    created_at: Any
    support_count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The markup in pieces, and the places of the replies in it."""

    pieces: list[str]
    places: tuple[Place, ...]

    def markup(self, own: dict[int, str]) -> Markup:
        """All of it, with these pieces instead of those that stand there."""
        if not own:
            return Markup("".join(self.pieces))  # noqa: S704 made of markup
        pieces = self.pieces.copy()
        for at, piece in own.items():
            pieces[at] = piece
        return Markup("".join(pieces))  # noqa: S704 made of markup

    def place(self, public_id: str | None) -> Place | None:
        """The reply of this page with that public id."""
        return next((place for place in self.places if place.public_id == public_id), None)

    def size(self) -> int:
        return sum(map(len, self.pieces)) + 200 * len(self.places)


def drawn(thread: Thread, macros: Any, sprite: str, *, may_agree: bool) -> Drawn:
    """Draw the replies, and the branches that can be folded: under every root, and where at least three stand.

    ``macros`` are those of ``components/thread.html``.
    """
    pieces: list[str] = []
    places: list[Place] = []
    opened: list[str] = []
    folding = thread.order == thread_queries.DOCUMENT
    rows = thread.rows
    for n, row in enumerate(rows):
        path = row.path
        while opened and not path.startswith(opened[-1]):
            opened.pop()
            pieces.append(BRANCH_END)
        pieces.append(opened_up(row.fragment))
        public, count, beside = row.state == "public", row.support_count, ""
        at = len(pieces) if public else -1
        places.append(Place(at, row.id, row.public_id, row.author_id, row.author_name, row.state, row.created_at, count))
        if public and may_agree:
            beside = macros.acts(row.public_id, count, "agree")
        elif public and count:
            beside = macros.read_only("", count, "")
        pieces.append(beside)
        pieces.append(CLOSING)
        if folding and (len(path) == STEP or row.branch_count > 2) and n + 1 < len(rows) and rows[n + 1].path.startswith(path):
            opened.append(path)
            pieces += [BRANCH, macros.branch(min(len(path) // STEP, STEP_DEEPEST), row.branch_count, row.author_name), BRANCH_LIST]
    pieces += [BRANCH_END] * len(opened)
    return Drawn("\0".join(pieces).replace(SPRITE, sprite).split("\0") if pieces else [], tuple(places))


def opened_up(fragment: str) -> str:
    """A stored reply left open, so that what belongs to this moment can be added."""
    return str(fragment).removesuffix(CLOSING)


def own(thread: Drawn, acts: Acts, account_id: int, agreed: Collection[int], editable: Callable[[Place], bool]) -> dict[int, str]:
    """What stands at a viewer's own replies, and at those the viewer agrees with."""
    found: dict[int, str] = {}
    for place in thread.places:
        if place.at < 0:
            continue
        if place.id in agreed:
            found[place.at] = acts(place.public_id, place.support_count, "agreed")
        elif place.author_id == account_id:
            found[place.at] = acts(place.public_id, place.support_count, "own", editable(place))
    return found
