"""What a moderator masked appears nowhere: not on its page, not in lists, not in what is published."""

from __future__ import annotations

import pytest
from flask import Flask

from forum.accounts.roles import Role
from forum.submissions.wordings import MaskKind, Span
from tests import make
from tests.cast import visitor

pytestmark = pytest.mark.usefixtures("db_session")
CANARY = "3375010000000000"


def test_masked_words_are_gone_from_every_public_page(app: Flask) -> None:
    moderator = make.account("Rina", Role.MODERATOR)
    forum = make.event()
    one = make.submission(forum, public=False, body=f"e-KTP ibu belum jadi. NIK {CANARY}, mohon dibantu.")
    at = one.body.index(CANARY)
    make.said(one.redact, [Span(at, at + len(CANARY), MaskKind.NIK)], by=moderator.viewer())
    make.said(one.publish, by=moderator.viewer())
    someone = visitor(app)
    for path in (f"/forum/{forum.slug}", f"/forum/{forum.slug}/masukan/{one.code}", "/", "/keputusan", f"/lacak?kode={one.code}"):
        page = someone.client.get(path, follow_redirects=True)
        assert page.status_code == 200 and CANARY not in page.get_data(as_text=True), path
    assert someone.opens(f"/forum/{forum.slug}").has("[NIK disamarkan]")
