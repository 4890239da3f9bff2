"""The journey: input, decision, recommendation, answer, progress, result, as one line of steps filled from the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import format_date

from forum.core import clock
from forum.events.models import Event
from forum.labels import label
from forum.publishing import journey_queries, telling
from forum.recommendations.models import DONE, SETTLED, Recommendation
from forum.recommendations.states import AnswerKind, Stage, Work
from forum.wording import gettext as _


@dataclass(slots=True)
class Step:
    """One stop. ``state`` is done, now, next or stop; ``percent`` draws the ring of a step under way."""

    state: str
    icon: str
    label: str
    on: datetime | date | None = None
    note: str = ""
    url: str = ""
    percent: int | None = None
    late: bool = False


@dataclass(slots=True)
class Journey:
    """Steps in order, the sentence that says what comes next and by when, and all that happened, a sentence each."""

    steps: list[Step] = field(default_factory=list)
    next_words: str = ""
    told: list[telling.Sentence] = field(default_factory=list)

    def add(self, *args: Any, **kwargs: Any) -> None:
        self.steps.append(Step(*args, **kwargs))


def of_submission(one: Any, lines: Sequence[Any] | None = None) -> Journey:
    """The journey of a submission (an entity or a row with its columns and, where there is one, ``survivor_code``)."""
    if lines is None:
        lines = journey_queries.lines_of_submission(one.id, one.merged_into_id)
    own = {line.verb: line for line in lines if line.code is None}
    made = Journey()
    made.add("done", "inbox", _("Diterima"), one.submitted_at, label("channel", one.channel).text)
    if _shown(made, one, own):
        _decided(made, one, own, lines)
    if str(one.appeal) == "filed":
        made.next_words = _("Orang lain memeriksa bandingnya paling lambat %(day)s.", day=_day(one.judge_by))
    made.told = telling.told(one, lines)
    return made


def _shown(made: Journey, one: Any, own: dict[str, Any]) -> bool:
    """Add the step about being shown; False when the journey waits or ends there."""
    visibility = str(one.visibility)
    if visibility == "public" or one.published_at is not None and visibility not in ("withdrawn", "refused", "returned", "held"):
        made.add("done", "eye", _("Tayang"), one.published_at)
        return True
    state = label("submission", visibility)
    if visibility in ("refused", "withdrawn"):
        line = own.get("submission.refuse" if visibility == "refused" else "submission.withdraw") or own.get("submission.erase")
        made.add("stop", state.icon, state.text, line.at if line else None, _reason(one))
        made.next_words = _("Perjalanan masukan ini berhenti di sini.")
        if visibility == "refused" and str(one.appeal) == "none":
            made.next_words = _("Pengirim dapat mengajukan banding satu kali.")
        return False
    made.add("now", state.icon, state.text, None, _reason(one))
    made.add("next", "scale", _("Keputusan"))
    made.next_words = (
        _("Pengirim menulis ulang masukan ini, lalu moderator memeriksanya lagi.")
        if visibility == "returned"
        else _("Menunggu persetujuan orang tua atau wali pengirim. Sesudah itu moderator memeriksanya.")
        if one.awaiting_guardian
        else _("Moderator memutuskan paling lambat %(day)s.", day=_day(one.judge_by))
    )
    return str(one.disposition) in ("referred", "out_of_scope") and bool(_dispose(made, one, own))


def _dispose(made: Journey, one: Any, own: dict[str, Any]) -> Step:
    """Replace what was to come by the decision that was taken."""
    made.steps = [step for step in made.steps if step.state != "next"]
    state = label("submission", str(one.disposition))
    refused = str(one.disposition) in ("declined",)
    note = _("ke %(where)s", where=label("referral", one.referred_to).text) if one.referred_to else ""
    made.add("stop" if refused else "done", state.icon, state.text, one.disposed_at, note)
    made.next_words = _("Pengirim dapat menyatakan bahwa jawabannya menjawab, atau membukanya kembali satu kali.")
    if one.confirmed_at is not None:
        made.add("done", "check", _("Menjawab"), one.confirmed_at, _("menurut pengirimnya"))
        made.next_words = _("Pengirim menyatakan jawabannya menjawab. Perjalanan masukan ini selesai.")
    elif one.reopened_at is not None:
        made.next_words = _("Masukan ini sudah dijawab lagi setelah dibuka kembali. Perjalanannya selesai.")
    return made.steps[-1]


def _decided(made: Journey, one: Any, own: dict[str, Any], lines: Sequence[Any]) -> None:
    if one.merged_into_id is not None:
        merge = own.get("submission.merge")
        made.add("done", "merge", _("Digabung"), merge.at if merge else None, getattr(one, "survivor_code", "") or "")
        made.next_words = _("Masukan ini mengikuti keputusan masukan pokoknya.")
    work = [line for line in lines if line.code is not None]
    if work:
        facts = work[-1]
        adopted = next((line for line in work if line.verb == "recommendation.issue"), facts)
        made.add("done", "rec", _("Menjadi %(code)s", code=facts.code), adopted.at, facts.title)
        _answered(made, facts, [line for line in work if line.code == facts.code])
    elif one.merged_into_id is None and str(one.disposition) == "open":
        made.add("now", "scale", _("Menunggu keputusan"))
        made.add("next", "answer", _("Jawaban"))
        made.next_words = _(
            "Moderator memutuskan: dijawab, diteruskan, atau menjadi rekomendasi, paling lambat %(day)s.", day=_day(one.judge_by)
        )
        if one.reopened_at is not None:
            made.next_words = _("Pengirim membukanya kembali. Moderator menjawab lagi paling lambat %(day)s.", day=_day(one.judge_by))
    elif one.merged_into_id is None and str(one.disposition) != "adopted":
        _dispose(made, one, own)
    elif str(one.disposition) == "adopted":
        made.add("now", "rec", _("Menjadi rekomendasi"), one.disposed_at)
        made.next_words = _("Rekomendasinya sedang disusun sebelum diserahkan ke perangkat daerah.")


def of_recommendation(rec: Recommendation, source_count: int | None = None) -> Journey:
    """The journey of a recommendation (two light queries: its history, its owner if that is not loaded)."""
    lines = journey_queries.lines_of_recommendation(rec.id)
    first = lines[0] if lines else None
    count = rec.source_count if source_count is None else source_count
    made = Journey()
    made.add("done", "inbox", _("%(n)s masukan", n=count), first.at if first else None)
    if rec.stage is Stage.DRAFT:
        made.add("now", "pen", _("Disusun"))
        return made
    made.add("done", "rec", _("Menjadi %(code)s", code=rec.code), rec.issued_at)
    _answered(made, rec, lines)
    return made


def _answered(made: Journey, facts: Any, lines: Iterable[Any]) -> None:
    """Answer, progress and result: the same for the submission and the recommendation."""
    abbreviation = getattr(facts, "abbreviation", None) or (facts.owner.abbreviation if getattr(facts, "owner", None) else "")
    if facts.stage == Stage.CANCELLED:
        made.add("stop", "ban", _("Dibatalkan"))
        made.next_words = _("Rekomendasi ini dibatalkan; alasannya tercantum di halamannya.")
        return
    if facts.answer == AnswerKind.NONE:
        made.add("now", "answer", _("Menunggu jawaban"), None, abbreviation)
        made.add("next", "run", _("Dikerjakan"))
        made.add("next", "target", _("Hasil"), facts.due_on)
        made.next_words = _("%(agency)s menjawab rekomendasi ini.", agency=abbreviation)
        return
    words = f"{abbreviation}: {label('answer', facts.answer).text.lower()}"
    stopped = facts.answer == AnswerKind.REJECTED
    made.add("stop" if stopped else "done", "answer", _("Dijawab"), facts.answered_at, words)
    if stopped:
        made.next_words = _("Perangkat daerah menolak dengan alasan. Perjalanan ini berhenti di sini.")
        return
    _worked(made, facts, lines, abbreviation)


def _worked(made: Journey, facts: Any, lines: Iterable[Any], abbreviation: str) -> None:
    late = facts.answer not in SETTLED and facts.work not in DONE and facts.due_on < clock.today("Asia/Jakarta")
    reports = [line for line in lines if line.verb in ("recommendation.progress", "recommendation.complete")]
    if facts.work in DONE:
        made.add("done", "run", _("Dikerjakan"), facts.completed_at, _("%(n)s %% dilaporkan", n=100))
        checked = facts.work == Work.VERIFIED
        note = _("terverifikasi") if checked else _("menunggu verifikasi")
        made.add(
            "done" if checked else "now",
            "shield" if checked else "target",
            _("Hasil"),
            facts.completed_at,
            note,
            percent=None if checked else 90,
        )
        made.next_words = "" if checked else _("Verifikator di luar perangkat daerah memeriksa hasilnya.")
        return
    started = bool(reports)
    word = _("Berjalan %(n)s %%", n=facts.claimed_percent) if started else _("Belum dimulai")
    if facts.answer == AnswerKind.DEFERRED:
        word = _("Ditunda")
    note = _("Tenggat %(day)s terlewati", day=_day(facts.due_on)) if late else ""
    made.add("now", "warn" if late else "run", word, reports[-1].at if started else None, note, percent=facts.claimed_percent, late=late)
    made.add("next", "target", _("Hasil"), facts.due_on)
    made.next_words = (
        _("%(agency)s menjelaskan keterlambatan dan melaporkan kemajuan berikutnya.", agency=abbreviation)
        if late
        else _("%(agency)s melaporkan hasil paling lambat %(day)s.", agency=abbreviation, day=_day(facts.due_on))
    )


def _reason(one: Any) -> str:
    return label("reason", one.visibility_reason).text if one.visibility_reason else ""


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y"))


def of_event(event: Event, progress: Any | None = None) -> Journey:
    """The journey of a whole event, from its counters and the mean progress of its recommendations (one query)."""
    facts = progress or journey_queries.event_progress(event.id)
    made = Journey()
    has = event.submission_count > 0
    made.add("done" if has else "now", "inbox", _("%(n)s masukan", n=event.submission_count))
    decided = event.submission_count - event.undecided_count
    all_decided = has and event.undecided_count == 0
    made.add(
        "done" if all_decided else "now" if has else "next",
        "scale",
        _("%(n)s diputuskan", n=decided),
        percent=round(100 * decided / event.submission_count) if has else None,
    )
    recs = event.recommendation_count
    made.add("done" if recs else "next", "rec", _("%(n)s rekomendasi", n=recs) if recs else _("Rekomendasi"))
    answered = recs - event.unanswered_count
    made.add(
        "done" if recs and not event.unanswered_count else "now" if recs else "next",
        "answer",
        _("%(n)s dijawab", n=answered) if recs else _("Jawaban"),
        percent=round(100 * answered / recs) if recs else None,
    )
    mean = round(facts.mean or 0)
    late = bool(facts.late)
    done = recs > 0 and facts.open == 0
    made.add(
        "done" if done else "now" if recs and answered else "next",
        "warn" if late else "run",
        _("Tindak lanjut %(n)s %%", n=mean) if recs else _("Tindak lanjut"),
        note=_("%(n)s terlambat", n=facts.late) if late else "",
        percent=mean if recs else None,
        late=late,
    )
    made.add(
        "done" if event.outcome_published_at else "next",
        "target",
        _("Hasil terbit") if event.outcome_published_at else _("Hasil"),
        event.outcome_published_at or event.result_due_on,
    )
    return made
