"""The people around one recommendation: BPBD's operator and head, the inspectorate's verifier, and strangers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from forum.accounts.models import Account, Agency
from forum.accounts.roles import Role
from forum.recommendations.models import Recommendation
from forum.recommendations.reports import Evidence, EvidenceKind, Report
from tests import make
from tests.cast import Person


@dataclass
class Scene:
    """One issued recommendation of BPBD Pekalongan and those who deal with it."""

    app: Flask
    agency: Agency
    rec: Recommendation
    operator: Account
    head: Account
    verifier: Account

    def browser(self, who: Account) -> Person:
        return Person(self.app, who)

    @property
    def answer_page(self) -> str:
        return f"/meja/opd/{self.rec.code}/jawaban"

    @property
    def report_page(self) -> str:
        return f"/meja/opd/{self.rec.code}/laporan"

    @property
    def public_page(self) -> str:
        return f"/rekomendasi/{self.rec.code}"

    def sent(self, percent: int = 30, *, by: Account | None = None, evidence: list[Evidence] | None = None, **facts: Any) -> Report:
        """A report that the operator sent through the domain."""
        who = by or self.operator
        pieces = evidence if evidence is not None else [Evidence(kind=EvidenceKind.PHOTO, title="Foto alat")]

        def tell() -> Report:
            made = Report.draft(
                self.rec, by=who.viewer(), author_id=who.id, percent=percent, note="Kalibrasi dua alat", evidence=pieces, **facts
            )
            made.send(by=who.viewer())
            return made

        return make.said(tell)


@pytest.fixture
def scene(app: Flask, db_session: Any) -> Scene:
    agency = make.agency("BPBD")
    return Scene(
        app,
        agency,
        make.recommendation(owner=agency),
        make.account("Sari Operator", Role.AGENCY_OPERATOR, of=agency),
        make.account("Budi Kepala", Role.AGENCY_HEAD, of=agency),
        make.account("Vera Verifikator", Role.VERIFIER),
    )


@pytest.fixture
def accepted(scene: Scene) -> Scene:
    """The scene after BPBD accepted the recommendation."""
    make.answered(scene.rec)
    return scene


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (30, 90, 160)).save(out, kind)
    return out.getvalue()


def office(folder: str = "word", extra: str = "document.xml") -> bytes:
    """The least that an office document is made of."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(f"{folder}/{extra}", "<x/>")
    return out.getvalue()


@pytest.fixture
def upload() -> Callable[[bytes, str], tuple[io.BytesIO, str]]:
    return lambda content, name: (io.BytesIO(content), name)
