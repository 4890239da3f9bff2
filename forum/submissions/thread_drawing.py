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
BRANCH_END = "</ol></details></li>\n"
STEP_DEEPEST = 4
Acts = Callable[..., Markup]
Branch = Callable[..., Markup]


class Place(NamedTuple):
    """One reply that stands in the thread, and which of the pieces tells what may be done with it."""

    at: int
    id: int
    public_id: str
    author_id: int
    state: str
    created_at: Any
    support_count: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The markup in pieces, and the places in it, one for each reply that has not gone."""

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

    def size(self) -> int:
        return sum(map(len, self.pieces)) + 200 * len(self.places)


def drawn(thread: Thread, acts: Acts, branch: Branch, sprite: str, *, may_agree: bool) -> Drawn:
    """Draw the replies with the branches that can be folded: under every root, and where at least three stand."""
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
        beside = ""
        if row.state == "public":
            count = row.support_count
            places.append(Place(len(pieces), row.id, row.public_id, row.author_id, row.state, row.created_at, count))
            if may_agree:
                beside = acts(row.public_id, count, "agree")
            elif count:
                beside = acts("", count, "")
        pieces.append(beside)
        pieces.append(CLOSING)
        if folding and (len(path) == STEP or row.branch_count > 2) and n + 1 < len(rows) and rows[n + 1].path.startswith(path):
            opened.append(path)
            pieces.append(branch(min(len(path) // STEP, STEP_DEEPEST), row.branch_count, row.author_name))
    pieces += [BRANCH_END] * len(opened)
    return Drawn("\0".join(pieces).replace(SPRITE, sprite).split("\0") if pieces else [], tuple(places))


def opened_up(fragment: str) -> str:
    """A stored reply left open, so that what belongs to this moment can be added."""
    return str(fragment).removesuffix(CLOSING)


def own(thread: Drawn, acts: Acts, account_id: int, agreed: Collection[int], editable: Callable[[Place], bool]) -> dict[int, str]:
    """What stands at a viewer's own replies, and at those the viewer agrees with."""
    found: dict[int, str] = {}
    for place in thread.places:
        if place.id in agreed:
            found[place.at] = acts(place.public_id, place.support_count, "agreed")
        elif place.author_id == account_id:
            found[place.at] = acts(place.public_id, place.support_count, "own", editable(place))
    return found
