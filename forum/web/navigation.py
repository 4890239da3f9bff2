"""The menus as tables: what it says, where it leads, who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, request, url_for
from flask_babel import gettext as _

from forum.accounts.roles import OVER_AGENCY, VISITOR, Role, Viewer
from forum.labels import N_
from forum.web import language
from forum.web.guard import me


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


def menu(entries: tuple[Entry, ...]) -> list[Link]:
    """The lines that this viewer sees, the current one marked."""
    here, who = request.endpoint or "", me()
    return _lines(entries, here, who) if who.signed_in else _lines_of_visitors(entries, here, language.selected())


@lru_cache(maxsize=200)
def _lines_of_visitors(entries: tuple[Entry, ...], here: str, _language: str) -> list[Link]:
    """The same for all of them, in a language."""
    return _lines(entries, here, VISITOR)


def _lines(entries: tuple[Entry, ...], here: str, who: Viewer) -> list[Link]:
    return [
        Link(_(entry.message), url_for(entry.endpoint), here.startswith(entry.section or entry.endpoint.split(".")[0] + "."), entry.icon)
        for entry in entries
        if entry.who(who)
    ]


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(public_menu=lambda: menu(PUBLIC), desk_menu=lambda: menu(DESK))
