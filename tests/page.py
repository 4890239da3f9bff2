"""A page as a person meets it: read it, fill in its forms, press its buttons. Every page is inspected on the way."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from forum.extensions import db
from tests.inspection import faults


class Client(FlaskClient):
    """A browser without scripts. ``get`` and ``post`` answer as Flask's client does; ``page`` reads and follows."""

    inspecting = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        if self.inspecting and response.mimetype == "text/html" and response.status_code // 100 in (2, 4):
            found = faults(response, signed_in=self.signed_in)
            assert not found, f"{response.request.method} {response.request.path} ({response.status_code}): " + "; ".join(found)
        return response

    @property
    def signed_in(self) -> bool:
        with self.session_transaction() as kept:
            return "_user_id" in kept

    def page(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        """Open an address and follow where it leads; the last answer must have this status."""
        return Page(self, self.get(path, follow_redirects=True, **kwargs)).expect(status)


class Page:
    """One HTML answer."""

    def __init__(self, client: Client, response: TestResponse) -> None:
        self.client = client
        self.response = response
        self.soup = BeautifulSoup(response.get_data(as_text=True), "lxml")

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.path

    def expect(self, status: int) -> Page:
        assert self.status == status, f"{self.path} answered {self.status}, not {status}: {self.title!r}\n{self.text[:800]}"
        return self

    @property
    def title(self) -> str:
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @property
    def heading(self) -> str:
        return self.text_of("h1")

    @property
    def text(self) -> str:
        """What the body says, with single spaces."""
        return " ".join((self.soup.body or self.soup).get_text(" ").split())

    def has(self, words: str) -> bool:
        return words in self.text

    def __contains__(self, words: str) -> bool:
        return self.has(words)

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def find(self, selector: str) -> Tag:
        """The first element that the CSS selector names; it must exist."""
        found = self.soup.select_one(selector)
        assert found is not None, f"no {selector} on {self.path}: {self.text[:800]}"
        return found

    def text_of(self, selector: str) -> str:
        return " ".join(self.find(selector).get_text(" ").split())

    @property
    def forms(self) -> list[Form]:
        return [Form(self, tag) for tag in self.soup.find_all("form")]

    def form(self, selector: str = "main form") -> Form:
        """The form that the selector names, or the one around what it names (a button, say)."""
        tag = self.find(selector)
        inside = tag if tag.name == "form" else tag.find_parent("form")
        assert isinstance(inside, Tag), f"{selector} is in no form"
        return Form(self, inside)

    def button(self, words: str) -> Form:
        """The form whose submit button says ``words``, with that button pressed."""
        for tag in self.soup.select("form button, form input[type=submit]"):
            said = " ".join((tag.get_text(" ") or str(tag.get("value", ""))).split())
            if said == words or tag.get("aria-label") == words:
                return self.form_around(tag)
        offered = [" ".join(tag.get_text(" ").split()) for tag in self.soup.select("form button")]
        raise AssertionError(f"no button {words!r} on {self.path}; there are {offered}")

    def form_around(self, button: Tag) -> Form:
        inside = button.find_parent("form")
        assert isinstance(inside, Tag)
        return Form(self, inside, pressed=button)

    def follow(self, words: str) -> Page:
        """Follow the link that says ``words`` (all of them, or else some of them)."""
        links = [(" ".join(tag.get_text(" ").split()), str(tag["href"])) for tag in self.soup.select("a[href]")]
        said = [href for text, href in links if text == words] or [href for text, href in links if words in text]
        assert said, f"no link {words!r} on {self.path}; there are {[text for text, _ in links]}"
        return self.client.page(said[0])


class Form:
    """A form as it stands on the page, with its hidden fields and what is already chosen."""

    def __init__(self, page: Page, tag: Tag, pressed: Tag | None = None) -> None:
        self.page = page
        self.tag = tag
        self.files: dict[str, Any] = {}
        self.values: MultiDict[str, str] = MultiDict(_standing(tag))
        if pressed is not None and pressed.get("name"):
            self.values[str(pressed["name"])] = str(pressed.get("value", ""))
        self.action = str((pressed or tag).get("formaction") or tag.get("action") or page.path)

    @property
    def names(self) -> set[str]:
        return {str(field["name"]) for field in self.tag.select("[name]")}

    def fill(self, **values: Any) -> Form:
        """Type or choose: text, a list for several, True or False for a box, a (stream, filename) pair for a file."""
        for name, value in values.items():
            assert name in self.names, f"no field {name!r} in this form; there are {sorted(self.names)}"
            field = self.tag.select_one(f'[name="{name}"]')
            assert field is not None
            if field.get("type") == "file":
                self.files[name] = value
            elif isinstance(value, bool):
                self.values.setlist(name, [str(field.get("value", "y"))] if value else [])
            else:
                chosen = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
                self._offered(name, chosen)
                self.values.setlist(name, chosen)
        return self

    def forge(self, **values: str) -> Form:
        """Send what this form does not offer: what an attacker would do."""
        for name, value in values.items():
            self.values[name] = value
        return self

    def submit(self, status: int = 200) -> Page:
        """Send it and follow where it leads; the last answer must have this status."""
        return Page(self.page.client, self.send(follow_redirects=True)).expect(status)

    def send(self, **kwargs: Any) -> TestResponse:
        """Send it; the bare answer, redirects not followed unless asked for."""
        address = self.action if self.action.startswith("/") else self.page.path
        if str(self.tag.get("method", "get")).lower() == "get":
            return self.page.client.get(address, query_string=self.values, **kwargs)
        data: MultiDict[str, Any] = MultiDict(self.values)
        for name, file in self.files.items():
            data.setlist(name, file if isinstance(file, list) else [file])
        return self.page.client.post(address, data=data, **kwargs)

    def _offered(self, name: str, chosen: list[str]) -> None:
        """A list or a row of buttons can only be set to what it offers."""
        offers = [str(tag.get("value", tag.get_text(strip=True))) for tag in self.tag.select(f'select[name="{name}"] option')]
        offers += [str(tag.get("value", "on")) for tag in self.tag.select(f'input[type=radio][name="{name}"]')]
        strange = [one for one in chosen if offers and one not in offers]
        assert not strange, f"{name} does not offer {strange}; it offers {offers}"


def _standing(form: Tag) -> list[tuple[str, str]]:
    """What a browser would send if nothing were touched and no button pressed."""
    sent: list[tuple[str, str]] = []
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), str(field.get("type", "text"))
        if field.has_attr("disabled") or kind in ("submit", "button", "file", "image"):
            continue
        if field.name == "textarea":
            sent.append((name, field.get_text().removeprefix("\n")))
        elif field.name == "select":
            options = field.select("option[selected]") or ([] if field.has_attr("multiple") else field.select("option")[:1])
            sent += [(name, str(option.get("value", option.get_text(strip=True)))) for option in options]
        elif kind not in ("checkbox", "radio"):
            sent.append((name, str(field.get("value", ""))))
        elif field.has_attr("checked"):
            sent.append((name, str(field.get("value", "on"))))
    return sent
