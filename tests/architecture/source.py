"""The program's own source, parsed once: what the rules of the house are checked against."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CAPABILITIES = (
    "accounts", "indices", "events", "records", "submissions", "triage", "recommendations", "publishing", "notices",
)  # fmt: skip
PAGE_PARTS = {
    "forum.events.page",
    "forum.submissions.page",
    "forum.submissions.composing",
    "forum.triage.page",
    "forum.triage.taking",
    "forum.recommendations.desk_parts",
    "forum.triage.aside",
    "forum.recommendations.uploads",
    "forum.publishing.journeys",
    "forum.publishing.telling",
}
"""Modules without routes that put a page together for several views; they count as pages."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """A module asks for another (``forum.core.clock``), on a line, perhaps inside a function."""

    target: str
    line: int
    local: bool


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    tree: ast.Module
    lines: int

    @property
    def capability(self) -> str | None:
        part = self.name.split(".")[1] if "." in self.name else ""
        return part if part in CAPABILITIES else None

    @property
    def has_routes(self) -> bool:
        """It defines a blueprint or hangs routes onto one: a page module, whatever its file is called."""
        return any(isinstance(node, Function) and is_view(node) for node in ast.walk(self.tree)) or any(
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Blueprint" for node in ast.walk(self.tree)
        )

    @property
    def is_page(self) -> bool:
        return self.has_routes or self.name in PAGE_PARTS

    def imports(self) -> Iterator[Import]:
        """What it needs to run; imports under ``TYPE_CHECKING`` are none."""
        yield from _imports(self.tree, local=False)

    def functions(self) -> Iterator[Function]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def where(self, node: ast.AST) -> str:
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', '?')}"


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the program: the package ``forum``, ``config`` and ``wsgi``."""
    files = [*sorted((ROOT / "forum").rglob("*.py")), ROOT / "config.py", ROOT / "wsgi.py"]
    return tuple(_read(path) for path in files)


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, path, ast.parse(text), len(text.splitlines()))


def _imports(node: ast.AST, *, local: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, local) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from (Import(_module_meant(child.module or "", alias.name), child.lineno, local) for alias in child.names)
        else:
            yield from _imports(child, local=local or isinstance(child, Function))


def _module_meant(module: str, name: str) -> str:
    """``from forum.core import clock`` asks for forum.core.clock; ``from forum.core.clock import now`` for that too."""
    path = ROOT.joinpath(*module.split("."), name)
    return f"{module}.{name}" if path.with_suffix(".py").exists() or path.is_dir() else module


def is_view(function: Function) -> bool:
    """Whether a blueprint routes to it: ``@blueprint.get(...)``, ``.post`` or ``.route``."""
    return any(
        isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr in ("get", "post", "route")
        for mark in function.decorator_list
    )


def length(function: Function) -> int:
    """Lines of the body, without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    """Every ``something.method(...)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node
