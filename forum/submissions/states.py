"""The facts of a submission: may it be seen, what became of it, was the decision appealed. And of a reply."""

from __future__ import annotations

from enum import StrEnum

from forum.core.workflow import Move, Workflow
from forum.policies import appeals, minors, moderation
from forum.policies import submissions as policy


class SubmissionType(StrEnum):
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    QUESTION = "question"
    INFORMATION_REQUEST = "information_request"
    ASPIRATION = "aspiration"
    APPRECIATION = "appreciation"
    OTHER = "other"


class Identity(StrEnum):
    """What others learn of the author: the name, only the group, or nothing at all."""

    NAMED = "named"
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"


class Channel(StrEnum):
    WEB = "web"
    FLOOR = "floor"
    PAPER = "paper"
    WHATSAPP = "whatsapp"
    INTERVIEW = "interview"
    EMAIL = "email"


class Visibility(StrEnum):
    WAITING = "waiting"
    PUBLIC = "public"
    RETURNED = "returned"
    HELD = "held"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Disposition(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    ADOPTED = "adopted"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    REFERRED = "referred"
    OUT_OF_SCOPE = "out_of_scope"


class Appeal(StrEnum):
    NONE = "none"
    FILED = "filed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


class ReplyState(StrEnum):
    PUBLIC = "public"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why something is not shown as it was sent (the rule of conduct it concerns)."""

    PERSONAL_DATA = "personal_data"
    ABUSIVE_LANGUAGE = "abusive_language"
    HATE_DISCRIMINATION = "hate_discrimination"
    THREAT = "threat"
    ACCUSATION_NAMED_PERSON = "accusation_named_person"
    UNVERIFIED_CLAIM = "unverified_claim"
    SPAM_GAMBLING = "spam_gambling"
    COMMERCIAL = "commercial"
    POLITICAL_CAMPAIGN = "political_campaign"
    OUT_OF_SCOPE = "out_of_scope"
    SERVICE_COMPLAINT = "service_complaint"
    DUPLICATE = "duplicate"
    COPYRIGHT = "copyright"
    MINOR_WITHOUT_CONSENT = "minor_without_consent"


class Mark(StrEnum):
    """What the machine saw in a text; a person decides."""

    PERSONAL_DATA = "personal_data"
    ROUGH = "rough"
    GAMBLING = "gambling"
    HELD_WORD = "held_word"


class FlagState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


class Referral(StrEnum):
    """Where a matter is handed to."""

    LAPOR = "lapor"
    PPID = "ppid"
    WHISTLEBLOWING = "whistleblowing"


_V, _D = Visibility, Disposition
_UNDECIDED = (_V.WAITING, _V.RETURNED, _V.HELD)
_NOT_OPEN = tuple(one for one in _D if one is not _D.OPEN)
_SHOWN = (*_UNDECIDED, _V.PUBLIC, _V.REFUSED)
_GIVEN = (_D.ANSWERED, _D.ACKNOWLEDGED, _D.DECLINED, _D.REFERRED, _D.OUT_OF_SCOPE)


def _before_undoing(to: Visibility) -> tuple[Visibility, ...]:
    """What a decision may have made of something that was ``to``; one that may stay public was public before."""
    return tuple(one for one in _SHOWN if one is not to or to is _V.PUBLIC)


VISIBILITY = Workflow(
    "submission",
    "visibility",
    (
        Move("publish", (*_UNDECIDED, _V.REFUSED), _V.PUBLIC, policy.why_not_publish, "moderator"),
        Move("show_at_once", (_V.WAITING,), _V.PUBLIC, moderation.why_not_show_at_once, "participant"),
        Move("keep", (_V.PUBLIC,), _V.PUBLIC, moderation.why_not_keep, "moderator"),
        Move("return", (_V.WAITING, _V.HELD, _V.PUBLIC), _V.RETURNED, policy.why_not_take_down, "moderator", reason=True, note=True),
        Move("hold", (_V.WAITING, _V.RETURNED, _V.PUBLIC), _V.HELD, policy.why_not_take_down, "moderator", reason=True),
        Move("refuse", (*_UNDECIDED, _V.PUBLIC), _V.REFUSED, policy.why_not_take_down, "moderator", reason=True, note=True),
        Move("reword", (_V.WAITING, _V.RETURNED), _V.WAITING, policy.why_not_reword, "participant"),
        Move("withdraw", (*_UNDECIDED, _V.PUBLIC, _V.REFUSED), _V.WITHDRAWN, policy.why_not_withdraw, "participant"),
        Move("erase", tuple(_V), _V.WITHDRAWN, minors.why_not_erase, "guardian"),
        Move("restore", (_V.REFUSED, _V.RETURNED), _V.WAITING, appeals.why_not_judge_appeal, "moderator"),
        *(Move(f"undo_{to}", _before_undoing(to), to, policy.why_not_judge, "moderator") for to in _SHOWN),
    ),
)

DISPOSITION = Workflow(
    "submission",
    "disposition",
    (
        Move("answer", (_D.OPEN, _D.ACKNOWLEDGED), _D.ANSWERED, policy.why_not_answer, "moderator", note=True),
        Move("adopt", (_D.OPEN, _D.ACKNOWLEDGED, _D.ANSWERED, _D.ADOPTED), _D.ADOPTED, policy.why_not_answer, "moderator"),
        Move("acknowledge", (_D.OPEN,), _D.ACKNOWLEDGED, policy.why_not_answer, "moderator"),
        Move("decline", (_D.OPEN,), _D.DECLINED, policy.why_not_answer, "moderator", note=True),
        Move("refer", (_D.OPEN,), _D.REFERRED, policy.why_not_decide, "moderator", reason=True, note=True),
        Move("leave_out", (_D.OPEN,), _D.OUT_OF_SCOPE, policy.why_not_decide, "moderator", note=True),
        Move("release", (_D.ADOPTED,), _D.OPEN, policy.why_not_judge, "moderator", note=True),
        Move("reopen", _NOT_OPEN, _D.OPEN, policy.why_not_reopen, "participant", note=True),
        Move("undo_open", _GIVEN, _D.OPEN, policy.why_not_judge, "moderator"),
        Move("undo_acknowledged", (_D.ANSWERED,), _D.ACKNOWLEDGED, policy.why_not_judge, "moderator"),
    ),
)

UNDOINGS = tuple(f"submission.{verb}" for flow in (VISIBILITY, DISPOSITION) for verb in flow.moves if verb.startswith("undo_"))
"""The moves that put back what stood before a decision, as the history calls them."""

APPEAL = Workflow(
    "appeal",
    "appeal",
    (
        Move("file", (Appeal.NONE,), Appeal.FILED, appeals.why_not_appeal, "participant", note=True),
        Move("uphold", (Appeal.FILED,), Appeal.UPHELD, appeals.why_not_judge_appeal, "moderator", note=True),
        Move("overturn", (Appeal.FILED,), Appeal.OVERTURNED, appeals.why_not_judge_appeal, "moderator", note=True),
    ),
)

REPLY = Workflow(
    "reply",
    "state",
    (
        Move("hold_back", (ReplyState.PUBLIC,), ReplyState.HELD, policy.why_not_withdraw_reply, "participant"),
        Move("withdraw", (ReplyState.PUBLIC, ReplyState.HELD), ReplyState.WITHDRAWN, policy.why_not_withdraw_reply, "participant"),
        Move("erase", tuple(ReplyState), ReplyState.WITHDRAWN, minors.why_not_erase, "guardian"),
        Move("hide", (ReplyState.PUBLIC, ReplyState.HELD), ReplyState.HIDDEN, policy.why_not_hide_reply, "moderator", reason=True),
        Move("show", (ReplyState.HIDDEN, ReplyState.HELD), ReplyState.PUBLIC, policy.why_not_hide_reply, "moderator"),
    ),
)

FLAG = Workflow(
    "flag",
    "state",
    (
        Move("uphold", (FlagState.OPEN,), FlagState.UPHELD, moderation.why_not_settle_flag, "moderator"),
        Move("dismiss", (FlagState.OPEN,), FlagState.DISMISSED, moderation.why_not_settle_flag, "moderator"),
        Move("lapse", (FlagState.OPEN,), FlagState.LAPSED, moderation.why_not_lapse_flag, "participant"),
        Move("reopen", (FlagState.UPHELD,), FlagState.OPEN, moderation.why_not_settle_flag, "moderator"),
    ),
)
