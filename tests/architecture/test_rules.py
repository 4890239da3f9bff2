"""Rules of the house that a reader of the source can check: who writes states, who commits, who reads the clock."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator

import pytest

from forum.core.workflow import Workflow
from tests.architecture.source import ROOT, Module, calls, is_view, modules

MAY_COMMIT = ("forum.cli", "forum.worker", "forum.demo", "forum.notices.mailing", "forum.notices.letters")
"""Besides page modules: what has no request around it. Each mail is a transaction of its own, so that none is sent twice."""
OTHER_STATES = {"forum.notices.mailing": {"state"}}
"""Modules that set a column which shares its name with a workflow's field: a mail waits, is sent or failed; nobody decides that."""
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}
MAY_READ_CLOCK = {"forum.core.clock"}


def workflow_fields() -> set[str]:
    """The columns that only moves may change, as the workflows themselves name them."""
    loaded = [importlib.import_module(module.name) for module in modules() if module.name.endswith(".states")]
    return {value.field for module in loaded for value in vars(module).values() if isinstance(value, Workflow)}


def assigned(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Attributes that a module sets: ``a.b = ...``, ``setattr(a, "b", ...)``, ``update(...).values(b=...)``."""
    for node in ast.walk(module.tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else []
        parts = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple | ast.List) else [target])]
        yield from ((part.attr, part) for part in parts if isinstance(part, ast.Attribute))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr" and isinstance(node.args[1], ast.Constant):
            yield str(node.args[1].value), node
    for call in calls(module.tree, "values"):
        yield from ((keyword.arg, call) for keyword in call.keywords if keyword.arg)


def test_only_the_workflow_changes_a_state() -> None:
    fields = workflow_fields()
    assert {"state", "visibility", "disposition"} <= fields
    others = [module for module in modules() if module.name != "forum.core.workflow"]
    assert not [
        f"{m.where(node)} sets .{name}" for m in others for name, node in assigned(m) if name in fields - OTHER_STATES.get(m.name, set())
    ]


def test_only_pages_and_commands_commit() -> None:
    inner = [module for module in modules() if not module.is_page and not module.name.startswith(MAY_COMMIT)]
    assert not [module.where(call) for module in inner for call in calls(module.tree, "commit")]


def test_a_view_commits_at_most_once() -> None:
    views = [(module, view) for module in modules() for view in module.functions() if is_view(view)]
    assert not [f"{m.where(view)} {view.name}" for m, view in views if len(list(calls(view, "commit"))) > 1]


def test_only_the_clock_reads_the_clock() -> None:
    others = [module for module in modules() if module.name not in MAY_READ_CLOCK]
    readings = [
        module.where(node)
        for module in others
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and (ast.unparse(node.value).rsplit(".", 1)[-1], node.attr) in CLOCKS
    ]
    assert not readings


def test_nobody_asks_flask_who_is_signed_in_but_the_guard() -> None:
    others = [module for module in modules() if module.name != "forum.web.guard"]
    assert not [f"{m.where(n)}" for m in others for n in ast.walk(m.tree) if isinstance(n, ast.Name) and n.id == "current_user"]


def test_verbs_are_told_who_acts_by_name() -> None:
    """``by`` is keyword-only: nobody can mistake the actor for another argument."""
    domain = [module for module in modules() if module.capability and not module.is_page]
    loose = [
        f"{module.where(function)} {function.name}"
        for module in domain
        for function in module.functions()
        if not function.name.startswith("_") and any(argument.arg == "by" for argument in function.args.args)
    ]
    assert not loose


def test_no_sql_is_put_together_from_text() -> None:
    shaped = (ast.JoinedStr, ast.BinOp)
    texts = [m.where(n) for m in modules() for n in ast.walk(m.tree) if isinstance(n, ast.Call)
             and getattr(n.func, "id", getattr(n.func, "attr", "")) == "text" and n.args and isinstance(n.args[0], shaped)]  # fmt: skip
    assert not texts


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "the safe filter": r"\|\s*safe\b",
    "autoescape switched": r"{%-?\s*autoescape",
    "an inline style": r"\sstyle\s*=",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)",
    "a style element": r"<style\b",
    "another host": r"(?:src|srcset)\s*=\s*[\"']https?://",
}


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what: str) -> None:
    comments = re.compile(r"{#.*?#}", re.DOTALL)
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    assert not [path.relative_to(ROOT) for path in TEMPLATES if pattern.search(comments.sub("", path.read_text(encoding="utf-8")))]


def test_the_program_names_no_machine_and_no_registry() -> None:
    foreign = re.compile(r"(?:^|[\s\"'=])/(?:work|opt|tmp|root)/|pypi\.org|files\.pythonhosted|registry\.npmjs")
    kinds = {".py", ".html", ".css", ".js", ".toml", ".txt", ".cfg", ".sh", ".ini"}
    places = [ROOT / name for name in ("forum", "templates", "static", "migrations", "bin", ".ci", "tests")]
    files = [p for place in places for p in place.rglob("*") if p.suffix in kinds] + [p for p in ROOT.iterdir() if p.suffix in kinds]
    mine = {ROOT / "tests" / "architecture" / "test_rules.py"}
    assert not [p.relative_to(ROOT) for p in files if p not in mine and foreign.search(p.read_text(encoding="utf-8", errors="replace"))]


def test_every_file_of_components_stands_on_the_page_of_components() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "templates" / "dev").glob("*.html"))
    by_others = {"kept.html"}
    missing = {one.name for one in (ROOT / "templates" / "components").glob("*.html") if f'"components/{one.name}"' not in shown}
    assert missing == by_others, "kept.html needs what a person typed; the rest is shown"


def test_what_a_script_looks_for_stands_in_a_template() -> None:
    scripts = "".join(one.read_text(encoding="utf-8") for one in (ROOT / "static" / "js").glob("*.js"))
    asked = set(re.findall(r"data-([a-z-]+)", scripts))
    asked |= {re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name) for name in re.findall(r"dataset\.(\w+)", scripts)}
    drawn = "".join(one.read_text(encoding="utf-8") for one in TEMPLATES)
    assert not {name for name in asked if f"data-{name}" not in drawn}
