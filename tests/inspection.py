"""What every page must be, whoever asked for it: well-formed, labelled, safe, and in its reader's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from werkzeug.wrappers import Response

NEEDS_LABEL = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]), select, textarea"
RESOURCES = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src", "use": "href", "object": "data"}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}
UNTRANSLATED = re.compile(r"\b(?:state|label|verb|phase|role|kind|reason|submission|recommendation|event|outcome)\.[a-z_]{3,}\b")
ENGLISH = re.compile(
    r"\b(?:submit|required|invalid|this field|login|log in|sign in|logout|password|username|search|cancel|delete|save|"
    r"next|previous|back to|not found|forbidden|loading|please|your|the|and|with)\b",
    re.IGNORECASE,
)
QUOTED = {"prose", "said"}
"""Classes of elements whose words are people's, not ours."""
HEADERS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "strict-origin-when-cross-origin"}


def faults(response: Response, signed_in: bool) -> list[str]:
    """Everything wrong with an HTML answer, in words; empty when nothing is."""
    html = response.get_data(as_text=True)
    soup = BeautifulSoup(html, "lxml")
    found = [*_headers(response, signed_in)]
    if not html.lstrip().lower().startswith("<!doctype html>"):
        found.append("no <!doctype html>")
    for check in (_head, _headings, _labels, _ids, _forms, _inline, _resources, _words):
        found += check(soup)
    return found


def _headers(response: Response, signed_in: bool) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    for wanted in ("script-src 'self'", "frame-ancestors 'none'"):
        if wanted not in policy:
            yield f"the content security policy lacks {wanted}"
    if "unsafe" in policy:
        yield "the content security policy allows something unsafe"
    for name, value in HEADERS.items():
        if response.headers.get(name) != value:
            yield f"header {name} is {response.headers.get(name)!r}, not {value!r}"
    if signed_in and "no-store" not in response.headers.get("Cache-Control", ""):
        yield "a signed-in page may be stored: Cache-Control lacks no-store"


def _head(soup: BeautifulSoup) -> Iterator[str]:
    if not soup.html or soup.html.get("lang") not in ("id", "en"):
        yield "<html> names no language"
    if not soup.title or not soup.title.get_text(strip=True):
        yield "no <title>"
    if not soup.select_one("meta[name=viewport]"):
        yield "no viewport"


def _headings(soup: BeautifulSoup) -> Iterator[str]:
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h[1-6]$"))]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for above, below in zip(levels, levels[1:], strict=False):
        if below > above + 1:
            yield f"a heading skips from h{above} to h{below}"


def _labels(soup: BeautifulSoup) -> Iterator[str]:
    labelled = {tag.get("for") for tag in soup.find_all("label") if tag.get_text(strip=True)}
    for field in soup.select(NEEDS_LABEL):
        wrapped = field.find_parent("label")
        if not (field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby") or wrapped):
            yield f"no label: <{field.name} name={field.get('name')}>"
    for button in soup.select("button, a[href]"):
        pictures = button.select("img[alt]:not([alt='']), svg[aria-label], svg title")
        if not (button.get_text(strip=True) or button.get("aria-label") or pictures):
            yield f"nothing to read on <{button.name} class={button.get('class')} href={button.get('href')}>"
    for picture in soup.select("img:not([alt])"):
        yield f"no alt: {picture.get('src')}"


def _ids(soup: BeautifulSoup) -> Iterator[str]:
    counted = Counter(str(tag["id"]) for tag in soup.select("[id]"))
    yield from (f"id {name!r} {times} times" for name, times in counted.items() if times > 1)
    for tag in soup.select("[for], [aria-describedby], [aria-labelledby], [aria-controls]"):
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for name in str(tag.get(attribute) or "").split():
                if name not in counted:
                    yield f"{attribute}={name!r} points to nothing"


def _forms(soup: BeautifulSoup) -> Iterator[str]:
    for form in soup.find_all("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        if posts and not form.select_one("input[name=csrf_token][value]:not([value=''])"):
            yield f"a POST form without csrf_token: {form.get('action')}"
        if not posts and form.select_one("input[name=csrf_token]"):
            yield f"a GET form puts csrf_token into the address: {form.get('action')}"


def _inline(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.find_all("script"):
        if not script.get("src") and script.get("type") != "application/ld+json":
            yield "an inline script"
    yield from ("an inline <style>" for _ in soup.find_all("style"))
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if name == "style" or name.startswith("on"):
                yield f"an inline {name} attribute on <{tag.name}>"
            if name in ("href", "src", "action") and str(value).strip().lower().startswith(("javascript:", "data:text")):
                yield f"{name} runs a script on <{tag.name}>"


def _resources(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all(list(RESOURCES)):
        if tag.name == "link" and not FETCHED_LINKS & set(tag.get("rel") or ()):
            continue
        if urlsplit(str(tag.get(RESOURCES[tag.name]) or "")).netloc:
            yield f"a resource from another host: {tag.get(RESOURCES[tag.name])}"
    for link in soup.select("a[target=_blank]"):
        if "noopener" not in (link.get("rel") or ()):
            yield f"target=_blank without rel=noopener: {link.get('href')}"


def _words(soup: BeautifulSoup) -> Iterator[str]:
    body = soup.body or soup
    text = " ".join(_spoken(body))
    yield from (f"an untranslated key: {key}" for key in sorted(set(UNTRANSLATED.findall(text))))
    if "None" in text.split() or "Undefined" in text:
        yield "a Python value leaks: None or Undefined"
    if soup.html and soup.html.get("lang") == "id":
        yield from (f"English on an Indonesian page: {word!r}" for word in sorted({w.lower() for w in ENGLISH.findall(text)}))


def _spoken(part: Tag) -> Iterator[str]:
    """The words of a page that are ours: not in another language, not quoted from people, not code."""
    for child in part.children:
        if isinstance(child, Tag):
            foreign = child.get("lang") not in (None, "id") or QUOTED & set(child.get("class") or ())
            if not foreign and child.name not in ("script", "style", "code", "pre", "textarea"):
                yield from (str(child[name]) for name in ("placeholder", "aria-label", "alt", "title") if child.get(name))
                yield from _spoken(child)
        else:
            yield str(child).strip()
