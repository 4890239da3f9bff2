"""Who may do what around the moderators' desk: show at once, flag, trust, keep the lists of a city, write to colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refusal
from forum.policies.accounts import NOT_YOURS
from forum.policies.handling import OWN, held_by_other, judges, stands_in, why_not_judge
from forum.policies.submissions import SIGN_IN_FIRST, WITHDRAWN, why_not_as_author

if TYPE_CHECKING:
    from forum.accounts.models import Account
    from forum.submissions.flags import Flag
    from forum.submissions.models import Submission
    from forum.submissions.voices import Reply


def why_not_redact(who: Viewer, submission: Submission) -> Refusal | None:
    """As for judging; and other people's data are masked after the event is over too."""
    refusal = why_not_judge(who, submission)
    if refusal is not None and refusal.code != "event_over":
        return refusal
    if submission.visibility == "withdrawn":
        return WITHDRAWN
    return None


def why_not_show_at_once(who: Viewer, submission: Submission) -> Refusal | None:
    """Shown before a moderator looked: where the event says so, or the city trusts the author. Never a minor's, never what is
    confidential, never what the machine saw a held word or personal data in."""
    if (refusal := why_not_as_author(who, submission)) is not None:
        return refusal
    waits = submission.identity == "confidential" or submission.by_minor or {"held_word", "personal_data"} & submission.seen_marks
    if waits or not (submission.event.post_moderated or submission.author_trusted):
        return Refusal.because("looked_at_first", "Masukan ini diperiksa moderator lebih dulu.")
    return None


def why_not_keep(who: Viewer, submission: Submission) -> Refusal | None:
    """Say that what was shown at once may stay."""
    if (refusal := why_not_judge(who, submission)) is not None:
        return refusal
    return None if submission.unchecked else Refusal.because("checked_before", "Masukan ini sudah diperiksa.")


def why_not_flag(who: Viewer, submission: Submission, reply: Reply | None = None) -> Refusal | None:
    """Anybody signed in, what everyone can read and somebody else wrote."""
    if not who.signed_in:
        return SIGN_IN_FIRST
    if submission.visibility != "public" or submission.identity == "confidential" or (reply is not None and reply.state != "public"):
        return Refusal.because("nothing_to_flag", "Tulisan ini tidak sedang tampil, jadi tidak perlu ditandai.")
    if who.account_id == (reply or submission).author_id:
        return Refusal.because("own_flag", "Ini tulisan Anda sendiri. Anda dapat mengubah atau menariknya.")
    return None


def why_not_settle_flag(who: Viewer, flag: Flag) -> Refusal | None:
    """A moderator of the city, not the author of what was flagged, while no colleague holds it; also after the event is over."""
    written_by = (flag.reply or flag.submission).author_id
    if who.account_id == written_by:
        return OWN
    if not judges(who, flag.submission) and not stands_in(who, flag.submission, written_by):
        return NOT_YOURS
    return held_by_other(who, flag.submission)


def why_not_lapse_flag(who: Viewer, flag: Flag) -> Refusal | None:
    """Nothing is left to look at: what was flagged was taken back by whoever wrote it."""
    gone = flag.submission.visibility == "withdrawn" if flag.reply is None else flag.reply.state == "withdrawn"
    return None if gone else Refusal.because("still_there", "Tulisan yang ditandai masih ada. Moderator memeriksanya dulu.")


def why_not_keep_lists(who: Viewer, jurisdiction_id: int) -> Refusal | None:
    """The lists of a city (held words, reply templates) are kept by its moderators and its publisher."""
    return None if jurisdiction_id in who.cities(Role.MODERATOR, Role.PUBLISHER) else NOT_YOURS


def why_not_trust(who: Viewer, account: Account, jurisdiction_id: int) -> Refusal | None:
    """A moderator of the city, not for themself, and nobody under age."""
    if not who.holds(Role.MODERATOR, jurisdiction_id=jurisdiction_id):
        return NOT_YOURS
    if who.account_id == account.id:
        return Refusal.because("trust_oneself", "Anda tidak dapat menyatakan diri sendiri tepercaya. Minta rekan moderator.")
    if account.is_minor:
        return Refusal.because("minor_not_trusted", "Masukan anak selalu diperiksa lebih dulu.")
    return None


def why_not_trust_author_of(who: Viewer, submission: Submission) -> Refusal | None:
    """Only where the author stands with their name, and something of theirs is public: nobody is trusted unseen."""
    if submission.identity != "named" or submission.visibility != "public":
        return Refusal.because("trust_unseen", "Kepercayaan diberikan dari masukan bernama yang sudah tayang.")
    return why_not_trust(who, submission.author, submission.jurisdiction_id)


def why_not_distrust(who: Viewer, jurisdiction_id: int) -> Refusal | None:
    """A moderator of the city takes trust back."""
    return None if who.holds(Role.MODERATOR, jurisdiction_id=jurisdiction_id) else NOT_YOURS


def why_not_note(who: Viewer, submission: Submission) -> Refusal | None:
    """Colleagues of the city write to each other about what they both may read; nobody about their own."""
    if who.account_id == submission.author_id:
        return OWN
    return why_not_keep_lists(who, submission.jurisdiction_id)
