"""One's own tasks: handing one over to a successor, giving one up; and closing one's account."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import inviting, queries, registry_queries
from forum.accounts.forms import PressForm
from forum.accounts.registry_forms import HandOverForm
from forum.core import clock, once
from forum.core.refusal import Refused
from forum.extensions import db
from forum.notices import letters
from forum.policies import accounts as policy
from forum.submissions import draft_queries
from forum.web.addresses import absolute
from forum.web.guard import account_id, end_session, me

blueprint = Blueprint("own", __name__, url_prefix="/akun")
Answer = str | tuple[str, int] | Response


@blueprint.route("/tugas/<int:grant_id>/serahkan", methods=["GET", "POST"])
def hand_over(grant_id: int) -> Answer:
    """Name who takes over; one's own task ends the day before theirs begins."""
    form = HandOverForm()
    valid = form.validate_on_submit()
    found = registry_queries.own_grant(grant_id, me())
    if (refusal := policy.why_not_hand_over(me(), found, clock.today("Asia/Jakarta"))) is not None:
        raise Refused(refusal)
    back = url_for("accounts.profile")
    if not valid:
        return render_template("people/hand_over.html", form=form, grant=found, back=back, desk_page=False), 422 if form.errors else 200
    if again := once.seen(form.once.data):
        return redirect(again, 303)
    made, secret = inviting.successor(found, form.data, by=me())
    letters.to_invited(made, secret, current_app.extensions["settings"])
    once.remember(form.once.data, back)
    db.session.commit()
    link = absolute(url_for("joining.invitation", secret=secret))
    return render_template("people/asked.html", invitation=made, link=link, back=back, desk_page=False), 201


@blueprint.route("/tutup", methods=["GET", "POST"])
def close() -> Answer:
    """End one's account. What was said stays; told before it happens."""
    form = PressForm()
    pressed = form.validate_on_submit()
    account = queries.account(account_id())
    if not pressed:
        return render_template("accounts/close.html", form=form, grants=queries.grants_of(account_id()), account=account)
    account.close(by=me())
    queries.end_sessions(account_id())
    draft_queries.forget_all(account_id(), current_app.extensions["settings"].upload_dir)
    db.session.commit()
    end_session()
    flash(_("Akun Anda ditutup. Yang pernah Anda sampaikan tetap tercatat dalam forum."), "info")
    return redirect(url_for("home.index"), 303)
