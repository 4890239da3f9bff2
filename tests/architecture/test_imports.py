"""Who may import whom. Imports run one way, in the order of the process."""

from __future__ import annotations

import pytest

from tests.architecture.source import CAPABILITIES, Module, modules

KERNEL_FLASK = {"forum.core.rendering", "forum.core.jobs"}
"""The kernel's two doors to Flask."""
JOBS = {"forum.notices.jobs", "forum.worker"}
"""Entries of the job worker: an edge like pages and commands, they make their own application context."""
MARKDOWN = {"bleach", "nh3", "markdown_it"}


def named(prefix: str) -> list[Module]:
    return [module for module in modules() if module.name == prefix or module.name.startswith(f"{prefix}.")]


def asked_for(module: Module, *prefixes: str) -> list[str]:
    """The imports of a module that begin with one of these, as ``module:line target``."""
    return [
        f"{module.name}:{one.line} imports {one.target}"
        for one in module.imports()
        if any(one.target == prefix or one.target.startswith(f"{prefix}.") for prefix in prefixes)
    ]


def found(selected: list[Module], *prefixes: str) -> list[str]:
    assert selected, "the rule applies to nothing: was a package renamed?"
    return [line for module in selected for line in asked_for(module, *prefixes)]


def test_extensions_know_nothing_of_ours() -> None:
    assert not found(named("forum.extensions"), "forum", "config")


def test_the_kernel_knows_no_capability() -> None:
    edge = ("policies", "web", "cli", "demo", "labels", "forms")
    assert not found(named("forum.core"), *(f"forum.{name}" for name in (*CAPABILITIES, *edge)))


def test_the_kernel_runs_without_flask() -> None:
    kernel = [module for module in named("forum.core") if module.name not in KERNEL_FLASK]
    assert not found(kernel, "flask", "flask_login", "flask_wtf", "flask_babel")


def test_policies_know_only_refusals_the_clock_and_roles() -> None:
    allowed = ("forum.core.refusal", "forum.core.clock", "forum.accounts.roles", "forum.policies")
    lines = found(named("forum.policies"), "forum", "flask", "flask_login", "sqlalchemy")
    assert not [line for line in lines if not line.split(" imports ")[1].startswith(allowed)]


def test_states_know_neither_models_nor_flask_nor_the_database() -> None:
    states = [module for module in modules() if module.capability and module.name.endswith(".states")]
    allowed = ("forum.core.workflow", "forum.policies")
    lines = found(states, "forum", "flask", "sqlalchemy")
    assert not [line for line in lines if not line.split(" imports ")[1].startswith(allowed)]


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_capability_knows_only_earlier_ones(capability: str) -> None:
    """Pages may read models and queries of any capability; everything else looks backward only."""
    later = CAPABILITIES[CAPABILITIES.index(capability) + 1 :]
    domain = [module for module in named(f"forum.{capability}") if not module.is_page]
    assert not found(domain, *(f"forum.{name}" for name in later))


def test_the_domain_runs_without_flask_forms_and_the_edge() -> None:
    domain = [m for m in modules() if m.capability and not m.is_page and not m.name.endswith("forms") and m.name not in JOBS]
    assert not found(domain, "flask", "flask_login", "flask_wtf", "flask_babel", "wtforms", "forum.web", "forum.cli", "forum.forms")


def test_forms_know_neither_models_nor_queries_nor_the_database() -> None:
    forms = [module for module in modules() if module.name.endswith("forms")]
    lines = found(forms, "sqlalchemy", "flask_sqlalchemy", "forum.extensions", *(f"forum.{name}" for name in CAPABILITIES))
    assert not [line for line in lines if not line.endswith((".states", ".roles", ".forms"))]


def test_pages_speak_no_sql_and_do_not_import_other_pages() -> None:
    pages = [module for module in modules() if module.capability and module.is_page]
    others = [page.name for page in pages if page.has_routes]
    assert not found(pages, "sqlalchemy", "flask_sqlalchemy", *others)


def test_nobody_imports_the_edge_but_pages() -> None:
    edge = ("forum.web", "forum.cli")
    inner = [m for m in named("forum") if not m.is_page and not m.name.startswith(edge) and m.name not in {"forum", *JOBS}]
    assert not found(inner, "forum.web", "forum.cli")


def test_only_the_text_module_cleans_and_renders() -> None:
    others = [module for module in modules() if module.name != "forum.core.text"]
    assert not found(others, *MARKDOWN)


def test_our_own_package_is_never_imported_inside_a_function() -> None:
    """It would hide a circle."""
    local = [
        f"{m.name}:{one.line}" for m in modules() for one in m.imports() if one.local and one.target.split(".")[0] in ("forum", "config")
    ]
    assert not local
