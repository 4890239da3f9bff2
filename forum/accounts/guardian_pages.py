"""The guardian's page, opened by the link that was mailed: read, consent, refuse, withdraw. Pages act when a button is pressed.

A mail scanner that opens the link changes nothing. The page needs no account; whoever holds the link is the guardian.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import queries, throttle
from forum.accounts.access import fingerprint
from forum.accounts.forms import ConsentForm, GuardianAddressForm, LinkForm, NameForm, PressForm
from forum.accounts.guardians import NOTICE_VERSION, Guardianship, Relation
from forum.accounts.links import LinkRequest, Purpose
from forum.accounts.states import GuardianState
from forum.core import clock, jobs
from forum.core.refusal import NotFound, Refused
from forum.events.models import Event
from forum.extensions import db
from forum.labels import choices
from forum.notices import letters
from forum.publishing import erasing as publishing
from forum.submissions import draft_queries, erasing
from forum.submissions.models import Submission
from forum.web import language
from forum.web.guard import account_id, me, public

blueprint = Blueprint("guardians", __name__)
Answer = str | tuple[str, int] | Response


def _guardianship(secret: str) -> Guardianship:
    """What the link opens. An unknown, expired or replaced one opens nothing."""
    link = queries.link_by_fingerprint(fingerprint(secret), Purpose.GUARDIAN)
    if link is None or not link.usable or link.guardianship is None or not link.guardianship.holds:
        raise NotFound
    return link.guardianship


@blueprint.route("/wali", methods=["GET", "POST"])
@public
def again() -> Answer:
    """Send a guardian a fresh link; the answer is the same for every address."""
    form = LinkForm()
    if not form.validate_on_submit():
        return render_template("guardians/again.html", form=form, sent=False), 422 if form.errors else 200
    db.session.rollback()
    limits = throttle.link_limits(Purpose.GUARDIAN, form.email.data, throttle.place_of(request.remote_addr))
    if throttle.take(limits, str(current_app.config["SECRET_KEY"])).minutes:
        form.form_errors.append(_("Tautan sudah beberapa kali diminta. Coba lagi dalam satu jam."))
        return render_template("guardians/again.html", form=form, sent=False), 429
    db.session.add(LinkRequest(purpose=Purpose.GUARDIAN, email=form.email.data, language=language.selected()))
    db.session.commit()
    jobs.soon("deliver")
    return render_template("guardians/again.html", form=form, sent=True)


@blueprint.get("/wali/<secret>")
@public
def show(secret: str) -> Answer:
    return _page(secret, _guardianship(secret))


def _page(secret: str, asked: Guardianship, form: ConsentForm | None = None) -> Answer:
    settings = current_app.extensions["settings"]
    consent = form or ConsentForm(formdata=None)
    consent.relation.choices = choices("relation")
    page = render_template(
        "guardians/show.html",
        one=asked,
        secret=secret,
        form=consent,
        press=PressForm(formdata=None),
        name_form=NameForm(formdata=None, name_allowed=asked.name_allowed),
        full=settings.full_age,
        notice=NOTICE_VERSION,
        said=erasing.said_by(asked.account_id),
        replies=erasing.replies_by(asked.account_id),
    )
    return page, 422 if form is not None and form.errors else 200


@blueprint.post("/wali/<secret>/setuju")
@public
def grant(secret: str) -> Answer:
    form = ConsentForm()
    form.relation.choices = choices("relation")
    valid = form.validate()
    asked = _guardianship(secret)
    if not valid:
        return _page(secret, asked, form)
    guardian = asked.viewer()
    asked.grant(by=guardian, name=form.name.data, relation=Relation(form.relation.data), name_allowed=form.name_allowed.data)
    erasing.release(asked, by=guardian, judge_by=_judge_by)
    db.session.commit()
    flash(_("Terima kasih. Persetujuan Anda dicatat, dan Anda dapat menariknya kapan saja di halaman ini."), "success")
    return redirect(url_for(".show", secret=secret), 303)


def _judge_by(event: Event) -> date:
    days = current_app.extensions["settings"].moderation_days
    return clock.add_working_days(clock.today(event.tz), days, clock.holidays())


@blueprint.route("/wali/<secret>/tolak", methods=["GET", "POST"])
@public
def refuse(secret: str) -> Answer:
    """No: the account closes, what waited is erased. Told before it happens."""
    form = PressForm()
    pressed = form.validate_on_submit()
    asked = _guardianship(secret)
    if asked.state is not GuardianState.ASKED:
        return redirect(url_for(".show", secret=secret), 303)
    if not pressed:
        return render_template("guardians/refuse.html", one=asked, secret=secret, form=form)
    _erased(asked, erasing.erase_all(asked, by=asked.viewer()))
    draft_queries.forget_all(asked.account_id, current_app.extensions["settings"].upload_dir)
    asked.refuse(by=asked.viewer())
    queries.end_sessions(asked.account_id)
    db.session.commit()
    flash(_("Penolakan Anda dicatat. Akun ini ditutup dan tulisannya dihapus."), "info")
    return redirect(url_for(".show", secret=secret), 303)


@blueprint.route("/wali/<secret>/tarik", methods=["GET", "POST"])
@public
def withdraw(secret: str) -> Answer:
    """Take the consent back: every word goes, the tombstones stay. Told before it happens."""
    form = PressForm()
    pressed = form.validate_on_submit()
    asked = _guardianship(secret)
    if asked.state is not GuardianState.GRANTED:
        return redirect(url_for(".show", secret=secret), 303)
    if not pressed:
        said = [one for one in erasing.said_by(asked.account_id) if one.erased_at is None]
        return render_template("guardians/withdraw.html", one=asked, secret=secret, form=form, said=said)
    _erased(asked, erasing.erase_all(asked, by=asked.viewer()))
    draft_queries.forget_all(asked.account_id, current_app.extensions["settings"].upload_dir)
    asked.withdraw(by=asked.viewer())
    db.session.commit()
    flash(_("Persetujuan ditarik. Tulisannya dihapus, dan akun ini tidak dapat dipakai menulis lagi."), "info")
    return redirect(url_for(".show", secret=secret), 303)


def _erased(asked: Guardianship, gone: list[Submission]) -> None:
    """What was erased is taken out of published outcomes and mails too, and its files are deleted."""
    publishing.supersede(gone)
    draft_queries.forget_erased(asked.account_id, current_app.extensions["settings"].upload_dir)
    for one in gone:
        letters.forget(one.id)


@blueprint.post("/wali/<secret>/nama")
@public
def name(secret: str) -> Answer:
    form = NameForm()
    valid = form.validate()
    asked = _guardianship(secret)
    if valid and form.name_allowed.data != asked.name_allowed:
        asked.allow_name(form.name_allowed.data, by=asked.viewer())
        erasing.show_names(asked)
        db.session.commit()
        flash(_("Pilihan nama disimpan."), "success")
    return redirect(url_for(".show", secret=secret), 303)


@blueprint.post("/wali/<secret>/hapus")
@public
def erase(secret: str) -> Answer:
    """Withdraw one text, a submission by its code or a reply by its public key."""
    asked = _guardianship(secret)
    which = request.form.get("yang", "")
    one = next((one for one in erasing.said_by(asked.account_id) if one.code == which and one.erased_at is None), None)
    reply = next((one for one in erasing.replies_by(asked.account_id) if one.public_id == which and one.erased_at is None), None)
    if one is not None:
        erasing.erase(one, by=asked.viewer())
        _erased(asked, [one])
    elif reply is not None:
        erasing.erase_reply(reply, by=asked.viewer())
    else:
        raise NotFound
    db.session.commit()
    flash(_("Tulisan itu dihapus."), "success")
    return redirect(url_for(".show", secret=secret), 303)


@blueprint.route("/akun/wali", methods=["GET", "POST"])
def mine() -> Answer:
    """A minor's own view: what the guardian answered; while nobody did, ask again or elsewhere."""
    form = GuardianAddressForm()
    valid = form.validate_on_submit()
    asked = queries.guardianship_of(account_id())
    if asked is None:
        raise NotFound
    if valid and form.guardian_email.data == asked.minor.email:
        form.refuse(form.guardian_email, _("Tulis surel orang tua atau wali Anda, bukan surel Anda sendiri."))
    elif valid:
        return _asked_again(asked, form)
    if not form.is_submitted():
        form.guardian_email.data, form.version.data = asked.email, str(asked.version)
    return render_template("guardians/mine.html", one=asked, form=form), 422 if form.errors else 200


def _asked_again(asked: Guardianship, form: GuardianAddressForm) -> Response:
    db.session.rollback()
    if throttle.take([(throttle.GUARDIAN, str(account_id()))], str(current_app.config["SECRET_KEY"])).minutes:
        raise Refused(throttle.TOO_OFTEN)
    asked.expect(form.seen_version)
    asked.readdress(form.guardian_email.data, by=me())
    lang = language.selected()
    db.session.add(LinkRequest(purpose=Purpose.GUARDIAN, email=asked.email, language=lang, guardianship_id=asked.id))
    db.session.commit()
    flash(_("Wali Anda kami surati."), "success")
    return redirect(url_for(".mine"), 303)
