"""Both languages are complete: every message of code and pages has its English, with the same placeholders."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask
from wtforms import validators

from forum.wtforms_messages import MESSAGES
from tests.cast import visitor

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "forum" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = re.search(r"^KEYWORDS = (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What code and templates say, as `make translations` collects it."""
    assert KEYWORDS is not None
    pot = tmp_path_factory.mktemp("messages") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "--no-location", "-o", str(pot), "."]
    keywords = [word.strip("'\"") for word in KEYWORDS[1].split()]
    subprocess.run([*command[:5], *keywords, *command[5:]], cwd=ROOT, check=True)
    return {_first(message.id) for message in _read(pot) if message.id}


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def test_every_message_has_its_english(used: set[str]) -> None:
    translated = {_first(message.id) for message in _read(ENGLISH) if message.id and all(_forms(message.string))}
    assert used - translated == set()


def _forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = [
        message.id
        for message in _read(ENGLISH)
        if message.id
        for text in _forms(message.string)
        if sorted(re.findall(r"%\(\w+\)s", _first(message.id))) != sorted(re.findall(r"%\(\w+\)s", text))
    ]
    assert wrong == []


def test_the_form_library_speaks_indonesian() -> None:
    locale = Path(validators.__file__).parent / "locale" / "wtforms.pot"
    said = {text for message in _read(locale) if message.id for text in ([message.id] if isinstance(message.id, str) else message.id)}
    assert said - set(MESSAGES) == set()


@pytest.mark.parametrize(
    "path", ["/", "/forum", "/rekomendasi", "/hasil", "/keputusan", "/lacak", "/masuk", "/daftar", "/pedoman", "/privasi"]
)
def test_english_pages_live_under_en(app: Flask, path: str) -> None:
    page = visitor(app).opens(f"/en{path}")
    assert page.find("html")["lang"] == "en"
    assert not page.has("Masukan") and not page.has("Beranda")
    assert all(str(link["href"]).startswith(("/en", "#", "http")) or link.get("hreflang") == "id" for link in page.all("a[href]"))
