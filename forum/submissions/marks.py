"""What the machine sees in a text before a person reads it. It marks and lets wait; it never drops anything."""

from __future__ import annotations

from collections.abc import Collection

from forum.core import personal_data, spelling
from forum.submissions.states import Mark
from forum.submissions.wordings import Part, Wording

_ROUGH = """
goblok goblog gblk tolol bego bangsat bgst bajingan brengsek kampret keparat idiot dungu jancuk jancok cok asu kontol memek ngentot
sialan laknat bacot budek sinting edan tai kunyuk matamu ndasmu
"""
ROUGH = frozenset(spelling.plain(word) for word in _ROUGH.split())

_STRONG = "maxwin, gacor, scatter hitam, rtp live, bonus new member, slot gacor, depo receh, anti rungkad, jp paus, link alternatif"
_WEAK = (
    "slot, togel, scatter, depo, deposit, rtp, jackpot, zeus, olympus, wd, withdraw, situs, daftar sekarang, bandar, bonus, member, link, "
    "gampang menang, pragmatic, mahjong"
)
STRONG = frozenset(spelling.phrase(one) for one in _STRONG.split(","))
WEAK = frozenset(spelling.phrase(one) for one in _WEAK.split(","))


def rough_spots(text: str) -> list[spelling.Spot]:
    """Where rough words stand; a moderator sees them marked."""
    return spelling.spots(text, ROUGH)


def like_gambling(text: str) -> bool:
    """Whether a text reads like a promotion of gambling: one sure sign with another. A complaint about gambling has none."""
    sure = len(spelling.spots(text, STRONG))
    return sure > 1 or (sure == 1 and len(spelling.spots(text, WEAK)) > 0)


def marks(wording: Wording, held: Collection[str], *, plates: bool = False) -> list[Mark]:
    """The marks of a wording; ``held`` are the plain forms of the city's held words."""
    text = "\n".join(wording.of(part) for part in Part)
    return marks_of_text(text, held, plates=plates)


def marks_of_text(text: str, held: Collection[str], *, plates: bool = False) -> list[Mark]:
    seen = {
        Mark.PERSONAL_DATA: bool(personal_data.find(text, plates=plates)),
        Mark.ROUGH: bool(rough_spots(text)),
        Mark.GAMBLING: like_gambling(text),
        Mark.HELD_WORD: bool(spelling.spots(text, held)),
    }
    return [mark for mark, there in seen.items() if there]
