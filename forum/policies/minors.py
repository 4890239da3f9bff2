"""What people below the full age may do, and what their guardian may do for them.

Before a guardian consents, what a minor writes waits and nobody may show it; after the consent is withdrawn nothing may be written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS

if TYPE_CHECKING:
    from forum.accounts.guardians import Guardianship
    from forum.submissions.models import Submission
    from forum.submissions.voices import Reply

NOT_ASKED_YET = Refusal.because(
    "minor_without_consent",
    "Pengirimnya masih di bawah umur dan orang tua atau walinya belum menyetujui. Masukan ini menunggu jawaban wali, jadi belum dapat ditayangkan atau digabung.",
)
CONSENT_FIRST = Refusal.because(
    "guardian_first",
    "Orang tua atau wali Anda belum menyetujui. Sampai itu, Anda dapat mengirim masukan yang menunggu, tetapi belum dapat membalas atau mendukung.",
)
NO_FILES = Refusal.because(
    "minor_files", "Demi keamanan Anda, foto dan berkas tidak diterima dari peserta di bawah umur. Ceritakan dengan kata-kata."
)
CLOSED = Refusal.because(
    "guardian_withdrew", "Orang tua atau wali Anda menarik persetujuannya, jadi akun ini tidak dapat dipakai menulis lagi."
)


def why_not_write(who: Viewer) -> Refusal | None:
    """A minor may hand in before the guardian's answer (it waits), and nothing after a no."""
    return CLOSED if who.minor and who.guardian in ("refused", "withdrawn") else None


def why_not_join_in(who: Viewer) -> Refusal | None:
    """Replies and support are public at once, so they need the consent first. With it, a minor's reply is like anybody's: no moderator
    stands before it, held words hold it back, and the guardian sees and can withdraw it."""
    if not who.minor or who.guardian == "granted":
        return None
    return CONSENT_FIRST if who.guardian == "asked" else CLOSED


def why_not_attach(who: Viewer) -> Refusal | None:
    """No photo and no file of somebody under age, whatever the guardian says."""
    return NO_FILES if who.minor else None


def why_not_show(submission: Submission) -> Refusal | None:
    """What waits for a guardian is shown to nobody, whoever asks."""
    return NOT_ASKED_YET if submission.awaiting_guardian else None


def why_not_guard(who: Viewer, guardianship: Guardianship) -> Refusal | None:
    """The guardian alone, who came by the link that was mailed; never the minor, never staff."""
    return None if who.ref == guardianship.public_id and not who.signed_in else NOT_YOURS


def why_not_readdress(who: Viewer, guardianship: Guardianship) -> Refusal | None:
    """The minor, while nobody answered yet."""
    if who.account_id != guardianship.account_id:
        return NOT_YOURS
    if guardianship.state != "asked":
        return Refusal.because("guardian_answered", "Wali Anda sudah menjawab, jadi alamatnya tidak dapat diganti lagi.")
    return None


def why_not_erase(who: Viewer, said: Submission | Reply) -> Refusal | None:
    """The guardian of its author, for what was said as a minor."""
    guardianship = said.author.guardianship
    if guardianship is None or not said.by_minor:
        return NOT_YOURS
    return why_not_guard(who, guardianship)
