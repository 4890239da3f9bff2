"""Text from people: made harmless at the border, and turned into HTML in this one place.

Three walls: markdown-it escapes raw HTML, bleach lets a short list of elements through, and nh3 must leave the
result unchanged. Whoever changes what comes out raises ``CLEANER_VERSION``, so that stored HTML can be made anew.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial

import nh3
from bleach.callbacks import nofollow
from bleach.linkifier import URL_RE, LinkifyFilter
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt

from forum.core.columns import CleanHtml

CLEANER_VERSION = 1

TAGS = frozenset({"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"})
ATTRIBUTES = {"a": ["href", "title", "rel"], "ol": ["start"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_MANY_BREAKS = re.compile(r"\n{4,}")
_HEADING = re.compile(r"<(/?)h[1-6]>")
_ACCENT = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(f"({_ACCENT}{{6}}){_ACCENT}+")
_LINK = re.compile(rf"(?<!\(){URL_RE.pattern}", URL_RE.flags)
"""bleach's own pattern, begun at the first of many brackets only: from each of them it takes seconds."""

_markdown = MarkdownIt("js-default", {"breaks": True, "linkify": False, "maxNesting": 20}).disable(["table", "image"])
_cleaner = Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    protocols=PROTOCOLS,
    strip=True,
    filters=[partial(LinkifyFilter, callbacks=[nofollow], skip_tags={"pre", "code"}, url_re=_LINK)],
)


def clean_text(text: str | None, limit: int = 20_000) -> str:
    """Text as it may be stored: cut to ``limit`` characters, NFC, no control or direction-changing characters, no towers of accents."""
    if not text:
        return ""
    text = text[: limit * 2].replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", _PILED.sub(r"\1", _UNPRINTABLE.sub("", text)))
    return _MANY_BREAKS.sub("\n\n\n", text).strip()[:limit]


def clean_line(text: str | None, limit: int = 200) -> str:
    """One line of text: as :func:`clean_text`, with every run of white space made one space."""
    return " ".join(clean_text(text, limit).split())


def markdown(source: str) -> CleanHtml:
    """HTML of a text in Markdown. Headings become bold paragraphs: the page owns the outline.

    :raises ValueError: when the last wall would have changed what bleach let through.
    """
    rendered = _HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", _markdown.render(source))
    html = _cleaner.clean(rendered)
    if not _harmless(html):
        raise ValueError("the sanitiser's output is not clean")
    return CleanHtml(html)


def _harmless(html: str) -> bool:
    """Whether nh3 finds nothing to remove (it writes entities its own way, so compare what it strips)."""
    kept = nh3.clean(html, tags=set(TAGS), attributes={"a": {"href", "title"}, "ol": {"start"}}, url_schemes=set(PROTOCOLS), link_rel=None)
    return _shape(kept) == _shape(html)


def _shape(html: str) -> list[str]:
    return re.findall(r"<(/?[a-z0-9]+)", html.replace("<br/>", "<br>"))


def excerpt(source: str, limit: int = 220) -> str:
    """The beginning of a text for lists, on one line, cut at a word."""
    flat = re.sub(r"^[ \t]*(?:[-+*]|\d{1,9}\.)[ \t]+", "· ", source, flags=re.MULTILINE)
    flat = re.sub(r"^[ \t]*[#>]+[ \t]*", "", flat, flags=re.MULTILINE)
    line = " ".join(re.sub(r"\*{1,3}|`+|(?<!\w)_+|(?<!_)_+(?!\w)", "", flat).split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(".,;:") + " …"
