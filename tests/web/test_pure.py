"""What is drawn once for equal values, and what is not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from markupsafe import Markup

from forum.web.pure import Drawn, Known, NotAValue, value


@dataclass(frozen=True, slots=True)
class Step:
    state: str
    percent: int | None = None


def test_equal_values_share_and_lookalikes_do_not() -> None:
    assert value([Step("done", 1), ("a", None)]) == value([Step("done", 1), ("a", None)])
    assert value(("<b>",)) != value((Markup("<b>"),))
    assert value((1,)) != value((True,))
    assert value(["a", ["b"]]) != value(["a", "b"])


def test_something_with_an_identity_has_no_value() -> None:
    with pytest.raises(NotAValue):
        value(["a", object()])


def test_a_list_that_knows_its_value_is_not_worked_out_again() -> None:
    known = Known([object()])
    known.key = ("menu", 1)
    assert value((known,)) == (("menu", 1),)


def test_a_piece_is_drawn_once_for_its_values_and_again_when_they_differ(app: Flask) -> None:
    drawn, calls = Drawn(kept=2), []

    def draw(*values: object) -> Markup:
        return drawn.once("piece", values, lambda: calls.append(values) or Markup(str(values)))  # type: ignore[func-returns-value]

    with app.test_request_context("/"):
        assert [draw(1), draw(1), draw(2), draw(1)] == ["(1,)", "(1,)", "(2,)", "(1,)"]
        assert calls == [(1,), (2,)]
        draw(3)
        assert len(drawn.pieces) == 2
    with app.test_request_context("/", environ_overrides={"urun.language": "en"}):
        draw(3)
    assert calls == [(1,), (2,), (3,), (3,)]
