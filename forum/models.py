"""Every table of the system, imported in the order of the house: what migrations and ``create_app`` read."""

from __future__ import annotations

from forum.accounts import access as access
from forum.accounts import follows as follows
from forum.accounts import guardians as guardians
from forum.accounts import invitations as invitations
from forum.accounts import links as links
from forum.accounts import models as accounts
from forum.core import clock as clock
from forum.core import files as files
from forum.core import history as history
from forum.core import once as once
from forum.core import stamps as stamps
from forum.core import tally as tally
from forum.events import models as events
from forum.events import parts as parts
from forum.indices import models as indices
from forum.notices import models as notices
from forum.publishing import models as publishing
from forum.recommendations import answers as answers
from forum.recommendations import models as recommendations
from forum.recommendations import reports as reports
from forum.records import models as records
from forum.submissions import attachments as attachments
from forum.submissions import drafts as drafts
from forum.submissions import flags as flags
from forum.submissions import models as submissions
from forum.submissions import positions as positions
from forum.submissions import readings as readings
from forum.submissions import reply_support as reply_support
from forum.submissions import support as support
from forum.submissions import undoing as undoing
from forum.submissions import voices as voices
from forum.submissions import watching as watching
from forum.triage import desk_models as desk_models

__all__ = [
    "access",
    "accounts",
    "answers",
    "attachments",
    "clock",
    "drafts",
    "events",
    "desk_models",
    "files",
    "follows",
    "flags",
    "guardians",
    "history",
    "indices",
    "invitations",
    "links",
    "notices",
    "once",
    "positions",
    "publishing",
    "readings",
    "recommendations",
    "records",
    "reply_support",
    "reports",
    "stamps",
    "submissions",
    "support",
    "tally",
    "undoing",
    "voices",
    "watching",
]
