"""A group's official position on a submission: stated and changed by its representative, with its history for everybody."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.queries import speaking_choices
from forum.core.refusal import NotFound, Refused
from forum.extensions import db
from forum.policies import voices as policy
from forum.submissions import page_queries, positions, queries
from forum.submissions.forms import PositionForm
from forum.submissions.positions import Stance
from forum.web.guard import account_id, me, public

blueprint = Blueprint("positions", __name__)
Answer = tuple[str, int] | Response


@blueprint.route("/forum/<slug>/masukan/<code>/sikap/<group>", methods=["GET", "POST"])
def state(slug: str, code: str, group: str) -> Answer:
    form = PositionForm()
    valid = form.validate_on_submit()
    one = queries.submission(slug, code, me())
    body = next((voice for voice in speaking_choices(me()) if voice.slug == group), None)
    if body is None:
        raise NotFound
    if (refusal := policy.why_not_state_position(me(), one, body)) is not None:
        raise Refused(refusal)
    found = positions.position_of(one, body)
    if valid:
        if found is not None:
            found.expect(form.seen_version or 0)
        positions.state(one, body, Stance(form.stance.data), form.body.data, by=me(), account_id=account_id())
        db.session.commit()
        flash(_("Sikap kelompok tercatat dan tampil di halaman masukan."), "success")
        return redirect(url_for("submissions.show", slug=slug, code=code, _anchor="sikap"), 303)
    if not form.is_submitted() and found is not None:
        form.stance.data, form.body.data, form.version.data = str(found.stance), found.body, str(found.version)
    return render_template("submissions/position.html", one=one, group=body, form=form, found=found), 422 if form.errors else 200


@blueprint.get("/sikap/<public_id>")
@public
def show(public_id: str) -> str:
    """A position and what it was before."""
    return render_template("submissions/position_history.html", position=page_queries.position(public_id, me()))
