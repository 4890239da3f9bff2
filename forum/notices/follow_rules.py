"""Which moves are told to whom follows what moved. What only some may see is told to nobody by this way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from forum.accounts.follows import Matter, followers
from forum.accounts.models import Agency, StakeholderGroup
from forum.core.history import HistoryEntry
from forum.events.models import Event
from forum.extensions import db
from forum.labels import N_
from forum.recommendations.models import Recommendation
from forum.recommendations.states import Stage
from forum.submissions.models import Submission
from forum.submissions.states import Identity, ReplyState, Visibility
from forum.submissions.voices import Reply


@dataclass(frozen=True, slots=True)
class Move:
    """One verb of the history, for those who follow ``matter``: the sentence names ``title`` and ``more``."""

    verb: str
    matter: Matter
    subject: str
    sentence: str


_S, _R, _E, _G = Matter.SUBMISSION, Matter.RECOMMENDATION, Matter.EVENT, Matter.GROUP
SUBMISSION = N_("Perkembangan masukan yang Anda ikuti")
RECOMMENDATION = N_("Perkembangan rekomendasi yang Anda ikuti")
EVENT = N_("Kabar dari forum yang Anda ikuti")
GROUP = N_("Kabar dari kelompok yang Anda ikuti")
OFFICIAL = N_("%(more)s menanggapi masukan “%(title)s” secara resmi.")
MOVES = (
    Move("submission.publish", _S, SUBMISSION, N_("Masukan “%(title)s” sudah tayang.")),
    Move("submission.answer", _S, SUBMISSION, N_("Masukan “%(title)s” sudah dijawab.")),
    Move("submission.decline", _S, SUBMISSION, N_("Masukan “%(title)s” dijawab: tidak dapat dipenuhi. Alasannya ada di halamannya.")),
    Move("submission.acknowledge", _S, SUBMISSION, N_("Masukan “%(title)s” diterima dengan terima kasih.")),
    Move("submission.refer", _S, SUBMISSION, N_("Masukan “%(title)s” diteruskan kepada yang berwenang. Tujuannya ada di halamannya.")),
    Move("submission.leave_out", _S, SUBMISSION, N_("Masukan “%(title)s” dinyatakan di luar wewenang forum ini.")),
    Move("submission.adopt", _S, SUBMISSION, N_("Masukan “%(title)s” menjadi bagian sebuah rekomendasi.")),
    Move("submission.release", _S, SUBMISSION, N_("Masukan “%(title)s” dikeluarkan dari rekomendasi dan menunggu keputusan lagi.")),
    Move("submission.reopen", _S, SUBMISSION, N_("Pengirim masukan “%(title)s” membukanya kembali; masukan itu akan dijawab lagi.")),
    Move("submission.confirm", _S, SUBMISSION, N_("Pengirim masukan “%(title)s” menyatakan jawabannya menjawab.")),
    Move("submission.merge", _S, SUBMISSION, N_("Masukan “%(title)s” digabung dengan masukan serupa.")),
    Move("submission.split", _S, SUBMISSION, N_("Masukan “%(title)s” dipisah kembali dan berdiri sendiri.")),
    Move("position.state", _S, SUBMISSION, N_("Sebuah kelompok menyatakan sikap resminya tentang masukan “%(title)s”.")),
    Move("reply.post", _S, SUBMISSION, OFFICIAL),
    Move("reply.show", _S, SUBMISSION, OFFICIAL),
    Move("recommendation.issue", _R, RECOMMENDATION, N_("Rekomendasi “%(title)s” diserahkan kepada %(more)s.")),
    Move("answer.approve", _R, RECOMMENDATION, N_("%(more)s menjawab rekomendasi “%(title)s”.")),
    Move("recommendation.progress", _R, RECOMMENDATION, N_("%(more)s melaporkan kemajuan rekomendasi “%(title)s”.")),
    Move("recommendation.complete", _R, RECOMMENDATION, N_("%(more)s melaporkan rekomendasi “%(title)s” selesai; hasilnya diperiksa.")),
    Move("recommendation.verify", _R, RECOMMENDATION, N_("Hasil rekomendasi “%(title)s” terverifikasi oleh pihak di luar pelaksananya.")),
    Move("recommendation.resume", _R, RECOMMENDATION, N_("Rekomendasi “%(title)s” dikerjakan lagi; alasannya ada di halamannya.")),
    Move("recommendation.cancel", _R, RECOMMENDATION, N_("Rekomendasi “%(title)s” dibatalkan; alasannya ada di halamannya.")),
    Move("event.close", _E, EVENT, N_("Forum “%(title)s” selesai. Semua masukan sudah diputuskan.")),
    Move("event.cancel", _E, EVENT, N_("Forum “%(title)s” dibatalkan.")),
    Move("outcome.publish", _E, EVENT, N_("Hasil forum “%(title)s” sudah terbit.")),
    Move("submission.publish", _G, GROUP, N_("%(more)s mengirim masukan “%(title)s”.")),
    Move("submission.show_at_once", _G, GROUP, N_("%(more)s mengirim masukan “%(title)s”.")),
    Move("position.state", _G, GROUP, N_("%(more)s menyatakan sikap resmi tentang masukan “%(title)s”.")),
)  # fmt: skip
BY_VERB: dict[str, list[Move]] = {}
for _move in MOVES:
    BY_VERB.setdefault(_move.verb, []).append(_move)


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that may be told: what it was, of which thing, in which words, and where it can be read."""

    move: Move
    key: int
    title: str
    more: str
    path: str


