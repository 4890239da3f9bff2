"""Following: beginning and stopping by one press, what one follows, and the link in every mail that ends it."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import follows
from forum.accounts import queries as people
from forum.accounts.follows import Matter
from forum.core.refusal import NotFound
from forum.extensions import csrf, db, limiter
from forum.notices import following_queries, unsubscribing
from forum.notices.following_queries import Thing
from forum.web.guard import account_id, me, public

blueprint = Blueprint("following", __name__)


def _matter(word: str) -> Matter:
    """:raises NotFound: for what cannot be followed."""
    if word not in list(Matter):
        raise NotFound
    return Matter(word)


def _place(matter: Matter, key: str, found: Thing) -> str:
    if matter is Matter.SUBMISSION:
        return url_for("submissions.show", slug=found.slug, code=key)
    if matter is Matter.RECOMMENDATION:
        return url_for("recommendations.show", code=key)
    return url_for("events.show" if matter is Matter.EVENT else "bodies.group", slug=key)


@blueprint.post("/ikuti/<word>/<key>")
def follow(word: str, key: str) -> Response:
    matter = _matter(word)
    found = following_queries.thing(matter, key, me())
    follows.follow(account_id(), matter, found.id)
    mailed = people.account(account_id()).mail_followed
    db.session.commit()
    if mailed:
        flash(_("Anda mengikuti “%(name)s”. Kabar tentang perkembangannya dikirim ke surel Anda.", name=found.name), "success")
    else:
        flash(_("Anda mengikuti “%(name)s”, tanpa surel seperti pilihan Anda di halaman akun.", name=found.name), "success")
    return redirect(_place(matter, key, found), 303)


@blueprint.post("/berhenti-ikuti/<word>/<key>")
def stop(word: str, key: str) -> Response:
    matter = _matter(word)
    found = following_queries.thing(matter, key, me())
    follows.unfollow(account_id(), matter, found.id)
    db.session.commit()
    flash(_("Anda tidak lagi mengikuti “%(name)s”.", name=found.name), "success")
    to_list = request.form.get("dari") == "daftar"
    return redirect(url_for(".index") if to_list else _place(matter, key, found), 303)


@blueprint.get("/akun/mengikuti")
def index() -> str:
    page = following_queries.followed(me(), request.args.get("hal"))
    groups, mailed = following_queries.groups_to_follow(me()), people.account(account_id()).mail_followed
    return render_template("notices/following.html", page=page, groups=groups, mailed=mailed)


@blueprint.get("/berhenti/<token>")
@public
def leave(token: str) -> tuple[str, int]:
    """The page behind the link in a mail. Opening it changes nothing: mail scanners open every link."""
    found = unsubscribing.opened(token, current_app.config["SECRET_KEY"])
    return render_template("notices/leave.html", token=token, found=found, done=False), 200 if found else 404


@blueprint.post("/berhenti/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
@limiter.limit("30 per minute")
def left(token: str) -> tuple[str, int]:
    """The button on that page, and the one-click request of mail programs, which carries no session: the signed token says who."""
    found = unsubscribing.opened(token, current_app.config["SECRET_KEY"])
    everything = bool(request.form.get("semua"))
    if found is not None:
        if everything:
            people.account(found.account_id).mail_followed = False
        else:
            follows.unfollow(found.account_id, found.matter, found.key)
        db.session.commit()
    return render_template("notices/leave.html", token=token, found=found, done=True, everything=everything), 200 if found else 404
