"""Who may open, remove or withhold the files of a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS
from forum.policies.submissions import EVENT_OVER, OWN

if TYPE_CHECKING:
    from forum.submissions.attachments import Attachment

GONE = Refusal.because("attachment_gone", "Lampiran ini sudah dihapus.")
SEALED = Refusal.because("attachment_sealed", "Lampiran ini tidak ditayangkan untuk umum.")


def why_not_attach(name: str, kept: int, most: int) -> Refusal | None:
    """One more file, named ``name``, beside the ``kept`` that are there."""
    if kept < most:
        return None
    sentence = "Berkas “%(name)s” tidak ikut: paling banyak %(most)s berkas untuk satu masukan. Hapus salah satu, lalu tambahkan lagi."
    return Refusal.because("too_many_attachments", sentence, name=name, most=most)


def why_not_open_attachment(who: Viewer, one: Any) -> Refusal | None:
    """``one`` says whose it is (author_id, jurisdiction_id), and how far it and its text may be read.

    Its author and the city's moderators and publishers open it until it is removed; everybody else what stands beside a public text. Where
    the text is masked, or was shown before anybody looked, the file is sealed until a moderator has looked at it: no machine reads a picture.
    """
    if one.removed_at is not None or one.visibility == "withdrawn":
        return GONE
    if who.signed_in and who.account_id == one.author_id:
        return None
    if who.cities(Role.MODERATOR, Role.PUBLISHER) & {one.jurisdiction_id}:
        return None
    shown = one.visibility == "public" and one.identity != "confidential"
    readable = one.clearance == "cleared" or (one.clearance == "as_text" and not (one.redacted or one.unchecked))
    return None if shown and readable else SEALED


def why_not_remove_attachment(who: Viewer, one: Attachment) -> Refusal | None:
    """Its author, while the event is not over."""
    if one.submission is None or not who.signed_in or who.account_id != one.submission.author_id:
        return NOT_YOURS
    if one.removed_at is not None or one.submission.visibility == "withdrawn":
        return GONE
    return EVENT_OVER if one.submission.event.state in ("closed", "cancelled") else None


def why_not_judge_attachment(who: Viewer, one: Attachment) -> Refusal | None:
    """A moderator of the city, and not for one's own submission."""
    if one.submission is None or not who.holds(Role.MODERATOR, jurisdiction_id=one.submission.jurisdiction_id):
        return NOT_YOURS
    if who.account_id == one.submission.author_id:
        return OWN
    return GONE if one.removed_at is not None else None