def moved(line: HistoryEntry) -> Iterator[Moved]:
    """What followers hear of this line (a query for each of its matters)."""
    for move in BY_VERB.get(line.verb, ()):
        if (found := _FIND[move.matter](move, line)) is not None:
            yield found


def told(line: HistoryEntry) -> dict[int, Moved]:
    """Everybody who follows what moved, each once."""
    people: dict[int, Moved] = {}
    for one in moved(line):
        for account_id in followers(one.move.matter, one.key):
            people.setdefault(account_id, one)
    return people


def _of_submission(move: Move, line: HistoryEntry) -> Moved | None:
    if line.verb.startswith("reply."):
        return _of_official_reply(move, line.facts["reply"]) if line.before != ReplyState.HIDDEN else None
    row = _shown(Submission.id == line.submission_id)
    return Moved(move, row.id, row.title, row.event, f"/forum/{row.slug}/masukan/{row.code}") if row else None


def _of_official_reply(move: Move, reply: str) -> Moved | None:
    """The voice of an agency is told, once it is public; what people say among each other is read in the thread."""
    asked = select(Reply.submission_id, Agency.name).join(Agency, Agency.id == Reply.official_id)
    found = db.session.execute(asked.where(Reply.public_id == reply, Reply.state == ReplyState.PUBLIC)).first()
    row = _shown(Submission.id == found.submission_id) if found else None
    return Moved(move, row.id, row.title, found.name, f"/balasan/{reply}") if found and row else None


def _shown(which: ColumnElement[bool]) -> Any | None:
    """This submission, while everybody may see it."""
    facts = (Submission.id, Submission.title, Submission.code, Submission.for_group, Submission.group_id)
    asked = select(*facts, Event.title.label("event"), Event.slug).join(Event, Event.id == Submission.event_id)
    public = (Submission.visibility == Visibility.PUBLIC) & (Submission.identity != Identity.CONFIDENTIAL)
    return db.session.execute(asked.where(which, public)).first()


def _of_recommendation(move: Move, line: HistoryEntry) -> Moved | None:
    asked = select(Recommendation.id, Recommendation.code, Recommendation.title, Agency.name).join(
        Agency, Agency.id == Recommendation.owner_id
    )
    row = db.session.execute(asked.where(Recommendation.id == line.recommendation_id, Recommendation.stage != Stage.DRAFT)).first()
    return Moved(move, row.id, row.title, row.name, f"/rekomendasi/{row.code}") if row else None


def _of_event(move: Move, line: HistoryEntry) -> Moved | None:
    row = db.session.execute(select(Event.id, Event.slug, Event.title).where(Event.id == line.event_id)).first()
    path = "hasil" if line.verb.startswith("outcome") else "forum"
    return Moved(move, row.id, row.title, "", f"/{path}/{row.slug}") if row else None


def _of_group(move: Move, line: HistoryEntry) -> Moved | None:
    """A group moves when its submission becomes public, or when it takes a position on one."""
    row = _shown(Submission.id == line.submission_id)
    appeared = line.verb in ("submission.publish", "submission.show_at_once")
    if row is None or (appeared and not row.for_group):
        return None
    slug = json.loads(line.detail).get("group")
    mine = StakeholderGroup.id == row.group_id if appeared else StakeholderGroup.slug == slug
    group = db.session.execute(select(StakeholderGroup.id, StakeholderGroup.name).where(mine)).first()
    return Moved(move, group.id, row.title, group.name, f"/forum/{row.slug}/masukan/{row.code}") if group else None


_FIND = {_S: _of_submission, _R: _of_recommendation, _E: _of_event, _G: _of_group}
