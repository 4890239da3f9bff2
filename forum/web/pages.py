"""Pages of words: the rules of conduct, personal data, accessibility, how support across groups is counted."""

from __future__ import annotations

from flask import Blueprint, render_template

from forum.core import stamps
from forum.policies.sight import NOTHING, SIGHT, Audience
from forum.submissions import weighing
from forum.web import stored
from forum.web.guard import public

blueprint = Blueprint("pages", __name__)


@blueprint.get("/pedoman")
@public
def rules() -> str:
    stored.under(stamps.PLACES)
    return render_template("pages/rules.html")


@blueprint.get("/privasi")
@public
def privacy() -> str:
    stored.under(stamps.PLACES)
    return render_template("pages/privacy.html")


@blueprint.get("/aksesibilitas")
@public
def accessibility() -> str:
    stored.under(stamps.PLACES)
    return render_template("pages/accessibility.html")


@blueprint.get("/cara-menghitung")
@public
def counting() -> str:
    stored.under(stamps.PLACES)
    example = [(name, groups, weighing.breadth(groups) / weighing.WHOLE) for name, groups in weighing.EXAMPLE]
    return render_template(
        "pages/counting.html", example=example, shares=[(n, weighing.share(n) / weighing.WHOLE) for n in (1, 2, 3, 9, 40)]
    )


@blueprint.get("/siapa-melihat-apa")
@public
def sight() -> str:
    """Drawn from the table that the policies read."""
    stored.under(stamps.PLACES)
    return render_template("pages/sight.html", table_of=SIGHT, audiences=list(Audience), nothing=NOTHING)
