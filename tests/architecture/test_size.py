"""Small pieces: a file, a function and a view each fit one look."""

from __future__ import annotations

from statistics import median

from tests.architecture.source import is_view, length, modules

FILE_LINES = 250
FUNCTION_LINES = 40  # the formatter writes long calls one argument a line
VIEW_LINES = 25
VIEW_MEDIAN = 12
CATALOGUES = {"forum.labels", "forum.wtforms_messages"}
"""Tables of words, not code: as long as there are words."""
LISTS = {"create_app", "flask_config", "load"}
"""The wiring and the settings: one line for each part, no branches to follow."""


def test_no_file_is_longer_than_one_can_hold_in_mind() -> None:
    assert not [f"{m.name}: {m.lines} lines" for m in modules() if m.lines > FILE_LINES and m.name not in CATALOGUES]


def test_no_function_is_longer_than_a_screen() -> None:
    functions = [(module, function) for module in modules() for function in module.functions() if not is_view(function)]
    long = [(module, function) for module, function in functions if length(function) > FUNCTION_LINES]
    assert not [f"{m.where(f)} {f.name}: {length(f)} lines" for m, f in long if not (m.name in ("forum", "config") and f.name in LISTS)]


def test_no_view_does_more_than_five_things() -> None:
    views = [(module, view) for module in modules() for view in module.functions() if is_view(view)]
    assert views
    assert not [f"{m.where(v)} {v.name}: {length(v)} lines" for m, v in views if length(v) > VIEW_LINES]
    assert median(length(view) for _, view in views) <= VIEW_MEDIAN
