"""What waits for me: one page for every desk, composed by the roles that its reader holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from forum.accounts.roles import OVER_AGENCY, OVER_CITY, Role, Viewer
from forum.core import clock
from forum.publishing import waiting as publishing
from forum.recommendations import waiting_queries
from forum.submissions.states import Identity
from forum.triage import counts as triage_counts
from forum.triage import queries as triage
from forum.triage.duties import Calendar, Duty
from forum.triage.filters import Filters
from forum.web.guard import desk, me

blueprint = Blueprint("desk", __name__, url_prefix="/meja")
blueprint.before_request(desk(*OVER_CITY, *OVER_AGENCY, Role.ADMINISTRATOR))

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the page. ``note`` is what it waits for, ``verb`` the word on its button."""

    title: str
    code: str
    meta: tuple[str, ...]
    note: str
    verb: str
    url: str
    due: Duty | None = None


@blueprint.get("")
def index() -> str:
    who = me()
    calendar = Calendar.read(triage.cities(who))
    tasks = [*_triage(who, calendar), *_agency(who, calendar), *_verifier(who), *_publisher(who, calendar)]
    tasks.sort(key=lambda task: (task.due is None, task.due.due if task.due else date.max))
    moderates = bool(who.cities(Role.MODERATOR))
    return render_template(
        "desk/index.html",
        lanes=_lanes(tasks),
        total=len(tasks),
        waiting=triage_counts.waiting_counts(who) if moderates else None,
        week=_week(tasks, calendar),
        shown=SHOWN,
        keeps_holidays=who.is_administrator or bool(who.cities(Role.PUBLISHER)),
    )


def _lanes(tasks: list[Task]) -> dict[str, list[Task]]:
    """Late, due today, due this week, later, and what has no date."""
    lanes: dict[str, list[Task]] = {"late": [], "today": [], "week": [], "later": [], "undated": []}
    for task in tasks:
        lanes[_lane(task.due)].append(task)
    return lanes


def _lane(due: Duty | None) -> str:
    if due is None:
        return "undated"
    if due.late:
        return "late"
    today = clock.today("Asia/Jakarta")
    sunday = today + timedelta(days=6 - today.weekday())
    return "today" if due.today else "week" if due.due <= sunday else "later"


def _week(tasks: list[Task], calendar: Calendar) -> list[dict[str, Any]]:
    """Monday to Friday of this week, each with how many duties fall on it."""
    today = clock.today("Asia/Jakarta")
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in range(5)]
    counts = {day: sum(1 for task in tasks if task.due and task.due.due == day) for day in days}
    return [
        {"day": day, "due": counts[day], "today": day == today, "past": day < today, "closed": day in calendar.closed(None)} for day in days
    ]


def _triage(who: Viewer, calendar: Calendar) -> list[Task]:
    """What the moderator's queue begins with; a publisher sees what a city's only moderator must not judge."""
    rows = triage.queue(who, Filters(), size=SHOWN).rows if who.cities(Role.MODERATOR) else triage.standing_in(who, SHOWN)
    return [_submission(row, calendar) for row in rows if _for_me(row, who)]


def _for_me(row: Any, who: Viewer) -> bool:
    """One's own, and an appeal against one's own decision, wait for somebody else."""
    return who.account_id != row.author_id and not (row.appeal == "filed" and row.judged_by_id == who.account_id)


def _submission(row: Any, calendar: Calendar) -> Task:
    appealed = row.appeal == "filed"
    note = _("Banding menunggu putusan") if appealed else _waits_for(row)
    confidential = row.identity == Identity.CONFIDENTIAL
    return Task(
        _("Masukan rahasia") if confidential else row.title,
        row.code,
        (row.group_name, row.event_title),
        note,
        _("Periksa banding") if appealed else _("Putuskan"),
        url_for("triage.item", code=row.code),
        calendar.duty(row.judge_by, row.tz, row.jurisdiction_id),
    )


def _waits_for(row: Any) -> str:
    """Why it stands in the queue, where its state alone does not say so."""
    if row.flag_count:
        return str(_("Ditandai, menunggu diperiksa"))
    if row.unchecked:
        return str(_("Tayang, belum diperiksa"))
    return str(_("Tayang, belum diputuskan")) if row.visibility == "public" else ""


AGENCY_STEPS = frozenset({"answer", "answer_returned", "approve", "report_returned", "report_draft", "overdue", "due"})


def _agency_words(step: str) -> tuple[str, str]:
    """What a recommendation at an agency waits for, and the word on its button."""
    return {
        "answer": (_("Menunggu rancangan jawaban"), _("Jawab")),
        "answer_returned": (_("Rancangan jawaban dikembalikan kepala"), _("Perbaiki")),
        "approve": (_("Rancangan jawaban menunggu persetujuan kepala"), _("Periksa")),
        "report_returned": (_("Laporan dikembalikan verifikator"), _("Perbaiki")),
        "report_draft": (_("Draf laporan belum dikirim"), _("Lanjutkan")),
        "overdue": (_("Lewat tenggat"), _("Laporkan")),
        "due": (_("Tenggat sudah dekat"), _("Laporkan")),
    }[step]


def _agency(who: Viewer, calendar: Calendar) -> list[Task]:
    """The operator's turn and the head's turn; the head alone approves."""
    agencies = who.agencies(*OVER_AGENCY)
    found = waiting_queries.waiting_for_agencies(agencies) if agencies else []
    tasks = []
    for one in found:
        if one.step not in AGENCY_STEPS:
            continue
        note, verb = _agency_words(one.step)
        row, url = one.facts, url_for("agency_desk.index")
        tasks.append(Task(row.title, row.code, (row.abbreviation,), note, verb, url, calendar.duty(row.due_on, row.tz)))
    return tasks


def _verifier(who: Viewer) -> list[Task]:
    found = waiting_queries.waiting_for_verifier(places) if (places := who.cities(Role.VERIFIER)) else []
    return [
        Task(
            row.title,
            row.code,
            (row.agency, _("%(percent)s%% dilaporkan", percent=row.percent)),
            _("Laporan menunggu verifikasi"),
            _("Verifikasi"),
            url_for("verifier_desk.index"),
        )
        for row in found
    ]


def _publisher(who: Viewer, calendar: Calendar) -> list[Task]:
    found = publishing.owing(places) if (places := who.cities(Role.PUBLISHER)) else []
    return [_event(row, who, calendar) for row in found]


def _event(row: Any, who: Viewer, calendar: Calendar) -> Task:
    due = calendar.duty(row.result_due_on, row.tz) if row.result_due_on and not row.outcome_published_at else None
    if row.outcome_state is not None:
        note = _("Hasil versi %(n)s menunggu ditinjau", n=row.outcome_number)
        if row.outcome_state == "approved":
            note = _("Hasil versi %(n)s disetujui, siap terbit", n=row.outcome_number)
        elif row.drafted_by_id == who.account_id:
            note = _("Hasil versi %(n)s sedang ditinjau orang lain", n=row.outcome_number)
        return Task(row.title, "", (), note, _("Buka"), url_for("publishing_desk.index"), due)
    owed = [
        _("%(n)s masukan belum diputuskan", n=row.undecided_count) if row.undecided_count else "",
        _("%(n)s rekomendasi belum dijawab", n=row.unanswered_count) if row.unanswered_count else "",
        "" if row.outcome_published_at else _("hasil belum terbit"),
    ]
    note = ", ".join(part for part in owed if part) or _("Siap ditutup")
    return Task(row.title, "", (), note, _("Buka"), url_for("events_desk.index"), due)
