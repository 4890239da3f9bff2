"""Every component in every state on one page, for looking at and for the browser tests. Never in production."""

from __future__ import annotations

from flask import Blueprint, render_template

from forum.labels import CATALOGUE
from forum.web import components_sample as sample
from forum.web.guard import public

blueprint = Blueprint("dev", __name__, url_prefix="/_components")

TAGS = ("phase", "submission", "recommendation", "answer", "report", "answer_paper", "outcome", "appeal", "evidence")


@blueprint.get("")
@public
def components() -> str:
    return render_template(
        "dev/components.html", tags={kind: CATALOGUE[kind].values() for kind in TAGS}, sample=sample, form=sample.SampleForm()
    )


@blueprint.get("/galat")
@public
def errors() -> str:
    """The same fields after a refused attempt."""
    return render_template("dev/fields.html", sample=sample, form=sample.refused_form())


@blueprint.get("/meja")
@public
def desk() -> str:
    return render_template("dev/desk.html", sample=sample)
