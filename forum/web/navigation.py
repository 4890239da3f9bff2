"""The menus as tables: what it says, where it leads, who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, request, url_for

from forum.accounts.roles import OVER_AGENCY, VISITOR, Grant, Role, Viewer
from forum.labels import N_
from forum.web import language
from forum.web.guard import me
from forum.web.pure import Known, value
from forum.wording import gettext as _


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; ``section`` is the first part of the endpoints it stands for."""

    message: str
    endpoint: str
    who: Callable[[Viewer], bool]
    icon: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool
    icon: str = ""
    badge: int = 0


def everyone(_who: Viewer) -> bool:
    return True


def visitors(who: Viewer) -> bool:
    return not who.signed_in


def signed_in(who: Viewer) -> bool:
    return who.signed_in


def staff(who: Viewer) -> bool:
    return who.is_staff


def participants(who: Viewer) -> bool:
    return who.signed_in and not who.is_staff


def holding(*roles: Role) -> Callable[[Viewer], bool]:
    return lambda who: any(grant.role in roles for grant in who.grants)


PUBLIC = (
    Entry(N_("Forum"), "events.index", everyone),
    Entry(N_("Rekomendasi"), "recommendations.index", everyone),
    Entry(N_("Hasil"), "publishing.index", everyone),
    Entry(N_("Lacak"), "submissions.track", everyone, "search", "submissions.track"),
    Entry(N_("Meja kerja"), "desk.index", staff, "inbox", "desk"),
    Entry(N_("Masukan saya"), "writing.mine", participants, "inbox", "writing.mine"),
    Entry(N_("Masuk"), "accounts.sign_in", visitors, "user", "accounts.sign_in"),
    Entry(N_("Akun"), "accounts.profile", signed_in, "user", "accounts.profile"),
)
DESK = (
    Entry(N_("Menunggu saya"), "desk.index", staff, section="desk"),
    Entry(N_("Acara"), "events_desk.index", holding(Role.PUBLISHER), section="events_desk"),
    Entry(N_("Triase"), "triage.index", holding(Role.MODERATOR), section="triage"),
    Entry(N_("Rekomendasi"), "recommendations_desk.index", holding(Role.MODERATOR, Role.PUBLISHER), section="recommendations_desk"),
    Entry(N_("Perangkat daerah"), "agency_desk.index", holding(*OVER_AGENCY), section="agency_desk"),
    Entry(N_("Verifikasi"), "verifier_desk.index", holding(Role.VERIFIER), section="verifier_desk"),
    Entry(N_("Publikasi"), "publishing_desk.index", holding(Role.PUBLISHER), section="publishing_desk"),
    Entry(N_("Orang dan lembaga"), "people_roles.index", holding(Role.PUBLISHER, Role.ADMINISTRATOR), section="people_"),
    Entry(N_("Situs publik"), "home.index", staff, "web", "home"),
)


def menu(entries: tuple[Entry, ...]) -> Known:
    """The lines that this viewer sees, the current one marked: made once for everybody who holds the same roles."""
    who = me()
    roles = frozenset(grant.role for grant in who.grants)
    return _lines(entries, request.endpoint or "", who.signed_in, roles, language.selected(), request.script_root)


@lru_cache(maxsize=500)
def _lines(entries: tuple[Entry, ...], here: str, signed_in: bool, roles: frozenset[Role], _language: str, _root: str) -> Known:
    who = Viewer(account_id=0, grants=tuple(Grant(role) for role in sorted(roles))) if signed_in else VISITOR
    made = Known(
        Link(_(entry.message), url_for(entry.endpoint), here.startswith(entry.section or entry.endpoint.split(".")[0] + "."), entry.icon)
        for entry in entries
        if entry.who(who)
    )
    made.key = value(list(made))
    return made


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(public_menu=lambda: menu(PUBLIC), desk_menu=lambda: menu(DESK))
