"""Text from people comes out harmless, whatever went in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.columns import CleanHtml
from forum.core.text import clean_line, clean_text, excerpt, markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klik](javascript:alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "![x](https://tempat.lain/gambar.png)",
    "<svg/onload=alert(1)>",
    "<iframe src=//tempat.lain></iframe>",
    "</textarea><script>alert(1)</script>",
    "<style>body{display:none}</style>",
    '[x](https://a.id "onmouseover=alert(1)")',
    "```\n<script>\n```",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_executable_survives(source: str) -> None:
    html = str(markdown(source)).lower()
    assert "<script" not in html and "<img" not in html and "<svg" not in html and "<iframe" not in html and "<style" not in html
    assert 'href="javascript' not in html and 'href="data' not in html


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_becomes_clean_html(source: str) -> None:
    assert isinstance(markdown(clean_text(source)), CleanHtml)


def test_bold_lists_and_links_survive() -> None:
    html = str(markdown("**tebal**\n\n- satu\n- dua\n\n[situs](https://kota.go.id)"))
    assert "<strong>tebal</strong>" in html and "<li>satu</li>" in html and 'rel="nofollow"' in html


def test_a_heading_becomes_a_bold_paragraph() -> None:
    assert "<h1" not in str(markdown("# Judul")) and "<strong>Judul</strong>" in str(markdown("# Judul"))


def test_nul_controls_surrogates_and_direction_marks_are_dropped() -> None:
    assert clean_text("a\x00b\x07c\ud800d\u202ee") == "abcde"


def test_text_is_cut_at_its_limit() -> None:
    assert len(clean_text("x" * 50_000, 1000)) == 1000


def test_a_line_has_single_spaces() -> None:
    assert clean_line("  satu \n\t dua ") == "satu dua"


def test_ten_thousand_brackets_are_quick() -> None:
    assert markdown("[" * 10_000)


def test_an_excerpt_ends_at_a_word() -> None:
    assert excerpt("satu dua tiga empat", 12) == "satu dua …"


def test_an_excerpt_reads_without_its_marks() -> None:
    assert excerpt("Usul **satu akun**:\n\n- murah\n- cepat_sekali") == "Usul satu akun: · murah · cepat_sekali"
