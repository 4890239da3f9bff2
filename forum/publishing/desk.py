"""Dinkominfo's publishing desk: draft an outcome, have it reviewed by a colleague, publish it, correct it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.roles import Role
from forum.core import once
from forum.core.refusal import NotFound, Refused
from forum.events.models import Event
from forum.extensions import db
from forum.publishing import queries, snapshot
from forum.publishing.forms import CorrectionForm, NoteForm, OutcomeForm, PublishForm, StepForm
from forum.publishing.models import Outcome
from forum.publishing.states import OUTCOME, OutcomeState
from forum.web.guard import account_id, desk, me

blueprint = Blueprint("publishing_desk", __name__, url_prefix="/meja/publikasi")
blueprint.before_request(desk(Role.PUBLISHER))

PREVIEWED = 50
"""Lines of the table that the desk shows of a version in hand."""

Answer = str | tuple[str, int] | Response


@blueprint.get("")
def index() -> str:
    events = queries.desk_events(me())
    return render_template("publishing_desk/index.html", events=events, latest=queries.latest_by_event([e.id for e in events]))


@blueprint.get("/<slug>")
def event(slug: str) -> str:
    found, versions = queries.for_desk(slug, me())
    return _page(found, versions)


def _page(found: Event, versions: list[Outcome], **more: object) -> str:
    """The desk of one event: what blocks, the version in hand, its preview, all versions."""
    in_hand = next((one for one in versions if one.state in (OutcomeState.DRAFT, OutcomeState.IN_REVIEW, OutcomeState.APPROVED)), None)
    values: dict[str, object] = {
        "event": found,
        "versions": versions,
        "outcome": in_hand,
        "moves": OUTCOME.open_to(me(), in_hand) if in_hand else [],
        "why_not_review": OUTCOME.why_not("approve", me(), in_hand) if in_hand else None,
        "published": next((one for one in versions if one.state is OutcomeState.PUBLISHED), None),
        "preview": list(snapshot.entries(found.id, PREVIEWED)) if in_hand else [],
        "lines": queries.outcome_lines(found.id),
        "step": StepForm(version=in_hand.version if in_hand else None, formdata=None),
        "note_form": NoteForm(version=in_hand.version if in_hand else None, formdata=None),
        "publish_form": PublishForm(version=in_hand.version if in_hand else None, formdata=None),
    }
    return render_template("publishing_desk/event.html", **{**values, **more})


@blueprint.route("/<slug>/draf", methods=["GET", "POST"])
def draft(slug: str) -> Answer:
    """Begin a version: the first, or a correction of the one in force."""
    event, versions = queries.for_desk(slug, me())
    published = next((one for one in versions if one.state is OutcomeState.PUBLISHED), None)
    form = CorrectionForm() if published else OutcomeForm()
    if not form.validate_on_submit():
        _suggest(form, event, published)
        return render_template("publishing_desk/draft.html", event=event, form=form, published=published), 422 if form.errors else 200
    place = url_for(".event", slug=slug)
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    Outcome.of(
        event,
        by=me(),
        author_id=account_id(),
        number=(versions[0].number if versions else 0) + 1,
        title=form.title.data,
        summary=form.summary.data,
        agreed=form.agreed.data,
        supersedes=published,
        correction=form.correction.data if published else None,
    )
    once.remember(form.once.data, place)
    db.session.commit()
    return redirect(place, 303)


def _suggest(form: OutcomeForm, event: Event, published: Outcome | None) -> None:
    """Fill an untouched form with the version in force, or with what the event already says."""
    if form.is_submitted():
        return
    form.title.data = published.title if published else _("Laporan Hasil %(title)s", title=event.title)
    form.summary.data = published.summary if published else event.purpose
    form.agreed.data = published.agreed if published else ""


@blueprint.route("/<slug>/ubah", methods=["GET", "POST"])
def edit(slug: str) -> Answer:
    event, outcome = _in_hand(slug)
    form = OutcomeForm(obj=outcome)
    if not form.validate_on_submit():
        return render_template("publishing_desk/draft.html", event=event, form=form, published=None), 422 if form.errors else 200
    outcome.expect(form.seen_version)
    outcome.revise(by=me(), author_id=account_id(), title=form.title.data, summary=form.summary.data, agreed=form.agreed.data)
    db.session.commit()
    return redirect(url_for(".event", slug=slug), 303)


def _in_hand(slug: str) -> tuple[Event, Outcome]:
    event, versions = queries.for_desk(slug, me())
    outcome = next((one for one in versions if one.state in (OutcomeState.DRAFT, OutcomeState.IN_REVIEW, OutcomeState.APPROVED)), None)
    if outcome is None:
        raise NotFound
    return event, outcome


@blueprint.post("/<slug>/ajukan")
def submit(slug: str) -> Answer:
    return _step(slug, "submit")


@blueprint.post("/<slug>/setujui")
def approve(slug: str) -> Answer:
    return _step(slug, "approve")


def _step(slug: str, verb: str) -> Answer:
    form = StepForm()
    event, outcome = _in_hand(slug)
    if form.validate():
        outcome.expect(form.seen_version)
        getattr(outcome, verb)(by=me())
        db.session.commit()
        flash(
            _("Diajukan. Rekan penerbit lain sekarang meninjaunya.") if verb == "submit" else _("Disetujui. Hasil siap terbit."), "success"
        )
    return redirect(url_for(".event", slug=event.slug), 303)


@blueprint.post("/<slug>/kembalikan")
def send_back(slug: str) -> Answer:
    form = NoteForm()
    event, outcome = _in_hand(slug)
    if not form.validate():
        return _page(event, queries.for_desk(slug, me())[1], note_form=form), 422
    outcome.expect(form.seen_version)
    outcome.send_back(by=me(), note=form.note.data)
    db.session.commit()
    return redirect(url_for(".event", slug=slug), 303)


@blueprint.post("/<slug>/terbitkan")
def publish(slug: str) -> Answer:
    """Freeze the approved version; from here on it cannot be changed."""
    form = PublishForm()
    event, outcome = _in_hand(slug)
    if not form.validate():
        return _page(event, queries.for_desk(slug, me())[1], publish_form=form), 422
    outcome.expect(form.seen_version)
    if (refusal := OUTCOME.why_not("publish", me(), outcome)) is not None:
        raise Refused(refusal)
    outcome.publish(snapshot.of(outcome), by=me())
    db.session.commit()
    flash(_("Versi %(n)s terbit.", n=outcome.number), "success")
    return redirect(url_for("publishing.show", slug=slug), 303)


@blueprint.route("/<slug>/tarik", methods=["GET", "POST"])
def retract(slug: str) -> Answer:
    """Take the published version back, with a reason that everybody reads."""
    form = NoteForm()
    event, versions = queries.for_desk(slug, me())
    published = next((one for one in versions if one.state is OutcomeState.PUBLISHED), None)
    if published is None:
        raise NotFound
    if not form.validate_on_submit():
        form.version.data = form.version.data or published.version
        return render_template("publishing_desk/retract.html", event=event, outcome=published, form=form), 422 if form.errors else 200
    published.expect(form.seen_version)
    published.retract(by=me(), note=form.note.data)
    db.session.commit()
    return redirect(url_for(".event", slug=slug), 303)
