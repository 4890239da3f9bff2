"""Every blueprint of the house, in process order."""

from __future__ import annotations

from flask import Flask

from forum.accounts import guardian_pages, link_pages, own_pages, people_pages, registry_pages, sign_up_pages
from forum.accounts import views as accounts
from forum.events import code_desk
from forum.events import desk as events_desk
from forum.events import views as events
from forum.notices import following
from forum.publishing import bodies, home, ledger
from forum.publishing import desk as publishing_desk
from forum.publishing import views as publishing
from forum.recommendations import agency_desk, formulating, verifier_desk
from forum.recommendations import desk as recommendations_desk
from forum.recommendations import views as recommendations
from forum.submissions import drafting, flagging, replying, similar, stating, writing
from forum.submissions import views as submissions
from forum.triage import bulk as triage_bulk
from forum.triage import flag_desk, holiday_desk, noting
from forum.triage import handling as triage_handling
from forum.triage import lists as triage_lists
from forum.triage import merging as triage_merging
from forum.triage import redacting as triage_redacting
from forum.triage import views as triage
from forum.web import components_page, files, health, pages, work

MODULES = (
    home,
    accounts,
    sign_up_pages,
    link_pages,
    guardian_pages,
    own_pages,
    people_pages,
    registry_pages,
    events,
    events_desk,
    code_desk,
    submissions,
    replying,
    writing,
    drafting,
    similar,
    stating,
    flagging,
    triage_lists,
    flag_desk,
    noting,
    triage,
    triage_bulk,
    triage_handling,
    triage_merging,
    triage_redacting,
    holiday_desk,
    recommendations,
    formulating,
    recommendations_desk,
    agency_desk,
    verifier_desk,
    bodies,
    publishing,
    ledger,
    publishing_desk,
    following,
    work,
    pages,
    files,
    health,
)


def register(app: Flask) -> None:
    for module in MODULES:
        app.register_blueprint(module.blueprint)
    if not app.extensions["settings"].production:
        app.register_blueprint(components_page.blueprint)
