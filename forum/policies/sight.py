"""Who sees what of a submission, as a table: the policies read it, and the page for people is drawn from it.

The first matter is how far the text may be read, the second whether the author's name stands with it. A cell that is not
listed is ``NOTHING``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forum.accounts.roles import OVER_GROUP, Role, Viewer


class Audience(StrEnum):
    """In which capacity somebody looks, the closest first."""

    AUTHOR = "author"
    DESK = "desk"
    DELEGATE = "delegate"
    AGENCY = "agency"
    EVERYONE = "everyone"


class Matter(StrEnum):
    """What is looked at: one that is public, by its identity; else what became of it."""

    UNSEEN = "unseen"
    NAMED = "named"
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Text(StrEnum):
    READ = "read"
    TOMBSTONE = "tombstone"
    LEDGER = "ledger"
    COUNTED = "counted"
    NOTHING = "nothing"


class Name(StrEnum):
    SHOWN = "shown"
    REVEALED = "revealed"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Sight:
    text: Text
    name: Name = Name.HIDDEN


OPENS = frozenset({Text.READ, Text.TOMBSTONE})
"""With these the page of the submission is found."""
NOTHING = Sight(Text.NOTHING)
_ALL = Sight(Text.READ, Name.SHOWN)
_ASKED = Sight(Text.READ, Name.REVEALED)
_TEXT = Sight(Text.READ)
_GONE = Sight(Text.TOMBSTONE)
_A, _M = Audience, Matter

SIGHT: dict[Matter, dict[Audience, Sight]] = {
    _M.UNSEEN: {_A.AUTHOR: _ALL, _A.DESK: _ASKED, _A.DELEGATE: Sight(Text.COUNTED), _A.AGENCY: Sight(Text.COUNTED), _A.EVERYONE: Sight(Text.COUNTED)},
    _M.NAMED: dict.fromkeys(_A, _ALL),
    _M.ANONYMOUS: {_A.AUTHOR: _ALL, _A.DESK: _ASKED, _A.DELEGATE: _TEXT, _A.AGENCY: _TEXT, _A.EVERYONE: _TEXT},
    _M.CONFIDENTIAL: {_A.AUTHOR: _ALL, _A.DESK: _ASKED, _A.DELEGATE: Sight(Text.COUNTED), _A.AGENCY: Sight(Text.COUNTED), _A.EVERYONE: Sight(Text.COUNTED)},
    _M.REFUSED: {_A.AUTHOR: _ALL, _A.DESK: _ASKED, _A.DELEGATE: Sight(Text.LEDGER), _A.AGENCY: Sight(Text.LEDGER), _A.EVERYONE: Sight(Text.LEDGER)},
    _M.WITHDRAWN: dict.fromkeys(_A, _GONE),
}  # fmt: skip


def matter(submission: Any) -> Matter:
    """Which row of the table speaks of this submission."""
    if submission.identity == "confidential":
        return Matter.CONFIDENTIAL
    if submission.visibility == "public":
        return Matter(submission.identity)
    return Matter(submission.visibility) if submission.visibility in ("refused", "withdrawn") else Matter.UNSEEN


def audience(who: Viewer, submission: Any) -> Audience:
    """As what ``who`` looks at it."""
    if who.signed_in and who.account_id == submission.author_id:
        return Audience.AUTHOR
    if who.cities(Role.MODERATOR, Role.PUBLISHER) & {submission.jurisdiction_id}:
        return Audience.DESK
    if any(grant.role in OVER_GROUP for grant in who.grants):
        return Audience.DELEGATE
    return Audience.AGENCY if who.agencies() else Audience.EVERYONE


def sight(who: Viewer, submission: Any) -> Sight:
    """What ``who`` sees of it."""
    return SIGHT[matter(submission)].get(audience(who, submission), NOTHING)


def name_shown(who: Viewer, submission: Any) -> bool:
    """Whether the author's name stands with it. A name that is not hidden from anybody needs no revealing at the desk either."""
    return submission.identity == "named" or sight(who, submission).name is Name.SHOWN
